"""How many logins are being judged at once: of one name few, of one address no more than it can have people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

OF_A_NAME, OF_AN_ADDRESS = 3, 60  # one who guesses a name over and over leaves room for the rest of the building


class UnderWay:
    """Counts what is under way; used from one thread, the event loop's."""

    def __init__(self) -> None:
        self._counts: Counter[Hashable] = Counter()

    @contextmanager
    def one_more(self, address: str | None, name: str) -> Iterator[bool]:
        """Count a login while it is judged and say whether there is room for it; without room it is not counted."""
        limits = {(address, name): OF_A_NAME, address: OF_AN_ADDRESS}
        if any(self._counts[key] >= most for key, most in limits.items()):
            yield False
            return
        self._counts.update(limits.keys())
        try:
            yield True
        finally:
            self._counts.subtract(limits.keys())
            self._counts += Counter()  # those at nought are let go

"""Values worked out once for each object, while others are being worked out."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from lvzhi.lazy import lazy_property


@dataclass(frozen=True)
class Slow:
    ready: threading.Event
    asked: list[int] = field(default_factory=list)

    @lazy_property
    def value(self) -> int:
        assert self.ready.wait(10)
        self.asked.append(1)
        return len(self.asked)


def test_one_object_does_not_wait_for_another() -> None:
    waiting, free = Slow(threading.Event()), Slow(threading.Event())
    thread = threading.Thread(target=lambda: waiting.value)
    thread.start()
    free.ready.set()
    assert (free.value, free.value, free.asked, waiting.asked) == (1, 1, [1], [])
    waiting.ready.set()
    thread.join(10)
    assert waiting.asked == [1]

"""A note beside the journal of every head it has had: what shows that its tail has gone.

SQLite drops a damaged tail of its write-ahead log without a word, and a journal copied without that log
looks whole. A chain cannot tell either, since nothing follows what is missing; this list can.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_LINE = re.compile(rb"^([1-9]\d*) ([0-9a-f]{64})$", re.MULTILINE)
_TAIL = 4096  # bytes, about fifty lines: more than can be out of order


class Heads:
    """The list in one text file, a line for each time the journal grew."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, no: int, hash_: str) -> None:
        """Add a head that is already on disk in the journal: the list may lag behind it, never run ahead."""
        with self.path.open("ab", buffering=0) as file:
            # The line end comes first: a line torn by a kill then spoils no other.
            file.write(b"\n%d %s\n" % (no, hash_.encode()))

    def last(self) -> tuple[int, str] | None:
        """Return the highest head noted, or None when there is none."""
        return max(_parsed(self._read(_TAIL)), default=None)

    def all(self) -> list[tuple[int, str]]:
        """Return every head noted, by number."""
        return sorted(set(_parsed(self._read(None))))

    def _read(self, tail: int | None) -> bytes:
        if not self.path.exists():
            return b""
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - tail) if tail else 0)
            return file.read()


def _parsed(text: bytes) -> list[tuple[int, str]]:
    return [(int(no), hash_.decode()) for no, hash_ in _LINE.findall(text)]

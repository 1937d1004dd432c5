"""Which projection file is this process's own: DuckDB lets one process at a time have a file open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lvzhi.locks import try_to_hold

_MOST = 100  # processes on one data directory at a time; more are a fault, not a need


@dataclass(frozen=True)
class Slot:
    """A projection file held by this process until `release`, or until the process ends in whatever way."""

    path: Path
    handle: int

    def release(self) -> None:
        """Let another process have the file."""
        os.close(self.handle)

    @property
    def files(self) -> tuple[Path, ...]:
        """The database file and its write-ahead log."""
        return self.path, self.path.with_name(self.path.name + ".wal")

    def set_aside(self) -> Path:
        """Rename the file and its log out of the way, in place of what was set aside before."""
        for file in self.files:
            aside = _aside(file)
            aside.unlink(missing_ok=True)
            if file.exists():
                file.rename(aside)
        return _aside(self.path)

    def clear(self) -> None:
        """Delete the file and its log."""
        for file in self.files:
            file.unlink(missing_ok=True)

    def clear_spilled(self) -> None:
        """Delete what a process that was killed had put on disk for want of memory; for who has the file open."""
        spilled = self.path.with_name(self.path.name + ".tmp")  # where DuckDB puts it
        if spilled.exists():
            shutil.rmtree(spilled)


def _aside(file: Path) -> Path:
    return file.with_name(file.name + ".damaged")


def free_slots(first: Path) -> Iterator[Slot]:
    """Hold and yield, one after the other, the free ones of `projection.duckdb`, `projection-2.duckdb`, …"""
    for number in range(1, _MOST + 1):
        path = first if number == 1 else first.with_name(f"{first.stem}-{number}{first.suffix}")
        slot = _held(path)
        if slot is not None:
            yield slot


def _held(path: Path) -> Slot | None:
    # The lock is on a file beside it: opening and closing the database file itself would undo DuckDB's lock.
    handle = try_to_hold(path.with_suffix(".lock"))
    return None if handle is None else Slot(path, handle)


def in_use(first: Path) -> bool:
    """Say whether a process has one of the projections of a data directory open."""
    for path in first.parent.glob(f"{first.stem}*.lock"):
        handle = try_to_hold(path)
        if handle is None:
            return True
        os.close(handle)
    return False

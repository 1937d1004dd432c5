"""A disk of a few megabytes, filled at will: a tmpfs, which only some may mount."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Disk:
    """A file system of its own; `fill` leaves so many bytes free."""

    path: Path

    @contextmanager
    def filled(self, leave: int) -> Iterator[None]:
        state = os.statvfs(self.path)
        filler = self.path / "filler"
        filler.write_bytes(b"\0" * (state.f_bavail * state.f_frsize - leave))
        try:
            yield
        finally:
            filler.unlink()


@contextmanager
def small_disk(path: Path, megabytes: int = 24) -> Iterator[Disk]:
    """Mount it; skip the test where that is not permitted."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)]
    path.mkdir(exist_ok=True)
    try:
        done = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError as fault:
        pytest.skip(f"no small disk can be mounted here: {fault}")
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)

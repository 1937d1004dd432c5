"""Give orders to processes that receive books, and kill them while they do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.ground import Ground
from tests.crash.victim import OPENED

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Blow:
    """A kill so many seconds after the start, or after the campaign was opened and books are being received."""

    after: float
    once_opened: bool


@dataclass(frozen=True)
class Work:
    """Whether the work was struck, and its seconds from where a blow's are counted."""

    killed: bool
    seconds: float


class Victims:
    """The process whose forks are struck; its own end is that of its input."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.victim"]
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._line() == "ready"

    def __enter__(self) -> Victims:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def start(self, *orders: tuple[str, Sequence[Any]]) -> list[int]:
        """Let one fork carry out each order; return their process ids."""
        self._say(json.dumps(orders))
        return list(json.loads(self._line()))

    def ended(self) -> list[int]:
        """Wait for the forks and return how each ended: 0, or the signal that killed it."""
        self._say("wait")
        return list(json.loads(self._line()))

    def at_work(self, ground: Ground, seed: str, count: int, blow: Blow | None = None) -> Work:
        """Let books be received, and strike while they are."""
        begun = ground.folder / OPENED
        begun.unlink(missing_ok=True)
        began = time.monotonic()
        (fork,) = self.start(("work", (str(ground.folder), seed, count)))
        if blow is not None and blow.once_opened:
            _wait_for(begun)
        opened = time.monotonic()
        if blow is not None:
            time.sleep(blow.after)
            os.kill(fork, signal.SIGKILL)
        (how,) = self.ended()
        assert how in (0, signal.SIGKILL), how
        return Work(how != 0, time.monotonic() - (opened if blow and blow.once_opened else began))


def _wait_for(file: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.005)

"""Seconds side by side: the sides of a comparison take turns in one run, and what counts is the ratio of medians."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Side:
    """One way of doing the work; `prepare` is done before each round and not counted."""

    name: str
    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Result:
    """Median seconds of each side, the first is ours."""

    work: str
    seconds: tuple[tuple[str, float], ...]

    @property
    def ours(self) -> float:
        return self.seconds[0][1]

    def line(self) -> str:
        """A row of a table: the work, our seconds, and each other's with how many times ours it is."""
        others = " · ".join(f"{name} {s:.3g} s ({s / self.ours:.2f}×)" for name, s in self.seconds[1:])
        return f"| {self.work} | {self.ours:.3g} s | {others} |"


@dataclass(frozen=True)
class Fact:
    """Something counted or measured of ours alone, and what is wanted of it."""

    work: str
    found: str
    wanted: str

    def line(self) -> str:
        """A row of the same table."""
        return f"| {self.work} | {self.found} | {self.wanted} |"


def beside(work: str, sides: Sequence[Side], rounds: int, warm: bool = True) -> Result:
    """Let the sides take turns, each once unmeasured (imports, caches) where that is to be `warm`, then `rounds` times.

    Processes of their own are begun cold every time: their start is part of what they cost.
    """
    taken: dict[str, list[float]] = {side.name: [] for side in sides}
    for turn in range(0 if warm else 1, rounds + 1):
        for side in sides:
            side.prepare()
            began = time.perf_counter()
            side.run()
            if turn:
                taken[side.name].append(time.perf_counter() - began)
    return Result(work, tuple((name, statistics.median(held)) for name, held in taken.items()))


# A process begins with the peak of the one that started it: a small one does, and says what it saw.
_LAUNCHER = """
import os, sys
null = os.open(os.devnull, os.O_WRONLY)
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
_, status, used = os.wait4(pid, 0)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Used:
    """What a process took: its peak memory, and seconds of a processor with those of the processes it waited for."""

    megabytes: int
    seconds: float


def process(*arguments: object, fine: Sequence[int] = (0,)) -> Used:
    """Run a Python module as a process of its own and wait for it."""
    command = [sys.executable, "-m", *map(str, arguments)]
    with tempfile.TemporaryFile() as errors:
        begun = [sys.executable, "-S", "-c", _LAUNCHER, *command]
        done = subprocess.run(begun, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, check=False)
        if done.returncode not in fine:
            errors.seek(0)
            raise RuntimeError(f"{command}: {errors.read().decode(errors='replace')[-2000:]}")
    peak, seconds = done.stdout.split()
    return Used(int(peak) // 1024, float(seconds))

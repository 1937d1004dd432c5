"""The command line from outside: one process a command, JSON where there is any.

The processes are forked from one that has imported the program already, which costs as much as most commands do.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lvzhi.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
_PREPARED = multiprocessing.get_context("forkserver")
_PREPARED.set_forkserver_preload(["tests.outside.prepared"])


@dataclass(frozen=True)
class Said:
    """What a command left: exit code, standard output and error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def spoken(words: list[str], typed: str | None = None) -> Said:
    """`python -m lvzhi` with these words, in the project's folder."""
    with tempfile.TemporaryDirectory() as folder:
        inward, outward, aside = (Path(folder) / name for name in ("in", "out", "err"))
        inward.write_text(typed or "", encoding="utf-8")
        process = _PREPARED.Process(target=_speak, args=(words, inward, outward, aside))
        process.start()
        process.join(300)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(words)
        return Said(process.exitcode, outward.read_text(encoding="utf-8"), aside.read_text(encoding="utf-8"))


def _speak(words: list[str], inward: Path, outward: Path, aside: Path) -> None:
    """Have the three streams of a process of our own, then be the command line."""
    os.chdir(ROOT)
    write = os.O_CREAT | os.O_WRONLY
    for stream, path, mode in ((0, inward, os.O_RDONLY), (1, outward, write), (2, aside, write)):
        os.dup2(os.open(path, mode), stream)
    sys.stdin = os.fdopen(0)  # a forked process is given an empty one
    sys.exit(main(words))


@dataclass(frozen=True)
class Desk:
    """`python -m lvzhi` on one data directory; `plan` is named until the directory is there."""

    data: Path
    plan: Path

    def run(self, *words: object, typed: str | None = None) -> Said:
        known = () if (self.data / "journal.sqlite").exists() else ("--plan", self.plan)
        return spoken([*map(str, ("--data", self.data, *known, *words))], typed)

    def fine(self, *words: object, typed: str | None = None) -> Said:
        said = self.run(*words, typed=typed)
        if said.code != 0:
            raise AssertionError(f"{words}: exit {said.code}\n{said.out[-6000:]}\n{said.err[-3000:]}")
        return said

    def together(self, *commands: Sequence[object]) -> list[Said]:
        """Several commands that only look, two at a time."""
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda words: self.run(*words), commands))

    def templates(self, folder: Path, period: str, *filers: str) -> dict[str, Path]:
        """Filer's name -> its book of the period."""
        named = [word for filer in filers for word in ("--filer", filer)]
        self.fine("templates", "--out", folder, "--period", period, *named)
        return {path.name.split("-")[0]: path for path in folder.glob(f"*-{period}-*.xlsx")}

"""The command line from outside: one process a command, JSON where there is any."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What a command left: exit code, standard output and error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Desk:
    """`python -m lvzhi` on one data directory; `plan` is named until the directory is there."""

    data: Path
    plan: Path

    def run(self, *words: object, typed: str | None = None) -> Said:
        known = () if (self.data / "journal.sqlite").exists() else ("--plan", self.plan)
        command = [sys.executable, "-m", "lvzhi", "--data", *map(str, (self.data, *known, *words))]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, input=typed, timeout=300,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )
        return Said(done.returncode, done.stdout, done.stderr)

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

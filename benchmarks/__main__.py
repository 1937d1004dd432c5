"""What the product costs, side by side with others in one run: `make bench`, or `python -m benchmarks --only load`."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks import intake, measuring, outgoing
from benchmarks.multiplied import multiplied
from benchmarks.timing import Result, process
from schemas import FORMS

HEAD = "| work | ours | others (how many times ours) |\n|---|---|---|"


def main() -> None:
    """Print a table per kind of work; what each is compared with stands in benchmarks/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("load", "check", "books", "measures", "rebuild"), action="append")
    parser.add_argument("--times", type=int, default=1, help="the example's size so many times, for load and rebuild")
    parser.add_argument("--measured", type=int, default=100, help="the same, for measures")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), args.times, args.measured, args.rounds)
        works: dict[str, Callable[[], Iterable[Result]]] = {
            "load": bench.load, "check": bench.check, "books": bench.books, "measures": bench.measures,
            "rebuild": bench.rebuild,
        }
        _say(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {_commit()}")
        for name in args.only or works:
            _say(f"\n## {name}\n\n{HEAD}")
            for result in works[name]():
                _say(result.line())


class Bench:
    """The inputs, each made when first asked for, and the kinds of work over them."""

    def __init__(self, folder: Path, times: int, measured: int, rounds: int) -> None:
        self._folder, self._times, self._measured, self._rounds = folder, times, measured, rounds

    def load(self) -> Iterator[Result]:
        yield intake.loading(self._folder, self._books, self._rounds)

    def check(self) -> Iterator[Result]:
        yield from intake.checking(self._data, self._books, 5 * self._rounds)

    def books(self) -> Iterator[Result]:
        yield outgoing.books(self._data, "2015-10", self._rounds)

    def rebuild(self) -> Iterator[Result]:
        yield intake.rebuilding(self._data, self._books, self._folder, self._rounds)

    def measures(self) -> Iterator[Result]:
        many = self._folder / "many"
        rows = multiplied(self._data, many, self._measured, FORMS)
        _say(f"| *{rows} row versions* | | |")
        yield from measuring.measuring(many, self._rounds)

    @property
    def _books(self) -> Path:
        books = self._folder / "books"
        if not books.exists():
            process("lvzhi", "demo", "--out", books, "--scale", self._times)
        return books

    @property
    def _data(self) -> Path:
        data = self._folder / "data"
        if not data.exists():
            process("lvzhi", "--data", data, "load", self._books, "--received-at", "folder", fine=intake.FINE)
            process("lvzhi", "--data", data, "decide", self._books / "decisions.yaml")
        return data


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "no commit"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

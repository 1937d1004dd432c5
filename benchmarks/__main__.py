"""What the product costs, side by side with others in one run: `make bench`, or `python -m benchmarks --only load`."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks import exporting, intake, measuring, outgoing, pages, sessions
from benchmarks.filing import filled, of_group
from benchmarks.multiplied import multiplied
from benchmarks.timing import Fact, Result, process
from schemas import FORMS

WORKS = ("load", "check", "books", "measures", "rebuild", "export", "pages", "memory", "uploads")
HEAD = "| work | ours | others (how many times ours) |\n|---|---|---|"


def main() -> None:
    """Print a table per kind of work; what each is compared with stands in benchmarks/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=WORKS, action="append")
    parser.add_argument("--times", type=int, default=1, help="the example's size so many times, for load and rebuild")
    parser.add_argument("--copies", type=int, help="of these the books of the first few only, under the plan of all")
    parser.add_argument("--measured", type=int, default=100, help="the same, for measures and pages")
    parser.add_argument("--size", type=int, action="append", help="the same, for check, books, export: 1, 10 and 100")
    parser.add_argument("--data", type=Path, help="a data directory with the example loaded, instead of making one")
    parser.add_argument("--many", type=Path, help="one that benchmarks.multiplied has made, instead of making one")
    parser.add_argument("--page", action="append", default=[], help="for pages: the address of one of them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patience", type=float, default=600, help="for uploads: seconds a client waits for an answer")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), args.times, args.copies, args.measured, args.size or (1, 10, 100), args.rounds)
        for name, given in (("data", args.data), (f"{args.measured}x", args.many)):
            if given:
                shutil.copytree(given, Path(folder) / name)
        works: dict[str, Callable[[], Iterable[Result | Fact]]] = {
            "load": bench.load, "check": bench.check, "books": bench.books, "measures": bench.measures,
            "rebuild": bench.rebuild, "export": bench.export, "pages": lambda: bench.pages(args.page),
            "memory": bench.memory,
            "uploads": lambda: bench.uploads(args.patience),
        }
        _say(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {_commit()}")
        for name in args.only or works:
            _say(f"\n## {name}\n\n{HEAD}")
            for result in works[name]():
                _say(result.line())


class Bench:
    """The inputs, each made when first asked for, and the kinds of work over them."""

    def __init__(
        self, folder: Path, times: int, copies: int | None, measured: int, sizes: Sequence[int], rounds: int
    ) -> None:
        self._folder, self._times, self._copies, self._measured = folder, times, copies, measured
        self._sizes, self._rounds = sizes, rounds

    def load(self) -> Iterator[Result]:
        yield intake.loading(self._folder, self._books, self._rounds)

    def check(self) -> Iterator[Result]:
        for times in self._sizes:
            data = self._sized(times)
            [book] = [intake.largest(self._books)] if times == 1 else filled(data, 1)
            yield from intake.checking(data, book, 5 * self._rounds)
            yield from intake.checking(data, of_group(data), 5 * self._rounds, "a group's book")

    def books(self) -> Iterator[Result]:
        for times in self._sizes:
            yield outgoing.books(self._sized(times), "2015-10", self._rounds)

    def rebuild(self) -> Iterator[Result]:
        yield intake.rebuilding(self._data, self._books, self._folder, self._rounds)

    def export(self) -> Iterator[Result]:
        for times in self._sizes:
            yield exporting.exporting(self._sized(times), self._folder / f"cells-{times}", self._rounds)

    def measures(self) -> Iterator[Result]:
        yield from measuring.measuring(self._sized(self._measured), self._rounds)

    def pages(self, only: Sequence[str]) -> Iterator[Result]:
        yield from pages.paging(self._data, self._sized(self._measured), self._rounds, only)

    def memory(self) -> Iterator[Fact]:
        yield from sessions.memory(self._data)

    def uploads(self, patience: float) -> Iterator[Fact]:
        yield from sessions.uploads(self._data, self._folder / "filing" / "data", patience)

    @property
    def _books(self) -> Path:
        books = self._folder / "books"
        if not books.exists():
            intake.written(self._folder, books, self._times, self._copies)
        return books

    @property
    def _data(self) -> Path:
        data = self._folder / "data"
        if not data.exists():
            process("lvzhi", "--data", data, "load", self._books, "--received-at", "folder", fine=intake.FINE)
            process("lvzhi", "--data", data, "decide", self._books / "decisions.yaml")
        return data

    def _sized(self, times: int) -> Path:
        """The data directory of a campaign so many times the example's, kept for the works to come."""
        data = self._data if times == 1 else self._folder / f"{times}x"
        if not data.exists():
            rows = multiplied(self._data, data, times, FORMS)
            _say(f"| *{times}×: {rows} row versions* | | |")
        return data


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "no commit"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

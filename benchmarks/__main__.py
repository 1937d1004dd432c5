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
from benchmarks.multiplied import multiplied, rebuilt
from benchmarks.timing import Fact, Result, process
from schemas import FORMS

WORKS = ("load", "check", "books", "measures", "rebuild", "export", "pages", "memory", "uploads")
HEAD = "| work | ours | others (how many times ours) |\n|---|---|---|"


def main() -> None:
    """Print a table per kind of work; what each is compared with stands in benchmarks/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=WORKS, action="append")
    parser.add_argument("--size", type=int, action="append", help="times the example's units: 1, 10 and 100")
    parser.add_argument("--copies", type=int, default=1, help="of a larger campaign, how many copies' books are loaded")
    parser.add_argument("--data", type=_given, action="append", default=[], metavar="SIZE=DIR",
                        help="a data directory of that size, instead of making one: the example loaded is 1=DIR")
    parser.add_argument("--page", action="append", default=[], help="for pages: the address of one of them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patience", type=float, default=600, help="for uploads: seconds a client waits for an answer")
    args = parser.parse_args()
    sizes = args.size or (1, 10, 100)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), args.copies, args.rounds)
        for size, given in args.data:
            shutil.copytree(given, bench.folder(size))
            if size > 1 and rebuilt(bench.folder(size)):
                parser.error(f"{given} was made by other code, and its rows have no files behind them: "
                             "make it anew (python -m benchmarks.multiplied)")
        works: dict[str, Callable[[], Iterable[Result | Fact]]] = {
            "load": lambda: bench.each(sizes, bench.load), "rebuild": lambda: bench.each(sizes, bench.rebuild),
            "check": lambda: bench.each(sizes, bench.check), "books": lambda: bench.each(sizes, bench.books),
            "measures": lambda: bench.each(sizes, bench.measures), "export": lambda: bench.each(sizes, bench.export),
            "pages": lambda: bench.pages(sizes, args.page),
            "memory": bench.memory,
            "uploads": lambda: bench.uploads(args.patience),
        }
        _say(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {_commit()}")
        for name in args.only or works:
            _say(f"\n## {name}\n\n{HEAD}")
            for result in works[name]():
                _say(result.line())


def _given(text: str) -> tuple[int, Path]:
    size, _, path = text.partition("=")
    return int(size), Path(path)


class Bench:
    """The inputs, each made when first asked for, and the kinds of work over them; sizes are times the example's."""

    def __init__(self, folder: Path, copies: int, rounds: int) -> None:
        self._folder, self._copies, self._rounds = folder, copies, rounds

    def each(self, sizes: Sequence[int], work: Callable[[int], Iterable[Result]]) -> Iterator[Result]:
        """Do the work at each size, and say which it is."""
        for size in sizes:
            _say(f"| *{size}×* | | |")
            yield from work(size)

    def load(self, size: int) -> Iterator[Result]:
        yield intake.loading(self._books(size), self._folder / f"loaded-{size}", self._rounds)

    def rebuild(self, size: int) -> Iterator[Result]:
        yield intake.rebuilding(self._books(size), self._folder / f"loaded-{size}", self._rounds)

    def check(self, size: int) -> Iterator[Result]:
        data = self._data(size)
        [book] = [intake.largest(self._books(1))] if size == 1 else filled(data, 1)
        yield from intake.checking(data, book, 5 * self._rounds)
        yield from intake.checking(data, of_group(data), 5 * self._rounds, "a group's book")

    def books(self, size: int) -> Iterator[Result]:
        yield outgoing.books(self._data(size), "2015-10", self._rounds)

    def export(self, size: int) -> Iterator[Result]:
        yield exporting.exporting(self._data(size), self._folder / f"cells-{size}", self._rounds)

    def measures(self, size: int) -> Iterator[Result]:
        yield from measuring.measuring(self._data(size), self._rounds)

    def pages(self, sizes: Sequence[int], only: Sequence[str]) -> Iterator[Result]:
        larger = {f"{size}× the rows": self._data(size) for size in sizes if size > 1}
        yield from pages.paging(self._data(1), larger, self._rounds, only)

    def memory(self) -> Iterator[Fact]:
        yield from sessions.memory(self._data(1))

    def uploads(self, patience: float) -> Iterator[Fact]:
        yield from sessions.uploads(self._data(1), self._folder / "filing" / "data", patience)

    def folder(self, size: int) -> Path:
        """Where the data directory of a campaign of this size is kept for the works to come."""
        return self._folder / f"data-{size}"

    def _books(self, size: int) -> Path:
        """Filled books: all of the example, of a larger campaign those of the first copies."""
        books = self._folder / f"books-{size}"
        if not books.exists():
            intake.written(self._folder, books, size, self._copies)
        return books

    def _data(self, size: int) -> Path:
        data = self.folder(size)
        if data.exists():
            return data
        if size > 1:
            rows = multiplied(self._data(1), data, size, FORMS)
            _say(f"| *made: {rows} row versions* | | |")
        else:
            books = self._books(1)
            process("lvzhi", "--data", data, "load", books, "--received-at", "folder", fine=intake.FINE)
            process("lvzhi", "--data", data, "decide", books / "decisions.yaml")
        return data


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "no commit"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

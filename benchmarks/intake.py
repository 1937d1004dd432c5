"""Books coming in: a folder loaded, one book checked, the projection made anew."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import takewhile
from math import ceil
from pathlib import Path

from benchmarks import usual
from benchmarks.crowd import Book
from benchmarks.timing import Result, Side, Used, beside, process
from lvzhi import demo
from lvzhi.datadir import opened
from lvzhi.demo import File
from lvzhi.intake.judging import Incoming, look_at
from lvzhi.intake.worker import Pool
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS

PLAN = Path(__file__).parent.parent / "data" / "plans" / "qianjiang-2015.yaml"
FINE = (0, 1)  # books refused on purpose make `load` end with 1
_USUALLY = 400  # books the usual script is given: it takes the same for each however many there are


def costs(books: Path, rounds: int) -> Mapping[str, float]:
    """Seconds of the processor, children's included, of the best round: `load`, the usual script, the raw read.

    Of many books the two others are given every so many-th, and what they cost is multiplied.
    """
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        some, times = sampled(books, Path(folder) / "some")
        runs = {
            "load": (1.0, partial(_loaded, books, Path(folder) / "data")),
            "the usual script": (times, partial(process, "benchmarks.usual", some, Path(folder) / "usual.duckdb")),
            "raw read (calamine)": (times, partial(process, "benchmarks.raw", some)),
        }
        return {name: min(run().seconds for _ in range(rounds)) * times for name, (times, run) in runs.items()}


def sampled(books: Path, out: Path, most: int = _USUALLY) -> tuple[Path, float]:
    """Return a folder of at most so many of the books, from first to last, and how many times as many there are."""
    found = sorted(books.rglob("*.xlsx"))
    if len(found) <= most:
        return books, 1.0
    chosen = found[:: ceil(len(found) / most)]
    for n, path in enumerate(chosen):
        out.mkdir(exist_ok=True)
        (out / f"{n:04d}.xlsx").symlink_to(path.resolve())
    return out, len(found) / len(chosen)


def _loaded(books: Path, data: Path) -> Used:
    shutil.rmtree(data, ignore_errors=True)
    return process("lvzhi", "--data", data, "load", books, "--received-at", "folder", fine=FINE)


def written(_: Path, out: Path, times: int, copies: int | None = None) -> int:
    """Write the example's books so many times over, or those of the first copies only; return how many."""
    few = copies if copies and copies < times else None
    demo.write(out, PLAN.read_bytes(), FORMS, scale=times, progress=lambda files, _: first(files, few))
    return _count(out)


def first(files: Iterable[File], copies: int | None) -> Iterable[File]:
    """Return the files of the first copies of the example, by what their names begin with; of all where none is named.

    Copies come one after the other: those left out are not even made.
    """
    return files if copies is None else takewhile(lambda file: int(file.name.partition("-")[0]) < copies, files)


def loading(books: Path, data: Path, rounds: int) -> Result:
    """A folder of filled books: three processes of their own, from start to end; `data` keeps what was loaded."""
    return beside(f"load a folder of {_count(books)} filled books", (
        Side("ours", lambda: _loaded(books, data)),
        Side("the usual script", lambda: process("benchmarks.usual", books, data.with_suffix(".duckdb"))),
        Side("raw read (calamine)", lambda: process("benchmarks.raw", books)),
    ), rounds, warm=False)


def rebuilding(books: Path, data: Path, rounds: int) -> Result:
    """The projection made anew from files and journal, beside loading them into `data`."""
    if not data.exists():
        _loaded(books, data)
    return beside(f"rebuild from {_count(books)} books", (
        Side("ours", lambda: process("lvzhi", "--data", data, "rebuild")),
        Side("load", lambda: _loaded(books, data)),
    ), rounds, warm=False)


def largest(books: Path) -> Book:
    """Return the largest filled book of a folder."""
    path = max(books.rglob("*.xlsx"), key=lambda path: path.stat().st_size)
    return Book(Viewer("office"), path.name, path.read_bytes())


def checking(data: Path, book: Book, rounds: int, which: str = "one book") -> Iterator[Result]:
    """One book on a warm server; beside it the same work in this process, without the child that reads."""
    with Workspace(opened(data), FORMS) as workspace, Pool(1) as pool:
        sent = Incoming(book.name, book.data, workspace.clock.now(), "benchmark")
        yield beside(f"check {which}, warm, of {len(workspace.plan.units)} units", (
            Side("ours", lambda: look_at(workspace.ground(), pool, sent, lambda _: None)),
            Side("openpyxl full load + pandera per sheet", lambda: usual.check(sent.data)),
            Side("openpyxl read-only + pandera per filled sheet", lambda: usual.least(sent.data)),
        ), rounds)
        yield beside(f"read {which} in the child", (
            Side("ours", lambda: pool.read(sent.data, sent.name)),
            Side("openpyxl read-only pass", lambda: usual.passed(sent.data)),
        ), rounds)


def _count(books: Path) -> int:
    return sum(1 for _ in books.rglob("*.xlsx"))

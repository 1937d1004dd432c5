"""Many at once on a real server: no error, every receipt shown stands in the journal with the very bytes sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest

from benchmarks.crowd import Book, Crowd, Seen, begun, differences, leadership, sent
from benchmarks.sessions import BROWSERS, SESSIONS, facts
from lvzhi.__main__ import main
from lvzhi.datadir import DataDir, opened
from lvzhi.viewer import Viewer
from tests.browser.server import served
from tests.campaigns import book, campaign, nil_everywhere

SMALL, MARCH, TODAY = Path("tests/plans/small.yaml"), "2031-03", dt.date(2031, 4, 2)
UNITS = ("供水", "河道", "节水")


def come(crowd: Crowd, made: DataDir) -> Seen:
    """Let them come; nothing is lost, changed or added, nobody met an error, and journal, files, projection agree."""
    with served(made.path) as address:
        seen = crowd.come(address, made.path)
    assert seen.errors == []
    assert len(seen.answered) == len(seen.filed) == len(seen.receipts) == len(crowd.books)
    assert list(differences(made, crowd.books, seen)) == []
    assert len(seen.pages) == len(seen.asked) >= len(crowd.readers)
    assert main(["--data", str(made.path), "verify"]) == 0
    return seen


@pytest.mark.soak
def test_sixty_books_while_twenty_look_at_pages(example: Path, tmp_path: Path) -> None:
    readers = list(islice(cycle(leadership(example)), BROWSERS))
    crowd, made = Crowd(sent(example, SESSIONS), readers, patience=300), begun(example, tmp_path / "data")
    assert len(crowd.books) == SESSIONS
    for fact in facts(crowd, made, come(crowd, made)):
        print(fact.line())


def test_some_books_while_some_look_at_pages(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with campaign(folder, SMALL, today=TODAY) as workspace:
        sheets = [nil_everywhere(workspace.plan, unit, MARCH) for unit in UNITS]
        sheets[0] = {}  # nothing answered: to be mended
        books = [Book(Viewer("unit", unit), f"{unit}.xlsx", book(workspace, unit, MARCH, **typed))
                 for unit, typed in zip(UNITS, sheets, strict=True)]
    made = opened(folder)
    seen = come(Crowd(books, [Viewer("office"), Viewer("group", "东片")], spread=1, pause=1), made)
    # What is asked above can fail: a receipt nobody was shown, another's bytes under a number, a book not sent.
    number, first = seen.receipts[0]
    other = replace(first, data=b"other bytes")
    assert len(list(differences(made, books, replace(seen, receipts=seen.receipts[1:])))) == 1
    assert len(list(differences(made, books, replace(seen, receipts=[(number, other), *seen.receipts[1:]])))) == 2
    assert len(list(differences(made, [b for b in books if b is not first], seen))) == 1

"""Our own book, which passes for what it is, with something in it that nobody types."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from lvzhi.books import template
from lvzhi.books.layout import FIRST_ROW
from lvzhi.books.nothing import NothingAccepted
from lvzhi.intake.reading import read
from schemas import FORMS
from tests.campaigns import COVER, PROBLEM, nil_everywhere
from tests.handmade import packed
from tests.hostile.kinds import FILER, PERIOD, Kind
from tests.planting.worlds import seed_plan

_LEDGER = next(f for f in FORMS if f.id == "rectification")
_ROW = re.compile(r'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.S)
_COMMAND = "=cmd|'/c calc'!A0"


@cache
def own_book(**problem: Any) -> bytes:
    """The unit's book of the month: nothing to report but, where one is given, a problem."""
    plan = seed_plan()
    answers: dict[str, list[dict[str, Any]]] = {"cover": [COVER], **nil_everywhere(plan, FILER, PERIOD)}
    if problem:
        answers[_LEDGER.id] = [{**PROBLEM, **problem}]
    return template.build(
        FORMS, plan, plan.filer(FILER), PERIOD, NothingAccepted.of(FORMS), plan_version=1, answers=answers
    )


def changed(change: Callable[[str], str]) -> bytes:
    """The book with the part of its ledger changed."""
    data = own_book()
    names = [sheet.name for sheet in read(data).sheets]
    part = f"xl/worksheets/sheet{names.index(_LEDGER.title) + 1}.xml"
    named = unpacked(data)
    return packed({**named, part: change(named[part].decode())})


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {i.filename: package.read(i) for i in package.infolist()}


def _with_rows(rows: str, xml: str) -> str:
    """Rows instead of all below the headers."""
    head = _ROW.sub(lambda row: row[0] if int(row[1]) < FIRST_ROW else "", xml)
    return head.replace("</sheetData>", f"{rows}</sheetData>")


def filled(count: int, letters: int = 0) -> bytes:
    """Rows in which nothing is as it should be."""
    words = f'<c r="D{{0}}" t="str"><v>{"长" * letters or "{0}"}</v></c><c r="E{{0}}" t="str"><v>{{0}}</v></c>'
    rows = "".join(f'<row r="{r}">{words.format(r)}</row>' for r in range(FIRST_ROW, FIRST_ROW + count))
    return changed(partial(_with_rows, rows))


def behind(xml: str, text: str) -> str:
    """Rows or cells added below all others."""
    return xml.replace("</sheetData>", f"{text}</sheetData>")


def merged(*ranges: str) -> bytes:
    made = "".join(f'<mergeCell ref="{r}"/>' for r in ranges)
    return changed(lambda xml: re.sub(r"<mergeCells.*?</mergeCells>", f"<mergeCells>{made}</mergeCells>", xml))


def empty_rows(count: int) -> bytes:
    rows = "".join(f'<row r="{r}" s="1" customFormat="1" ht="20"><c r="A{r}" s="1"/></row>' for r in range(1000, count))
    return changed(lambda xml: behind(xml, rows))


def below(count: int, wide: int = 100) -> bytes:
    """Rows of numbers far below the table, as wide as five tables; they are read as rows of it."""
    cells = "".join(f'<row r="{r}">{"<c><v>1</v></c>" * wide}</row>' for r in range(2000, 2000 + count // wide))
    return changed(lambda xml: behind(xml, cells))


_FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_OVERLAPPING = [f"A{r}:T{last}" for r in range(FIRST_ROW, FIRST_ROW + 20) for last in range(100_000, 102_000)]

KINDS = (
    Kind("our book as it should be", own_book, "", True),
    Kind("our book, formula text", partial(own_book, description=f"{_COMMAND}低保金到账晚,群众来询问"), "", True),
    Kind("our book, a cell at XFD1048576", lambda: changed(lambda xml: behind(xml, _FAR)), "", True),
    Kind("our book, everything merged", lambda: merged(f"A{FIRST_ROW}:XFD1048576"), "GEN-MERGED", True),
    Kind("our book, 40,000 ranges that overlap", lambda: merged(*_OVERLAPPING), "GEN-MERGED"),
    Kind("our book, a million empty rows", lambda: empty_rows(1_000_000), ""),
    Kind("our book, 200,000 cells below it", lambda: below(200_000), "GEN-NIL-WITH-ROWS"),
    Kind("our book, 3,500 rows below it", lambda: below(84_000, 24), "GEN-NIL-WITH-ROWS"),
    Kind("our book, 900,000 cells below it", lambda: below(900_000), "FILE-TOO-LARGE"),
    Kind("our book, 3,500 rows of nonsense", lambda: filled(3500), "GEN-MORE"),
    Kind("our book, 200 cells of 30,000 letters", lambda: filled(200, 30_000), "GEN-NO-MISSING"),
    Kind("our book, 10,000 rows", lambda: filled(10_000), "FILE-TOO-MANY-ROWS", True),
    Kind("our book, 100,000 rows", lambda: filled(100_000), "FILE-TOO-MANY-ROWS"),
)

"""Part for part: a marked book differs from the filer's own by its marks alone, whatever the package holds."""

from __future__ import annotations

import random
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.books.annotate.marking import annotate, remove_marks
from lvzhi.findings import Finding, Severity
from lvzhi.intake.reading import read
from tests.everything import THREAD, everything
from tests.returned import ABOUT, LIST, ODD, SHEET, compared, finding, parts_of
from tests.unmarking import differing, untouched

EVERYTHING = everything()
# What may be marked: cells with a value, a formula, nothing; merged, hidden, commented on, in a table; and far away.
CELLS = ("A1", "B3", "D7", "E4", "A9", "A12", "C13", "G6", "C15", "D16", THREAD, "Z99", "XFD1048576")
OTHERS = {"另表": ("A1", "E6", "B40"), "藏着的": ("A1", "C9"), "藏得很深的": ("B2",)}
MANY = [finding(cell) for cell in CELLS] + [finding("E6", sheet="另表"), finding("A1", sheet="藏着的")]
# Every part a mark has to be written into; all others must come back byte for byte.
WRITTEN = {
    "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
    "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    "xl/worksheets/sheet2.xml", "xl/comments2.xml", "xl/drawings/vmlDrawing3.vml",
    "xl/worksheets/sheet3.xml",
}


def test_every_part_that_bears_no_mark_comes_back_byte_for_byte() -> None:
    marked = annotate(EVERYTHING, MANY, about=ABOUT)
    kept = set(parts_of(EVERYTHING)) - WRITTEN
    assert len(kept) > 30
    assert kept - untouched(EVERYTHING, marked) == set()
    assert differing(EVERYTHING, marked) == {}


@pytest.mark.parametrize(("cell", "also"), [("D7", {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}),
                                            ("B3", {"xl/comments1.xml"}), (THREAD, set())])
def test_a_mark_touches_what_it_needs_and_no_more(cell: str, also: set[str]) -> None:
    """A cell with no comment needs one and its box; one with a comment its words; one with a thread neither."""
    marked = annotate(EVERYTHING, [finding(cell)], about=ABOUT)
    needed = {n for n in WRITTEN if "sheet" not in n and "comments" not in n and "drawing" not in n}
    touched = set(parts_of(EVERYTHING)) - untouched(EVERYTHING, marked)
    assert touched == needed | {"xl/worksheets/sheet1.xml"} | also
    assert differing(EVERYTHING, marked) == {}


def test_how_the_parts_are_packed_stays() -> None:
    before, after = (zipfile.ZipFile(BytesIO(d)).infolist() for d in (EVERYTHING, annotate(EVERYTHING, MANY, about=ABOUT)))
    assert [(i.filename, i.date_time, i.compress_type) for i in after[: len(before)]] == [
        (i.filename, i.date_time, i.compress_type) for i in before
    ]


def test_the_comparison_sees_what_is_no_mark() -> None:
    """One letter, one width, one number anywhere else would be told."""
    marked = parts_of(annotate(EVERYTHING, MANY, about=ABOUT))
    for part, old, new in (
        ("xl/worksheets/sheet1.xml", b"<v>18</v>", b"<v>19</v>"), ("xl/worksheets/sheet1.xml", b'width="24', b'width="25'),
        ("xl/worksheets/sheet1.xml", b'sqref="C1:C10"', b'sqref="C1:C11"'), ("xl/workbook.xml", b"$B$2", b"$B$3"),
        ("xl/worksheets/sheet1.xml", b"xmlns:mc=", b"xmlns:mx="), ("xl/styles.xml", b"FFC6E0B4", b"FFC6E0B5"),
        ("xl/charts/chart1.xml", b"$B$10", b"$B$11"), ("xl/drawings/vmlDrawing1.vml", b"Width:", b"Widht:"),
        ("xl/comments1.xml", "另一条".encode(), "另一修".encode()), ("[Content_Types].xml", b"x-unknown", b"x-unknowm"),
    ):
        if old not in marked[part]:
            old, new = old.replace(b"Width:", b"width:"), new.replace(b"Widht:", b"widht:")
        assert old in marked[part], (part, old)
        changed = BytesIO()
        with zipfile.ZipFile(changed, "w") as package:
            for name, data in marked.items():
                package.writestr(name, data.replace(old, new, 1) if name == part else data)
        assert list(differing(EVERYTHING, changed.getvalue())) == [part], (part, old)


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_odd_packages_differ_by_the_marks_alone(data: bytes) -> None:
    found = [replace(f, sheet="表") for f in (finding("A1"), finding("C1", Severity.NOTE), finding("Z99"))]
    assert differing(data, annotate(data, found, about=ABOUT)) == {}


@st.composite
def _found(draw: st.DrawFn) -> list[Finding]:
    sheets = {SHEET: CELLS, **OTHERS}
    places = draw(st.lists(st.sampled_from([(s, c) for s, cells in sheets.items() for c in cells]), max_size=12))
    return [finding(c, draw(st.sampled_from(list(Severity))), sheet=s) for s, c in places]


@settings(max_examples=15, deadline=None)
@given(_found(), _found())
def test_any_findings_leave_all_else_as_it_was(first: list[Finding], second: list[Finding]) -> None:
    """Marked, marked again with other findings, cleaned: never a doubled mark, never one of a mended cell."""
    _leave_all_else(first, second)


@pytest.mark.soak
def test_any_findings_leave_all_else_as_it_was_at_length() -> None:
    chance = random.Random(2015)
    sheets = {SHEET: CELLS, **OTHERS}
    places = [(s, c) for s, cells in sheets.items() for c in cells]
    for _ in range(400):
        _leave_all_else(*(
            [finding(c, chance.choice(list(Severity)), sheet=s) for s, c in chance.choices(places, k=chance.randrange(20))]
            for _ in range(2)
        ))


def _leave_all_else(first: list[Finding], second: list[Finding]) -> None:
    once = annotate(EVERYTHING, first, about=ABOUT)
    assert differing(EVERYTHING, once) == {}
    assert ({s.name for s in read(once).sheets} - {s.name for s in read(EVERYTHING).sheets}) == ({LIST} if first else set())
    anew = annotate(once, second, about=ABOUT)
    assert anew == annotate(EVERYTHING, second, about=ABOUT)
    assert compared(EVERYTHING, remove_marks(anew)) == {}

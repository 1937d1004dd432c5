"""Whatever bytes come, and whatever has become of one of our own books: it is answered in sentences, and nothing rises."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.books.annotate.marking import Unmarkable, about, annotate
from lvzhi.intake.cells import ErrorValue, NoValue, Sheet, Value, Workbook
from lvzhi.intake.checking import Checked
from lvzhi.intake.child import gate_and_read
from lvzhi.intake.gate import STANDARD, Refusal
from lvzhi.intake.judging import examine
from lvzhi.intake.reading import Unreadable, read
from tests.handmade import damaged, packed, parts, row
from tests.hostile.books import own_book, unpacked
from tests.hostile.measuring import are_sentences, ground, incoming

_HELD = re.compile(rb'(?<= [rtsv]=")[^"]*(?=")|(?<=ref=")[^"]*(?=")|(?<=>)[^<>]+(?=<)')
# What stands in attributes and texts of parts, where a number, a place, a name or a kind is expected.
ODD = (b"", b"0", b"-1", b"1048577", b"16385", b"XFE1", b"A0", b"A1:", b"NaN", b"1e999", b"9" * 400, b"0.0000001", b"true", b"s", b"e", b"d",
       b"&#10;", b"&#x3000;", b"\xe2\x80\x8b", b"=1+1", b"rId1", b"../a", "说明".encode(), "园林-问题-001".encode(), "合计".encode())


WHOLE = parts(
    row(1, '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>42160</v></c><c r="C1"><f>A1</f></c>'),
    texts=["<t>甲</t>"],
    before='<cols><col min="1" max="2" hidden="1"/></cols>',
    after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
)


@pytest.mark.parametrize("seed", range(300))
def test_damage_is_refused_or_read_but_never_raises_otherwise(seed: int) -> None:
    """Damage one part before it is packed, or the packed file itself."""
    chance = Random(seed)
    named: dict[str, str | bytes] = {name: text.encode() for name, text in WHOLE.items()}
    if chance.random() < 0.7:
        name = chance.choice(sorted(named))
        named[name] = damaged(named[name], chance)  # type: ignore[arg-type]
        data = packed(named)
    else:
        data = damaged(packed(named, zipfile.ZIP_STORED), chance)
    try:
        found = read(data)
    except Unreadable as error:
        assert error.code in ("FILE-DAMAGED", "FILE-PARTS")
    else:
        assert all(isinstance(sheet, Sheet) for sheet in found.sheets)


def judged(data: bytes) -> Checked:
    return concluded(data, gate_and_read(data, "园林.xlsx", STANDARD))


def concluded(data: bytes, workbook: Workbook | Refusal) -> Checked:
    """Judge a book as intake does: it may be filed, or it is said in sentences why not."""
    (checked,) = examine(ground(), [(incoming("园林.xlsx", data), workbook)])
    assert checked.ok or checked.findings
    assert are_sentences(checked.findings), checked.findings
    return checked


@cache
def good_book() -> bytes:
    return own_book(description="低保金到账晚,群众来询问")


def spoilt(chance: Random) -> bytes:
    """The book with one of its parts damaged, or with odd things where parts hold an attribute or a text."""
    held = unpacked(good_book())
    telling = [n for n in held if ("/sheet" in n and n.endswith(".xml")) or "sharedStrings" in n]
    name = chance.choice(telling if chance.random() < 0.8 else sorted(held))
    if chance.random() < 0.15:
        return packed({**held, name: damaged(held[name], chance)})
    text = held[name]
    places = [m.span() for m in _HELD.finditer(text)]
    for start, end in sorted(chance.sample(places, min(len(places), chance.choice([1, 1, 2, 20]))), reverse=True):
        text = text[:start] + chance.choice(ODD) + text[end:]
    return packed({**held, name: text})


def answered(seed: object) -> None:
    """Judge and mark a spoilt book."""
    data = spoilt(Random(f"{seed}"))
    checked = judged(data)
    if checked.filing is None:
        return
    with suppress(Unmarkable):
        annotate(data, checked.findings, about=about(checked))


@pytest.mark.parametrize("seed", range(6))
def test_a_spoilt_book_is_answered(seed: int) -> None:
    answered(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_any_spoilt_book_is_answered(seed: int) -> None:
    answered(seed)


# What any cell may hold once it is read.
VALUES: st.SearchStrategy[Value] = (
    st.sampled_from([v.decode() for v in ODD if b"&" not in v])
    | st.text(max_size=40)
    | st.sampled_from(["长" * 40_000, "2015.13.45", "2015年2月30日", "1" * 5000, "0x1F", "√", "—", "是", "1e400", "%", "-0", "12,34"])
    | st.integers()
    | st.sampled_from([2**63, -(2**63), 10**17, 42160, 20150605])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.sampled_from([ErrorValue("#REF!"), ErrorValue(""), NoValue("=A1"), NoValue("=")])
)
PLACES = st.tuples(st.integers(1, 20) | st.just(1048576), st.integers(1, 40) | st.just(16384))


@cache
def good_workbook() -> Workbook:
    return read(good_book())


def filled_in(sheet: Sheet, cells: dict[tuple[int, int], Value]) -> Sheet:
    return replace(sheet, cells={**sheet.cells, **cells})


CHANGES = st.dictionaries(
    st.integers(0, 15), st.dictionaries(PLACES, VALUES, min_size=1, max_size=12), min_size=1, max_size=3
)
Changes = dict[int, dict[tuple[int, int], Value]]


def hold(changes: Changes) -> None:
    book = good_workbook()
    sheets = tuple(filled_in(s, changes.get(n, {})) for n, s in enumerate(book.sheets))
    concluded(good_book(), replace(book, sheets=sheets))


@settings(max_examples=4, deadline=None, derandomize=True)
@given(CHANGES)
def test_a_book_that_holds_odd_things_is_answered(changes: Changes) -> None:
    hold(changes)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None)
@given(CHANGES)
def test_a_book_that_holds_anything_anywhere_is_answered(changes: Changes) -> None:
    hold(changes)

"""Reading agrees with two libraries on what they write, and refuses what is damaged."""

import datetime as dt
import io
import random
import zipfile

import openpyxl
import pytest
import xlsxwriter
from handmade import damaged, packed, parts, row
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from python_calamine import CalamineWorkbook

from lvzhi.intake.cells import Sheet, Value
from lvzhi.intake.reading import Unreadable, read

Cells = dict[tuple[int, int], Value]


def by_openpyxl(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def plain(value: object) -> object:
    """Bring what a library gives to the contract: whole numbers int, midnight a day."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date()
    return value


def seen_by_calamine(data: bytes) -> Cells:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return placed(rows)


def seen_by_openpyxl(data: bytes) -> Cells:
    return placed(list(openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0].values))


def placed(rows: list) -> Cells:  # type: ignore[type-arg]
    every = {(r, c): plain(v) for r, line in enumerate(rows, 1) for c, v in enumerate(line, 1)}
    return {at: value for at, value in every.items() if value not in ("", None)}  # type: ignore[misc]


# Without leading and trailing blanks, which calamine drops where the writer forgot to keep them, and without
# the control characters XML cannot hold.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=12)
VALUES = st.one_of(
    TEXT.filter(lambda text: text == text.strip() and "_x" not in text and not text.startswith("#")),
    st.sampled_from(["001234", "２０１５年", "行1\n行2", "合计", "/", "2015.6.5", "=1", "√"]),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 6)),
    st.booleans(),
    st.dates(dt.date(1904, 1, 2), dt.date(2100, 1, 1)),
    st.datetimes(dt.datetime(1904, 1, 2), dt.datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)
GRIDS = st.dictionaries(st.tuples(st.integers(1, 30), st.integers(1, 30)), VALUES, min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(GRIDS, st.booleans())
def test_agrees_with_both_libraries_on_what_openpyxl_writes(grid: Cells, is_1904: bool) -> None:
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for (at_row, column), value in grid.items():
        cell = book.active.cell(at_row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    data = by_openpyxl(book)
    expected = {at: plain(value) for at, value in grid.items()}
    assert read(data).sheets[0].cells == seen_by_openpyxl(data) == seen_by_calamine(data) == expected


@settings(max_examples=60, deadline=None)
@given(GRIDS, st.booleans(), st.booleans())
def test_agrees_with_both_libraries_on_what_xlsxwriter_writes(grid: Cells, is_1904: bool, in_memory: bool) -> None:
    target = io.BytesIO()
    options = {"date_1904": is_1904, "constant_memory": not in_memory, "in_memory": True}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet()
    day, moment = (book.add_format({"num_format": code}) for code in ("yyyy年m月d日", "yyyy-mm-dd hh:mm:ss"))
    for (at_row, column), value in sorted(grid.items()):
        at = (at_row - 1, column - 1)
        if isinstance(value, dt.date):
            sheet.write_datetime(*at, value, moment if isinstance(value, dt.datetime) else day)
        elif isinstance(value, str):
            sheet.write_string(*at, value)
        else:
            sheet.write(*at, value)
    book.close()
    data = target.getvalue()
    expected = {at: plain(value) for at, value in grid.items()}
    assert read(data).sheets[0].cells == seen_by_openpyxl(data) == seen_by_calamine(data) == expected


# Any bytes at all

WHOLE = parts(
    row(1, '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>42160</v></c><c r="C1"><f>A1</f></c>'),
    texts=["<t>甲</t>"],
    before='<cols><col min="1" max="2" hidden="1"/></cols>',
    after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
)


@pytest.mark.parametrize("seed", range(300))
def test_damage_is_refused_or_read_but_never_raises_otherwise(seed: int) -> None:
    """Damage one part before it is packed, or the packed file itself."""
    chance = random.Random(seed)
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

"""Whatever values two libraries write, our reader and both of them read as they were written."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.intake.reading import read
from tests.readers.books import by_openpyxl, by_xlsxwriter
from tests.readers.libraries import Cells, calamine_sees, openpyxl_sees, plain

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


def agreed(grid: Cells, data: bytes) -> None:
    (ours,), (theirs,), (others,) = read(data).sheets, openpyxl_sees(data).values(), calamine_sees(data).values()
    assert ours.cells == theirs == others == {at: plain(value) for at, value in grid.items()}


@settings(max_examples=30, deadline=None)
@given(GRIDS, st.booleans())
def test_agrees_with_both_libraries_on_what_openpyxl_writes(grid: Cells, is_1904: bool) -> None:
    agreed(grid, by_openpyxl(grid, is_1904))


@settings(max_examples=30, deadline=None)
@given(GRIDS, st.booleans(), st.booleans())
def test_agrees_with_both_libraries_on_what_xlsxwriter_writes(grid: Cells, is_1904: bool, in_memory: bool) -> None:
    agreed(grid, by_xlsxwriter([grid], is_1904, in_memory))

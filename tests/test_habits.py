"""What people really do to a book and which file they send: each habit on one filled book, found as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import pytest

from lvzhi.intake.gate import examine
from lvzhi.intake.reading import read
from tests.hostile.every import KINDS
from tests.planting.drafts import Draft, found
from tests.planting.faults import FINE, Fault
from tests.planting.judging import judge_all
from tests.planting.worlds import seed_plan
from tests.planting.writers import WRITERS
from tests.test_planting import FAULTS, good_book, planted

# Habit -> how it is planted (the beginning of a fault's name), here and in the random books of test_planting.
HABITS: Mapping[str, tuple[str, ...]] = {
    "extra title rows": ("fine: rows above",),
    "合计 rows in the data": ("GEN-TOTAL-ROW",),
    "merged data cells": ("GEN-MERGED",),
    "hidden and filtered rows": ("GEN-HIDDEN-ROW",),
    "every date form": tuple(
        f"fine: day in {form}"
        for form in ("dots", "dashes", "slashes", "words", "compact", "number", "full width", "moment", "blanks", "号")
    ),
    "dates that could be two": ("GEN-DATE day 6月5日", "GEN-DATE day 6.5", "GEN-DATE day 42160", "GEN-DATE day 2015年6月"),
    "placeholders": ("fine: placeholders", "GEN-REQUIRED ★ answered by a dash"),
    "line breaks and zero-width characters in headers": ("fine: noisy headers",),
    "numbers as text": ("fine: digits as text", "fine: full-width digits"),
    "numbers with words": ("GEN-NUMBER number 约60份", "GEN-NUMBER number 2000万", "GEN-NUMBER number 六十"),
    "percentages": ("GEN-NUMBER number shown as a percentage",),
    "error cells": ("GEN-ERROR-CELL #REF!", "GEN-ERROR-CELL #N/A"),
    "formulas without values": ("GEN-NO-VALUE",),
    "thousands of ghost rows": ("fine: ghost rows",),
    "filled rows without a number": ("GEN-NO-MISSING",),
    "copied numbers": ("GEN-KEY-TWICE",),
    "values pasted from elsewhere": (
        "fine: days as words", "fine: choice with blanks", "fine: name with blanks", "fine: text with zero-width characters",
        "fine: names parted by commas", "fine: rows shuffled",
    ),
    "columns moved, renamed, deleted, added": (
        "GEN-COLUMN-MOVED", "GEN-COLUMN-MISSING renamed", "GEN-COLUMN-MISSING deleted", "GEN-COLUMN-EXTRA",
        "GEN-COLUMN-TWICE",
    ),
    "sheets moved, renamed, deleted, added": (
        "BOOK-SHEET-MOVED", "BOOK-SHEET-RENAMED", "BOOK-SHEET-MISSING", "BOOK-SHEET-EXTRA",
    ),
    "another book than asked for": ("BOOK-OTHER-FILER", "BOOK-OLD-VERSION", "BOOK-LOST-META", "BOOK-UNKNOWN"),
}
# What is sent instead of a workbook (as tests/hostile names it), and the way out each is told.
FILES: Mapping[str, str] = {
    ".xls renamed": "另存为", ".et": "另存为", ".ods renamed": "另存为", ".html renamed": "另存为", ".csv renamed": "保存为.xlsx",
    "encrypted container": "取消密码", "lock file by name": "不带“~$”", "lock file by content": "不带“~$”",
    ".docx renamed": "原件(.xlsx)", ".pdf renamed": "原件(.xlsx)", "workbooks in a zip": "先解压", "empty file": "保存后再传",
    "only the first bytes of a zip": "重新下载",
}


def faults(names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        yield next(f for f in FAULTS if f.name == name or f.name.startswith(f"{name} "))


@pytest.fixture(scope="module")
def filled() -> Draft:
    """A unit's book of a month with every sort of cell, nothing wrong in it."""
    plan = seed_plan()
    book, checked = good_book(Random(1), next(u for u in plan.units if u.trait == "窗口"), "2015-07")
    assert checked.ok
    return book


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_is_read_or_told_at_its_cell(filled: Draft, habit: str) -> None:
    declared = list(faults(HABITS[habit]))
    spoilt = [planted(filled, [fault], habit) for fault in declared]
    assert [names for _, names in spoilt] == [[fault.name] for fault in declared]
    judgements = judge_all([held.judged_as(held.book()) for held, _ in spoilt])
    for (held, names), checked in zip(spoilt, judgements, strict=True):
        assert found(checked.findings) == held.spots(), names


def test_harmless_habits_together_in_a_book_saved_by_wps(filled: Draft) -> None:
    harmless = [f for f in FAULTS if f.name.startswith(FINE) and not f.alone]
    held, names = planted(filled, harmless, "WPS")
    assert len(names) > 15
    (data,) = WRITERS["WPS"]([held.book()])
    workbook = read(data)
    assert workbook.producer == "WPS 表格"
    (checked,) = judge_all([held.judged_as(workbook)])
    assert found(checked.findings) == held.spots()
    assert checked.ok


@pytest.mark.parametrize(("sent", "way"), FILES.items())
def test_a_file_that_is_no_workbook_is_named_and_told_the_way(sent: str, way: str) -> None:
    kind = next(k for k in KINDS if k.name == sent)
    refusal = examine(kind.make(), kind.file_name)
    assert refusal is not None and refusal.code == kind.code
    assert way in refusal.message

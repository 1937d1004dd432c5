"""A percentage typed as 45% is kept as 0.45: what the cell shows decides, and 0.45 shown so is asked about."""

from __future__ import annotations

import datetime as dt

import pytest
from handmade import FORMATS, row, workbook

from lvzhi.books.annotate.adopting import adopt
from lvzhi.excerpt import said
from lvzhi.findings import Refused
from lvzhi.intake.cells import Value
from lvzhi.intake.fixes import Fix, written
from lvzhi.intake.reading import read
from lvzhi.kinds import Count, Kind, Money, Percent, Reading, Text
from tests.campaigns import plan_of

PLAN = plan_of()
AT = Reading(PLAN, PLAN.units[0])


@pytest.mark.parametrize(("typed", "kept"), [(45, 0.45), (45.5, 0.455), ("45%", 0.45), ("45", 0.45), ("0.5", 0.005), (0, 0.0), (100, 1.0)])
def test_what_is_clear_is_read(typed: object, kept: float) -> None:
    assert Percent().parse(typed, AT) == kept


@pytest.mark.parametrize("kept", [0.0, 0.0001, 0.005, 0.00999, 0.01, 0.455, 1.0])
def test_what_a_book_is_printed_with_is_read_as_the_same(kept: float) -> None:
    assert Percent().parse(Percent().to_type(kept, PLAN), AT) == kept


def test_what_could_be_two_percentages_is_asked_about() -> None:
    with pytest.raises(Refused) as refused:
        Percent().parse(0.45, AT)
    assert (refused.value.code, refused.value.candidates) == ("GEN-NUMBER", ("0.45", "45"))
    assert refused.value.message == (
        "本格填0至100之间的数(百分比)。“0.45”可能是0.45%,也可能是45%。请只填百分数,如“45”。"
    )


def cell(kept: str, style: str) -> Value:
    """What the reader gives of a number kept in a cell of this style."""
    return read(workbook(row(1, f'<c r="A1" s="{FORMATS[style]}"><v>{kept}</v></c>'))).sheets[0].cells[1, 1]


@pytest.mark.parametrize("style", ["percent", "fine_percent", "own_percent"])
@pytest.mark.parametrize(
    ("kept", "meant", "shown"),
    [("1", 1.0, "100%"), ("0.45", 0.45, "45%"), ("0", 0.0, "0%"), ("0.005", 0.005, "0.5%"), ("7.0000000000000007E-2", 0.07, "7%")],
)
def test_a_cell_that_shows_a_percentage_is_read_as_what_it_shows(style: str, kept: str, meant: float, shown: str) -> None:
    value = cell(kept, style)
    assert (Percent().parse(value, AT), said(value), value) == (meant, shown, float(kept))


@pytest.mark.parametrize("style", ["general", "own_number", "sign_as_text"])
@pytest.mark.parametrize(("kept", "meant"), [("1", 0.01), ("100", 1.0), ("45.5", 0.455)])
def test_a_plain_number_is_so_many_per_cent(style: str, kept: str, meant: float) -> None:
    assert Percent().parse(cell(kept, style), AT) == meant


def test_a_number_the_sheet_shows_a_hundredfold_is_out_of_range() -> None:
    (bounds,) = Percent().bounds(PLAN)
    read = Percent().parse(cell("45", "percent"), AT)
    assert Percent().show(read, PLAN) == "4500"
    assert not bounds.fits(read, dt.datetime(2015, 9, 1))


@pytest.mark.parametrize("kind", [Count(unit="份"), Money()])
def test_a_percentage_is_no_count_and_no_money(kind: Kind) -> None:
    with pytest.raises(Refused) as refused:
        kind.parse(cell("1", "percent"), AT)
    assert refused.value.message.endswith("现为“100%”,请只留数字。")


def test_a_percentage_among_words_stays_as_it_is_shown() -> None:
    assert Text().parse(cell("0.925", "fine_percent"), AT) == "92.5%"


@pytest.mark.parametrize("style", ["general", "percent"])
def test_a_correction_means_the_same_whatever_its_cell_shows(style: str) -> None:
    with pytest.raises(Refused) as refused:
        Percent().parse("百分之四十五", AT)
    assert refused.value.suggestion == "45"
    fix = Fix("表", "A1", "完成率", "百分之四十五", "45", (("A1", written(Percent(), "45")),))
    typed = workbook(row(1, f'<c r="A1" s="{FORMATS[style]}" t="str"><v>百分之四十五</v></c>'))
    assert Percent().parse(read(adopt(typed, [fix])).sheets[0].cells[1, 1], AT) == 0.45

"""Faults a check once overlooked, doubled or saw where there were none: each stays mended."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from lvzhi.findings import Severity
from lvzhi.intake.cells import ErrorValue
from lvzhi.intake.checking import Checked
from tests.planting.drafts import FIRST, Draft, draft
from tests.planting.judging import judge_all
from tests.planting.worlds import answers, assign, built, seed_plan, world


def started(filer: str, period: str, seed: int = 1) -> Draft:
    """A good book, read back."""
    made = world(Random(seed), seed_plan().filer(filer), period)
    return draft(made, built(made, answers(made)), ())


def judged(held: Draft) -> Checked:
    (checked,) = judge_all([held.judged_as(held.book())])
    return checked


def said(held: Draft, *codes: str) -> list[tuple[str, Severity, str | None, str | None]]:
    return [(f.code, f.severity, f.sheet, f.cell) for f in judged(held).findings if f.code in codes]


def test_a_problem_listed_again_and_left_out_is_asked_about() -> None:
    held = started("救灾", "2015-09")
    number = held.get("rectification", FIRST, "problem_no")
    for column in held.parts["rectification"].columns:
        held.put("rectification", FIRST, column, None)
    assert said(held, "GEN-CARRIED-OVER") == [("GEN-CARRIED-OVER", Severity.QUERY, "问题整改台账", None)]
    (asked,) = (f for f in judged(held).findings if f.code == "GEN-CARRIED-OVER")
    assert asked.message.startswith(f"上期已列的{number}本期未列。")


def test_a_problem_assigned_after_the_book_was_printed_is_not_missed() -> None:
    held = started("救灾", "2015-09")
    assign(held.world, held.world.plan.filer("四组"), held.world.filer)
    assert said(held, "GEN-CARRIED-OVER") == []


def test_the_groups_own_name_as_printed_is_not_overtyped() -> None:
    held = started("六组", "2015-09", seed=5)
    row = held.fill("supervision", {})
    assert held.get("supervision", row or FIRST, "group") == "第六工作组"
    assert said(held, "GEN-LOCKED") == []
    held.put("supervision", row or FIRST, "group", "第一工作组")
    assert said(held, "GEN-LOCKED") == [("GEN-LOCKED", Severity.NOTE, "督办记录", f"D{row}")]


def test_a_number_of_another_filer_is_a_note_of_the_same_rule() -> None:
    held = started("救灾", "2015-09")
    row = held.fill("rectification", {"source": "督办检查", "source_ref": "一组-督办-999"})
    other = held.fill("rectification", {"source": "群众投诉举报", "source_ref": "救灾-投诉-999"})
    assert said(held, "GEN-REF") == [
        ("GEN-REF", Severity.NOTE, "问题整改台账", f"E{row}"), ("GEN-REF", Severity.ERROR, "问题整改台账", f"E{other}"),
    ]


def test_a_telephone_in_full_width_digits_is_private_too() -> None:
    held = started("救灾", "2015-09")
    row = held.fill("rectification", {"description": "来电人１３８００００１２３４反映公示栏没有更新"})
    assert said(held, "GEN-PRIVACY") == [("GEN-PRIVACY", Severity.ERROR, "问题整改台账", f"H{row}")]


def test_one_sentence_for_too_many_rows_is_said_once() -> None:
    held = started("救灾", "2015-09")
    for n in range(1, 5):
        held.type("explanations", held.blank("explanations") or FIRST, {
            "form": "问题整改台账", "row_ref": f"第{n}行", "code": "RECT-SAME-DAY", "reason": "当天由分管领导到场核对",
        })
    assert said(held, "EXPL-REPEATED") == [("EXPL-REPEATED", Severity.NOTE, "说明", "E4")]


def test_a_column_renamed_is_one_finding_and_no_empty_cells() -> None:
    held = started("救灾", "2015-09")
    held.fill("rectification", {})
    part = held.parts["rectification"]
    part.sheet.cells[part.header, part.columns["measures"]] = "情况"
    cell = f"P{part.header}"
    assert [(f.code, f.cell) for f in judged(held).findings] == [("GEN-COLUMN-MISSING", cell)]


def test_the_sheet_of_lists_is_no_form_when_meta_is_lost() -> None:
    held = started("张金", "2015-06")
    left = tuple(s for s in held.workbook.sheets if s.name != "_meta")
    held.workbook = replace(held.workbook, sheets=left)
    assert [f.code for f in judged(held).findings] == ["BOOK-LOST-META"]


def test_a_cell_that_cannot_be_read_is_no_change_of_an_accepted_row() -> None:
    held = started("救灾", "2015-09")
    row = held.fill("duty_list", {}, was={})
    assert [f.code for f in judged(held).findings] == []
    held.put("duty_list", row or FIRST, "name", ErrorValue("#REF!"))
    assert [f.code for f in judged(held).findings] == ["GEN-ERROR-CELL"]


def test_the_foot_is_known_by_two_of_its_labels() -> None:
    held = started("救灾", "2015-09")
    cells = held.parts["rectification"].sheet.cells
    foot = next(r for (r, _), v in cells.items() if isinstance(v, str) and v.startswith("填报日期"))
    for at in [at for at, v in cells.items() if at[0] == foot and not str(v).startswith(("审核人", "联系电话"))]:
        del cells[at]
    assert [f.code for f in judged(held).findings] == []


def full(held: Draft, form: str) -> tuple[int, int]:
    """Type into every blank row of a sheet; the last row, and the running number it bears."""
    while (row := held.fill(form, {})) is not None:
        last = row
    return last, int(str(held.get(form, last, held.parts[form].form.key[0]))[-3:])


def add(held: Draft, form: str, row: int, number: str | None) -> None:
    """A row of the clerk's own: a copy of the first one under another number."""
    part = held.parts[form]
    first = {c: held.get(form, FIRST, c) for c in part.columns}
    part.rows[row] = row
    for column, value in {**first, part.form.key[0]: number}.items():
        held.put(form, row, column, value)


@pytest.mark.parametrize("below", [1, 5])
def test_rows_beyond_those_prepared_are_read_wherever_they_stand(below: int) -> None:
    """Right behind the last row, and below the signatures, which stand two rows further down."""
    held = started("救灾", "2015-06")
    last, number = full(held, "publicity")
    before = judged(held)
    for n in (1, 2):
        add(held, "publicity", last + below + n - 1, f"救灾-宣传-{number + n:03d}")
    checked = judged(held)
    assert [f for f in checked.findings if f.severity is Severity.ERROR] == []
    assert checked.filing and before.filing
    assert len(checked.filing.sheets["publicity"].frame) == len(before.filing.sheets["publicity"].frame) + 2


def test_a_number_that_leaves_others_out_was_never_printed() -> None:
    held = started("救灾", "2015-06")
    last, number = full(held, "publicity")
    add(held, "publicity", last + 1, f"救灾-宣传-{number + 2:03d}")
    assert [f.code for f in judged(held).findings if f.severity is Severity.ERROR] == ["GEN-NO-CHANGED"]


def test_the_number_a_full_sheet_is_told_is_taken() -> None:
    held = started("救灾", "2015-06")
    last, number = full(held, "publicity")
    add(held, "publicity", last + 1, None)
    (told,) = (f for f in judged(held).findings if f.code == "GEN-NO-MISSING")
    following = f"救灾-宣传-{number + 1:03d}"
    assert following in told.message
    held.put("publicity", last + 1, "item_no", following)
    assert [f for f in judged(held).findings if f.severity is Severity.ERROR] == []


def test_what_a_sheet_was_printed_with_is_worked_out_only_where_something_is_out_of_place() -> None:
    held = started("救灾", "2015-06")
    assert worked_out(held, "publicity") == set()
    last, number = full(held, "publicity")
    assert worked_out(held, "publicity") == set()
    add(held, "publicity", last + 1, f"救灾-宣传-{number + 1:03d}")
    assert worked_out(held, "publicity") >= {"known", "rows"}
    again = started("救灾", "2015-09")
    assert "rows" not in worked_out(again, "commitments")


def worked_out(held: Draft, form: str) -> set[str]:
    filing = judged(held).filing
    assert filing is not None
    return vars(filing.printed[form]).keys() - {"scope"}


def test_a_note_below_the_signatures_is_no_row() -> None:
    held = started("救灾", "2015-06")
    last, _ = full(held, "publicity")
    cells = held.parts["publicity"].sheet.cells
    cells[last + 4, 2], cells[last + 5, 2], cells[last + 5, 4] = "注:本表一式两份", "经办", "科室留存"
    assert [f for f in judged(held).findings if f.severity is Severity.ERROR] == []


def test_the_same_progress_is_noted_in_the_third_period_running() -> None:
    held = started("救灾", "2015-09")
    given = {"status": "整改中", "category": "限期整改"}
    row = held.fill("rectification", {}, was=given)
    again = held.world.rows["rectification"][-1]
    assert said(held, "GEN-SAME-TEXT") == []
    held.world.rows["rectification"].insert(0, {**again, "period": "2015-07"})
    held.world.held = None
    assert said(held, "GEN-SAME-TEXT") == [("GEN-SAME-TEXT", Severity.NOTE, "问题整改台账", f"R{row}")]
    held.put("rectification", row or FIRST, "progress", "9月又逐户核对了一遍")
    assert said(held, "GEN-SAME-TEXT") == []

"""What is typed on the desk is judged by the rules of its sheet: the same findings, errors block, numbers apart."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lvzhi import entering
from lvzhi.books import prefill
from lvzhi.datadir import opened
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.intake.judging import Incoming, check_files
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import book, nil_everywhere
from tests.deskwork import ASSIGNED, CLOSE, GROUP, NO, OFFICE, PASS, UNIT


@pytest.fixture
def held(applied_for: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(opened(Path(shutil.copytree(applied_for, tmp_path / "data"))), FORMS) as workspace:
        yield workspace


def state(workspace: Workspace, number: str = NO) -> str:
    known = workspace.standing().problems()
    return str(known.loc[known["problem_no"] == number, "state"].iloc[0])


def put(workspace: Workspace, *rows: dict[str, Any], filer: str = GROUP, **more: Any) -> list[Any]:
    return decide(workspace, [{"act": "verification", "filer": filer, "rows": list(rows), **more}], "测试")


# Rows of 核查销号 with one thing wrong each, and the code their sheet has for it.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({**PASS, "verifier_2": "方晓"}, "VERI-SAME-PERSON"),
    ({**PASS, "event_on": "2031-03-27"}, "VERI-BEFORE-APPLICATION"),
    ({**PASS, "verifier_1": "李某"}, "VERI-OWNER"),
    ({**PASS, "verifier_2": None}, "GEN-REQUIRED"),
    ({**PASS, "application_on": None}, "GEN-REQUIRED"),
    ({**CLOSE, "verifier_1": "方晓", "verifier_2": "方远", "approver": "苏岚"}, "VERI-APPROVER"),
    ({**CLOSE, "verifier_1": "方晓", "verifier_2": "方远", "approver": "方晓"}, "GEN-LEADER"),
    ({**CLOSE, "application_on": "2031-03-29"}, "GEN-REQUIRED"),
    ({**CLOSE, "verifier_1": "方晓", "verifier_2": "方远", "approval_no": None}, "GEN-REQUIRED"),
    ({**PASS, "event": "撤销", "result": "登记有误,同一件事登记了两次"}, "VERI-OFFICE-ONLY"),
    ({**PASS, "problem_no": "河道-问题-009"}, "GEN-REF"),
    ({**PASS, "result": "当事人电话13800000000,现场查看属实"}, "GEN-PRIVACY"),
]
ROWS = [{**row, "event_on": row["event_on"] if n == 1 else f"2031-04-{10 + n}"} for n, (row, _) in enumerate(WRONG)]


@pytest.mark.parametrize("first", [0, 6])
def test_the_desk_says_what_the_workbook_says(held: Workspace, first: int) -> None:
    rows, codes = ROWS[first:first + 6], [code for _, code in WRONG[first:first + 6]]
    found = entering.desk(held).enter("verification", GROUP, rows).findings
    answers = nil_everywhere(held.plan, GROUP, "2031-04") | {"verification": rows}
    incoming = Incoming("组.xlsx", book(held, GROUP, "2031-04", **answers), held.clock.now(), "测试", GROUP)
    [(_, checked)] = check_files(held.ground(), held.pool, [incoming])
    in_book = [f for f in checked.findings if f.form == "verification"]
    top = min(f.row for f in in_book if f.row) - 1
    said = {(f.row, f.column, f.code, f.severity, f.message) for f in found}
    assert said == {(f.row and f.row - top, f.column, f.code, f.severity, f.message) for f in in_book}
    assert [{f.code for f in found if f.row == n} & {code} for n, code in enumerate(codes, 1)] == [{c} for c in codes]


@pytest.mark.parametrize("row", [row for row, code in WRONG if code != "GEN-REF"])
def test_what_is_wrong_is_not_recorded(held: Workspace, row: dict[str, Any]) -> None:
    before = held.journal.last_no()
    with pytest.raises(DecisionRefused):
        put(held, row)
    assert (held.journal.last_no(), state(held)) == (before, "待核查")


def test_lots_of_one_list_build_on_each_other_whoever_enters_them(held: Workspace) -> None:
    decide(held, [{"act": "verification", "filer": GROUP, "rows": [PASS]},
                  {"act": "verification", "filer": OFFICE, "rows": [CLOSE]},
                  {"act": "verification", "filer": OFFICE, "rows": [
                      {"problem_no": NO, "event": "重新挂号", "event_on": "2031-04-20", "new_due": "2031-05-20",
                       "result": "回头看发现四月又晚了三天", "entered_by": "方晓"}]}], "测试")
    assert state(held) == "重新挂号"
    rows = held.standing().current("verification")
    assert list(rows["key"]) == [f"{GROUP}-核查-5001", f"{OFFICE}-核查-5001", f"{OFFICE}-核查-5002"]


def test_the_same_act_twice_is_written_once(held: Workspace) -> None:
    put(held, PASS)
    before = held.journal.last_no()
    with pytest.raises(DecisionRefused, match="问题编号、事项和事项日期相同"):
        put(held, PASS)
    assert held.journal.last_no() == before
    with pytest.raises(DecisionRefused, match="第2行"):
        put(held, CLOSE, CLOSE)


def renumbered(data: bytes, was: str, now: str) -> bytes:
    """Type another number over the one printed in a book."""
    whole, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    for cell in (c for row in whole["核查销号"] for c in row if c.value == was):
        cell.value = now
    whole.save(out)
    return out.getvalue()


def test_an_event_of_the_desk_cannot_be_altered_by_a_book_printed_before_or_after(held: Workspace) -> None:
    before = nil_everywhere(held.plan, GROUP, "2031-04") | {
        "verification": [{**PASS, "problem_no": f"{UNIT}-问题-002", "event": "延期", "result": "汛期水位高,割苇船进不去",
                          "new_due": "2031-05-30", "approver": "何启明", "approval_no": "审批表2号",
                          "application_on": None, "method": None}]
    }
    printed = book(held, GROUP, "2031-04", **before)
    put(held, PASS)
    at = held.clock.now()
    [(_, checked)] = check_files(held.ground(), held.pool, [Incoming("组.xlsx", printed, at, "测试", GROUP)])
    assert checked.change.forms["verification"].added == (f"{GROUP}-核查-001",)
    forged = Incoming("组.xlsx", renumbered(printed, f"{GROUP}-核查-001", f"{GROUP}-核查-5001"), at, "测试", GROUP)
    [(_, checked)] = check_files(held.ground(), held.pool, [forged])
    assert "GEN-NO-CHANGED" in {f.code for f in checked.findings if f.open}
    with pytest.raises(DecisionRefused, match="已经登记"):
        put(held, {**PASS, "verification_no": f"{GROUP}-核查-5001", "event_on": "2031-04-04"})
    assert state(held) == "待批准"


def test_only_groups_and_the_office_enter_events(held: Workspace) -> None:
    with pytest.raises(DecisionRefused, match="由督办组和局履职办登记"):
        put(held, PASS, filer=UNIT)
    with pytest.raises(DecisionRefused, match="按列名写明"):
        decide(held, [{"act": "verification", "filer": GROUP, "rows": "x"}], "测试")
    with pytest.raises(DecisionRefused, match="没有“nothing”一列"):
        put(held, {**PASS, "nothing": 1})


def test_a_problem_assigned_on_the_desk_is_registered_from_its_day_and_stands_in_the_units_book(held: Workspace) -> None:
    [entry] = decide(held, [{"act": "assign", "filer": OFFICE, "rows": [ASSIGNED]}], "局督查办")
    number = f"{OFFICE}-交办-5001"
    [row] = entry.body["rows"]
    assert (row["assignment_no"], row["unit"]) == (number, UNIT)
    assert state(held, number) == "未销号"
    form = next(f for f in FORMS if f.id == "rectification")
    printed = [r.values for r in prefill.rows(form, held.plan, held.plan.filer(UNIT), "2031-05", held.standing()) if not r.blank]
    mine = next(r for r in printed if r["problem_no"] == number)
    assert (mine["description"], mine["assigned_request"]) == (ASSIGNED["matter"], ASSIGNED["request"])
    with pytest.raises(DecisionRefused, match="时限“2031年4月1日”早于交办日期"):
        decide(held, [{"act": "assign", "filer": OFFICE, "rows": [{**ASSIGNED, "due": "2031-04-01"}]}], "测试")
    rebuilt = held.store.dump()
    held.store.rebuild()
    assert held.store.dump() == rebuilt

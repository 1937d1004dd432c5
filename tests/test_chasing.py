"""What is sent to those who have not filed: a line each, short enough for a message, nobody left out or named in vain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from lvzhi import check_codes, measures
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.replies import LONGEST, reminder
from lvzhi.viewer import Viewer
from lvzhi.web.shapes import reminders
from lvzhi.web.text import plain
from lvzhi.workspace import Workspace
from tests.campaigns import campaign, plan_of
from tests.deskwork import GROUP, OPEN, PLAN, TODAY, UNIT, send
from tests.test_pages import OFFICE, fresh_server, said, visit  # noqa: F401


@pytest.mark.parametrize("months", range(1, 7))
def test_a_line_is_short_and_names_filer_and_months_whole(months: int) -> None:
    plan = plan_of()
    labels = [p.label for p in plan.periods][:months]
    assert len(labels) == months
    for filer in plan.filers:
        line = reminder(filer.name, labels)
        assert len(line) <= LONGEST
        assert line.startswith(f"【履职办】{filer.name}:{labels[0]}")
        assert (labels[-1] in line) == (months <= 3)
        assert (f"起{months}期" in line) == (months > 3)


def test_a_name_that_is_too_long_is_cut_and_says_so() -> None:
    line = reminder("名" * 90, ["2015年7月"])
    assert len(line) == LONGEST
    assert "…:2015年7月报送簿" in line


def test_each_who_is_late_gets_one_line_in_the_plans_order() -> None:
    rows = pd.DataFrame([
        ("泰丰", "2015-07", "missing"), ("泰丰", "2015-06", "missing"), ("园林", "2015-07", "on_time"),
        ("园林", "2015-06", "missing"), ("三组", "2015-07", "pending"),
    ], columns=["filer", "period", "state"])
    assert reminders(rows, plan_of()) == [
        "【履职办】园林办事处:2015年6月报送簿已过截止日,还没有收到,请尽快报来。",
        "【履职办】泰丰办事处:2015年6月、2015年7月报送簿已过截止日,还没有收到,请尽快报来。",
    ]
    assert reminders(rows[rows["state"] != "missing"], plan_of()) == []


def test_very_many_are_one_text_a_line_each() -> None:
    plan = plan_of()
    rows = pd.DataFrame([(f.code, "2015-07", "missing") for f in plan.filers], columns=["filer", "period", "state"])
    assert len(rows) > 40
    [text] = reminders(rows, plan)
    assert text.split("\n") == [reminder(f.name, ["2015年7月"]) for f in plan.filers]


# --- deadlines put off, books not asked for, paper copies ------------------------------------------

PERIOD = "2031-04"
EXTEND = {"act": "extend_deadline", "period": PERIOD, "until": "2031-05-12", "reason": "服务器停机两天,上传不了"}
EXEMPT = {"act": "exempt", "filer": "供水", "period": PERIOD, "reason": "四月整体搬迁,已报局领导同意"}


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Workspace]:
    with campaign(tmp_path / "data", PLAN, TODAY) as workspace:
        yield workspace


def book_of(workspace: Workspace, filer: str, period: str = PERIOD) -> dict[str, object]:
    with workspace.store.cursor() as cursor:
        found = measures.run(cursor, workspace.plan, "reporting", workspace.clock.now(), {"period": period}).rows
    return found[found["filer"] == filer].to_dict("records")[0]


def refused(workspace: Workspace, *acts: dict[str, object]) -> str:
    before = workspace.journal.last_no()
    with pytest.raises(DecisionRefused) as caught:
        decide(workspace, acts, "局督查办")
    assert workspace.journal.last_no() == before
    return str(caught.value)


def test_a_deadline_is_put_off_for_all_or_one_and_never_back(held: Workspace) -> None:
    due = pd.Timestamp(book_of(held, UNIT)["due"]).date()
    assert due < dt.date(2031, 5, 12)
    assert "延到的日子要比它晚" in refused(held, {**EXTEND, "until": due.isoformat()})
    assert "不是日期" in refused(held, {**EXTEND, "until": "下周"})
    assert "没有说明情况" in refused(held, {**EXTEND, "reason": "同上"})
    assert "2031年4月还没有开始" in refused(held, {**EXTEND, "at": "2031-03-20"})
    assert "方案里没有“2031-13”这一期" in refused(held, {**EXTEND, "period": "2031-13"})
    decide(held, [{**EXTEND, "filer": UNIT, "until": "2031-05-10"}], "局督查办")
    assert f"{book_of(held, UNIT)['due']:%Y-%m-%d}" == "2031-05-10"
    assert pd.Timestamp(book_of(held, "供水")["due"]).date() == due
    decide(held, [EXTEND], "局督查办")
    assert {f"{book_of(held, f)['due']:%Y-%m-%d}" for f in (UNIT, "供水")} == {"2031-05-12"}
    assert "已经是2031年5月12日" in refused(held, EXTEND)
    twice = [{**EXTEND, "until": "2031-05-14"}] * 2
    assert "第2条:和第1条相同" in refused(held, *twice)
    said = refused(held, {"act": "dance"}, *twice)  # the places are those in the list, whatever else is refused
    assert ("第1条:不认识" in said, "第3条:和第2条相同" in said) == (True, True)


def test_a_book_or_a_sheet_is_not_asked_for_once(held: Workspace) -> None:
    form = next(f for f, duty in held.plan.owed("供水", PERIOD).items() if duty == "due")
    decide(held, [{**EXEMPT, "form": form}], "局督查办")
    assert "这张表已登记本期不要求" in refused(held, {**EXEMPT, "form": form})
    assert "没有必须报的这张表" in refused(held, {**EXEMPT, "form": "annual"})
    decide(held, [EXEMPT], "局督查办")
    assert book_of(held, "供水")["state"] == "exempt"
    assert "已登记本期不要求" in refused(held, EXEMPT)
    assert "不用延期" in refused(held, {**EXTEND, "filer": "供水"})
    assert send(held, UNIT, "2031-03", "2031-04-02T10:00").status == "accepted"
    assert "已经按时收到" in refused(held, {**EXEMPT, "filer": UNIT, "period": "2031-03"})


def copies(workspace: Workspace) -> list[tuple[str, str, str]]:
    with workspace.store.cursor() as cursor:
        found = measures.detail(cursor, workspace.plan, "reporting", "copies", workspace.clock.now())
    return [(r["receipt"], r["state"], r["code"]) for r in found.to_dict("records")]


def test_a_paper_copy_is_one_of_a_filing_and_known_by_its_code(held: Workspace) -> None:
    first = send(held, UNIT, "2031-03", "2031-04-02T10:00")
    act = {"act": "paper_received", "filing": first.receipt}
    assert copies(held) == [(first.receipt, "electronic_only", first.sha256[-8:])]
    decide(held, [act], "局督查办")
    assert copies(held) == [(first.receipt, "with_paper", first.sha256[-8:])]
    assert "已登记收到" in refused(held, act)
    again = send(held, UNIT, "2031-03", "2031-04-03T10:00", rectification=[dict(OPEN)])
    assert copies(held) == [(again.receipt, "electronic_only", again.sha256[-8:])]
    with held.store.cursor() as cursor:
        said = [[one.words for one in check_codes.known(held.journal, cursor, held.plan, check_codes.read(code))]
                for code in (first.sha256[-8:].upper(), again.sha256[-8:], check_codes.data_code(held.journal, held.store.changed))]
    assert f"已有更新的报送,现行的是回执号{again.receipt}" in "".join(said[0])
    assert "报送簿:" in said[1][0] and "现行有效" in said[1][0]
    assert len(said[2]) == 1 and "数据版本" in said[2][0] and again.receipt in said[2][0]
    with pytest.raises(check_codes.NoCode, match="8位"):
        check_codes.read("园林-201507-01")


def test_the_office_does_all_three_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    with campaign(data, PLAN, TODAY) as workspace:
        sent = send(workspace, UNIT, "2031-03", "2031-04-02T10:00")
    office = visit(data, "reporting", OFFICE, monkeypatch)
    office.button(key="chasing.decision.extend_deadline").click().run()
    office.button(key="chasing.extend.confirm").click().run()
    assert "请写明原因" in said(office)
    office.text_area(key="chasing.extend.reason").set_value(EXTEND["reason"]).run()
    assert "截止日改为" in said(office) and "不能撤回" in said(office)
    office.button(key="chasing.extend.confirm").click().run()
    assert "全体2031年5月报送簿延期到" in said(office)
    office.button(key="chasing.decision.paper_received").click().run()
    (box,) = [c for c in office.checkbox if c.key.startswith("chasing.paper.")]
    assert sent.sha256[-8:] in box.label
    box.check().run()
    office.button(key="chasing.paper.confirm").click().run()
    assert "1 份纸质件已登记收到" in said(office)
    office.text_input(key="chasing.code").set_value(sent.sha256[-8:]).run()
    assert plain(str(sent.receipt)) in said(office) and "现行有效" in said(office)
    group = visit(data, "reporting", Viewer("group", GROUP), monkeypatch)
    assert not [b for b in group.button if b.key and b.key.startswith("chasing.")]

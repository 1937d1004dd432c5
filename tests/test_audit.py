"""操作日志 in words: every kind of entry and every act has its own, and what was typed stays in its entry."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from lvzhi.access.model import By
from lvzhi.access.record import ACCOUNT_ACTS, LOGIN_ACTS, REASONS
from lvzhi.audit import SORTS, Line, line, matching, table
from lvzhi.chain import KINDS, Entry
from lvzhi.decisions import ACTS, decide
from lvzhi.intake.judging import Incoming
from lvzhi.intake.receiving import receive
from tests.campaigns import campaign, plan_of

SHA = "ab" * 30 + "12345678"
ENGLISH = re.compile(r"[A-Za-z_]{2,}")
ACCOUNT = {"login": "园林", "role": "unit", "filer": "园林", "from": "10.0.0.1", "holder": "李某",
           "before": {"role": "group", "filer": "一组"}}


def entry(kind: str, body: dict[str, Any], actor: str = "管理员", at: str = "2015-07-01T16:30:00+00:00",
          concerning: str | None = None) -> Entry:
    return Entry(7, at, kind, actor, body, "0", "0", concerning)


BODIES: dict[str, list[dict[str, Any]]] = {
    "plan": [{"version": 2, "sha256": SHA}],
    "filing": [{"receipt": "园林-201507-01", "status": s, "sha256": SHA, "file_name": "七月.xlsx", "on_behalf": b}
               for s in ("accepted", "rejected", "unreadable") for b in (False, True)],
    "arrival": [{"receipt": "园林-收-01", "sha256": SHA, "file_name": "七月.xlsx", "filer": "园林"}],
    "attachment": [
        {"act": "attach", "key": "园林-问题-001", "kind": "pdf", "sha256": SHA, "file_name": "机密.pdf"},
        {"act": "withdraw", "key": "园林-问题-001", "kind": "jpg", "sha256": SHA, "reason": "拍错了"},
    ],
    "decision": [{"act": act, "period": "2015-07", "key": "园林-问题-001", "reason": "机密的原因"} for act in ACTS],
    "package": [{"status": s, "sha256": SHA, "file_name": "上报包.xlsx", "bureau": b}
                for s, b in (("accepted", "某县局"), ("rejected", None))],
    "account": [{**ACCOUNT, "act": act} for act in ACCOUNT_ACTS if act != "hand_over"]
    + [{**ACCOUNT, "act": "hand_over", "before": "王小明"}],
    "audit": [{"act": act, "login": None, "from": "10.0.0.1"} for act in LOGIN_ACTS]
    + [{"act": "login_refused", "login": "园林", "from": None, "reason": r} for r in REASONS]
    + [{"act": "download", "file": "汇总表.xlsx", "sha256": SHA, "from": None}],
}


@pytest.mark.parametrize("kind", [k.name for k in KINDS])
def test_every_entry_is_said_in_chinese(kind: str) -> None:
    assert kind in BODIES
    for body in BODIES[kind]:
        said = line(entry(kind, body, concerning="园林"), plan_of())
        words = f"{said.act}{said.about}{said.details}".replace("xlsx", "")
        assert ENGLISH.findall(words) == [], said
        assert said.act
        assert "机密" not in words
        if "sha256" in body:
            assert "12345678" in said.details
    assert set(SORTS) == {k.name for k in KINDS}


def test_the_instant_is_the_campaigns_own_and_the_address_is_named() -> None:
    said = line(entry("audit", {"act": "login", "login": "园林", "from": "10.0.0.1"}), plan_of())
    assert (said.at.isoformat(), said.address) == ("2015-07-02T00:30:00+08:00", "10.0.0.1")
    machine = line(entry("account", {**ACCOUNT, "act": "reset", "from": None}, actor="服务器(root)"), plan_of())
    assert machine.address == "服务器上"


def test_lines_are_found_by_sort_day_and_words() -> None:
    day = dt.datetime(2015, 7, 1, 12, tzinfo=plan_of().zone)
    lines = [Line(n, day + dt.timedelta(days=n), sort, who, "", "报送,已接收", "园林办事处", "七月.xlsx")
             for n, (sort, who) in enumerate([("filing", "甲"), ("audit", "乙"), ("filing", "乙")])]
    assert [one.no for one in matching(lines)] == [2, 1, 0]
    assert [one.no for one in matching(lines, ["filing"])] == [2, 0]
    assert [one.no for one in matching(lines, first=dt.date(2015, 7, 2), last=dt.date(2015, 7, 2))] == [1]
    assert [one.no for one in matching(lines, words="乙 园林")] == [2, 1]
    assert matching(lines, words="丙") == []
    shown = table(matching(lines))
    assert list(shown["序号"]) == [2, 1, 0]
    assert list(shown.columns) == ["序号", "时间", "类别", "办理人", "来访地址", "事项", "涉及", "文件或说明"]
    assert list(table([]).columns) == list(shown.columns)


def test_a_filing_and_a_decision_name_the_login_they_come_from(tmp_path: Path) -> None:
    with campaign(tmp_path / "data", Path("tests/plans/small.yaml")) as workspace:
        plan = workspace.plan
        unit, period = plan.units[0], plan.periods[0]
        by = By("甲的账号", "10.0.0.5", workspace.clock.now())
        at = dt.datetime.combine(period.first_day, dt.time(9), plan.zone)
        list(receive(workspace, [Incoming("空.xlsx", b"nothing", at, unit.name, unit.code, by=by)]))
        decide(workspace, [{"act": "nil_return", "filer": unit.code, "period": period.id}], unit.name, by)
        found = [line(e, plan) for e in workspace.journal.entries(kinds=["filing", "decision"])]
        assert [(f.sort, f.who, f.address, f.about) for f in found] == [
            (sort, f"{unit.name}(登录名 甲的账号)", "10.0.0.5", unit.name) for sort in ("filing", "decision")
        ]
        with workspace.store.cursor() as cursor:
            (body,) = cursor.execute("select body from decision").fetchone() or ("",)
        assert "10.0.0.5" not in body

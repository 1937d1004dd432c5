"""The declaration of who may do what: complete, and asked by whatever acts."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lvzhi.access.model import ROLES, Account, By
from lvzhi.access.people import WHO_RESETS
from lvzhi.access.permitted import require
from lvzhi.audit import line
from lvzhi.decisions import ACTS
from lvzhi.journal import Journal
from lvzhi.permits import PERMITS, NotPermitted, labels, may_manage, refusal
from lvzhi.viewer import EVERYBODY, Role, Viewer
from lvzhi.web.routes import route
from tests.campaigns import plan_of
from tests.test_layers import SOURCES

AT = dt.datetime(2015, 7, 1, tzinfo=dt.UTC)
UNIT, OFFICE = By("园林", "10.0.0.5", AT, Viewer("unit", "园林")), By("履职办", None, AT, Viewer("office"))


def account(role: Role, login: str) -> Account:
    return Account(1, login, role, None, None, False, False, AT)


def calls(name: str) -> Iterator[ast.Call]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                yield node


def literals(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_decisions_and_permits_name_the_same_acts() -> None:
    assert set(labels("decision")) == set(ACTS)


def test_every_file_offered_is_declared_and_every_one_declared_is_offered() -> None:
    offered = [c.args[1] for c in calls("offer") if len(c.args) > 4]
    assert [ast.unparse(o) for o in offered if not isinstance(o, ast.Constant)] == []
    assert {f"export.{o.value}" for o in offered if isinstance(o, ast.Constant)} == {
        p for p in PERMITS if p.startswith("export.")
    }


def test_what_pages_and_acts_ask_about_is_declared() -> None:
    asked = {text for name in ("require", "may", "_held") for c in calls(name) for text in literals(c)}
    assert {a for a in asked if re.fullmatch(r"[a-z]+\.[a-z_]+", a)} <= set(PERMITS)


def test_every_act_says_who_does_it_in_the_tone_of_the_house() -> None:
    strangers = [By("某", None, AT, Viewer(role, "查无")) for role in EVERYBODY]
    said = {refusal(name, by, "园林", account("admin", "别人")) for name in PERMITS for by in strangers} - {None}
    assert len(said) > len(PERMITS) / 2
    assert [s for s in said if re.search("错误|非法|无效|失败|禁止|您|[!!]|[a-z]+\\.", str(s))] == []


def test_an_act_nobody_has_declared_is_done_for_nobody(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        for by in (UNIT, OFFICE, By("服务器", None, AT), None):
            with pytest.raises(NotPermitted, match="没有登记谁可以办理"):
                require(journal, "decision.invented", by)
        assert list(journal.entries()) == []


def test_people_are_sent_to_those_who_may_give_them_a_new_password() -> None:
    assert [role for role in ROLES if may_manage("office", role)] == ["unit"]
    assert all(may_manage("admin", role) for role in ROLES)
    assert f"{ROLES['unit']}请电话联系{ROLES['office']},其他身份联系{ROLES['admin']}" == WHO_RESETS


def test_who_asked_for_what_is_not_theirs_is_in_the_journal(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        require(journal, "filing.file", UNIT, "园林")
        with pytest.raises(NotPermitted):
            require(journal, "filing.file", UNIT, "泰丰")
        [entry] = journal.entries()
    assert (entry.actor, entry.body) == ("园林", {
        "act": "refused", "login": "园林", "from": "10.0.0.5", "what": "确认报送", "filer": "泰丰"})
    said = line(entry, plan_of())
    assert (said.act, said.details, said.about, said.address) == ("未予办理", "确认报送", "泰丰办事处", "10.0.0.5")


def test_papers_accounts_and_the_machine() -> None:
    assert refusal("filing.file", UNIT, "园林") is None
    assert refusal("filing.file", UNIT, "泰丰") == "“确认报送”只办本单位(组)自己的。"
    assert refusal("filing.file", UNIT, None) is not None
    assert refusal("filing.file", OFFICE, None) is None
    assert refusal("decision.approve", UNIT) == "“审定一次报送”由局履职办办理。"
    assert refusal("audit.restore", OFFICE) == "“恢复备份”由系统管理员在服务器上办理。"
    assert refusal("audit.restore", None) is refusal("audit.restore", By("服务器", None, AT)) is None
    assert refusal("account.reset", OFFICE, account=account("unit", "园林")) is None
    assert refusal("account.reset", OFFICE, account=account("admin", "管理员")) == "“重置密码”不由这个账号办理。"
    assert refusal("account.hand_over", UNIT, account=account("unit", "园林")) is None
    assert refusal("account.hand_over", UNIT, account=account("unit", "泰丰")) is not None


def test_the_pages_of_the_office_are_for_those_whose_acts_they_hold() -> None:
    for url, permit in (("load", "filing.on_behalf"), ("consolidated", "export.offline"), ("audit", "export.log"),
                        ("backups", "audit.backup"), ("filing", "filing.file"), ("closing", "decision.verification"),
                        ("assigning", "decision.assign"), ("handover", "export.handover")):
        assert route(url).roles == PERMITS[permit].roles, url

"""账号, 我的账号, 办理交接, 操作日志 as people use them; what is taken from a page is noted, and only while logged in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lvzhi.access.login import Caller
from lvzhi.access.model import Account, By
from lvzhi.access.people import wanted
from lvzhi.datadir import DataDir
from lvzhi.journal import Entry, Journal
from lvzhi.viewer import Role, Viewer
from lvzhi.web import downloads, identity, opening
from lvzhi.web.head import Page
from tests.campaigns import PROBLEM, campaign, file, plan_of
from tests.signing import PASSWORD, access_of, credentials, token_for
from tests.test_pages import OFFICE, TODAY, UNIT, july, said, visit

ADMIN = Viewer("admin")


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    """One server for all tests of this file: opening a campaign anew for each takes longer than the tests."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with one filing of 园林, which leaves it a problem."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    with campaign(folder, today=TODAY) as workspace:
        file(workspace, july(workspace, "园林", rectification=[PROBLEM]), "2015-08-04T10:00", name="园林七月.xlsx")
    return folder


def login_name(data: Path, role: Role, whose: str | None = None) -> str:
    return credentials(data, role, whose)[0]


def enters(data: Path, login: str, password: str) -> Account | None:
    """Try a login at the door, from elsewhere."""
    with access_of(data) as access:
        return access.door.log_in(login, password, Caller("10.0.0.7", None, access.now())).account


def last(data: Path, kind: str) -> Entry:
    with Journal(DataDir(data).journal) as journal:
        return list(journal.entries(kinds=[kind]))[-1]


def choose(app: AppTest, text: str) -> AppTest:
    """Choose the account whose words end with a login name."""
    box = app.selectbox(key="accounts.chosen")
    return box.select(next(o for o in box.options if o.endswith(f" {text}"))).run()


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert [e.message for e in app.exception] == []
    return app


def state_of(app: AppTest, login: str) -> str:
    frame = app.dataframe[0].value
    return str(frame[frame["登录名"] == login]["状态"].item())


# --- 账号 ------------------------------------------------------------------------------------------


def test_the_office_helps_units_and_nobody_else(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = login_name(data, "unit", "后湖")
    credentials(data, "leader", "刘俊")
    app = visit(data, "accounts", OFFICE, monkeypatch)
    assert {o.split(" · ")[0] for o in app.selectbox(key="accounts.chosen").options} == {"填报单位"}
    choose(app, unit)
    assert {b.key for b in app.button} & {"accounts.disable", "accounts.role", "accounts.new"} == set()
    press(app, "accounts.reset")
    entry = last(data, "account")
    assert (entry.body["act"], entry.actor, entry.body["from"]) == ("reset", login_name(data, "office"), "127.0.0.1")
    (password,) = [c.value for c in app.code]
    account = enters(data, unit, password)
    assert account is not None and account.must_change
    assert state_of(app, unit) == "待设密码"
    press(app, "accounts.told")
    assert [c.value for c in app.code] == []
    entry = last(data, "audit")
    assert (entry.body["act"], entry.body["from"]) == ("login", "10.0.0.7")


def test_the_office_ends_a_wait(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = login_name(data, "unit", "泰丰")
    for _ in range(5):
        enters(data, unit, "wrong")
    app = choose(visit(data, "accounts", OFFICE, monkeypatch), unit)
    assert state_of(app, unit).startswith("等待至")
    press(app, "accounts.unlock")
    assert state_of(app, unit) == "在用"
    assert "accounts.unlock" not in [b.key for b in app.button]


def test_the_administrator_makes_closes_and_changes_accounts(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "accounts", ADMIN, monkeypatch)
    app.selectbox(key="accounts.new.role").select("leader").run()
    app.text_input(key="accounts.new.login.leader.刘俊").set_value("刘俊").run()
    press(app, "accounts.new")
    (password,) = [c.value for c in app.code]
    made = enters(data, "刘俊", password)
    assert made is not None and made.viewer == Viewer("leader", "刘俊")
    press(app, "accounts.new")
    assert [w.value.replace("\\", "") for w in app.warning] == ["登录名“刘俊”已经有了,请换一个。"]
    assert [c.value for c in app.code] == [password]  # a second click that is refused takes it from nobody
    choose(app, "刘俊")
    app.selectbox(key="accounts.becomes").select("group").run()
    press(app, "accounts.role")
    assert [c.value for c in app.code] == []
    choose(app, "刘俊")
    press(app, "accounts.disable")
    assert state_of(app, "刘俊") == "已停用"
    assert enters(data, "刘俊", password) is None
    choose(app, login_name(data, "admin"))
    press(app, "accounts.disable")
    assert "唯一的系统管理员" in app.warning[0].value


def test_the_administrator_prepares_slips_for_those_without_an_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, small = tmp_path / "data", Path("tests/plans/small.yaml")
    with campaign(folder, small):
        pass
    everybody = wanted(plan_of(small))
    with access_of(folder) as access:
        access.accounts.create(everybody[:-2], access.by("测试"), PASSWORD)
    app = visit(folder, "accounts", ADMIN, monkeypatch)
    press(app, "accounts.bulk.make")
    handed = app.session_state["accounts.bulk"]
    assert [h.account.login for h in handed] == [w.login for w in everybody[-2:]]
    assert "2 个账号已备好" in app.success[0].value
    assert enters(folder, handed[0].account.login, handed[0].password) is not None
    press(app, "accounts.bulk.done")
    assert "accounts.bulk" not in app.session_state
    assert "1 个的一次性密码还没有用过" in said(app)


# --- 我的账号, 办理交接 ------------------------------------------------------------------------------


def test_a_login_elsewhere_can_be_ended(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = token_for(data, Viewer("unit", "高场"))
    app = visit(data, "account", Viewer("unit", "高场"), monkeypatch)
    assert "填报单位 · 高场办事处" in said(app).replace("\\", "")
    ends = [b.key for b in app.button if b.key and b.key.startswith("account.end.")]
    assert len(ends) == 1
    press(app, ends[0])
    with access_of(data) as access:
        assert access.door.find(elsewhere, access.now()) is None
    assert last(data, "audit").body["act"] == "end_session"


def test_a_unit_hands_its_account_over_with_what_is_unfinished(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "handover", UNIT, monkeypatch)
    items = app.dataframe[0].value
    assert items[items["类别"] == "问题整改"][["编号", "情况"]].to_numpy().tolist() == [["园林-问题-001", "未销号,逾期"]]
    assert "2015年8月报送簿" in set(items["内容"])
    assert "填报人 王小明" in said(app)
    login = login_name(data, "unit", "园林")
    press(app, "accounts.hand_over")
    assert ([w.value for w in app.warning], [c.value for c in app.code]) == (["请写明接手人的姓名。"], [])
    app.text_input(key="accounts.successor").set_value("李某").run()
    press(app, "accounts.hand_over")
    (password,) = [c.value for c in app.code]
    app.run()  # a second click: the login has ended, the password is not passed on yet
    assert ([c.value for c in app.code], "请先登录" in said(app)) == ([password], False)
    press(app, "accounts.parting.told")
    assert ([c.value for c in app.code], "请先登录" in said(app)) == ([], True)
    account = enters(data, login, password)
    assert account is not None and (account.holder, account.must_change) == ("李某", True)
    later = visit(data, "handover", OFFICE, monkeypatch)
    assert "交李某" in said(later)
    assert "现使用人:李某" in said(later)


# --- 操作日志 and downloads --------------------------------------------------------------------------


def test_the_log_says_who_did_what_with_which_file(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "audit", OFFICE, monkeypatch)
    app.text_input(key="audit.words").set_value("园林七月").run()
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["事项"], row["涉及"]) == ("报送,已接收", "园林办事处")
    assert "园林-201507-01" in row["文件或说明"]
    app.text_input(key="audit.words").set_value("").run()
    app.multiselect(key="audit.sorts").set_value(["account"]).run()
    assert set(app.dataframe[0].value["类别"]) == {"账号"}
    press(app, "audit.verify")
    assert "前后相接,没有改动" in app.success[0].value


def test_a_backup_is_taken_listed_and_read_through_from_the_page(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "backups", ADMIN, monkeypatch)
    assert "还没有备份。" in said(app)
    press(app, "backups.take")
    [packed] = (data / "backups").glob("lvzhi-*.zip")
    assert packed.name in app.success[0].value
    taken = last(data, "audit")
    assert (taken.body["act"], taken.body["file"]) == ("backup", packed.name)
    assert taken.actor == taken.body["login"] != ""
    (row,) = app.dataframe[0].value.to_dict("records")
    assert row["内容"].startswith("日志 ")
    assert "报送 1 份" in row["内容"]
    assert row["核对"].endswith(" 完整")
    press(app, "backups.check")
    assert app.success[0].value.startswith("完整:")
    packed.chmod(0o600)
    packed.write_bytes(packed.read_bytes()[:-100])
    press(app, "backups.check")
    assert app.warning[0].value.startswith(f"“{packed.name}”")
    assert last(data, "audit").body["fault"] == app.warning[0].value


def page_of(data: Path, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The page of a fresh login, outside a script run."""
    monkeypatch.setenv("LVZHI_DATA", str(data))
    workspace = opening.found()
    session = identity.session_of({identity.COOKIE: token_for(data, viewer)}, workspace.access)
    assert session is not None
    return Page(workspace, session, workspace.clock.now(), {}, (), TODAY, workspace.store.changed)


def test_a_file_taken_is_in_the_log_and_none_is_given_after_logout(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(data, OFFICE, monkeypatch)
    by = By(page.session.account.login, "10.0.0.3", page.workspace.access.now())
    given = downloads.taken(page, "export.consolidated", lambda: downloads.consolidated_bytes(page), "汇总表.xlsx", by)
    entry = last(data, "audit")
    assert entry.actor == page.session.account.login
    assert {k: entry.body[k] for k in ("act", "from", "file", "sha256")} == {
        "act": "download", "from": "10.0.0.3", "file": "汇总表.xlsx", "sha256": hashlib.sha256(given).hexdigest(),
    }
    page.workspace.access.door.log_out(page.session, by)
    with pytest.raises(downloads.Ended):
        downloads.taken(page, "export.consolidated", lambda: b"", "汇总表.xlsx", by)
    assert last(data, "audit").body["act"] == "logout"


# --- last: it spoils the journal ---------------------------------------------------------------------


def test_the_log_finds_an_entry_altered_by_hand(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "audit", OFFICE, monkeypatch)
    with sqlite3.connect(DataDir(data).journal) as journal:
        journal.execute("drop trigger entry_stays")
        journal.execute("update entry set actor = '别人' where no = (select min(no) from entry where kind = 'account')")
    press(app, "audit.verify")
    assert "被改动过" in app.warning[0].value
    assert len(app.success) == 0

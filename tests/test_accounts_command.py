"""accounts at the machine itself, and the first administrator of a real campaign."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from lvzhi.__main__ import main
from lvzhi.access.accounts import Wanted
from lvzhi.access.login import Caller
from lvzhi.access.model import Account
from lvzhi.access.people import wanted
from lvzhi.books.slips import slips
from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from tests.campaigns import plan_of
from tests.signing import PASSWORD, access_of

SMALL = Path("tests/plans/small.yaml")
Say = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path, capsys: Say) -> Path:
    """A real campaign set up by `init`; its accounts but for two and its administrator's password are ours."""
    folder = tmp_path / "data"
    assert main(["--data", str(folder), "--plan", str(SMALL), "init"]) == 0
    capsys.readouterr()
    with access_of(folder) as access:
        access.accounts.create(wanted(plan_of(SMALL))[:-2], access.by("测试"), PASSWORD)
    return folder


def run(capsys: Say, data: Path, *words: str) -> tuple[int, str]:
    code = main(["--data", str(data), "accounts", *words])
    return code, capsys.readouterr().out


def enters(data: Path, login: str, password: str) -> Account | None:
    with access_of(data) as access:
        return access.door.log_in(login, password, Caller(None, None, access.now())).account


def test_a_real_campaign_begins_with_one_administrator_told_once(tmp_path: Path, capsys: Say) -> None:
    folder = tmp_path / "data"
    assert main(["--data", str(folder), "--plan", str(SMALL), "init"]) == 0
    said = capsys.readouterr().out
    found = re.search(r"登录名 (\S+),一次性密码 ([a-z2-9-]{14})\n", said)
    assert found is not None, said
    account = enters(folder, found[1], found[2])
    assert account is not None
    assert (account.role, account.must_change) == ("admin", True)
    assert main(["--data", str(folder), "--plan", str(SMALL), "init"]) == 0
    assert "一次性密码" not in capsys.readouterr().out


def test_an_account_from_its_making_to_its_end(data: Path, capsys: Say) -> None:
    plan = plan_of(SMALL)
    unit = plan.units[0]
    code, said = run(capsys, data, "create", "第二个", "--role", "unit", "--for", unit.name, "--holder", "王某")
    assert code == 0
    password = said.split()[-1]
    assert enters(data, "第二个", password) is not None
    for _ in range(5):
        enters(data, "第二个", "wrong")
    assert enters(data, "第二个", password) is None
    assert run(capsys, data, "unlock", "第二个")[0] == 0
    assert enters(data, "第二个", password) is not None
    reset = run(capsys, data, "reset", "第二个")[1].split()[-1]
    assert enters(data, "第二个", password) is None
    taken_over = run(capsys, data, "handover", "第二个", "--holder", "李某")[1].split()[-1]
    assert enters(data, "第二个", reset) is None
    assert run(capsys, data, "role", "第二个", "--role", "leader", "--for", plan.leaders[0])[0] == 0
    account = enters(data, "第二个", taken_over)
    assert account is not None and (account.role, account.filer, account.holder) == ("leader", plan.leaders[0], "李某")
    assert run(capsys, data, "disable", "第二个")[0] == 0
    assert enters(data, "第二个", taken_over) is None
    assert run(capsys, data, "enable", "第二个")[0] == 0
    assert enters(data, "第二个", taken_over) is not None
    listed = json.loads(run(capsys, data, "list", "--json")[1])
    (mine,) = [a for a in listed if a["login"] == "第二个"]
    assert (mine["stands_for"], mine["disabled"]) == (f"局领导 · {plan.leaders[0]}", False)
    with Journal(DataDir(data).journal) as journal:
        acts = [e.body["act"] for e in journal.entries(kinds=["account"]) if e.body["login"] == "第二个"]
    assert acts == ["create", "unlock", "reset", "hand_over", "change_role", "disable", "enable"]


def test_what_cannot_be_done_is_said(data: Path, capsys: Say) -> None:
    unit = plan_of(SMALL).units[0]
    refusals = {
        ("create", unit.name, "--role", "unit", "--for", unit.name): f"登录时写“{unit.name}”就是“{unit.code}”这个账号",
        ("reset", "没有"): "没有登录名为“没有”的账号。", ("disable", "管理员"): "唯一的系统管理员",
        ("create", "x", "--role", "unit", "--for", "没有"): "方案里没有填报单位“没有”。",
        ("create", "x", "--role", "leader"): "方案里没有局领导“”。",
        ("create", "管理员", "--role", "office"): "已经有了",
    }
    for words, says in refusals.items():
        code, said = run(capsys, data, *words)
        assert (code, says in said) == (1, True), said


def test_slips_for_those_without_an_account_written_once(data: Path, tmp_path: Path, capsys: Say) -> None:
    out = tmp_path / "slips.xlsx"
    code, said = run(capsys, data, "bulk", "--out", str(out), "--address", "http://lvzhi.local")
    assert (code, "已备好 2 个账号" in said) == (0, True)
    assert out.stat().st_mode & 0o077 == 0
    cells = [c.value for row in openpyxl.load_workbook(out)["发放条"] for c in row if c.value]
    passwords = [str(v) for v in cells if re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", str(v))]
    logins = [w.login for w in wanted(plan_of(SMALL))[-2:]]
    assert [enters(data, login, p) is not None for login, p in zip(logins, passwords, strict=True)] == [True, True]
    assert cells.count("http://lvzhi.local") == 2
    assert run(capsys, data, "bulk", "--out", str(tmp_path / "other.xlsx")) == (
        1, "方案里的单位、组、局领导和局履职办都有账号了。\n"
    )
    assert not (tmp_path / "other.xlsx").exists()
    code = main(["--data", str(data), "accounts", "bulk", "--again", "--out", str(out)])
    assert code == 2
    assert openpyxl.load_workbook(out)["发放条"].cell(4, 2).value == passwords[0]


def test_slips_fill_whole_pages_and_the_list_to_sign_has_no_password(tmp_path: Path) -> None:
    plan = plan_of()
    with access_of(_initialised(tmp_path)) as access:
        handed = access.accounts.create(
            [Wanted(f.code, "unit", f.code) for f in plan.units], access.by("测试")
        )
        made = slips(plan, handed, access.accounts.limits.first_until(access.now()))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert [b.id for b in book["发放条"].row_breaks.brk] == [42, 84, 126, 168]
    listed = [c.value for row in book["领取登记"] for c in row]
    assert listed.count("园林") == 1
    assert not {h.password for h in handed} & set(listed)


def _initialised(tmp_path: Path) -> Path:
    folder = tmp_path / "signed"
    assert main(["--data", str(folder), "init"]) == 0
    return folder


def test_verify_names_an_entry_altered_by_hand(data: Path, capsys: Say) -> None:
    assert main(["--data", str(data), "verify", "--json"]) == 0
    capsys.readouterr()
    with sqlite3.connect(DataDir(data).journal) as journal:
        (no,) = journal.execute("select max(no) from entry where kind = 'account'").fetchone()
        journal.execute("drop trigger entry_stays")
        journal.execute("update entry set body = replace(body, 'create', 'unlock') where no = ?", (no,))
    assert main(["--data", str(data), "verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert f"日志第{no}条与登记时不一致,被改动过。" in said["problems"]

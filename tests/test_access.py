"""Accounts, logins and tokens: what ends a login, what a guesser learns and how often he may guess."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from lvzhi.access.access import Access
from lvzhi.access.accounts import Handed, Wanted
from lvzhi.access.login import Answer, Caller
from lvzhi.access.model import Account, AccountRefused, By, Session
from lvzhi.access.passwords import Hasher, one_time, unfit
from lvzhi.access.people import (
    EXAMPLE_PASSWORD,
    example_accounts,
    first_administrator,
    hand_out,
    lacking,
    never_used,
    wanted,
)
from lvzhi.campaign import Campaign
from lvzhi.datadir import DataDir, initialise
from lvzhi.journal import Entry, Journal
from lvzhi.permits import may_manage
from tests.campaigns import SEED, plan_of
from tests.signing import PASSWORD, access_of

OFFICE, ELSEWHERE = "10.0.0.1", "10.0.0.9"
START = datetime(2015, 7, 1, 9, tzinfo=plan_of().zone)


@dataclass
class World:
    """A data directory's accounts and the clock by which they are used."""

    access: Access
    data: Path
    at: datetime = START

    @property
    def by(self) -> By:
        return By("管理员", OFFICE, self.at)

    def caller(self, address: str = OFFICE) -> Caller:
        return Caller(address, "browser", self.at)

    def tries(self, login: str, password: str, address: str = OFFICE) -> Answer:
        return self.access.door.log_in(login, password, self.caller(address))

    def enter(self, login: str, password: str = PASSWORD) -> str:
        answer = self.tries(login, password)
        assert answer.token is not None, answer
        return answer.token

    def find(self, token: str) -> Session | None:
        return self.access.door.find(token, self.at)

    def account(self, login: str) -> Account:
        return self.access.accounts.named(login, self.at)

    def later(self, **more: float) -> None:
        self.at += timedelta(**more)

    def entries(self) -> list[Entry]:
        with Journal(DataDir(self.data).journal) as journal:
            return list(journal.entries(kinds=["account", "audit"]))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    data = tmp_path / "data"
    initialise(data, SEED.read_bytes(), Campaign(), START, "测试")
    with access_of(data) as access:
        made = World(access, data)
        access.accounts.create(
            [Wanted("管理员", "admin"), Wanted("园林", "unit", "园林", "王小明"), Wanted("泰丰", "unit", "泰丰"),
             Wanted("履职办", "office")], made.by, PASSWORD,
        )
        yield made


# --- passwords -------------------------------------------------------------------------------------


def test_the_first_password_must_be_changed_and_holds_for_sixty_days(world: World) -> None:
    (handed,) = world.access.accounts.create([Wanted("高场", "unit", "高场")], world.by)
    world.later(days=59)
    answer = world.tries("高场", handed.password)
    assert answer.account is not None and answer.account.must_change
    world.access.accounts.change_password(answer.account, None, "gaochang2015", world.by)
    world.later(days=300)
    again = world.tries("高场", "gaochang2015").account
    assert again is not None and not again.must_change
    assert world.tries("高场", handed.password).verdict == "wrong"


def test_a_one_time_password_not_used_in_time_is_void(world: World) -> None:
    (handed,) = world.access.accounts.create([Wanted("高场", "unit", "高场")], world.by)
    reset = world.access.accounts.reset("园林", world.by)
    world.later(hours=25)
    assert world.tries("园林", reset.password).verdict == "wrong"
    world.later(days=60)
    assert world.tries("高场", handed.password).verdict == "wrong"


@pytest.mark.parametrize(
    ("new", "says"),
    [("abc1", "至少8位"), ("a1" * 70, "最多128位"), ("12345678", "字母和数字"), ("abcdefgh", "字母和数字"),
     ("ABC12345", "很常见"), ("a1a1a1a1", "很常见"), ("x园林2015xx", "登录名")],
)
def test_a_poor_password_is_not_taken(new: str, says: str, world: World) -> None:
    assert says in (unfit(new, "园林") or "")
    with pytest.raises(AccountRefused, match=says):
        world.access.accounts.change_password(world.account("园林"), PASSWORD, new, world.by)
    assert world.enter("园林")


def test_a_one_time_password_is_long_and_never_the_same() -> None:
    drawn = {one_time() for _ in range(200)}
    assert len(drawn) == 200
    assert {len(p) for p in drawn} == {14}
    assert not set("01il") & set("".join(drawn))


def test_the_old_password_is_asked_for_and_guessing_it_is_counted(world: World) -> None:
    account = world.account("园林")
    for _ in range(5):
        with pytest.raises(AccountRefused, match="现在的密码不对"):
            world.access.accounts.change_password(account, "guess2015", "neuneu2015", world.by)
    with pytest.raises(AccountRefused, match="一刻钟"):
        world.access.accounts.change_password(account, PASSWORD, "neuneu2015", world.by)
    with pytest.raises(AccountRefused, match="原来的一样"):
        world.access.accounts.change_password(world.account("泰丰"), PASSWORD, PASSWORD, world.by)


def test_only_hashes_are_kept(world: World) -> None:
    token = world.enter("园林")
    handed = world.access.accounts.reset("泰丰", world.by)
    world.tries("泰丰", "typed-by-mistake-2015")
    world.tries("my-password-as-a-name-2015", "x")
    kept = b"".join(p.read_bytes() for p in world.data.rglob("*") if p.is_file())
    for secret in (token, handed.password, PASSWORD, "typed-by-mistake-2015", "my-password-as-a-name-2015"):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept
    assert {p.stat().st_mode & 0o077 for p in world.data.glob("access.db")} == {0}


# --- what ends a login -----------------------------------------------------------------------------


def _logout(w: World, token: str) -> None:
    session = w.find(token)
    assert session is not None
    w.access.door.log_out(session, w.by)


ENDINGS: dict[str, Callable[[World, str], object]] = {
    "logout": _logout,
    "own new password": lambda w, _: w.access.accounts.change_password(w.account("园林"), PASSWORD, "xin2015mi", w.by),
    "reset": lambda w, _: w.access.accounts.reset("园林", w.by),
    "disabled": lambda w, _: w.access.accounts.disable("园林", w.by),
    "another role": lambda w, _: w.access.accounts.change_role("园林", "group", "一组", w.by),
    "hand-over": lambda w, _: w.access.accounts.hand_over("园林", "李某", w.by),
    "idle": lambda w, _: w.later(hours=2, seconds=1),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_login_ends_and_its_cookie_is_worth_nothing(ending: str, world: World) -> None:
    token, other = world.enter("园林"), world.enter("泰丰")
    assert world.find(token) is not None
    ENDINGS[ending](world, token)
    assert world.find(token) is None
    assert ending == "idle" or world.find(other) is not None


def test_a_login_in_use_lasts_a_working_day_and_no_longer(world: World) -> None:
    token = world.enter("园林")
    for _ in range(11):
        world.later(hours=1)
        assert world.find(token) is not None
    world.later(hours=1, seconds=1)
    assert world.find(token) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "园林", "\ud800"])
def test_an_invented_token_is_none(token: str, world: World) -> None:
    world.enter("园林")
    assert world.find(token) is None


def test_another_login_of_ones_own_can_be_ended(world: World) -> None:
    here, there = world.enter("园林"), world.enter("园林")
    session = world.find(here)
    assert session is not None
    other = next(s for s in world.access.door.sessions(session.account, world.at) if s.key != session.key)
    world.access.door.end(other, world.by)
    assert world.find(here) is not None
    assert world.find(there) is None


# --- guessing --------------------------------------------------------------------------------------


def test_five_wrong_passwords_and_the_account_waits_a_quarter_of_an_hour(world: World) -> None:
    assert [world.tries("园林", "wrong").verdict for _ in range(5)] == ["wrong"] * 5
    assert world.tries("园林", PASSWORD).verdict == "waiting"
    assert world.access.accounts.waits_until(world.account("园林"), world.at) == world.at + timedelta(minutes=15)
    everybody = world.access.accounts.all(world.at)
    assert world.access.accounts.waiting(everybody, world.at) == {"园林": world.at + timedelta(minutes=15)}
    world.later(minutes=15, seconds=1)
    assert world.access.accounts.waiting(everybody, world.at) == {}
    assert world.tries("园林", PASSWORD).verdict == "fine"


@pytest.mark.parametrize("helps", ["unlock", "reset"])
def test_the_office_ends_the_wait(helps: str, world: World) -> None:
    for _ in range(6):
        world.tries("园林", "wrong")
    handed = getattr(world.access.accounts, helps)("园林", world.by)
    password = handed.password if isinstance(handed, Handed) else PASSWORD
    assert world.tries("园林", password).verdict == "fine"


def test_the_building_is_slowed_and_never_locked_out(world: World) -> None:
    for n in range(40):
        world.tries(f"名{n}", "wrong")
    limits = world.access.accounts.limits
    assert world.access.door.delay(world.caller()) == limits.longest_delay
    assert world.access.door.delay(world.caller(ELSEWHERE)) == timedelta()
    assert world.tries("园林", PASSWORD).verdict == "fine"
    world.later(minutes=16)
    assert world.access.door.delay(world.caller()) == timedelta()


def test_answers_slow_down_step_by_step(world: World) -> None:
    seconds = []
    for n in range(12):
        seconds.append(world.access.door.delay(world.caller()).total_seconds())
        world.tries(f"名{n}", "wrong")
    assert seconds == [0, 0, 0, 0, 0, 0, 0, 0.5, 1, 2, 4, 6]


def test_guessing_at_an_account_that_waits_is_slowed_as_well(world: World) -> None:
    for _ in range(30):
        world.tries("园林", "wrong")
    assert world.access.door.delay(world.caller()) == world.access.accounts.limits.longest_delay


def test_many_guesses_at_once_are_no_more_than_five(world: World) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda n: world.tries("园林", f"wrong{n}").verdict, range(48)))
    assert found.count("wrong") == 5
    assert found.count("waiting") == 43


def test_unknown_wrong_disabled_and_expired_are_answered_alike(world: World) -> None:
    world.access.accounts.disable("泰丰", world.by)
    answers = {world.tries(*pair) for pair in (("园林", "wrong"), ("没有", "wrong"), ("泰丰", PASSWORD))}
    assert answers == {Answer("wrong")}
    for _ in range(5):
        world.tries("没有", "wrong")
    assert world.tries("没有", "wrong").verdict == "waiting"


def test_an_unknown_name_takes_as_long_as_a_wrong_password(tmp_path: Path) -> None:
    hasher = Hasher(PasswordHasher(time_cost=2, memory_cost=4096, parallelism=1))
    secret = hasher.hash(PASSWORD)
    hasher.warm()

    def took(held: str | None) -> float:
        begun = time.thread_time()
        assert not hasher.fits(held, "wrong")
        return time.thread_time() - begun

    pairs = [(took(secret), took(None)) for _ in range(9)]
    wrong, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < unknown / wrong < 2


# --- acts on accounts ------------------------------------------------------------------------------


def test_the_last_administrator_stays(world: World) -> None:
    with pytest.raises(AccountRefused, match="唯一"):
        world.access.accounts.disable("管理员", world.by)
    with pytest.raises(AccountRefused, match="唯一"):
        world.access.accounts.change_role("管理员", "office", None, world.by)
    world.access.accounts.create([Wanted("管理员2", "admin")], world.by)
    assert world.access.accounts.disable("管理员", world.by).disabled


@pytest.mark.parametrize(
    ("made", "says"),
    [(Wanted("园林", "unit", "园林"), "已经有了"), (Wanted(" 园林 ", "unit", "园林"), "已经有了"),
     (Wanted("", "office"), "1至40"), (Wanted("x" * 41, "office"), "1至40"), (Wanted("a\nb", "office"), "1至40"),
     (Wanted("单位", "unit"), "写明"), (Wanted("单位", "office", "园林"), "写明")],
)
def test_an_account_that_cannot_be_made_leaves_none(made: Wanted, says: str, world: World) -> None:
    before = world.access.accounts.all(world.at)
    with pytest.raises(AccountRefused, match=says):
        world.access.accounts.create([Wanted("另一个", "office"), made], world.by)
    assert world.access.accounts.all(world.at) == before


def test_what_the_journal_does_not_take_is_not_done(world: World) -> None:
    world.access.accounts.journal.close()
    with pytest.raises(Exception, match="closed"):
        world.access.accounts.disable("园林", world.by)
    assert not world.account("园林").disabled


def test_every_filer_and_leader_of_the_plan_gets_one_account(world: World) -> None:
    plan, accounts = plan_of(), world.access.accounts
    everybody = wanted(plan)
    assert len(everybody) == len({w.login for w in everybody}) == 52 + 1 + 6 + len(plan.leaders) + 1
    handed = hand_out(plan, accounts, world.by)
    assert len(handed) == len(everybody) - 3  # 园林, 泰丰 and 局履职办 have theirs
    assert lacking(plan, accounts, world.by) == ()
    assert hand_out(plan, accounts, world.by) == []
    world.enter(handed[0].account.login, handed[0].password)
    again = hand_out(plan, accounts, world.by, again=True)
    assert {h.account.login for h in again} == {h.account.login for h in handed[1:]}
    assert world.tries(handed[1].account.login, handed[1].password).verdict == "wrong"
    assert len(never_used(accounts, world.by)) == len(handed) - 1


def test_the_example_makes_only_those_that_are_not_there(world: World) -> None:
    plan, accounts = plan_of(), world.access.accounts
    example_accounts(plan, accounts, world.by)
    assert {w.login for w in wanted(plan)} | {"管理员"} == {a.login for a in accounts.all(world.at)}
    before = len(world.entries())
    example_accounts(plan, accounts, world.by)
    assert len(world.entries()) == before
    assert world.enter("园林", PASSWORD)
    assert world.enter("高场", EXAMPLE_PASSWORD)


def test_of_two_servers_starting_at_once_one_makes_the_administrator(tmp_path: Path) -> None:
    initialise(tmp_path / "data", SEED.read_bytes(), Campaign(), START, "测试")
    by = By("服务器", None, START)
    with ExitStack() as stack:
        servers = [stack.enter_context(access_of(tmp_path / "data")) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda one: first_administrator(one.accounts, by), servers))
        assert len([m for m in made if m]) == 1
        assert [a.login for a in servers[0].accounts.all(START)] == ["管理员"]


def test_who_may_act_on_whom(world: World) -> None:
    unit, office = world.account("园林"), world.account("履职办")
    assert [may_manage(r, unit.role) for r in ("admin", "office", "leader", "group", "unit")] == [True, True] + [False] * 3
    assert [may_manage(r, office.role) for r in ("admin", "office")] == [True, False]


# --- the journal -----------------------------------------------------------------------------------


def test_everything_is_in_the_journal_and_no_secret(world: World) -> None:
    world.enter("园林")
    world.tries("园林", "wrong", ELSEWHERE)
    world.tries("没有这个人", "wrong")
    world.access.accounts.hand_over("园林", "李某", world.by)
    found = world.entries()
    acts = [(e.body["act"], e.body["login"], e.actor, e.body["from"]) for e in found]
    assert acts[4:] == [
        ("login", "园林", "园林", OFFICE), ("login_refused", "园林", "未登录的访客", ELSEWHERE),
        ("login_refused", None, "未登录的访客", OFFICE), ("hand_over", "园林", "管理员", OFFICE),
    ]
    assert (found[-1].body["before"], found[-1].body["holder"]) == ("王小明", "李某")
    assert [e.body.get("reason") for e in found[5:7]] == ["password", "unknown"]
    assert "没有这个人" not in str(found)


def test_after_a_hand_over_the_old_name_stays_in_the_journal_alone(world: World) -> None:
    before = world.account("园林")
    handed = world.access.accounts.hand_over("园林", " 李某 ", world.by)
    assert handed.account == replace(before, holder="李某", must_change=True)
    assert world.tries("园林", PASSWORD).verdict == "wrong"
    assert world.tries("园林", handed.password).verdict == "fine"
    with pytest.raises(AccountRefused, match="接手人"):
        world.access.accounts.hand_over("园林", "  ", world.by)

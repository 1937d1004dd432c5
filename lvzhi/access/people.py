"""Whom a plan asks to have an account, and the accounts a campaign begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from lvzhi.access.accounts import Accounts, Handed, Wanted, tidied
from lvzhi.access.model import ROLES, Account, AccountRefused, By
from lvzhi.plan import Plan
from lvzhi.values import squeeze
from lvzhi.viewer import Role

ADMIN = "管理员"
EXAMPLE_PASSWORD = "yanshi2015"  # public: the example's login page shows it
WHO_RESETS = "填报单位请电话联系局履职办,其他身份联系系统管理员"  # in words what permits.may_manage says
AT_THE_MACHINE = "服务器"  # the actor of what the machine does by itself


def wanted(plan: Plan) -> tuple[Wanted, ...]:
    """Return one account for every filer and leader, in the plan's order; a unit's login name is its short name."""
    units = (Wanted(f.code, "unit", f.code) for f in (*plan.units, plan.bureau))
    groups = (Wanted(g.code, "group", g.code) for g in plan.groups)
    leaders = (Wanted(name, "leader", name, name) for name in plan.leaders)
    return (*units, *groups, *leaders, Wanted(plan.office.code, "office"))


def lacking(plan: Plan, accounts: Accounts, by: By) -> tuple[Wanted, ...]:
    """Return those of a plan's accounts that nobody stands for yet."""
    held = {(a.role, a.filer) for a in accounts.all(by.at)}
    return tuple(w for w in wanted(plan) if (w.role, w.filer) not in held)


def create_one(plan: Plan, accounts: Accounts, asked: Wanted, by: By) -> Handed:
    """Make one account; a name by which somebody else's account is meant at the login is refused."""
    meant = login_named(asked.login, plan)
    if tidied(meant) != tidied(asked.login):
        raise AccountRefused(f"登录时写“{asked.login}”就是“{meant}”这个账号。请换一个登录名。")
    return accounts.create([asked], by)[0]


def hand_out(plan: Plan, accounts: Accounts, by: By, again: bool = False) -> list[Handed]:
    """Make the accounts a plan still lacks, each with a one-time password that holds for weeks.

    `again`: those never used get a new one as well, and what was printed for them before holds no more.
    """
    unused = [a.login for a in never_used(accounts, by)] if again else []
    made = accounts.create(lacking(plan, accounts, by), by)
    handed = made + accounts.renew(unused, by, accounts.limits.first_password)
    return sorted(handed, key=lambda h: h.account.no)


def first_administrator(accounts: Accounts, by: By) -> Handed | None:
    """Make the administrator a real campaign begins with; None when there are accounts already."""
    made = _unless_made(accounts, [Wanted(ADMIN, "admin")], by) if accounts.empty() else []
    return made[0] if made else None


def example_accounts(plan: Plan, accounts: Accounts, by: By) -> None:
    """Make those of the example campaign's accounts, whose one password is public, that are not there yet."""
    held = {a.login for a in accounts.all(by.at)}
    everybody = (*wanted(plan), Wanted(ADMIN, "admin"))
    if missing := [w for w in everybody if w.login not in held]:
        _unless_made(accounts, missing, by, EXAMPLE_PASSWORD)


def _unless_made(
    accounts: Accounts, asked: Sequence[Wanted], by: By, password: str | None = None
) -> Sequence[Handed]:
    try:
        return accounts.create(asked, by, password)
    except AccountRefused:
        if any(accounts.find(w.login, by.at) is None for w in asked):
            raise
        return []  # of two processes starting at once the other was first


def login_named(text: str, plan: Plan) -> str:
    """Return the login name meant by what was typed: a filer's full name or alias stands for its short name."""
    return plan.squeezed_names.get(squeeze(text), text)


def stands_for(role: Role, filer: str | None, plan: Plan) -> str:
    """Return whom an account stands for, in words: 填报单位 · 园林办事处."""
    if filer is None:
        return ROLES[role]
    return f"{ROLES[role]} · {filer if role == 'leader' else plan.called(filer)}"


def state(account: Account, waits: dt.datetime | None) -> str:
    """Say in a word how an account stands; `waits`: until when it waits after wrong passwords."""
    if account.disabled:
        return "已停用"
    if waits:
        return f"等待至{waits:%H:%M}"
    return "待设密码" if account.must_change else "在用"


def never_used(accounts: Accounts, by: By) -> tuple[Account, ...]:
    """Return the accounts whose one-time password was never used: the paper may be lost."""
    return tuple(a for a in accounts.all(by.at) if a.must_change and a.last_login is None and not a.disabled)

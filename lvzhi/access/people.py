"""Whom a plan asks to have an account, and the accounts a campaign begins with."""

from __future__ import annotations

from lvzhi.access.accounts import Accounts, Handed, Wanted, among
from lvzhi.access.model import ROLES, Account, By
from lvzhi.plan import Plan
from lvzhi.values import squeeze
from lvzhi.viewer import Role

ADMIN = "管理员"
EXAMPLE_PASSWORD = "yanshi2015"  # public: the example's login page shows it
AT_THE_MACHINE = "服务器"  # the actor of what the machine does by itself


def wanted(plan: Plan) -> tuple[Wanted, ...]:
    """Return one account for every filer and leader, in the plan's order; a unit's login name is its short name."""
    units = (Wanted(f.code, "unit", f.code) for f in (*plan.units, plan.bureau))
    groups = (Wanted(g.code, "group", g.code) for g in plan.groups)
    leaders = (Wanted(name, "leader", name, name) for name in plan.leaders)
    return (*units, *groups, *leaders, Wanted(plan.office.code, "office"))


def lacking(plan: Plan, accounts: Accounts, by: By) -> tuple[Wanted, ...]:
    """Return those of a plan's accounts that nobody stands for yet."""
    held = accounts.all(by.at)
    return tuple(w for w in wanted(plan) if not among(held, w.role, w.filer))


def first_administrator(accounts: Accounts, by: By) -> Handed | None:
    """Make the administrator a real campaign begins with; None when there are accounts already."""
    return accounts.create([Wanted(ADMIN, "admin")], by)[0] if accounts.empty() else None


def example_accounts(plan: Plan, accounts: Accounts, by: By) -> None:
    """Make the example campaign's accounts, whose one password is public; once."""
    if accounts.empty():
        accounts.create((*wanted(plan), Wanted(ADMIN, "admin")), by, EXAMPLE_PASSWORD)


def login_named(text: str, plan: Plan) -> str:
    """Return the login name meant by what was typed: a filer's full name or alias stands for its short name."""
    return plan.squeezed_names.get(squeeze(text), text)


def stands_for(role: Role, filer: str | None, plan: Plan) -> str:
    """Return whom an account stands for, in words: 填报单位 · 园林办事处."""
    if filer is None:
        return ROLES[role]
    names = {f.code: f.name for f in plan.filers}
    return f"{ROLES[role]} · {filer if role == 'leader' else names.get(filer, filer)}"


def may_manage(actor: Role, account: Account) -> bool:
    """Say whether a role may act on an account: the office on units' alone, an administrator on all."""
    return actor == "admin" or (actor == "office" and account.role == "unit")

"""The accounts' page: who has one, and what may be done to it by whoever looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi.access.accounts import Handed
from lvzhi.access.model import OF_ONE, ROLES, Account, AccountRefused, By
from lvzhi.access.people import stands_for, state
from lvzhi.permits import may_manage
from lvzhi.plan import Plan
from lvzhi.viewer import Role
from lvzhi.web import one_time, tables
from lvzhi.web.head import Page
from lvzhi.web.text import plain
from lvzhi.web.uninterrupted import uninterrupted

_REFUSED, _DONE = "accounts.refused", "accounts.done"


@dataclass(frozen=True)
class Desk:
    """The accounts whoever looks may act on, in the order made; `by`: that person, now."""

    page: Page
    accounts: tuple[Account, ...]
    by: By

    @property
    def plan(self) -> Plan:
        return self.page.plan

    def words(self, account: Account) -> str:
        """Return an account as it stands in a list to choose from."""
        return f"{stands_for(account.role, account.filer, self.plan)} · {account.login}"


def desk(page: Page) -> Desk:
    """Return the accounts to act on, and say what became of the last act."""
    by = page.by
    held = page.workspace.access.accounts.all(by.at)
    one_time.held(page.plan)
    if said := st.session_state.pop(_REFUSED, None):
        st.warning(plain(said))
    return Desk(page, tuple(a for a in held if may_manage(page.viewer.role, a.role)), by)


def listed(desk: Desk) -> None:
    """Show the accounts."""
    waits = desk.page.workspace.access.accounts.waiting(desk.accounts, desk.by.at)
    rows = [
        {"登录名": a.login, "身份": stands_for(a.role, a.filer, desk.plan), "使用人": a.holder,
         "状态": state(a, waits.get(a.login)),
         "最近登录": f"{a.last_login:%Y-%m-%d %H:%M}" if a.last_login else None}
        for a in desk.accounts
    ]
    if not rows:
        st.caption("还没有账号。请系统管理员成批新建。")
        return
    counts = pd.Series([row["状态"] for row in rows]).value_counts()
    st.caption("、".join(f"{words} {n} 个" for words, n in counts.items()) + "。")
    tables.show(pd.DataFrame(rows), "accounts.rows")


def acts(desk: Desk) -> None:
    """Let one account be chosen, and something be done to it."""
    chosen = st.selectbox("账号", desk.accounts, index=None, format_func=desk.words, key="accounts.chosen",
                          placeholder="输入单位名称查找")
    if chosen is None:
        return
    accounts = desk.page.workspace.access.accounts
    words = plain(desk.words(chosen))
    with st.container(horizontal=True, key="accounts.acts"):
        with _asked("重置密码"):
            st.write(f"{words}:原来的密码作废,已有的登录都结束;另给一个一次性密码,24小时内有效。")
            _button(desk, "重置密码", "reset", lambda: accounts.reset(chosen.login, desk.by))
        if accounts.waits_until(chosen, desk.by.at):
            with _asked("解除等待"):
                st.write(f"{words}:输错密码的次数清零,可以马上再登录。")
                _button(desk, "解除等待", "unlock", lambda: accounts.unlock(chosen.login, desk.by))
        with _asked("办理交接"):
            hand_over(desk, chosen)
        if desk.page.may("account.change_role", account=chosen):
            _administrators(desk, chosen)


def hand_over(desk: Desk, chosen: Account) -> None:
    """Ask for the successor's name and hand the account over."""
    name = _successor(desk.plan, chosen)
    accounts = desk.page.workspace.access.accounts
    _button(desk, "办理交接", "hand_over", lambda: accounts.hand_over(chosen.login, name, desk.by))


def _successor(plan: Plan, account: Account) -> str:
    before = f"{plain(account.holder)}" if account.holder else "原使用人"
    st.write(f"{plain(stands_for(account.role, account.filer, plan))}:办理后{before}的密码作废、登录结束,"
             "接手人用一次性密码登录。以前的报送和日志仍记原来的姓名。")
    return st.text_input("接手人姓名", max_chars=40, key="accounts.successor", width=320)


def at_once(page: Page, account: Account) -> None:
    """Hand over an account and show its password; one's own, whose login ends with that, until it is passed on."""
    name = _successor(page.plan, account)
    if not st.button("办理交接", key="accounts.hand_over"):
        return
    by = page.by
    with uninterrupted() as through:
        try:
            handed = page.workspace.access.accounts.hand_over(account.login, name, by)
        except AccountRefused as refused:
            through(partial(st.warning, plain(str(refused))))
            return
        if account.no == page.session.account.no:
            through(partial(one_time.part_with, handed))
    if not one_time.parting(page.plan):
        one_time.show(handed, page.plan)


def _administrators(desk: Desk, chosen: Account) -> None:
    accounts = desk.page.workspace.access.accounts
    words = plain(desk.words(chosen))
    if chosen.disabled:
        with _asked("启用"):
            st.write(f"{words}:恢复登录,密码仍是原来的。")
            _button(desk, "启用", "enable", lambda: accounts.enable(chosen.login, desk.by))
    else:
        with _asked("停用"):
            st.write(f"{words}:不能再登录,已有的登录都结束;报送和日志都保留。")
            _button(desk, "停用", "disable", lambda: accounts.disable(chosen.login, desk.by))
    with _asked("变更身份"):
        st.write(f"{words}:改为代表别的单位、组或局领导,或改为别的身份;已有的登录都结束。")
        role, whose = role_and_whose(desk.plan, "accounts.becomes")
        _button(desk, "变更身份", "role", lambda: accounts.change_role(chosen.login, role, whose, desk.by))


def role_and_whose(plan: Plan, key: str) -> tuple[Role, str | None]:
    """Let a role be chosen, and the unit, group or leader it stands for."""
    role: Role = st.selectbox("身份", list(ROLES), format_func=lambda r: ROLES[r], key=key)
    if role not in OF_ONE:
        return role, None
    return role, st.selectbox("哪一个", list(names := _names(plan, role)), format_func=lambda c: names[c],
                              key=f"{key}.{role}")


def _names(plan: Plan, role: Role) -> dict[str, str]:
    if role == "leader":
        return {name: name for name in plan.leaders}
    if role == "group":
        return {g.code: g.label for g in plan.groups}
    return {f.code: f.name for f in (*plan.units, plan.bureau)}


def _asked(label: str) -> Any:
    """Open a question under a button; after an act it is a new one, and closed."""
    return st.popover(label, key=f"accounts.ask.{label}.{st.session_state.get(_DONE, 0)}")


def _button(desk: Desk, label: str, key: str, act: Callable[[], object]) -> None:
    """Carry an act out once; a one-time password it gives stands at the head of the page afterwards."""
    if st.button(label, type="primary", key=f"accounts.{key}"):
        do(act)


def do(act: Callable[[], object]) -> None:
    """Carry an act out, keep what it says for the next run, and begin that run.

    A one-time password on the screen goes with the next act that is carried out: one that is refused, which may be a
    second click of the same button, leaves it there.
    """
    st.session_state[_DONE] = st.session_state.get(_DONE, 0) + 1
    try:
        done = act()
    except AccountRefused as refused:
        st.session_state[_REFUSED] = str(refused)
    else:
        one_time.forget()
        if isinstance(done, Handed):
            one_time.hold(done)
    st.rerun()

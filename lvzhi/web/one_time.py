"""One-time passwords on the screen: shown to whoever has to pass them on, and gone with the next act."""

from __future__ import annotations

import streamlit as st

from lvzhi.access.accounts import Handed
from lvzhi.access.people import stands_for
from lvzhi.plan import Plan
from lvzhi.web.text import plain

_HELD, _PARTING = "accounts.handed", "accounts.parting"
_TOLD = "已告知本人,不再显示"


def hold(handed: Handed) -> None:
    """Keep a one-time password for the next run of this page."""
    st.session_state[_HELD] = handed


def forget() -> None:
    """Let go of it: it was passed on, or another act is done."""
    st.session_state.pop(_HELD, None)


def held(plan: Plan) -> None:
    """Show the one-time password of the last act, until it is said to be passed on."""
    handed = st.session_state.get(_HELD)
    if handed is None:
        return
    show(handed, plan)
    st.button(_TOLD, key="accounts.told", on_click=forget)


def part_with(handed: Handed) -> None:
    """Keep the one-time password of the account that hands itself over: its own login has ended with that."""
    st.session_state[_PARTING] = handed


def forget_all_but_parting() -> None:
    """Forget what a login left in the page when it ended, but for the password it has to pass on."""
    handed = st.session_state.get(_PARTING)
    st.session_state.clear()
    if handed is not None:
        part_with(handed)


def parting(plan: Plan) -> bool:
    """Show the one-time password of an account that handed itself over, until it is said to be passed on."""
    handed = st.session_state.get(_PARTING)
    if handed is None:
        return False
    show(handed, plan)
    st.button(_TOLD, key="accounts.parting.told", on_click=lambda: st.session_state.pop(_PARTING, None))
    return True


def show(handed: Handed, plan: Plan) -> None:
    """Show a one-time password and what to do with it."""
    account = handed.account
    holder = f"({plain(account.holder)})" if account.holder and account.role != "leader" else ""
    st.success(f"**{plain(stands_for(account.role, account.filer, plan))}**{holder},登录名 {plain(account.login)},"
               "一次性密码:")
    st.code(handed.password, language=None)
    st.caption("请当面或电话告知本人,24小时内有效;登录后由本人设定自己的密码。这里只显示这一次。")

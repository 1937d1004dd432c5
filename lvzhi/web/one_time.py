"""One-time passwords on the screen: shown to whoever has to pass them on, and gone with the next act."""

from __future__ import annotations

import streamlit as st

from lvzhi.access.accounts import Handed
from lvzhi.access.people import stands_for
from lvzhi.plan import Plan
from lvzhi.web.text import plain

_HELD = "accounts.handed"


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
    st.button("已告知本人,不再显示", key="accounts.told", on_click=forget)


def show(handed: Handed, plan: Plan) -> None:
    """Show a one-time password and what to do with it."""
    account = handed.account
    holder = f"({plain(account.holder)})" if account.holder and account.role != "leader" else ""
    st.success(f"**{plain(stands_for(account.role, account.filer, plan))}**{holder},登录名 {plain(account.login)},"
               "一次性密码:")
    st.code(handed.password, language=None)
    st.caption("请当面或电话告知本人,24小时内有效;登录后由本人设定自己的密码。这里只显示这一次。")

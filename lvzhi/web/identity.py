"""Who is looking: the login behind this browser's cookie, looked up anew each time it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lvzhi.access.access import Access
from lvzhi.access.model import By, Session
from lvzhi.access.people import stands_for
from lvzhi.plan import Plan
from lvzhi.viewer import Viewer
from lvzhi.web import one_time, opening
from lvzhi.web.text import plain

COOKIE = "lvzhi_login"
LOGIN, PASSWORD, LOGOUT = "/login", "/password", "/logout"
_LOOKED_LAST, _PAGE = "identity.account", "identity.page"


def session_of(cookies: Mapping[str, str], access: Access) -> Session | None:
    """Return the login whose token is among some cookies; None when there is none that holds."""
    return access.door.find(cookies.get(COOKIE), access.now())


def admitted(cookies: Mapping[str, str], access: Access) -> Session | None:
    """Return the login that may see and do things: one whose password is its owner's own."""
    found = session_of(cookies, access)
    return None if found is None or found.account.must_change else found


def account_behind(cookies: Mapping[str, str]) -> int | None:
    """Return the number of the account whose login holds among some cookies."""
    found = admitted(cookies, opening.found().access)
    return found.account.no if found else None


def cookies() -> Mapping[str, str]:
    """Return the cookies this browser came with: the one thing a test without a browser has to hand in."""
    return st.context.cookies


def current() -> Session | None:
    """Return the login behind this page; what another account left in the page is forgotten."""
    found = admitted(cookies(), opening.workspace().access)
    key = found.account.no if found else None
    if st.session_state.get(_LOOKED_LAST, key) != key:
        if key is None:
            one_time.forget_all_but_parting()
        else:
            st.session_state.clear()
    st.session_state[_LOOKED_LAST] = key
    return found


def by(session: Session) -> By:
    """Say who acts on this page now, and from which address; the framework has none for the machine itself."""
    address = st.context.ip_address
    return opening.access().by(
        session.account.login, address if isinstance(address, str) else session.address, session.viewer
    )


def named(viewer: Viewer, plan: Plan) -> str:
    """Return whom a viewer stands for, in words: 填报单位 · 园林办事处."""
    return stands_for(viewer.role, viewer.filer, plan)


def send_to_login() -> None:
    """Say that a login is needed, and go there, unless a password is still to be passed on; it leads back here."""
    where = f"{LOGIN}?{urlencode({'next': _here()})}"
    if one_time.parting(opening.workspace().plan):
        lead(where, "去登录")
        return
    st.info("请先登录。登录后回到这一页。")
    # The path is quoted by urlencode; nothing a person typed enters the script as such.
    st.html(
        f'<a href="{escape(where)}" target="_self">去登录</a><script>window.location.replace("{where}")</script>',
        unsafe_allow_javascript=True,
    )


def lead(where: str, label: str) -> None:
    """Offer a link to one of our own routes, in this tab: the framework's own link button opens another."""
    st.html(f'<a href="{escape(where)}" target="_self" style="color:#1f4e8c">{escape(label)}</a>')


def remember_page(url: str) -> None:
    """Keep the address of the page about to be shown, for the way back from the login."""
    st.session_state[_PAGE] = url


def _here() -> str:
    page = st.session_state.get(_PAGE, "")
    query = urlencode(st.query_params.to_dict())
    return f"/{page}" + (f"?{query}" if query else "")


def badge(session: Session, plan: Plan) -> None:
    """Say in the menu who is looking, and let it be ended."""
    with st.sidebar:
        account = session.account
        holder = f"({plain(account.holder)})" if account.holder and account.role != "leader" else ""
        st.caption(f"{plain(named(session.viewer, plan))}{holder}")
        if st.button("退出登录", key="identity.leave"):
            opening.workspace().access.door.log_out(session, by(session))
            st.rerun()

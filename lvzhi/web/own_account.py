"""One's own account: whose it is, where it is logged in, the way to a new password."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from lvzhi.access.people import WHO_RESETS
from lvzhi.web import browsers, identity
from lvzhi.web.head import Page
from lvzhi.web.text import plain


def about(page: Page) -> None:
    """Say whom the account stands for and who uses it."""
    account = page.session.account
    lines = [("身份", identity.named(page.viewer, page.plan)), ("登录名", account.login),
             ("使用人", account.holder or "未登记,由办理交接时登记")]
    st.markdown("\n".join(f"- {label}:{plain(value)}" for label, value in lines))


def new_password(url: str) -> None:
    """Lead to the page for an own password, and back to the page of this address."""
    identity.lead(f"{identity.PASSWORD}?{urlencode({'next': f'/{url}'})}", "修改密码")
    st.caption(f"修改后,这个账号在别处的登录都会结束。忘记密码的,{WHO_RESETS}。")


def logins(page: Page) -> None:
    """List where the account is logged in; a login elsewhere can be ended."""
    access = page.workspace.access
    for session in access.door.sessions(page.session.account, access.now()):
        here = session.key == page.session.key
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(browsers.in_words(session.agent))}**{'(就是这里)' if here else ''}  \n"
                        f"{session.created:%m月%d日 %H:%M} 登录,最近 {session.seen:%H:%M},"
                        f"来访地址 {plain(session.address or '未知')}")
            if not here and st.button("结束这处登录", key=f"account.end.{session.key[:12]}"):
                access.door.end(session, page.by)
                st.rerun()

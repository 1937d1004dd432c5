"""The menu script: which pages there are for whom. Every page guards itself as well."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import identity, opening, trouble
from lvzhi.web.head import ROOT
from lvzhi.web.routes import landing, menu, sections
from lvzhi.web.settings import settings
from lvzhi.web.unified import START

SIDEBAR = 220  # pixels: the longest title fits, the matrix keeps its room


def main() -> None:
    """Show the page asked for, with the menu of whoever is looking."""
    st.set_page_config(page_title="履职尽责", page_icon="📋", layout="wide", initial_sidebar_state=SIDEBAR)
    with trouble.on_the_page():
        _show()


def _show() -> None:
    plan = opening.workspace().plan
    session = identity.current()
    viewer = session.viewer if session else None
    mine = menu(viewer)
    # Everybody has every address, so that a link never ends at "no such page"; the page itself decides.
    pages = {
        name: [
            st.Page(ROOT / r.path, title=r.title, url_path=r.url, visibility="visible" if r in mine else "hidden")
            for r in routes
        ]
        for name, routes in sections().items()
    }
    home = st.Page(_home, title="首页", url_path="home", default=True, visibility="hidden")
    plain = [home]
    if settings().oidc_claim:
        plain.append(st.Page(_to_the_provider, title="统一身份登录", url_path=START.strip("/"), visibility="hidden"))
    page = st.navigation({"": plain, **pages}, position="sidebar" if viewer else "hidden", expanded=True)
    if session:
        identity.badge(session, plan)
    identity.remember_page(page.url_path)
    page.run()


def _home() -> None:
    """Send a viewer to the page that is theirs."""
    session = identity.current()
    if session is None:
        identity.send_to_login()
    else:
        st.switch_page(ROOT / landing(session.viewer).path)


def _to_the_provider() -> None:
    """Send a visitor to the identity provider; the answer comes in by the door."""
    st.caption("正在转到统一身份登录。")
    st.login()


if __name__ == "__main__":  # as Streamlit runs it
    main()

"""Who is looking. Until there are accounts a visitor chooses, and every page says that it is a trial."""

from __future__ import annotations

import streamlit as st

from lvzhi.plan import Plan
from lvzhi.viewer import Role, Viewer

ROLES: tuple[tuple[Role, str], ...] = (
    ("unit", "填报单位"), ("group", "督办组"), ("leader", "局领导"), ("office", "局履职办"), ("admin", "系统管理员"),
)
_HELD = "identity"


def current() -> Viewer | None:
    """Return who this session has chosen to be."""
    held = st.session_state.get(_HELD)
    return held if isinstance(held, Viewer) else None


def become(viewer: Viewer | None) -> None:
    """Let the session look with these eyes from now on."""
    st.session_state[_HELD] = viewer


def named(viewer: Viewer, plan: Plan) -> str:
    """Return whom a viewer stands for, in words: 填报单位 · 园林办事处."""
    words: dict[Role, str] = dict(ROLES)
    role = words[viewer.role]
    if viewer.filer is None:
        return role
    whose = viewer.filer if viewer.role == "leader" else plan.filer(viewer.filer).name
    return f"{role} · {whose}"


def whose(role: Role, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return whose eyes a role may have, value and words, in the plan's order; nothing for office and admin."""
    if role == "unit":
        return tuple((f.code, f.name) for f in (*plan.units, plan.bureau))
    if role == "group":
        return tuple((g.code, g.label) for g in plan.groups)
    if role == "leader":
        return tuple((name, name) for name in plan.leaders)
    return ()


def choose(plan: Plan) -> None:
    """Offer the roles; nothing of the campaign is shown before one is chosen."""
    st.title(plan.campaign.title)
    st.subheader("试用:请选择身份")
    st.caption("账号启用之前,先选一个身份看相应的页面。")
    words: dict[Role, str] = dict(ROLES)
    role = st.radio("身份", list(words), format_func=lambda r: words[r], horizontal=True, key="identity.role")
    options = dict(whose(role, plan))
    filer = None
    if options:
        filer = st.selectbox("姓名或单位", list(options), format_func=lambda value: options[value],
                             key=f"identity.filer.{role}")
    if st.button("进入", type="primary", key="identity.enter"):
        become(Viewer(role, filer))
        st.rerun()


def badge(viewer: Viewer, plan: Plan) -> None:
    """Say in the menu who is looking, and let it be changed."""
    with st.sidebar:
        st.caption(f"试用身份:{named(viewer, plan)}")
        if st.button("换一个身份", key="identity.change"):
            become(None)
            st.rerun()

"""请局履职办协助: offered to whoever has been sent back twice; the office then sees the same file and findings."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lvzhi.decisions import decide
from lvzhi.intake.checking import Checked
from lvzhi.web.filing.desk import Desk
from lvzhi.web.filing.held import Held, lay

AFTER = 2  # refusals


def _key(desk: Desk) -> str:
    return f"filing.looked.{desk.filer.code}"


def count_look(desk: Desk, file: Held) -> None:
    """Remember that a file of this desk was found wanting: looking is no attempt, but it is two tries all the same."""
    st.session_state[_key(desk)] = st.session_state.get(_key(desk), frozenset()) | {file.sha256}


def forget_looks(desk: Desk) -> None:
    """Begin to count anew."""
    st.session_state.pop(_key(desk), None)


def offer(desk: Desk, file: Held, checked: Checked, register: Callable[[], None]) -> None:
    """Offer help after the second refusal; `register` files what lies on the desk, so that the office has it."""
    period = checked.filing.period if checked.filing else desk.current().id
    tries = desk.refusals(period) + len(st.session_state.get(_key(desk), ()))
    if tries < AFTER or not desk.page.may("decision.ask_help", desk.filer.code):
        return
    if st.button("请局履职办协助", key="filing.help", help="把这份文件和问题清单转给局履职办,并登记收到时间。"):
        act = {"act": "ask_help", "filer": desk.filer.code, "period": period}
        decide(desk.page.workspace, [act], desk.filed_by, desk.page.by)
        if (desk.sent["file"] == file.sha256).any() and not file.adopted:
            lay(desk, None)  # it has been sent back before: the office has it
            st.rerun()
        register()

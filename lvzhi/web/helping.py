"""Who asks the office for help, and the same desk as theirs: their last file, its findings, filing it for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi import filings
from lvzhi.measures import instant
from lvzhi.web import filing
from lvzhi.web.filing import Held
from lvzhi.web.head import Page
from lvzhi.web.text import plain

_OPEN = "load.helping"


def wanted(page: Page) -> None:
    """List the requests; opening one shows the desk of the unit that asked. One that has ended since has no desk."""
    with page.workspace.store.cursor() as cursor:
        asked = filings.help_wanted(cursor, instant(page.as_of, page.plan))
    asked = asked[asked["filer"].isin([f.code for f in page.plan.filers])]
    if asked.empty:
        return
    st.subheader(f"请求协助({len(asked)})")
    for row in asked.to_dict("records"):
        _one(page, row)
    chosen = st.session_state.get(_OPEN)
    if chosen in set(zip(asked["filer"], asked["period"], strict=True)):
        _desk(page, *chosen)


def _one(page: Page, row: Mapping[str, Any]) -> None:
    filer, at = page.plan.filer(row["filer"]), row["asked_at"]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        found = "" if pd.isna(row["errors"]) else f" · 须改正 {row['errors']} 处、需说明 {row['queries']} 处"
        st.markdown(f"**{plain(filer.name)}** {page.plan.period(row['period']).label} · "
                    f"{at.month}月{at.day}日 {at:%H:%M} 请求{found}")
        if st.button("打开", key=f"load.help.{filer.code}.{row['period']}"):
            st.session_state[_OPEN] = (row["filer"], row["period"])
            _lay(page, row)
            st.rerun()


def _lay(page: Page, row: Mapping[str, Any]) -> None:
    """Lay the unit's last file on its desk."""
    if not isinstance(row["file"], str):
        return
    at = row["received_at"].replace(tzinfo=page.plan.zone)
    filing.lay(filing.desk_of(page, row["filer"]), Held(row["file_name"], row["file"], row["receipt"], at))


def _desk(page: Page, filer: str, period: str) -> None:
    desk = filing.desk_of(page, filer)
    with st.container(border=True, key="helping"):
        st.markdown(f"**{plain(desk.filer.name)}** 的报送页面(由局履职办协助,报送人记为局履职办)")
        sent = filing.drop(desk)
        filing.receipt_of_last(desk)
        filing.result(desk, sent)
        filing.history(desk)
        if st.button("收起", key="load.help.close"):
            st.session_state.pop(_OPEN, None)
            st.rerun()

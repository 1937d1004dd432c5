"""The receipt of a file: shown after filing and from the history, and printed alone on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lvzhi import filings
from lvzhi.headings import STATES
from lvzhi.web.filing.desk import Desk
from lvzhi.web.text import plain

_RECEIPT = "filing.receipt"


def remember(receipt: str | None) -> None:
    """Show this receipt where results stand from now on; None puts it away."""
    st.session_state[_RECEIPT] = receipt


def of_last(desk: Desk) -> None:
    """Show the receipt of what was just filed, or of what was asked for, until it is put away."""
    wanted = st.session_state.get(_RECEIPT)
    found = desk.sent[desk.sent["receipt"] == wanted]
    if found.empty:
        return
    row = found.to_dict("records")[0]
    if row["state"] in ("accepted", "approved"):
        st.success("已接收(待审核)。请记下回执号。" if row["state"] == "accepted" else "已审定。")
    else:
        st.warning("系统退回(待修改),收到时间已登记。改好后把文件重新放进来。")
    with st.container(border=True, key="receipt"):
        st.markdown("\n".join(_lines(desk, row)))
        with st.container(horizontal=True, key="receipt-print"):
            st.button("打印回执", key="filing.print")  # the page's own script opens the print window
            if st.button("收起", key="filing.receipt.away"):
                remember(None)
                st.rerun()


def _lines(desk: Desk, row: Mapping[str, Any]) -> list[str]:
    """The receipt as a small table: readable in print without colour."""
    page, at = desk.page, row["received_at"]
    with page.workspace.store.cursor() as cursor:
        counts = filings.row_counts(cursor, row["entry"], page.workspace.forms)
    period = desk.period_by_id(row["period"]).label if row["period"] else ""
    said = {
        "填报单位": f"{desk.filer.name} · {period}{desk.filer.book_title}",
        "回执号": row["receipt"],
        "状态": STATES[row["state"]],
        "收到时间": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        "行数": "、".join(f"{page.titles[form]} {n}" for form, n in counts.items()) or "未入任何一行",
        "文件名": row["file_name"],
        "文件校验码(末8位)": row["sha256"],
        "报送人": f"{row['filed_by']}{'(代报)' if row['on_behalf'] else ''}",
    }
    if row["original"]:
        said["说明"] = f"已采用页面建议,原件另存,原件校验码(末8位){row['original'][-8:]}"
    title = f"**{plain(page.plan.campaign.title)} · 报送回执**"
    return [title, "", "| | |", "|---|---|", *(f"| {k} | {plain(v)} |" for k, v in said.items())]

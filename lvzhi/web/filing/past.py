"""What has been sent before: each file's state, the file itself, what it changed, and what came back at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from lvzhi import filings
from lvzhi.books.annotate.marking import About
from lvzhi.check_codes import file_code
from lvzhi.filings import Sent
from lvzhi.findings import Finding
from lvzhi.headings import STATES
from lvzhi.web import downloads
from lvzhi.web.filing import changes, findings, receipt
from lvzhi.web.filing.desk import Desk
from lvzhi.web.filing.judged import marked
from lvzhi.web.rows import rows
from lvzhi.web.text import whole

_OPEN = 6  # the newest stand with all that can be done with them; the others in the table
_COLUMNS = ("receipt", "period", "received_at", "state", "errors", "queries", "file_name", "sha256")
_BACK = ("returned", "rejected")


def history(desk: Desk) -> None:
    """Show what has been sent before, newest first."""
    if desk.sent.empty:
        st.caption("还没有报送过。")
        return
    for row in desk.sent.head(_OPEN).to_dict("records"):
        _one(desk, row)
    with st.expander(f"全部记录({len(desk.sent)} 份)"):
        rows(desk.page, desk.sent, _COLUMNS, f"{desk.filer.name}报送记录", "filing.history")


def _one(desk: Desk, row: Mapping[str, Any]) -> None:
    at, key = row["received_at"], f"past.{row['entry']}"
    period = desk.period_by_id(row["period"]).label if row["period"] else "未认出报告期"
    title = f"{period} · {at.month}月{at.day}日 {at:%H:%M} · {STATES[row['state']]} · {whole(row['receipt'])}"
    with st.expander(title, expanded=row["state"] == "returned"):
        found = _told(desk, row)
        findings.listed(found)
        with st.container(horizontal=True, vertical_alignment="center", key=key):
            _files(desk, row, key, found)
            if st.button("看回执", key=f"{key}.receipt"):
                receipt.remember(row["receipt"])
                st.rerun()
            shown = row["state"] in ("accepted", "approved", "returned") and st.toggle(
                "这次改了什么", key=f"{key}.change"
            )
        if shown:
            changes.show(filings.change_of(desk.page.workspace, _sent(desk, row)), desk.page.workspace.forms,
                         f"{key}.changed", "与这之前相比")


def _told(desk: Desk, row: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What was said of a file: by the office at its cells, or by the checks; of an accepted one what was explained."""
    if row["state"] == "returned":
        return filings.came_back(row["reason"], row["cells"])
    with desk.page.workspace.store.cursor() as cursor:
        found = filings.findings_of(cursor, row["entry"])
    return found if row["state"] in ("rejected", "unreadable") else tuple(f for f in found if f.reason)


def _files(desk: Desk, row: Mapping[str, Any], key: str, found: tuple[Finding, ...]) -> None:
    vault, name = desk.page.workspace.vault, Path(row["file_name"])
    filer = desk.filer.code
    downloads.offer(desk.page, "original", "下载原件", lambda: vault.get(row["original"] or row["file"]), name.name,
                    f"{key}.file", filer=filer)
    if row["original"]:
        downloads.offer(desk.page, "corrected", "下载采用建议后的报送簿", lambda: vault.get(row["file"]),
                        f"{name.stem}-已改.xlsx", f"{key}.corrected", filer=filer)
    if row["state"] in _BACK:
        downloads.offer(desk.page, "marked", "下载标注版", lambda: _marked(vault.get(row["file"]), found),
                        f"{name.stem}-标注.xlsx", f"{key}.marked", filer=filer)


def _marked(data: bytes, found: Sequence[Finding]) -> bytes:
    return marked(data, found, About(code=file_code(data)))


def _sent(desk: Desk, row: Mapping[str, Any]) -> Sent:
    return Sent(row["entry"], row["receipt"], desk.filer.code, row["period"], row["received_at"], row["file_name"],
                row["state"], row["file"], row["original"])

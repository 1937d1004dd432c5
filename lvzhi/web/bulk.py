"""Filing for others: many books at once, each for the filer it names, with the day it was received."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lvzhi.findings import Severity
from lvzhi.intake.checking import Checked
from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, Incoming, Receipt, check_files, receive
from lvzhi.values import file_name
from lvzhi.web.filing.desk import Sent
from lvzhi.web.head import Page
from lvzhi.web.identity import named
from lvzhi.web.rows import height

_UPLOADS, _RECEIPTS, _CHECKED = "load.uploads", "load.receipts", "load.checked"
_STATES = {ACCEPTED: "已接收(待审核)", "rejected": "系统退回(待修改)", DUPLICATE: "重复,未变", "unreadable": "读不出"}


def day_of_receipt(page: Page) -> dt.datetime:
    """Let the office say on which day the files arrived; today counts from now, an earlier day from its noon."""
    day = st.date_input("收件日期", page.today, min_value=page.plan.campaign.start, max_value=page.today,
                        format="YYYY-MM-DD", key="load.day", width=200)
    if day == page.today:
        return page.workspace.clock.now()
    return dt.datetime.combine(day, dt.time(12), page.plan.zone)


def drop() -> tuple[Sent, ...]:
    """Take files; nothing of them is kept before they are filed."""
    count = st.session_state.get(_UPLOADS, 0)
    taken = st.file_uploader("收到的报送簿(.xlsx,可多份)", type=["xlsx"], accept_multiple_files=True,
                             key=f"load.files.{count}")
    return tuple(Sent(file_name(t.name), t.getvalue()) for t in taken)


def result(page: Page, sent: Sequence[Sent], received: dt.datetime) -> None:
    """Show what each file is and what stands in its way; the filer comes from the book."""
    if not sent:
        st.caption("放入文件后,这里逐份列出是谁的、能不能接收。")
        return
    files = [Incoming(s.name, s.data, received, named(page.viewer, page.plan), on_behalf=True) for s in sent]
    checked = _look(page, files)
    words = pd.DataFrame([_row(page, s.name, c) for s, c in zip(sent, checked, strict=True)])
    st.dataframe(words, hide_index=True, height=height(len(words)), key="load.rows")
    if st.button(f"确认代报 {len(files)} 份", type="primary", key="load.confirm"):
        st.session_state[_RECEIPTS] = tuple(receive(page.workspace, files))
        st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
        st.session_state.pop(_CHECKED, None)
        st.rerun()
    st.caption("有须改正的也会登记:记一次系统退回,不入任何一行。")


def _look(page: Page, files: Sequence[Incoming]) -> list[Checked]:
    made_of = (page.entry, *((f.sha256, f.received_at) for f in files))
    held = st.session_state.get(_CHECKED)
    if held and held[0] == made_of:
        known: list[Checked] = held[1]
        return known
    with st.spinner("正在核对"):
        checked = [c for _, c in check_files(page.workspace.ground(), page.workspace.pool, files)]
    st.session_state[_CHECKED] = (made_of, checked)
    return checked


def _row(page: Page, name: str, checked: Checked) -> dict[str, object]:
    filing = checked.filing
    first = next((f.message for f in checked.findings if f.open), "")
    return {
        "文件名": name, "填报单位": filing.filer.name if filing else "",
        "报告期": page.plan.period(filing.period).label if filing else "",
        "结果": "可以接收" if checked.ok else "须先改正", "须改正": checked.count(Severity.ERROR),
        "需说明": sum(f.open and f.severity is Severity.QUERY for f in checked.findings), "第一处": first,
    }


def receipts(page: Page) -> None:
    """Show what became of the files filed last, and a reply for each unit to paste."""
    held: tuple[Receipt, ...] = st.session_state.get(_RECEIPTS, ())
    if not held:
        st.caption("确认后,这里给出每份的回执号和可以转发的回复。")
        return
    names = {f.code: f.name for f in page.plan.filers}
    words = pd.DataFrame([
        {"回执号": r.receipt, "填报单位": names.get(r.filer or "", ""), "状态": _STATES[r.status], "文件名": r.file,
         "须改正": r.count(Severity.ERROR), "校验码(末8位)": r.sha256[-8:]}
        for r in held
    ])
    st.dataframe(words, hide_index=True, height=height(len(words)), key="load.receipts.rows")
    st.code("\n".join(_reply(r, names) for r in held), language=None, wrap_lines=True)


def _reply(receipt: Receipt, names: dict[str, str]) -> str:
    whose = names.get(receipt.filer or "", receipt.file)
    if receipt.status in (ACCEPTED, DUPLICATE):
        return f"【履职办】{whose}:报送簿已接收,回执号 {receipt.receipt}。"
    count = sum(f.open for f in receipt.findings)
    return f"【履职办】{whose}:报送簿有 {count} 处需要处理,请按标注版改好再报。收件号 {receipt.receipt}。"

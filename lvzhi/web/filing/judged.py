"""A file judged: what would change, what is to be mended or explained, and the act of filing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from lvzhi.books.annotate.marking import Unmarkable, about, annotate
from lvzhi.books.rows import rows_book
from lvzhi.findings import Severity
from lvzhi.intake.checking import Checked
from lvzhi.intake.reasons import PageReason, says_nothing
from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, Incoming, Receipt, check_files, receive
from lvzhi.web import downloads
from lvzhi.web.filing import findings
from lvzhi.web.filing.desk import Desk, Sent, clear
from lvzhi.web.text import plain

_CHECKED, _RECEIPT = "filing.checked", "filing.receipt"


@dataclass(frozen=True)
class _Look:
    """A judgement, and what it was made of: looked at again it is not made anew."""

    sha256: str
    filer: str
    entry: int
    checked: Checked


def result(desk: Desk, sent: Sent | None) -> None:
    """Show what the file would do; nothing is stored until it is filed."""
    if sent is None:
        st.caption("放入文件后,这里逐表列出要改的单元格,或将要发生的变化。")
        return
    before = desk.page.workspace.accepted_as(sent.sha256)
    if before:
        at = before["received_at"]
        st.info(f"与{at.month}月{at.day}日{at.hour}时{at.minute}分已接收的文件完全相同,不重复登记,"
                f"回执号不变:{plain(before['receipt'])}。")
        return
    checked = _look(desk, sent)
    if checked.filing is None:
        findings.about_file(checked)
        return
    st.markdown(f"**{plain(desk.filer.name)} · {desk.period_by_id(checked.filing.period).label}报送簿**")
    reasons = findings.show(checked)
    findings.change(checked, desk.page.workspace.forms)
    _file_it(desk, sent, checked, reasons)


def _look(desk: Desk, sent: Sent) -> Checked:
    held = st.session_state.get(_CHECKED)
    made_of = (sent.sha256, desk.filer.code, desk.page.entry)
    if isinstance(held, _Look) and (held.sha256, held.filer, held.entry) == made_of:
        return held.checked
    workspace = desk.page.workspace
    with st.spinner("正在核对"):
        [(_, checked)] = check_files(workspace.ground(), workspace.pool, [_incoming(desk, sent, ())])
    st.session_state[_CHECKED] = _Look(*made_of, checked)
    return checked


def _incoming(desk: Desk, sent: Sent, reasons: tuple[PageReason, ...]) -> Incoming:
    now = desk.page.workspace.clock.now()
    return Incoming(sent.name, sent.data, now, desk.filed_by, desk.filer.code, desk.on_behalf, reasons)


def _file_it(desk: Desk, sent: Sent, checked: Checked, reasons: tuple[PageReason, ...]) -> None:
    """Offer to file; with cells still to be mended only the hour of receipt can be noted."""
    given = {(r.form, r.code, r.key, r.row) for r in reasons if not says_nothing(r.reason)}
    unanswered = [f for f in checked.findings if f.open and (f.form or "", f.code, f.key, f.row) not in given]
    errors = sum(f.severity is Severity.ERROR for f in unanswered)
    if not unanswered:
        if st.button("确认报送", type="primary", key="filing.confirm"):
            _receive(desk, _incoming(desk, sent, reasons))
        return
    queries = len(unanswered) - errors
    st.caption(f"还有须改正 {errors} 处、需说明 {queries} 处。改好后把文件重新放进来;这一份还没有报送。")
    name = f"{Path(sent.name).stem}-标注.xlsx"
    downloads.offer(desk.page, "下载标注版", lambda: marked_book(sent.data, checked), name, "filing.marked")
    if st.button("先登记收到时间,稍后补正", key="filing.note"):
        _receive(desk, _incoming(desk, sent, reasons))
    days = desk.page.plan.settings.correction_working_days
    st.caption(f"临近截止时可先登记:截止前登记、{days} 个工作日内补正通过的,按时报送照算。登记会记一次系统退回。")


def marked_book(data: bytes, checked: Checked) -> bytes:
    """Return the filer's own workbook with its cells marked; where marks might harm it, the list alone."""
    try:
        return annotate(data, checked.findings, about=about(checked))
    except Unmarkable:
        words = pd.DataFrame(
            [(f.sheet, f.cell, f.severity.label, f.message, f.suggestion) for f in checked.findings],
            columns=["表", "单元格", "类别", "内容", "建议"],
        )
        return rows_book(words, "待修改清单", ("原件内部结构特殊,没有在原件上标注。",))


def _receive(desk: Desk, incoming: Incoming) -> None:
    [receipt] = receive(desk.page.workspace, [incoming])
    st.session_state[_RECEIPT] = receipt
    st.session_state.pop(_CHECKED, None)
    clear()
    st.rerun()


def receipt_of_last(desk: Desk) -> None:
    """Show the receipt of what was just filed, until the next file is."""
    receipt = st.session_state.get(_RECEIPT)
    if not isinstance(receipt, Receipt) or receipt.filer not in (None, desk.filer.code):
        return
    if receipt.status in (ACCEPTED, DUPLICATE):
        st.success("已接收(待审核)。请记下回执号。")
    else:
        st.warning("系统退回(待修改),收到时间已登记。")
    titles = desk.page.titles
    at = receipt.received_at
    lines = [
        f"回执号:**{plain(receipt.receipt)}**",
        f"时间:{at.astimezone(desk.page.plan.zone):%Y年%m月%d日 %H:%M}" if at else "",
        f"文件校验码(末8位):{receipt.sha256[-8:]}",
        "行数:" + "、".join(f"{titles[f]} {n}" for f, n in receipt.rows.items() if n and f in titles),
    ]
    with st.container(border=True, key="receipt"):
        st.markdown("  \n".join(line for line in lines if line))
        if receipt.status not in (ACCEPTED, DUPLICATE):
            findings.listed(receipt.findings)

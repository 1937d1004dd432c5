"""A file judged: what would change, what is to be mended or explained, and the act of filing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi.books.annotate.marking import About, Unmarkable, about, annotate
from lvzhi.books.rows import rows_book
from lvzhi.check_codes import file_code
from lvzhi.findings import Finding, Severity
from lvzhi.intake.checking import Checked, with_reasons
from lvzhi.intake.fixes import Fix, fixes
from lvzhi.intake.judging import Incoming, Look, look_at, still_holds
from lvzhi.intake.reasons import PageReason, is_reason
from lvzhi.intake.receiving import receive_one
from lvzhi.projection.batch import MOVING
from lvzhi.web import downloads, tables
from lvzhi.web.filing import changes, findings, help_asked, nextsteps, receipt
from lvzhi.web.filing.desk import Desk, nothing_new
from lvzhi.web.filing.held import Held, adopted, arrived, data, lay
from lvzhi.web.text import plain

_CHECKED = "filing.checked"


@dataclass(frozen=True)
class _Looked:
    """A judgement, and what it was made of: looked at again it is not made anew."""

    file: Held
    filer: str
    entry: int
    look: Look


def result(desk: Desk, file: Held | None) -> None:
    """Show what the file would do; nothing is stored until it is filed."""
    if file is None:
        st.caption("放入文件后,这里逐表列出要改的单元格,或将要发生的变化。")
        return
    arrived(desk, file)
    before = desk.page.workspace.accepted_as([file.sha256]).get(file.sha256)
    if before and before["filer"] == desk.filer.code:
        _same(before)
        return
    look = _look(desk, file)
    checked = look.checked
    if checked.filing is None:
        nextsteps.refused(desk, file, checked)
        help_asked.offer(desk, file, checked, lambda: _receive(desk, file, look, (), None))
        return
    if not nextsteps.settled(desk, file, checked):
        return
    st.markdown(f"**{plain(desk.filer.name)} · {desk.period_by_id(checked.filing.period).label}报送簿**")
    if not any(n for form, n in checked.rows().items() if form != "cover") and not _said_to_be_nothing(checked):
        _nothing_in_it(desk, checked)
    _what_was_adopted(desk, file)
    reasons = findings.show(checked, fixes(checked), lambda more: _adopt(desk, file, more))
    changes.show(checked.change, desk.page.workspace.forms, "filing.change")
    _file_it(desk, file, look, reasons)


def _same(before: dict[str, Any]) -> None:
    at = before["received_at"]
    when = f"{at.month}月{at.day}日{at.hour}时{at.minute}分"
    st.info(f"与{when}已接收的文件完全相同,不重复登记,回执号不变:{plain(before['receipt'])}。")
    if st.button("看回执", key="filing.same"):
        receipt.remember(str(before["receipt"]))
        st.rerun()


def _said_to_be_nothing(checked: Checked) -> bool:
    """零报告 or 本期无 is written somewhere: the empty book is meant."""
    filing = checked.filing
    return filing is not None and (filing.nil_return or any(s.nil for s in filing.sheets.values()))


def _nothing_in_it(desk: Desk, checked: Checked) -> None:
    st.info("全簿没有填写内容。本期确无事项的,请点“本期无新增、无变化(零报告)”。")
    if desk.filer.book == "unit" and checked.filing is not None:
        nothing_new(desk, desk.period_by_id(checked.filing.period), "filing.empty")


def _look(desk: Desk, file: Held) -> Look:
    held, workspace = st.session_state.get(_CHECKED), desk.page.workspace
    made_of = (file, desk.filer.code, desk.page.entry)
    if isinstance(held, _Looked) and (held.file, held.filer) == made_of[:2]:
        since = workspace.journal.entries(after=held.entry, kinds=MOVING, until=desk.page.entry)
        if still_holds(desk.page.plan, desk.filer, since):
            return held.look
    with st.spinner("正在核对"):
        line = st.empty()
        look = look_at(workspace.ground(), workspace.pool, _incoming(desk, file, (), None),
                       lambda n: line.caption(f"前面还有 {n} 份,请稍候。收到时间已经记下,不会因为排队变晚。"))
        line.empty()
    st.session_state[_CHECKED] = _Looked(*made_of, look)
    if not look.checked.ok:
        help_asked.count_look(desk, file)
    return look


def _incoming(desk: Desk, file: Held, reasons: tuple[PageReason, ...], consent: str | None) -> Incoming:
    """The file as it is filed: its hour is that of its coming, unless what was adopted made it another."""
    at = desk.page.workspace.clock.now() if desk.helping else file.arrived_at
    return Incoming(file.name, data(desk, file), at, desk.filed_by, desk.filer.code, desk.on_behalf, reasons,
                    file.period, adopted(desk, file, consent), desk.page.by)


# --- corrections -----------------------------------------------------------------------------------


def _adopt(desk: Desk, file: Held, more: tuple[Fix, ...]) -> None:
    changed = file.with_fixes(more)
    try:
        data(desk, changed)
    except Unmarkable:
        st.warning("这份文件内部结构特殊,不能在原件上改写。请按建议在 WPS 或 Excel 中改好,再放进来。")
        return
    lay(desk, changed)
    st.rerun()


def _what_was_adopted(desk: Desk, file: Held) -> None:
    if not file.adopted:
        return
    with st.expander(f"已采用 {len(file.adopted)} 处建议,写进了这份报送簿"):
        words = pd.DataFrame(
            [(f.sheet, f.cell, f.column, f.was or "(空)", f.now) for f in file.adopted],
            columns=["表", "单元格", "列", "原为", "改为"],
        )
        tables.show(words, "filing.adopted", tall="content")
        with st.container(horizontal=True):
            if st.button("全部撤回", key="filing.adopt.undo"):
                lay(desk, Held(file.name, file.sha256, file.receipt, file.arrived_at, (), file.period,
                               file.confirmed))
                st.rerun()
            downloads.offer(desk.page, "corrected", "下载改好的报送簿", lambda: data(desk, file),
                            f"{Path(file.name).stem}-已改.xlsx", "filing.adopted.book", filer=desk.filer.code)


# --- filing ----------------------------------------------------------------------------------------


def _file_it(desk: Desk, file: Held, look: Look, reasons: tuple[PageReason, ...]) -> None:
    """Offer to file; with cells still to be mended only the hour of receipt can be noted."""
    checked = look.checked
    unanswered = [f for f in with_reasons(checked, reasons).findings if f.open]
    _worn_out(checked, reasons, unanswered)
    errors = sum(f.severity is Severity.ERROR for f in unanswered)
    consent = _consent(desk, file)
    if not unanswered:
        ready = consent is not None or not (desk.helping and file.adopted)
        if st.button("确认报送", type="primary", key="filing.confirm", disabled=not ready):
            _receive(desk, file, look, reasons, consent)
        return
    st.markdown(_what_is_left(errors, len(unanswered) - errors))
    with st.container(horizontal=True, key="mend"):
        name = f"{Path(file.name).stem}-标注.xlsx"
        downloads.offer(desk.page, "marked", "下载标注版", lambda: marked_book(data(desk, file), checked), name,
                        "filing.marked", look="primary", filer=desk.filer.code)
        if st.button("先登记收到时间,稍后补正", key="filing.note"):
            _receive(desk, file, look, reasons, consent)
        help_asked.offer(desk, file, checked, lambda: _receive(desk, file, look, reasons, consent))
    days = desk.page.plan.settings.correction_working_days
    st.caption(f"临近截止时可先登记:截止前登记、{days} 个工作日内补正通过的,按时报送照算。登记会记一次系统退回。")


def _what_is_left(errors: int, queries: int) -> str:
    if errors:
        asked = f"、需说明 {queries} 处" if queries else ""
        return f"还有须改正 {errors} 处{asked}。改好后把文件重新放进来;这一份还没有报送。"
    return (f"还有需说明 {queries} 处。在上面写一句话,写完按回车,就可以确认报送;也可以写进《说明》表,再把文件放进来。"
            "这一份还没有报送。")


def _worn_out(checked: Checked, reasons: Sequence[PageReason], unanswered: Sequence[Finding]) -> None:
    """Say why sentences that are reasons by themselves leave their questions open: one cannot answer them all."""
    typed = {(r.form, r.code, r.key, r.row): r.reason for r in reasons}
    left = [(f, typed.get((f.form or "", f.code, f.key, f.row), "")) for f in unanswered]
    same = sum(is_reason(text, finding) for finding, text in left)
    if same:
        st.warning(f"同一句说明用在 {same} 处不同的问题上,看不出各自的情况。请逐条写明。")


def _consent(desk: Desk, file: Held) -> str | None:
    """Who of the filer agreed to what the office corrects: kept with the filing."""
    if not (desk.helping and file.adopted):
        return None
    said = st.text_input("改动已征得谁同意(姓名、方式)", key="filing.consent", max_chars=60,
                         placeholder="如:填报人王小明,电话同意").strip()
    return said or None


def marked_book(book: bytes, checked: Checked) -> bytes:
    """Return the filer's own workbook with its cells marked; where marks might harm it, the list alone."""
    return marked(book, checked.findings, about(checked, file_code(book)))


def marked(book: bytes, found: Sequence[Finding], said: About) -> bytes:
    """Return a workbook marked with findings; where marks might harm it, the list alone."""
    try:
        return annotate(book, found, about=said)
    except Unmarkable:
        words = pd.DataFrame(
            [(f.sheet, f.cell, f.severity.label, f.message, f.suggestion) for f in found],
            columns=["表", "单元格", "类别", "内容", "建议"],
        )
        told = ("原件内部结构特殊,没有在原件上标注。", *((f"原件校验码 {said.code}",) if said.code else ()))
        return rows_book(words, "待修改清单", told)


def _receive(desk: Desk, file: Held, look: Look, reasons: tuple[PageReason, ...], consent: str | None) -> None:
    received = receive_one(desk.page.workspace, _incoming(desk, file, reasons, consent), look)
    receipt.remember(received.receipt)
    st.session_state.pop(_CHECKED, None)
    lay(desk, None)
    help_asked.forget_looks(desk)
    st.rerun()

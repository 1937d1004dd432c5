"""审批表代录: the list of a signed 《问题整改销号审批表》 typed in at once, each problem judged by the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lvzhi import approvals, entering
from lvzhi.approvals import Line, Sheet, Signed
from lvzhi.charts.look import short_day
from lvzhi.web import tables
from lvzhi.web.deciding import fields, recording
from lvzhi.web.head import Page
from lvzhi.web.text import plain
from lvzhi.worklist import Worklist

_JUDGED = "deciding.batch.judged"
_COLUMNS = ("approver", "approval_no", "event_on", "entered_by")


def show(page: Page, every: Worklist) -> None:
    """Let a paper's problems be named, what stands on it be typed in, and those the rules let pass be recorded."""
    recording.done()
    st.write("局领导在《问题整改销号审批表》上签批后,在这里按表代录。逐件核对,不能登记的写明原因,其余照登。")
    numbers = _numbers(page, every)
    with st.form("deciding.batch", border=True):
        signed = _signed(page)
        st.caption("登记后这些问题转为“已销号”,计入销号率;登记了不能改动或删除。日志记下登录名和录入人。")
        pressed = st.form_submit_button(f"核对这 {len(numbers)} 件", disabled=not numbers)
    if pressed:
        desk, filer = entering.desk(page.workspace), recording.filer_of(page)
        found = approvals.judged(desk, filer, numbers, every.named(numbers), signed)
        st.session_state[_JUDGED] = (numbers, signed, found)
    held = st.session_state.get(_JUDGED)
    if held and held[0] == numbers:
        _outcome(page, held[1], held[2])


def _numbers(page: Page, every: Worklist) -> tuple[str, ...]:
    with page.workspace.store.cursor() as cursor:
        sheets = approvals.sheets(cursor, page.plan)
    names = {g.code: g.name for g in page.plan.groups}
    chosen = st.selectbox("按哪一张审批表", ["", *sheets], key="deciding.batch.sheet",
                          format_func=lambda s: _called(s, names) if s else "自己列编号(审批表没有在系统里登记签发)")
    if isinstance(chosen, Sheet):
        with page.workspace.store.cursor() as cursor:
            printed = approvals.printed(cursor, page.plan, chosen)
        waiting = every.queue("待批准")
        kept = st.multiselect(f"表上 {len(printed)} 件,领导写“同意销号”的(未同意的去掉,另作核查退回)", printed,
                              default=[n for n in printed if n in waiting], placeholder="请选择",
                              key=f"deciding.batch.of.{chosen.code}")
        return tuple(kept)
    text = st.text_area("问题编号,一行一个或用“、”隔开", key="deciding.batch.text", max_chars=20_000, height=110)
    return approvals.numbers_in(text)


def _called(sheet: Sheet, names: Mapping[str, str]) -> str:
    return f"{names.get(sheet.group, sheet.group)} 截至{short_day(sheet.as_of)},校验码 {sheet.code}"


def _signed(page: Page) -> Signed:
    form = page.form(approvals.FORM)
    filer = page.plan.filer(recording.filer_of(page))
    held = {"event_on": page.today, "entered_by": page.session.account.holder}
    typed = [
        fields.field(form.by_id[name], True, f"deciding.batch.{name}", page.plan, filer, held.get(name))
        for name in _COLUMNS
    ]
    approver, approval_no, signed_on, entered_by = typed
    return Signed(approver, approval_no, signed_on, entered_by)


def _said(page: Page, signed: Signed) -> str:
    labels = page.form(approvals.FORM).labels
    values = (signed.approver, signed.approval_no, signed.signed_on, signed.entered_by)
    return ",".join(f"{labels[name]} {value}" for name, value in zip(_COLUMNS, values, strict=True))


def _outcome(page: Page, signed: Signed, lines: Sequence[Line]) -> None:
    """Say what may be recorded and with what: as it was judged, whatever has been typed into the form since."""
    good = [one for one in lines if one.row is not None]
    bad = [one for one in lines if one.row is None]
    if bad:
        st.warning(f"{len(bad)} 件不能登记:")
        words = pd.DataFrame([(one.problem_no, one.why) for one in bad], columns=["问题编号", "原因"])
        tables.show(words, "deciding.batch.bad")
    if not good:
        return
    st.write(f"可以登记 {len(good)} 件:{plain('、'.join(one.problem_no for one in good))}")
    st.write(f"登记为:{plain(_said(page, signed))}。上面改过的,请重新核对。")
    if st.button(f"登记批准销号 {len(good)} 件", type="primary", key="deciding.batch.record"):
        rows = [one.row for one in good if one.row is not None]
        if refused := recording.record(page, [recording.row_act(page, "verification", rows)]):
            st.warning(refused)
            return
        del st.session_state[_JUDGED]
        left = [("note", f"{one.problem_no} 没有登记:{one.why}") for one in bad]
        recording.after([("done", f"已代录批准销号 {len(good)} 件。"), *left])
        st.rerun()

"""附件 on the filing page: files put to the desk, tied to rows by their names or to one chosen, and taken off again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lvzhi.attachments.attached import Attached
from lvzhi.attachments.attaching import Offered, Outcome, attach, withdraw
from lvzhi.attachments.kinds import LARGEST
from lvzhi.attachments.rows import Choice, choices
from lvzhi.intake.gate import MEGABYTE
from lvzhi.intake.receiving import ACCEPTED, REJECTED
from lvzhi.web import evidence
from lvzhi.web.filing.desk import Desk
from lvzhi.web.text import plain

_UPLOADS, _BECAME, _OFF = "attach.uploads", "attach.became", "attach.off"
_ABOUT = 24  # signs of a row's text that tell it apart in the list
_BY_NAME = "按文件名最前面的编号"


def attaching(desk: Desk) -> None:
    """Take files for this filer's rows, say what became of each, and list what is attached."""
    rows = desk.page.once(lambda: _choices(desk), "choices", desk.filer.code)
    if not rows:
        st.caption("还没有接收过报送簿。先报送,再在这里附材料。")
        return
    count = st.session_state.get(_UPLOADS, 0)
    row = st.selectbox("附在哪一行", rows, index=None, placeholder=_BY_NAME, format_func=_called,
                       key=f"attach.row.{desk.filer.code}")
    taken = st.file_uploader("佐证材料(docx、pdf、jpg、png,每份不超过10MB)", key=f"attach.files.{count}",
                             accept_multiple_files=True, max_upload_size=LARGEST // MEGABYTE)
    if taken and st.button(f"附上 {len(taken)} 个文件", type="primary", key="attach.go"):
        with st.spinner("正在收存"):
            st.session_state[_BECAME] = [_attach(desk, one.name, one.getvalue(), row) for one in taken]
        # A new key gives a new uploader: the old one's bytes are let go.
        st.session_state[_UPLOADS] = count + 1
        st.rerun()
    if not taken:
        st.caption("没有选定行的,文件名最前面写编号,如“编号_照片1.jpg”。原样保存,凭编号和这一行放在一起。")
    _became(st.session_state.get(_BECAME, ()))
    evidence.of_filer(desk.page, desk.filer.code, "attach.held", lambda file: _off(desk, file))


def _choices(desk: Desk) -> list[Choice]:
    with desk.page.workspace.store.cursor() as cursor:
        return choices(cursor, desk.page.workspace.forms, desk.filer.code)


def _attach(desk: Desk, name: str, data: bytes, row: Choice | None) -> Outcome:
    now = desk.page.workspace.clock.now()
    tied = row.row if row else None
    return attach(desk.page.workspace, Offered(name, data, now, desk.filed_by, desk.filer.code, tied, desk.on_behalf,
                                               desk.page.by))


def _called(row: Choice) -> str:
    about = row.about if len(row.about) <= _ABOUT else f"{row.about[:_ABOUT]}…"
    named = f"(写明:{row.named})" if row.named else ""
    return f"{row.title} {row.row.key} {about}{named}"


def _became(became: Sequence[Outcome]) -> None:
    done = [o for o in became if o.status == ACCEPTED]
    if done:
        st.success("\n".join(f"- {plain(o.file)}:{plain(o.said)}回执号 {plain(o.receipt)}" for o in done))
    for o in became:
        if o.status != ACCEPTED:
            (st.warning if o.status == REJECTED else st.info)(f"{plain(o.file)}:{plain(o.said)}")


def _off(desk: Desk, file: Attached) -> None:
    """Offer to take a file off its row."""
    if not desk.page.may("attachment.withdraw", desk.filer.code):
        return
    with st.popover("撤下"):
        reason = st.text_input("为什么撤下", key=f"{_OFF}.why.{file.entry}", max_chars=60)
        st.caption("撤下后这一行不再显示它;登记和原件仍在。")
        if st.button("撤下这个附件", key=f"{_OFF}.{file.entry}"):
            withdraw(desk.page.workspace, file.entry, reason, desk.filed_by, desk.page.by)
            st.session_state.pop(_BECAME, None)
            st.rerun()

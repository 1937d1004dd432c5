"""下级上报 on the screen: packages taken in, the bodies and their sum, one body's rows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lvzhi.books.rows import rows_book
from lvzhi.package import reading
from lvzhi.package.figures import own_figures
from lvzhi.package.making import has_own
from lvzhi.package.receiving import ACCEPTED, DUPLICATE, Body, Receipt, bodies, receive
from lvzhi.package.table import table
from lvzhi.web import downloads, tables
from lvzhi.web.head import Page
from lvzhi.web.identity import named
from lvzhi.web.rows import about_lines
from lvzhi.web.text import plain

_NAMED = 8  # filers whose books are missing, named in one line
_TAKEN, _UPLOADS = "below.taken", "below.uploads"


def take_in(page: Page) -> None:
    """Let packages be put in; each is answered by itself."""
    count = st.session_state.get(_UPLOADS, 0)
    files = st.file_uploader("下级的上报包(.zip,可多份)", accept_multiple_files=True, key=f"below.files.{count}")
    st.caption("超过20MB的,由系统管理员在服务器上用命令接收。")
    if files and st.button(f"接收 {len(files)} 份", type="primary", key="below.receive"):
        with st.spinner("正在逐份核对,重新计算各项数"):
            by = named(page.viewer, page.plan)
            taken = [receive(page.workspace, f.name, f.getvalue(), by, page.by) for f in files]
        st.session_state[_TAKEN], st.session_state[_UPLOADS] = tuple(taken), count + 1
        st.rerun()
    for receipt in st.session_state.get(_TAKEN, ()):
        _say(receipt)


def _say(receipt: Receipt) -> None:
    if receipt.status not in (ACCEPTED, DUPLICATE):
        st.warning(plain(f"没有接收。{receipt.problem}"))
        return
    word = "已接收" if receipt.status == ACCEPTED else "以前收过,没有变化"
    st.success(plain(
        f"{word}:{receipt.bureau},截至 {str(receipt.as_of)[:10]},校验码 {receipt.code}。请与下级在电话里核对校验码。"
    ))
    for note in receipt.notes:
        st.info(plain(note))


def shown(page: Page) -> tuple[Body, ...]:
    """Show every body with its figures and the sum of them; return those a package has come from."""
    found = bodies(page.workspace, page.as_of)
    if not found:
        st.caption("方案里没有报上报包的单位。上一级的方案里,哪一期都不填报送簿的单位就是下级,各报一份上报包。")
        return ()
    with page.workspace.store.cursor() as cursor:
        own = own_figures(cursor, page.plan, page.as_of) if has_own(page.plan) else None
    lines = pd.DataFrame(table(found, own))
    tables.show(lines, "below.rows")
    downloads.offer(page, "rows", "导出这些行", lambda: rows_book(lines, "下级上报情况", about_lines(page)),
                    f"下级上报情况-{page.day.isoformat()}.xlsx", "below.export")
    return tuple(b for b in found if b.sha256)


def one(page: Page, there: Sequence[Body]) -> None:
    """Show what a body's package says of itself, and the rows of a form in it."""
    if not there:
        st.caption("收到上报包后,这里可以看到各下级的各行。")
        return
    names, forms = {b.filer.code: b for b in there}, {f.id: f for f in page.workspace.forms}
    with st.container(horizontal=True):
        code = st.selectbox("下级", list(names), format_func=lambda c: names[c].filer.name, key="below.body", width=280)
        form = st.selectbox("表", list(forms), list(forms).index("rectification") if "rectification" in forms else 0,
                            format_func=lambda f: forms[f].title, key="below.form", width=280)
    body = names[code]
    _about(body)
    words = _rows(str(body.sha256), code, form, page)
    if words.empty:
        st.caption("这张表没有行。")
        return
    tables.show(words, "below.body.rows")
    title = f"{body.filer.name}-{forms[form].title}"
    downloads.offer(page, "rows", "导出这些行", lambda: rows_book(words, title, about_lines(page)), f"{title}.xlsx",
                    "below.body.export")


def _about(body: Body) -> None:
    said = body.completeness or {}
    late = [f"{r['filer']}{r['period']}" for r in said.get("not_received", [])]
    named_ = f":{'、'.join(late[:_NAMED])}{' 等' if len(late) > _NAMED else ''}" if late else ""
    st.caption(plain(
        f"截至 {body.as_of:%Y-%m-%d},{body.received_at:%Y-%m-%d %H:%M} 收到。"
        f"应报 {said.get('expected')} 份,到期未报 {len(late)} 份{named_}。"
    ))
    for note in body.notes:
        st.info(plain(note))


def _rows(sha256: str, code: str, form: str, page: Page) -> pd.DataFrame:
    """The rows as read from the package, once for each that is looked at."""
    held = st.session_state.get("below.held")
    if held and held[0] == (sha256, code, form):
        kept: pd.DataFrame = held[1]
        return kept
    wanted = page.form(form)
    found = reading.rows(page.workspace.vault.get(sha256), page.workspace.forms, wanted, code)
    words = reading.titled(found, wanted)
    st.session_state["below.held"] = ((sha256, code, form), words)
    return words

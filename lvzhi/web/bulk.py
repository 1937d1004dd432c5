"""Filing for others: many books at once, each for the filer it names, with the day it was received."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from lvzhi.findings import Severity
from lvzhi.intake.bundles import Left, pieces
from lvzhi.intake.checking import Checked
from lvzhi.intake.judging import Incoming, check_files
from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, REJECTED, UNREADABLE, Receipt, receive
from lvzhi.replies import bundle, reply
from lvzhi.values import file_name
from lvzhi.web import beside, downloads, tables
from lvzhi.web.beside import Kept, Parted
from lvzhi.web.filing.judged import marked_book
from lvzhi.web.head import Page
from lvzhi.web.identity import named
from lvzhi.web.text import plain
from lvzhi.web.uninterrupted import uninterrupted

_UPLOADS, _FILES, _RECEIPTS, _CHECKED = "load.uploads", "load.kept", "load.receipts", "load.checked"
_WHOSE, _LEFT = "load.whose", "load.left"
_WORDS = {ACCEPTED: "已接收(待审核)", REJECTED: "系统退回(待修改)", DUPLICATE: "重复,未变", UNREADABLE: "读不出"}
_WAYS = {False: "文件或压缩包", True: "整个文件夹"}


@dataclass(frozen=True)
class _Seen:
    """What was found of a file, as its line says it."""

    ok: bool
    nobodys: bool
    line: Mapping[str, object]


def day_of_receipt(page: Page) -> dt.datetime:
    """Let the office say on which day the files arrived; today counts from now, an earlier day from its noon."""
    day = st.date_input("收件日期", page.today, min_value=page.plan.campaign.start, max_value=page.today,
                        format="YYYY-MM-DD", key="load.day", width=200)
    if day == page.today:
        return page.workspace.clock.now()
    return dt.datetime.combine(day, dt.time(12), page.plan.zone)


def drop(page: Page) -> tuple[Kept, ...]:
    """Take files, zips or a folder; they go to disk at once, and the uploader lets their bytes go."""
    count = st.session_state.get(_UPLOADS, 0)
    folder = bool(st.segmented_control("放入方式", list(_WAYS), format_func=lambda way: _WAYS[way], default=False,
                                       required=True, key="load.way"))
    label = "收到的报送簿(.xlsx)和附件(文件名以编号开头),可多份,也可放压缩包"
    taken = st.file_uploader(label, key=f"load.files.{count}.{folder}",
                             accept_multiple_files="directory" if folder else True)
    if taken:
        with st.spinner("正在收存"):
            left = Left()
            came = (piece for t in taken for piece in pieces(t.name, t.getvalue()))
            kept = [Kept(file_name(p.name), page.workspace.keep(data)) for p, data in left.out_of(came)]
        st.session_state[_FILES] = tuple(dict.fromkeys((*st.session_state.get(_FILES, ()), *kept)))
        st.session_state[_LEFT] = left
        st.session_state[_UPLOADS] = count + 1
        st.rerun()
    _not_taken()
    return tuple(st.session_state.get(_FILES, ()))


def _not_taken() -> None:
    """Name what was in the zip or folder and has not been taken, and why."""
    left = st.session_state.get(_LEFT) or Left()
    for said in left.cannot_be_had():
        st.warning(plain(said))
    if said := left.no_books():
        st.info(plain(said))


def result(page: Page, kept: Sequence[Kept], received: dt.datetime) -> None:
    """Show what each file is and what stands in its way; the filer comes from the book, else from who loads it."""
    if not kept:
        st.caption("放入文件后,这里逐份列出是谁的、能不能接收。一份有问题不影响其他各份。")
        return
    parted = beside.parted(page, kept)
    books, looked = parted.books, parted.looked(page)
    seen = _look(page, books, received) if books else []
    words = pd.DataFrame([*(s.line for s in seen), *(one.line for one in looked)])
    tables.show(words, "load.rows")
    _whose(page, books, seen)
    ready = sum(s.ok for s in seen) + sum(one.ok for one in looked)
    with st.container(horizontal=True, vertical_alignment="center", key="load.act"):
        if st.button(f"确认代报 {len(kept)} 份", type="primary", key="load.confirm"):
            _receive(page, parted, received)
        if st.button("清空,重新放入", key="load.clear"):
            _clear()
            st.rerun()
    st.caption(f"其中 {ready} 份可以接收。有须改正的也会登记:记一次系统退回,不入任何一行。")


def _incoming(page: Page, kept: Iterable[Kept], received: dt.datetime) -> Iterator[Incoming]:
    """The files as they are received, read from disk one after the other; whose they are is settled now."""
    by, whose = named(page.viewer, page.plan), st.session_state.get(_WHOSE, {})
    return (
        Incoming(k.name, page.workspace.vault.get(k.sha256), received, by, whose.get(k.sha256), on_behalf=True,
                 by=page.by)
        for k in kept
    )


def _look(page: Page, kept: Sequence[Kept], received: dt.datetime) -> list[_Seen]:
    whose = st.session_state.get(_WHOSE, {})
    made_of = (page.entry, received.date(), tuple(kept), tuple(whose.items()))
    held = st.session_state.get(_CHECKED)
    if held and held[0] == made_of:
        known: list[_Seen] = held[1]
        return known
    bar = st.progress(0.0, text="正在核对")
    seen = []
    for n, (incoming, checked) in enumerate(
        check_files(page.workspace.ground(), page.workspace.pool, _incoming(page, kept, received)), 1
    ):
        seen.append(_seen(page, incoming, checked))
        bar.progress(n / len(kept), text=f"正在核对 {n}/{len(kept)}")
    bar.empty()
    st.session_state[_CHECKED] = (made_of, seen)
    return seen


def _seen(page: Page, incoming: Incoming, checked: Checked) -> _Seen:
    filing, again = checked.filing, bool(page.workspace.accepted_as([incoming.sha256]))
    first = next((f.message for f in checked.findings if f.open or f.code == "BOOK-LOST-META"), "")
    found = "可以接收" if checked.ok else "须先改正" if filing else "没有接收"
    line = {
        "填报单位": filing.filer.name if filing else "", "结果": "已接收过,不重复登记" if again else found,
        "报告期": page.plan.period(filing.period).label if filing else "",
        "须改正": checked.count(Severity.ERROR),
        "需说明": sum(f.open and f.severity is Severity.QUERY for f in checked.findings),
        "第一处": "" if again else first, "文件名": incoming.name,
    }
    return _Seen(checked.ok and not again, any(f.code == "BOOK-NO-FILER" for f in checked.findings), line)


def _whose(page: Page, kept: Sequence[Kept], seen: Sequence[_Seen]) -> None:
    """Ask whose a book is that names nobody."""
    names = {f.code: f.name for f in page.plan.filers}
    for k in {k.sha256: k for k, one in zip(kept, seen, strict=True) if one.nobodys}.values():
        chosen = st.selectbox(f"“{plain(k.name)}”是哪个单位的?", list(names), index=None, placeholder="请选择单位",
                              format_func=lambda code: names[code], key=f"load.whose.{k.sha256[-8:]}", width=320)
        if chosen:
            st.session_state[_WHOSE] = {**st.session_state.get(_WHOSE, {}), k.sha256: chosen}
            st.rerun()


def _receive(page: Page, parted: Parted, received: dt.datetime) -> None:
    """Tie the files to rows that stand, receive the books, then tie the others to the rows these have brought."""
    bar = st.progress(0.0, text="正在报送")
    done, kept = [], parted.books
    incoming = _incoming(page, kept, received)
    with uninterrupted() as through:
        tied = beside.tied(page, parted.early, received)
        for n, one in enumerate(receive(page.workspace, incoming), 1):
            done.append(one)
            through(partial(bar.progress, n / len(kept), text=f"正在报送 {n}/{len(kept)}"))
        tied += beside.tied(page, parted.later, received)
        through(partial(st.session_state.update, {_RECEIPTS: tuple(done), beside.BECAME: tied}))
        through(_clear)
    st.rerun()


def _clear() -> None:
    for key in (_FILES, _CHECKED, _WHOSE, _LEFT):
        st.session_state.pop(key, None)


def receipts(page: Page) -> None:
    """Show what became of the files filed last, their marked books in one zip, and a reply for each filer to paste."""
    beside.became(page)
    held: tuple[Receipt, ...] = st.session_state.get(_RECEIPTS, ())
    if not held:
        st.caption("确认后,这里给出每份的回执号、标注版和可以转发的回复。")
        return
    names = {f.code: f.name for f in page.plan.filers}
    words = pd.DataFrame([
        {"回执号": r.receipt, "填报单位": names.get(r.filer or "", ""), "状态": _WORDS[r.status], "文件名": r.file,
         "须改正": r.count(Severity.ERROR), "校验码(末8位)": r.sha256[-8:]}
        for r in held
    ])
    tables.show(words, "load.receipts.rows")
    back = [r for r in held if r.status in (REJECTED, UNREADABLE)]
    if back:
        downloads.offer(page, "marked_bundle", f"下载标注版和回复({len(back)} 份,一个压缩包)",
                        lambda: _returned(page, back, held, names), "标注版.zip", "load.marked",
                        "application/zip", "primary")
    st.markdown("**回复**(每条不超过 70 字,可逐条复制,粘贴到 QQ 或短信)")
    for r in held:
        st.code(reply(r, names), language=None, wrap_lines=True)


def _returned(page: Page, back: Sequence[Receipt], held: Sequence[Receipt], names: dict[str, str]) -> bytes:
    """The books sent back, looked at once more so that their reasons sheet can be filled in, and all the replies."""
    by = named(page.viewer, page.plan)
    files = [
        Incoming(r.file, page.workspace.vault.get(r.sha256), r.received_at or page.workspace.clock.now(), by, r.filer)
        for r in back
    ]
    looked = check_files(page.workspace.ground(), page.workspace.pool, files)
    books = [(f"{names.get(r.filer or '', '')}-{Path(r.file).stem}-标注.xlsx".lstrip("-"), marked_book(i.data, c))
             for r, (i, c) in zip(back, looked, strict=True)]
    return bundle(books, (reply(r, names) for r in held))



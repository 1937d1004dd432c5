"""操作日志 on the screen: the journal read once and kept level, looked through, checked, exported."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from lvzhi import audit
from lvzhi.audit import Line
from lvzhi.books.rows import rows_book
from lvzhi.web import downloads, tables
from lvzhi.web.head import Page
from lvzhi.web.text import plain
from lvzhi.workspace import Workspace

_SHOWN, _HEIGHT = 500, 560


@dataclass
class Read:
    """The lines read so far; entries never change, so that only later ones are read again."""

    lines: list[Line] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def level(self, workspace: Workspace) -> list[Line]:
        """Return all lines, those that have come since included."""
        with self.lock:
            after = self.lines[-1].no if self.lines else 0
            self.lines += [audit.line(e, workspace.plan) for e in workspace.journal.entries(after=after)]
            return list(self.lines)


@st.cache_resource(show_spinner=False)
def _read(path: Path) -> Read:
    return Read()


def found(page: Page) -> list[Line]:
    """Let days, sorts and words be chosen and return the lines that match, the newest first."""
    lines = _read(page.workspace.datadir.path).level(page.workspace)
    today = page.workspace.access.now().date()
    begun = min((one.at.date() for one in lines), default=today)
    with st.container(horizontal=True, key="filters"):
        sorts = st.multiselect("类别", list(audit.SORTS), format_func=lambda s: audit.SORTS[s], key="audit.sorts",
                               placeholder="全部")
        first, last = (
            st.date_input(label, day, format="YYYY-MM-DD", key=f"audit.{key}", min_value=begun, max_value=today)
            for label, day, key in (("从", begun, "first"), ("到", today, "last"))
        )
        words = st.text_input("查找", key="audit.words", placeholder="姓名、单位、文件名")
    return audit.matching(lines, sorts, first, last, words)


def listed(page: Page, lines: list[Line]) -> None:
    """Show the newest lines and offer all of them."""
    if not lines:
        st.caption("没有符合的记录。")
        return
    more = f",这里显示最近 {_SHOWN} 条,导出的是全部" if len(lines) > _SHOWN else ""
    st.caption(f"符合的共 {len(lines)} 条{more}。时间是服务器登记的时刻。")
    tables.show(audit.table(lines[:_SHOWN]), "audit.rows", tall=_HEIGHT if len(lines) > 14 else "content")
    about = (f"导出时共 {len(lines)} 条", *(["演示数据"] if page.workspace.demo else []))
    downloads.offer(page, "log", "导出这些记录", lambda: rows_book(audit.table(lines), "操作日志", about),
                    f"操作日志-{page.workspace.access.now():%Y-%m-%d}.xlsx", "audit.export")


def chain(page: Page) -> None:
    """Let the whole chain be checked."""
    st.caption("每条记录带着前一条的校验码,改动、删去或插入任何一条,从那条起就对不上。")
    if not st.button("核对日志", key="audit.verify"):
        return
    with st.spinner("正在核对"):
        problems = page.workspace.journal.verify()
        no, hash_ = page.workspace.journal.head()
    if problems:
        st.warning("\n".join(f"- {plain(line)}" for line in problems))
    else:
        st.success(f"日志 {no} 条,前后相接,没有改动。最后一条的校验码 {hash_[-8:]}。")

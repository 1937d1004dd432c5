"""The file on the desk: kept on disk the moment it arrives, named in the session by its checksum only."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, replace

import streamlit as st

from lvzhi.arrivals import arrive, waiting
from lvzhi.books.annotate.adopting import adopt
from lvzhi.intake.fixes import Fix, cells_written
from lvzhi.intake.judging import Adopted
from lvzhi.values import file_name
from lvzhi.web.filing import receipt
from lvzhi.web.filing.desk import Desk
from lvzhi.web.text import plain

_UPLOADS = "filing.uploads"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """A file that has come in and is not filed: `sha256` is that of the file as it came.

    `adopted` are the corrections to be written into it, `period` the month it is said to be for where the book does
    not say, `confirmed` the questions about it that have been answered.
    """

    name: str
    sha256: str
    receipt: str
    arrived_at: dt.datetime
    adopted: tuple[Fix, ...] = ()
    period: str | None = None
    confirmed: frozenset[str] = frozenset()

    def with_fixes(self, fixes: tuple[Fix, ...]) -> Held:
        return replace(self, adopted=(*self.adopted, *fixes))

    def confirming(self, question: str) -> Held:
        return replace(self, confirmed=self.confirmed | {question})


def _key(desk: Desk) -> str:
    return f"filing.held.{desk.filer.code}"


def held(desk: Desk) -> Held | None:
    """Return the file on this desk."""
    found = st.session_state.get(_key(desk))
    return found if isinstance(found, Held) else None


def lay(desk: Desk, file: Held | None) -> None:
    """Lay a file on the desk in place of the one there; None clears it."""
    st.session_state[_key(desk)] = file


def data(desk: Desk, file: Held) -> bytes:
    """Return the workbook with what was adopted in it."""
    return adopt(desk.page.workspace.vault.get(file.sha256), file.adopted)


def adopted(desk: Desk, file: Held, consent: str | None) -> Adopted | None:
    """Return what the journal is to keep of the corrections adopted."""
    if not file.adopted:
        return None
    return Adopted(desk.page.workspace.vault.get(file.sha256), tuple(cells_written(file.adopted)), consent)


def drop(desk: Desk) -> Held | None:
    """Take a file: it goes to disk at once, its hour is noted, and the uploader lets its bytes go."""
    count = st.session_state.get(_UPLOADS, 0)
    taken = st.file_uploader("填好的报送簿(.xlsx)", key=f"filing.file.{count}")
    if taken is not None:
        try:
            came = arrive(desk.page.workspace, taken.getvalue(), file_name(taken.name), desk.filer.code, desk.filed_by,
                          desk.page.by)
        except OSError:
            _LOG.exception("a file could not be kept")
            st.warning("服务器现在存不下文件,这一份没有收到。请过一会儿再传;仍不行的,请告诉局履职办。")
            return held(desk)
        lay(desk, Held(file_name(taken.name), came.sha256, came.receipt, came.arrived_at))
        receipt.remember(None)  # the one before's
        # A new key gives a new uploader: the old one's bytes are let go.
        st.session_state[_UPLOADS] = count + 1
        st.rerun()
    st.caption("放进来先看结果,点“确认报送”才算报送;收到的时间现在就记下。")
    _left_lying(desk)
    return held(desk)


def _left_lying(desk: Desk) -> None:
    """Offer to go on with a file that came in and was not filed: the window was closed, or the page loaded anew."""
    if desk.on_behalf or _key(desk) in st.session_state:
        return
    came = waiting(desk.page.workspace, desk.filer.code)
    if came is None:
        return
    at = came.arrived_at.astimezone(desk.page.plan.zone)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="lying"):
        st.markdown(f"{at.month}月{at.day}日 {at:%H:%M} 收到的“{plain(came.file_name)}”还没有报送。")
        if st.button("接着看这一份", key="filing.go-on"):
            lay(desk, Held(came.file_name, came.sha256, came.receipt, came.arrived_at))
            st.rerun()


def arrived(desk: Desk, file: Held) -> None:
    """Say that the file has come in, when, and that it is not filed yet."""
    at = file.arrived_at.astimezone(desk.page.plan.zone)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="arrived"):
        st.markdown(f"**收件回执** {plain(file.receipt)}  \n{plain(file.name)} · "
                    f"{at.month}月{at.day}日 {at:%H:%M} 收到 · 还没有报送")
        if st.button("换一份文件", key="filing.other"):
            lay(desk, None)
            st.rerun()

"""A file that is not the one asked for: named for what it is, with the next step as a button."""

from __future__ import annotations

import streamlit as st

from lvzhi.intake.checking import Checked
from lvzhi.intake.identifying import Identity
from lvzhi.plan import Period
from lvzhi.web.filing.desk import Desk, book_button
from lvzhi.web.filing.held import Held, lay
from lvzhi.web.head import ROOT
from lvzhi.web.routes import route
from lvzhi.web.text import plain

LOST, EARLIER = "lost-meta", "earlier-period"


def refused(desk: Desk, file: Held, checked: Checked) -> None:
    """Say why a file could not be taken as a whole, and offer what to do instead."""
    codes = {f.code for f in checked.findings}
    for finding in checked.findings:
        st.warning(plain(finding.message))
    if "BOOK-NO-PERIOD" in codes and checked.identity.period is None:
        _which_period(desk, file)
    with st.container(horizontal=True, key="next"):
        for n, period in enumerate(_books(desk, codes, checked.identity)):
            book_button(desk, period, f"filing.next.{n}")
        if "BOOK-OTHER-FILER" in codes and desk.page.may("filing.on_behalf"):
            st.page_link(ROOT / route("load").path, label="到“代报”替该单位报送")


def _books(desk: Desk, codes: set[str], identity: Identity) -> tuple[Period, ...]:
    """The books worth taking instead: the one asked for now; after an approved one the next that may be filed."""
    if "BOOK-LOCKED" in codes:
        later = [p for p in desk.periods() if identity.period is None or p.id > identity.period]
        return tuple(later[:1])
    return (desk.current(),) if desk.periods() else ()


def _which_period(desk: Desk, file: Held) -> None:
    """Let whoever files say which month a book without one is for."""
    periods = desk.periods()
    if not periods:
        return
    chosen = st.selectbox("这是哪一期的报送簿?", periods, index=periods.index(desk.current()),
                          format_func=lambda p: p.label, key="filing.which", width=260)
    if st.button(f"按{plain(desk.filer.seal_name)}{chosen.label}报送簿核对", type="primary", key="filing.as"):
        lay(desk, Held(file.name, file.sha256, file.receipt, file.arrived_at, period=chosen.id,
                       confirmed=frozenset({LOST, EARLIER})))
        st.rerun()


def settled(desk: Desk, file: Held, checked: Checked) -> bool:
    """Ask what has to be asked before a book is looked at as that of its month; True once it has been answered."""
    filing = checked.filing
    if filing is None:
        return True
    period, now = desk.period_by_id(filing.period), desk.current()
    whose = f"{desk.filer.seal_name}{period.label}"
    if any(f.code == "BOOK-LOST-META" for f in checked.findings) and LOST not in file.confirmed:
        st.info(f"报送簿里的识别信息不在了,按表头看是{plain(whose)}的。按{plain(whose)}报送簿接收?")
        _answer(desk, file.confirming(LOST).confirming(EARLIER), "是,按此核对", now)
        return False
    if period.id < now.id and EARLIER not in file.confirmed:
        word = "更正" if _has_filed(desk, period) else "补报"
        st.info(f"这是{period.label}的报送簿,本期是{now.label}。{word}{period.label}请点“{word}{period.label}”;"
                f"报{now.label}请下载{now.label}报送簿。")
        _answer(desk, file.confirming(EARLIER), f"{word}{period.label}", now)
        return False
    return True


def _has_filed(desk: Desk, period: Period) -> bool:
    sent = desk.sent[desk.sent["period"] == period.id]
    return bool(sent["state"].isin(["accepted", "approved"]).any())


def _answer(desk: Desk, answered: Held, words: str, now: Period) -> None:
    with st.container(horizontal=True, key="answer"):
        if st.button(words, type="primary", key="filing.yes"):
            lay(desk, answered)
            st.rerun()
        book_button(desk, now, "filing.next.0")

"""A sentence asked for on the page: the quick choices the question itself gives, or words of one's own."""

from __future__ import annotations

import streamlit as st

from lvzhi.findings import Finding
from lvzhi.intake.reasons import BLANK, PageReason, choices, example, is_reason, says_nothing
from lvzhi.web.text import plain

_OWN = "自己写一句"


def ask(finding: Finding, n: int, book: str) -> PageReason | None:
    """Ask about one finding, the n-th of its sheet; empty words are refused at once.

    `book`: whose and of which period; what was typed for one book does not answer for another.
    """
    key = f"filing.reason.{book}.{finding.form}.{finding.code}.{finding.key or finding.row or n}"
    offered = choices(finding)
    text = _chosen(offered, key) if offered else _typed("说明(一句话)", key, example(finding))
    if not text:
        return None
    if not is_reason(text, finding):
        st.markdown(f":red[“{plain(text)}”没有说明情况。请写明时间、原因或依据,一句话即可。]")
    return PageReason(finding.form or "", finding.code, finding.key, finding.row, text)


def _chosen(offered: tuple[str, ...], key: str) -> str | None:
    """One of the choices, its gaps filled; or one's own words."""
    names = {c: c.replace(BLANK, "…") for c in offered} | {_OWN: _OWN}
    picked = st.pills("请选", list(names), format_func=lambda c: names[c], key=f"{key}.pick",
                      label_visibility="collapsed")
    if picked is None:
        return None
    if picked == _OWN:
        return _typed("说明(一句话)", key, None)
    if BLANK not in picked:
        return picked
    before, _, after = picked.partition(BLANK)
    filled = _typed(before.rpartition(",")[2] or before, f"{key}.{offered.index(picked)}", None)
    return f"{before}{filled}{after}" if filled and not _hollow(filled) else filled


def _hollow(text: str) -> bool:
    """Neither a number nor a reason stands in the gap: the words are judged by themselves, and refused."""
    return says_nothing(text) and not any(c.isdigit() for c in text)


def _typed(label: str, key: str, example: str | None) -> str | None:
    return st.text_input(label, key=key, max_chars=200, placeholder=example or "") or None

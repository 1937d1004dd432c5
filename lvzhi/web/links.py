"""Lines that lead to the page with the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lvzhi.web import listening
from lvzhi.web.head import ROOT, Page
from lvzhi.web.news import Line
from lvzhi.web.routes import route

_NOTHING = "按方案所定的规则,目前没有需要提请关注的事项。"


_OTHERS = "其他工作组"


def show(page: Page, title: str, lines: Sequence[Line], others: Sequence[Line] = ()) -> None:
    """Show lines under a title as links that carry their filters and the page's as-of; `others` folded below."""
    if listening.heard(listening.Said("\n".join(f"· {line.words}" for line in lines) or _NOTHING, title)):
        if others:
            listening.heard(listening.Said("\n".join(f"· {line.words}" for line in others), f"{title}({_OTHERS})"))
        return
    st.subheader(title)
    if not lines:
        st.caption(_NOTHING)
    _links(page, lines)
    if others:
        with st.expander(f"{_OTHERS}({len(others)} 项)"):
            _links(page, others)


def _links(page: Page, lines: Sequence[Line]) -> None:
    for line in lines:
        carried = {**page.filters, **dict(line.filters)}
        st.page_link(ROOT / route(line.url).path, label=line.words, query_params=carried)


def tell(title: str, words: str) -> None:
    """Say something under a title."""
    if not listening.heard(listening.Said(words, title)):
        st.subheader(title)
        st.write(words)

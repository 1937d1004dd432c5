"""Lines that lead to the page with the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lvzhi.web.head import ROOT, Page
from lvzhi.web.news import Line
from lvzhi.web.routes import route


def show(page: Page, lines: Sequence[Line]) -> None:
    """Show lines as links that carry their filters and the page's as-of."""
    if not lines:
        st.caption("按方案所定的规则,目前没有需要提请关注的事项。")
    for line in lines:
        carried = {**page.filters, **dict(line.filters)}
        st.page_link(ROOT / route(line.url).path, label=line.words, query_params=carried)

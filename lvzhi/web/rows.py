"""Under a chart: the rows behind it, their export, and what the numbers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd
import streamlit as st

from lvzhi import measures
from lvzhi.books.rows import rows_book
from lvzhi.web import downloads
from lvzhi.web import filters as filter_row
from lvzhi.web.downloads import XLSX as XLSX
from lvzhi.web.head import Page, basis
from lvzhi.web.headings import explained, in_words
from lvzhi.web.text import plain

_ROWS_OPEN, _SCROLLING = 12, 460


def details(page: Page, frame: pd.DataFrame, columns: tuple[str, ...], title: str, key: str,
            empty: str = "没有符合的行。", labels: Mapping[str, str] | None = None) -> None:
    """Show rows in words under a heading that folds, with a button that exports exactly these."""
    with st.expander(f"明细:{title}({len(frame)} 行)"):
        rows(page, frame, columns, title, key, empty, labels)


def rows(page: Page, frame: pd.DataFrame, columns: tuple[str, ...], title: str, key: str,
         empty: str = "没有符合的行。", labels: Mapping[str, str] | None = None) -> None:
    """Show rows in words, with their export."""
    if frame.empty:
        st.caption(empty)
        return
    words = in_words(frame, columns, page.plan, labels)
    st.dataframe(words, hide_index=True, height=height(len(words)), key=f"{key}.rows", placeholder="")
    about = about_lines(page)
    name = f"{title}-{page.day.isoformat()}.xlsx"
    downloads.offer(page, "导出这些行", lambda: rows_book(words, title, about), name, f"{key}.export")


def height(count: int) -> Literal["content"] | int:
    """Return the height of a table: short ones stand open, long ones scroll."""
    return "content" if count <= _ROWS_OPEN else _SCROLLING


def about_lines(page: Page) -> tuple[str, ...]:
    """Return what an export says of itself: as of when, filters, 演示数据."""
    lines = [basis(page)]
    if chosen := filter_row.in_words(page.only(*page.shown), page.plan):
        lines.append(f"筛选 {chosen}")
    if page.workspace.demo:
        lines.append("演示数据")
    return tuple(lines)


def definition(*names: str) -> None:
    """Offer the definitions of measures, from the files that compute them."""
    with st.popover("? 这些数字怎么算"):
        for name in names:
            about = measures.measure(name)
            st.markdown(f"**{plain(about.title)}**")
            st.markdown("\n".join(f"- {plain(explained(line, about.labels))}" for line in words_of(about)))


def words_of(about: measures.Measure) -> tuple[str, ...]:
    """Return what a measure's header says to readers; its other comments are for those who read the SQL."""
    return tuple(line for line in about.definition if line.startswith(("定义", "分子/分母", "依据")))

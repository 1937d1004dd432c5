"""Under a chart: the rows behind it, their export, where they come from, and what the numbers mean."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from lvzhi import measures
from lvzhi.books.rows import rows_book, rows_csv
from lvzhi.headings import defined, in_words, labels_of
from lvzhi.web import downloads, listening, source, tables, trouble
from lvzhi.web import filters as filter_row
from lvzhi.web.downloads import XLSX as XLSX
from lvzhi.web.head import Page, basis
from lvzhi.web.listed import listed
from lvzhi.web.source import Of
from lvzhi.web.text import plain


def details(page: Page, frame: pd.DataFrame, columns: tuple[str, ...], title: str, key: str,
            empty: str = "没有符合的行。", labels: Mapping[str, str] | None = None, of: Of | None = None) -> None:
    """Show rows in words under a heading that folds, with a button that exports exactly these."""
    if listening.heard(listening.Rows(page, frame, columns, title, empty, labels, of, opened=False)):
        return
    _unfolding(page, frame, columns, title, key, empty, labels, of)


@st.fragment
def _unfolding(page: Page, frame: pd.DataFrame, columns: tuple[str, ...], title: str, key: str, empty: str,
               labels: Mapping[str, str] | None, of: Of | None) -> None:
    """A part of the page that runs by itself when it is unfolded; the login is asked for again.

    Only then are rows put in words and sent: a browser takes as long to build a table that is folded as one it shows.
    """
    heading = f"明细:{title}({len(frame)} 行)"
    with trouble.on_the_page(), st.expander(heading, key=f"{key}.unfolded", on_change="rerun") as unfolded:
        if unfolded.open and downloads.goes_on(page):
            rows(page, frame, columns, title, key, empty, labels, of)


def listing(page: Page, about: tuple[str, str], title: str, key: str, empty: str = "没有符合的行。",
            frame: pd.DataFrame | None = None, without: tuple[str, ...] = ()) -> None:
    """Show rows of a measure's statement as they are listed everywhere; `frame` are some of them, else all."""
    measure, statement = about
    found = page.detail(measure, statement) if frame is None else frame
    details(page, found, listed(measure, statement).without(*without), title, key, empty,
            labels(page, measure, statement), Of(measure))


def rows(page: Page, frame: pd.DataFrame, columns: tuple[str, ...], title: str, key: str,
         empty: str = "没有符合的行。", labels: Mapping[str, str] | None = None, of: Of | None = None) -> None:
    """Show rows in words, with their export; with `of`, a click on one shows where it comes from."""
    if listening.heard(listening.Rows(page, frame, columns, title, empty, labels, of, opened=True)):
        return
    if frame.empty:
        st.caption(empty)
    elif of is None:
        words = in_words(frame, columns, page.plan, labels, page.titles)
        tables.show(words, f"{key}.rows")
        _export(page, words, title, key)
    else:
        _open_to_source(page, frame, columns, title, key, of, labels)


@st.fragment
def _open_to_source(page: Page, frame: pd.DataFrame, columns: tuple[str, ...], title: str, key: str, of: Of,
                    labels: Mapping[str, str] | None = None) -> None:
    """A part of the page that runs by itself when a row is clicked; the login is asked for again."""
    with trouble.on_the_page():
        if downloads.goes_on(page):
            open_to_source(page, frame, columns, title, key, of, labels)


def open_to_source(page: Page, frame: pd.DataFrame, columns: tuple[str, ...], title: str, key: str, of: Of,
                   labels: Mapping[str, str] | None = None) -> None:
    """Show rows in words; a click on one shows where it, or the number clicked, comes from."""
    words = in_words(frame, columns, page.plan, labels, page.titles)
    state = tables.show(words, f"{key}.rows", on_select="rerun", selection_mode="single-cell")
    _export(page, words, title, key)
    # What was chosen stays so in the browser when the table has other rows or columns.
    heads = list(words.columns)
    clicked = [(row, name) for row, name in state["selection"]["cells"] if row < len(frame) and name in heads]
    if not clicked:
        with st.container(key=f"hint-{key}"):  # of no use on paper, see the styles
            st.caption("点一行,看它在报送簿里的出处。")
        return
    row, name = clicked[0]
    with st.container(border=True):
        column = columns[heads.index(name)]
        source.opened(page, of, frame.iloc[row].to_dict(), column, f"{key}.{row}.{column}")


def _export(page: Page, words: pd.DataFrame, title: str, key: str) -> None:
    name = f"{title}-{page.day.isoformat()}"
    with st.container(horizontal=True):
        downloads.offer(page, "rows", "导出这些行", lambda: rows_book(words, title, about_lines(page)), f"{name}.xlsx",
                        f"{key}.export")
        downloads.offer(page, "rows_csv", "导出 csv", lambda: rows_csv(words), f"{name}.csv", f"{key}.csv",
                        mime="text/csv")


def about_lines(page: Page) -> tuple[str, ...]:
    """Return what an export says of itself: as of when, filters, 演示数据."""
    lines = [f"{basis(page)} · 校验码 {page.code}"]
    if chosen := filter_row.in_words(page.only(*page.shown), page.plan):
        lines.append(f"筛选 {chosen}")
    if page.workspace.demo:
        lines.append("演示数据")
    return tuple(lines)


def labels(page: Page, measure: str, statement: str) -> Mapping[str, str]:
    """Return the headings of a statement's columns that are its own."""
    form = listed(measure, statement).form
    return {**page.titles, **labels_of(measure, page.form(form) if form else None)}


def definition(*names: str) -> None:
    """Offer the definitions of measures, from the files that compute them."""
    if listening.heard(listening.Defined(names)):
        return
    with st.popover("? 这些数字怎么算"):
        for name in names:
            st.markdown(f"**{plain(measures.measure(name).title)}**")
            st.markdown("\n".join(f"- {plain(line)}" for line in defined(name)))

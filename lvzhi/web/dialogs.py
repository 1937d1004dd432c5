"""What opens when a figure or a mark is clicked: the rows it stands for, their export, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi import measures
from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import ROW, Fold
from lvzhi.counted import counted, statement
from lvzhi.plan import Filer
from lvzhi.selection import WHOSE
from lvzhi.viewer import scope
from lvzhi.web import chart, downloads, listening, rows, source, trouble
from lvzhi.web.head import Page
from lvzhi.web.listed import listed
from lvzhi.web.source import Of

_CLICKED = "dialogs.clicked"


@dataclass(frozen=True)
class Counted:
    """Which figures of a measure's totals a headline is: `part` of `whole` (several: their sum), or `part` alone."""

    measure: str
    part: tuple[str, ...]
    whole: tuple[str, ...] = ()


def figure(page: Page, label: str, value: str, wanted: Counted, parameters: Mapping[str, Any]) -> None:
    """Open the rows a headline counts."""
    of = Of(wanted.measure, parameters)
    st.dialog(f"{label} {value}", width="large")(_figure)(page, label, wanted, of)


def _figure(page: Page, label: str, wanted: Counted, of: Of) -> None:
    with trouble.on_the_page():
        if not downloads.goes_on(page):
            return
        parts = {"分子": wanted.part, "分母": wanted.whole} if wanted.whole else {"分子": wanted.part}
        found = {name: rows_of(page, of, figures) for name, figures in parts.items()}
        chosen = "分子"
        if wanted.whole:
            chosen = st.segmented_control(
                "看哪些行", list(found), default=chosen, required=True, key=f"dialog.{label}",
                format_func=lambda name: f"{name}({len(found[name])} 行)",
            ) or chosen
        name = listed_by(of, parts[chosen])
        _rows(page, found[chosen], of, name, f"{label}.{chosen}")


def rows_of(page: Page, of: Of, figures: Sequence[str]) -> pd.DataFrame:
    """Return the rows that figures of the totals count, of the statement that lists them."""
    found = page.detail(of.measure, listed_by(of, figures), **of.parameters)
    return counted(source.behind(page, of), found, figures)


def listed_by(of: Of, figures: Sequence[str]) -> str:
    """Return the statement that lists the rows of figures."""
    return statement(measures.measure(of.measure), figures[0])


def mark(page: Page, made: Drawing, key: str, alt: str, listed: tuple[str, str], by: Sequence[str],
         frame: pd.DataFrame | None = None, fold: Fold | None = None, **parameters: Any) -> None:
    """Show a chart whose marks open their rows.

    `listed`: the measure and the statement of the rows; `by`: the columns that a mark's `customdata` gives the
    values of, in order; `frame`: the rows, where they are not the statement's as it stands; `fold`: the chart's rows,
    where the first of `by` names a filer that may stand in one of them with others.
    """
    if fold and fold.folded:
        frame = page.detail(*listed, **parameters) if frame is None else frame
        frame, by = frame.assign(**{ROW: fold.rows(frame, by[0])}), (ROW, *by[1:])
    if listening.heard(listening.Chart(made, alt, page, listed, by, frame, parameters)):
        return
    clicked = chart.clicked(made, key, alt, on_click=lambda: st.session_state.update({_CLICKED: key}))
    # Only a click opens: the mark stays chosen while the page runs again for other reasons.
    if st.session_state.get(_CLICKED) != key:
        return
    del st.session_state[_CLICKED]
    if clicked is None:
        return
    of = Of(listed[0], parameters)
    held = page.detail(*listed, **parameters) if frame is None else frame
    st.dialog("明细", width="large")(_mark)(page, matching(held, by, clicked), of, listed[1], key)


def beyond(page: Page, filers: Iterable[Filer]) -> bool:
    """Say whether the page's totals count filers whose rows whoever looks may not see: those of a part never do."""
    return not page.only(*WHOSE) and not {f.code for f in filers} <= scope(page.viewer, page.plan)


def matching(frame: pd.DataFrame, by: Sequence[str], values: Sequence[Any]) -> pd.DataFrame:
    """Return the rows whose columns hold these values; a day may come as the text a chart makes of it."""
    wanted = pd.Series(True, index=frame.index)
    for column, value in zip(by, values, strict=False):
        days = frame[column].dtype.kind == "M"
        wanted &= frame[column] == (pd.Timestamp(value) if days else value)
    return frame[wanted.to_numpy()]


def _mark(page: Page, frame: pd.DataFrame, of: Of, name: str, key: str) -> None:
    with trouble.on_the_page():
        if downloads.goes_on(page):
            _rows(page, frame, of, name, key)


def _rows(page: Page, frame: pd.DataFrame, of: Of, name: str, key: str) -> None:
    if frame.empty:
        st.caption("没有符合的行。")
        return
    if beyond(page, page.plan.filers):
        st.caption("数是全局的;这里列出可以查看的行。")
    title = f"{measures.measure(of.measure).title}明细"
    rows.open_to_source(page, frame, listed(of.measure, name).columns, title, f"dialog.{key}", of,
                        rows.labels(page, of.measure, name))

"""The pages for the rest of the plan, from one pattern: figures, one chart, the rows behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lvzhi.charts.grid import Cells, grid
from lvzhi.charts.look import number, percent, share
from lvzhi.charts.matrix import Column
from lvzhi.charts.shares import shares
from lvzhi.measures import measure
from lvzhi.selection import WHOSE
from lvzhi.web import chart, dialogs, figures, folding, listening, rows
from lvzhi.web.dialogs import Counted
from lvzhi.web.figures import Figure, Totals
from lvzhi.web.head import Page

_PHRASE, _FIGURE = re.compile("([,;]?)([^,;]+)"), re.compile(r"{(\w+)}")
_FEW, _MANY = 5, 16  # columns of a grid


@dataclass(frozen=True)
class Headline:
    """A figure at the head: `part` of `whole`, or a count with its `unit`; `note` names figures in braces."""

    label: str
    part: str
    whole: str | None = None
    unit: str = "项"
    note: str = ""


@dataclass(frozen=True)
class Shares:
    """One bar per row of a statement: `part` of `whole`; rows without a whole are left out.

    `key` is the column that names a row.
    """

    title: str
    part: str
    whole: str
    key: str = "unit"
    statement: str = "rows"
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """Units × columns of statuses. `cells` and `columns` make them of the statement's rows and the page.

    `by`: the columns of the first table's rows that a cell's row and column are values of.
    """

    title: str
    statement: str
    legend: tuple[str, ...]
    cells: Callable[[pd.DataFrame, Page], Cells]
    columns: Callable[[pd.DataFrame, Page], Sequence[Column]]
    by: tuple[str, ...] = ("unit",)
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of a statement in words; `key` is the column that a mark of the chart names."""

    title: str
    statement: str
    key: str = "unit"
    empty: str = "所选范围内还没有内容。"


@dataclass(frozen=True)
class Topic:
    """One measure as a page, or as part of one. The first table holds the rows behind the chart's marks."""

    measure: str
    headlines: tuple[Headline, ...]
    chart: Shares | Grid
    tables: tuple[Table, ...]
    empty: str


def show(page: Page, *topics: Topic) -> None:
    """Show topics: all their figures and definitions, then each one's chart, and all its rows."""
    totals = {t.measure: page.totals(t.measure) for t in topics}
    figures.show([_figure(t.measure, h, totals[t.measure]) for t in topics for h in t.headlines], page)
    rows.definition(*totals)
    for topic in topics:
        _show(page, topic)


def _show(page: Page, topic: Topic) -> None:
    _chart(page, topic)
    for table in topic.tables:
        rows.listing(page, (topic.measure, table.statement), table.title, f"{topic.measure}.{table.statement}",
                     table.empty)


def _figure(name: str, headline: Headline, totals: Totals) -> Figure:
    value, whole = totals[headline.part], headline.whole
    counted = number(value) if value is None else f"{number(value)} {headline.unit}"
    return Figure(headline.label, share(value, totals[whole]) if whole else counted, note=_note(headline.note, totals),
                  counted=Counted(name, (headline.part,), (whole,) if whole else ()))


def _note(note: str, totals: Totals) -> str:
    """Return a note without the phrases of which no figure is known yet.

    >>> _note("时限已过的承诺中;兑现率 {rate},另有 {early} 项", {"rate": None, "early": 0})
    '时限已过的承诺中,另有 0 项'
    """
    phrases = ((mark, words, _FIGURE.findall(words)) for mark, words in _PHRASE.findall(note))
    kept = [(mark, words) for mark, words, named in phrases
            if not named or any(totals[n] is not None and totals[n] == totals[n] for n in named)]
    return "".join(mark + words for mark, words in kept).lstrip(",;").format_map(_said(totals))


def _said(totals: Totals) -> dict[str, str]:
    """Rates as percentages, the rest as they are counted."""
    counted = {k: v for k, v in totals.items() if v is None or isinstance(v, int | float)}
    return {k: percent(v) if k.endswith(("rate", "response")) else number(v) for k, v in counted.items()}


def _chart(page: Page, topic: Topic) -> None:
    """Show the chart; a mark opens its rows of the first table."""
    st.subheader(topic.chart.title)
    frame = page.detail(topic.measure, topic.chart.statement)
    key = f"{topic.measure}.chart"
    if isinstance(topic.chart, Grid):
        _grid(page, topic, topic.chart, frame, key)
    else:
        _shares(page, topic, topic.chart, frame, key)


def _shares(page: Page, topic: Topic, wanted: Shares, frame: pd.DataFrame, key: str) -> None:
    shown = frame[frame[wanted.whole].fillna(0) > 0]
    if shown.empty:
        _nothing(topic)
        return
    labels = measure(topic.measure).labels
    words = (labels[wanted.part], labels[wanted.whole])
    chart.note(f"浅色为{words[1]},深色为{words[0]}。{wanted.note}")
    names = _names(wanted.key, page)
    named = shown.assign(key=shown[wanted.key], name=[names.get(v, v) for v in shown[wanted.key]])
    first, whose = topic.tables[0], wanted.key if wanted.key in WHOSE else "unit"
    named, fold = folding.summed(page, named, whose, [wanted.part, wanted.whole], key)
    made = shares(named, wanted.part, wanted.whole, words)
    dialogs.mark(page, made, key, f"{wanted.title}:{words[0]}占{words[1]}", (topic.measure, first.statement),
                 (whose if fold else first.key,), fold=fold)


def _nothing(topic: Topic) -> None:
    if not listening.heard(listening.Said(topic.empty)):
        st.caption(topic.empty)


def _names(key: str, page: Page) -> Mapping[str, str]:
    return {f.code: f.name for f in page.plan.filers} if key in ("unit", "filer") else {}


def _grid(page: Page, topic: Topic, wanted: Grid, frame: pd.DataFrame, key: str) -> None:
    cells = wanted.cells(frame, page)
    if cells.lines.empty:
        _nothing(topic)
        return
    chart.key(wanted.legend, wanted.note)
    columns = wanted.columns(frame, page)
    fold = folding.of(page, cells.lines["unit"].unique(), key)
    made = grid(cells, columns, page.plan, fold)
    with _room(len(columns), key):
        dialogs.mark(page, made, key, wanted.title, (topic.measure, topic.tables[0].statement), wanted.by, fold=fold)


def _room(columns: int, key: str) -> DeltaGenerator:
    """A few columns need no more than half the page; many are as wide as they must be, and slide on a phone."""
    if columns <= _FEW:
        return st.columns([3, 2])[0]
    return st.container(key=f"{'wide' if columns > _MANY else 'grid'}.{key}")

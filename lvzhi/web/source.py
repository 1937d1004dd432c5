"""来源: from a row, or a number in it, to the cells of the received workbooks, their surroundings and the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi.counted import keys_of
from lvzhi.decisions import ACTS
from lvzhi.excerpt import Excerpt, around
from lvzhi.intake.cells import Workbook
from lvzhi.intake.reading import read_book
from lvzhi.sources import OF_PLAN, Source
from lvzhi.trace import Behind, behind_of
from lvzhi.viewer import holds
from lvzhi.web import downloads, evidence, life, markup, tables
from lvzhi.web.head import Page
from lvzhi.workspace import Workspace

_OPEN = 6  # lines a list of sources shows before it scrolls
_LINE = 36


@dataclass(frozen=True)
class Of:
    """What rows are of: a measure, and the parameters it is run with on this page."""

    measure: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def behind(page: Page, of: Of) -> Behind:
    """Return all that lies behind a measure as this page sees it."""
    cells = page.detail(of.measure, "cells", **of.parameters)
    return behind_of(cells, page.plan, of.measure, page.as_of)


def found(page: Page, of: Of, record: Mapping[str, Any], figure: str | None = None) -> list[Source]:
    """Return the sources of a row; of one of its columns where that is a figure with cells of its own."""
    held = behind(page, of)
    asked = figure if figure is not None and held.counts(figure) else None
    with page.workspace.store.cursor() as cursor:
        return held.sources(cursor, asked, keys_of(held, record))


def opened(page: Page, of: Of, record: Mapping[str, Any], figure: str, key: str) -> None:
    """Show where a row comes from: a problem as its life, anything else as its cells."""
    number = record.get("problem_no")
    if of.measure == "rectification" and isinstance(number, str):
        sources = life.show(page, number)
    else:
        sources = found(page, of, record, figure)
    evidence.of_sources(page, sources, key, record)
    cells(page, sources, key)


def cells(page: Page, sources: Sequence[Source], key: str) -> None:
    """List sources, and show the one chosen in its sheet, with the file it came in."""
    if not sources:
        st.caption("这个数没有对应的单元格。")
        return
    st.markdown(f"**来源**({len(sources)} 处)")
    words = in_words(sources)
    tables.show(words, f"{key}.sources", tall="content" if len(words) <= _OPEN else _OPEN * _LINE)
    kept = list({place(s): s for s in sources if s.file}.values())  # of equal names the widget knows one
    if not kept:
        return
    chosen = kept[0]
    if len(kept) > 1:
        chosen = st.selectbox("在表中看", kept, format_func=place, key=f"{key}.place")
    _shown(page, chosen, sources, key)


def in_words(sources: Sequence[Source]) -> pd.DataFrame:
    """Return sources as lines: where a cell stands and what is in it, or who decided what."""
    return pd.DataFrame([
        {
            "填报单位": s.filer_name or "", "表": s.sheet or "", "单元格": s.cell or "", "内容": said(s),
            "文件": s.file or "", "回执号": s.receipt or "", "时间": f"{s.at:%Y-%m-%d %H:%M}",
        }
        for s in sources
    ])


def place(source: Source) -> str:
    """Return where a source stands, in words: 园林-201507-01《问题整改台账》D7; a decision or the plan says itself.

    Only the same row of the same file is called the same; the receipt comes first, so that a phone does not cut it off.
    """
    if not source.file:
        return said(source)
    cell = source.cell or (f"第{source.row}行" if source.row else "")
    return f"{source.receipt}《{source.sheet}》{cell}" if source.sheet else f"{source.receipt} {source.file}"


def said(source: Source) -> str:
    """Return what stands in a cell; of a decision who decided what, of the plan what it asks."""
    if source.file:
        return "" if source.value is None else str(source.value)
    if source.act == OF_PLAN:
        return source.reason or ""
    act = ACTS[source.act].label if source.act in ACTS else source.act or ""
    return ":".join(part for part in (f"{source.actor or ''} {act}".strip(), source.reason) if part)


def _shown(page: Page, source: Source, sources: Sequence[Source], key: str) -> None:
    """Show the rows around a cell, all cells of the list in its row marked; offer the file to who may hold it."""
    whole = holds(page.viewer, source.filer)
    piece = _excerpt(page, source, sources, whole)
    if piece is not None:
        markup.excerpt(piece)
    if whole:
        downloads.offer(page, "original", "下载原件", lambda: page.workspace.vault.get(str(source.sha256)),
                        str(source.file), f"{key}.file", filer=source.filer)
    else:
        st.caption("只显示这一行。原件由填报单位和局履职办下载。")


def _excerpt(page: Page, source: Source, sources: Sequence[Source], whole: bool) -> Excerpt | None:
    form = next((f for f in page.workspace.forms if f.id == source.form), None)
    if form is None or source.sheet is None or source.row is None or source.book is None:
        return None
    here = (source.entry, source.form, source.row)
    columns = [s.column for s in sources if s.column and (s.entry, s.form, s.row) == here]
    workbook = _workbook(page.workspace.datadir.path, str(source.sha256), page.workspace)
    return around(workbook, source.sheet, form, source.book, source.row, columns, whole)


@st.cache_resource(show_spinner=False, max_entries=16)
def _workbook(path: Path, sha256: str, _workspace: Workspace) -> Workbook:
    return read_book(_workspace.vault.get(sha256))

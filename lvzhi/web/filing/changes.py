"""What a file changes against what stands: new, changed, unchanged and carried-over rows, changed ones cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lvzhi.form import Form
from lvzhi.intake.change import Change, FormChange
from lvzhi.web.tables import show as show_table
from lvzhi.web.text import plain

_OPEN = 12  # so many changed cells stand open; more are folded


def show(change: Change, forms: Sequence[Form], key: str, title: str = "报送后的变化") -> None:
    """Show the counts of rows, then every changed cell, then which rows are new or stay as they were."""
    said = {f: c for f, c in change.forms.items() if c.added or c.changed or c.unchanged or c.carried_over}
    if not said:
        return
    counts = change.counts()
    st.markdown(f"**{title}**:新增 {counts['added']} 行,改动 {counts['changed']} 行,未变 {counts['unchanged']} 行,"
                f"沿用 {counts['carried_over']} 行。")
    titles = {f.id: f.title for f in forms}
    tables = {f.id for f in forms if f.layout == "table"}  # a card has one row, whose key says nothing
    _cells(said, titles, tables, key)
    with st.expander("逐表看新增、未变和沿用的行"):
        show_table(_by_sheet(said, titles), f"{key}.sheets", tall="content")
        rows = _rows(said, titles, tables)
        if len(rows):
            show_table(rows, f"{key}.rows")
        st.caption("沿用:这次没有列出,仍按已接收的内容计。只是行的顺序变了,不算改动。")


def _cells(said: Mapping[str, FormChange], titles: Mapping[str, str], tables: set[str], key: str) -> None:
    """A few stand as sentences, which are read whole on a phone, too; many are a table."""
    cells = [(titles[c.form], c.key if c.form in tables else "", c.column, c.before, c.after)
             for f in said.values() for c in f.cells]
    if not cells:
        return
    if len(cells) <= _OPEN:
        st.markdown("\n".join(
            f"- **{plain(' '.join(w for w in (sheet, row, column) if w))}** 原为{_said(before)},改为{_said(after)}"
            for sheet, row, column, before, after in cells
        ))
        return
    with st.expander(f"改动的单元格({len(cells)} 个)"):
        show_table(pd.DataFrame(cells, columns=["表", "编号", "列", "原为", "改为"]), f"{key}.cells")


def _said(text: str) -> str:
    return f"“{plain(text)}”" if text else "空白"


def _by_sheet(said: Mapping[str, FormChange], titles: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame([
        {"表": titles[f], "新增": len(c.added), "改动": len(c.changed), "未变": len(c.unchanged),
         "沿用": len(c.carried_over)}
        for f, c in said.items()
    ])


def _rows(said: Mapping[str, FormChange], titles: Mapping[str, str], tables: set[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (titles[f], word, key)
            for f, c in said.items() if f in tables
            for word, keys in (("新增", c.added), ("改动", c.changed), ("沿用", c.carried_over)) for key in keys
        ],
        columns=["表", "情况", "编号"],
    )

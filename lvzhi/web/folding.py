"""Which group of a chart is unfolded: above two hundred rows the reader opens one at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import streamlit as st

from lvzhi.charts.fold import MOST, Fold, fold, groups
from lvzhi.web import listening
from lvzhi.web.head import Page


def of(page: Page, filers: Collection[str], key: str, rest: str | None = None, charts: int = 1) -> Fold:
    """Return the rows of charts of these filers; where they are folded, let the reader open a group.

    `rest` heads those of no group: the bureau, unless said otherwise. `charts` of one fold share the rows of a page.
    """
    held = groups(filers, page.plan, rest or page.plan.bureau.name)
    most = MOST if len(filers) <= MOST else MOST // charts
    shut = fold(held, most=most)
    if not shut.folded or listening.now():
        return shut
    names = {g.code: g.heading for g in held}
    opened = st.selectbox(
        "展开一个工作组", list(names), index=None, format_func=lambda code: names[code], key=f"{key}.opened",
        placeholder=f"{len(held)} 个组已收起,选一个看各单位", width=420,
    )
    return fold(held, opened, most) if opened else shut


def beyond(page: Page, frame: pd.DataFrame, by: str, key: str, charts: int = 1) -> Fold | None:
    """Return the rows of a chart of one bar per line of a frame, where there are more lines than it has rows for.

    `by` is the column that names a line's filer; lines that are nobody's are not folded.
    """
    return of(page, frame[by].unique(), key, charts=charts) if len(frame) > MOST and by in frame else None


def summed(
    page: Page, frame: pd.DataFrame, by: str, figures: Sequence[str], key: str
) -> tuple[pd.DataFrame, Fold | None]:
    """Return a frame with `name` and figures as a chart shows it, and its fold where lines were added up."""
    held = beyond(page, frame, by, key)
    return (held.summed(frame, by, figures), held) if held else (frame, None)


def named(held: Fold | None, frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return rows with the `name` of the bar they stand in, where bars were added up; else as they are."""
    return frame.assign(name=held.names(frame, by)) if held else frame

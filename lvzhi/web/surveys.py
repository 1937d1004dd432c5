"""The satisfaction page's own pieces: the three readings with their formulas, and which survey is looked at."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lvzhi.charts.fold import Fold
from lvzhi.charts.look import percent
from lvzhi.web import figures, folding
from lvzhi.web.dialogs import Counted
from lvzhi.web.figures import Figure, Totals
from lvzhi.web.head import Page


def readings(page: Page, totals: Totals) -> None:
    """Show 满意和基本满意率, 满意率 and 满意度得分 side by side, each with its formula."""
    score = "–" if totals["score"] is None else f"{totals['score']:.2f} 分"
    figures.show((
        figures.satisfied(totals),
        Figure("满意率", percent(totals["rate_strict"]), note="满意 ÷ 有效票", counted=_rows("rate_strict")),
        Figure("满意度得分", score, note="满意、基本满意、不满意各乘方案所定系数 ÷ 有效票 × 100",
               counted=_rows("score")),
        Figure("知晓率", percent(totals["awareness"]), note="有效票 ÷(有效票+不了解)",
               counted=_rows("awareness")),
        Figure("回收率", percent(totals["response"]), note=f"收回 {totals['collected']} ÷ 发放 {totals['issued']}",
               counted=_rows("collected")),
    ), page)
    st.caption("满意和基本满意率 =(满意+基本满意)÷ 有效票;有效票 = 满意+基本满意+不满意。各维度由同一批人回答,不相加。")


def _rows(figure: str) -> Counted:
    return Counted("satisfaction", (figure,))


def choose(rows: pd.DataFrame) -> pd.DataFrame:
    """Let the reader choose one survey of the internal scoring: its type, batch, respondents and dimension."""
    internal = rows[rows["kind"] == "internal"]
    if internal.empty:
        return internal
    chosen = internal
    labels = {"scoring": "测评类型", "batch": "测评批次", "respondents": "参评人员类别", "dimension": "维度"}
    with st.container(horizontal=True):
        for key, label in labels.items():
            values = _offered(chosen, key)
            value = st.selectbox(label, values, key=f"satisfaction.{key}", width=220)
            chosen = chosen[chosen[key] == value]
    return chosen


def same_survey(changes: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that led to the survey looked at: same scoring, batch, respondents and dimension."""
    keys = ["scoring", "batch", "respondents", "dimension", "subject"]
    return changes[changes["kind"] == "internal"].merge(chosen[keys].drop_duplicates(), on=keys)


def folded(page: Page, chosen: pd.DataFrame) -> Fold | None:
    """Return the rows of all charts of a survey together, where its subjects are more than a page has rows for.

    Each unit type has two charts: how it stands and how it moved.
    """
    return folding.beyond(page, chosen, "subject", "satisfaction", charts=2 * len(page.plan.unit_types))


def averages_named(changes: pd.DataFrame) -> pd.DataFrame:
    """Return changes with a word in place of the dimension where they are averaged over several."""
    return changes.assign(dimension=changes["dimension"].fillna("各维度平均"))


def _offered(rows: pd.DataFrame, key: str) -> list[str]:
    """The scoring with the most rows and the latest batch come first; the rest as the measure has it."""
    if key == "scoring":
        return list(rows[key].value_counts().index)
    values = list(dict.fromkeys(rows[key].dropna()))
    return values[::-1] if key == "batch" else values

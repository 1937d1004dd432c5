"""按目前进度推算 on the page: who sees it, on what it rests, what it says in words."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import streamlit as st

from lvzhi.charts.look import short_day
from lvzhi.forecast import LEAST_CLOSED, LEAST_DAYS, Forecast, forecast
from lvzhi.viewer import sees_forecast
from lvzhi.web.head import Page
from lvzhi.web.periods import filed_to

SEED = 1  # the same page says the same to everybody
# From which probability on which words.
_CHANCES = (
    (0.95, "很有把握按期清零"), (0.7, "按期清零把握较大"), (0.3, "能否按期清零说不准"), (0.05, "按期清零把握不大"),
    (0.0, "按期清零把握很小"),
)


def of(page: Page) -> Forecast | None:
    """Return the forecast of what the page shows; None for those who do not see it or with too little to go by."""
    if not sees_forecast(page.viewer, page.workspace.plan):
        return None
    known_to, settings = filed_to(page.plan, page.day), page.plan.settings
    return _drawn(page.detail("rectification", "spans", through=known_to), known_to, settings.final_due,
                  settings.last_date)


@st.cache_data(show_spinner=False, max_entries=100)
def _drawn(spans: pd.DataFrame, known_to: dt.date, due: dt.date, horizon: dt.date) -> Forecast | None:
    return forecast(spans, known_to, due, horizon, np.random.default_rng(SEED))


def say(page: Page, found: Forecast | None) -> None:
    """Say what the forecast says, to those who see it."""
    if not sees_forecast(page.viewer, page.workspace.plan):
        return
    if found is None:
        st.info(f"按目前进度推算:样本较少,不作推算(已报送的情况中销号不足 {LEAST_CLOSED} 个,或不足 {LEAST_DAYS} 天)。")
    else:
        st.info(sentence(found))
    if not page.workspace.plan.settings.leaders_see_forecast:
        st.caption("推算目前只有局履职办看得到;方案参数“领导可看按目前进度推算”改为“是”后,局领导和工作组也看得到。")


def sentence(found: Forecast) -> str:
    """Return the forecast in words: open on the due day, the chance of finishing in time, when all will be closed."""
    said = [f"{short_day(found.known_to)}未销号 {found.open_now} 个"]
    if found.open_on_due is not None and found.in_time is not None:
        low, high = found.open_on_due.low, found.open_on_due.high
        many = f"{low}—{high}" if low < high else f"{low}"
        sure = f"{chance(found.in_time)}(约 {_percent(found.in_time)})"
        said += [f"到 {short_day(found.due)} 未销号约 {many} 个", sure]
    said.append(_finished(*found.done, found.horizon))
    basis = f"范围是十次里大约八次落在其中,只用截至 {short_day(found.known_to)} 的情况。"
    return f"**按目前进度推算**:{';'.join(said)}。{basis}"


def chance(share: float) -> str:
    """Return a probability of finishing in time in words.

    >>> chance(0.5), chance(0.01)
    ('能否按期清零说不准', '按期清零把握很小')
    """
    return next(words for least, words in _CHANCES if share >= least)


def _percent(share: float) -> str:
    """To the whole per cent: a few hundred draws tell no more."""
    return "1% 以下" if share < 0.01 else "99% 以上" if share > 0.99 else f"{share:.0%}"


def _finished(first: dt.date | None, last: dt.date | None, horizon: dt.date) -> str:
    if first is None:
        return f"全部销号要到 {short_day(horizon)} 以后"
    if last is None:
        return f"全部销号最早 {short_day(first)} 前后,也可能在 {short_day(horizon)} 以后"
    return f"全部销号在 {short_day(first)}—{short_day(last)}" if first < last else f"全部销号在 {short_day(first)} 前后"

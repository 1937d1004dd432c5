"""The supervision page's own pieces: the window looked at, its figures, who is not covered yet."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from lvzhi.charts.look import share, short_day
from lvzhi.plan import Plan
from lvzhi.web.dialogs import Counted
from lvzhi.web.figures import Figure, Totals, on_site
from lvzhi.web.head import Page
from lvzhi.web.text import plain


def window(page: Page) -> dict[str, dt.date]:
    """Let the reader choose one of the plan's supervision windows; the one the as-of day falls in comes first."""
    windows = page.plan.settings.windows
    if not windows:
        return {}
    held = [n for n, w in enumerate(windows) if w.start <= page.day] or [0]
    label = {n: f"{short_day(w.start)}—{short_day(w.end)}" for n, w in enumerate(windows)}
    chosen = st.segmented_control("督办时段", list(label), format_func=lambda n: label[n], default=held[-1],
                                  required=True, key="supervision.window")
    picked = windows[chosen if chosen is not None else held[-1]]
    return {"first_day": picked.start, "last_day": picked.end}


def days(page: Page, totals: Totals) -> tuple[dt.date, dt.date]:
    """Return the days looked at: the window, up to the as-of day."""
    return totals["from"], min(totals["to"], page.day)


def figures(totals: Totals) -> tuple[Figure, ...]:
    """Return the headline on site first; calls and letters beside it, never instead of it."""
    return (
        on_site(totals),
        Figure("督办覆盖(含电话书面)", share(totals["covered"], totals["assigned"]),
               counted=Counted("supervision", ("covered",), ("assigned",))),
        Figure("局领导参加", share(totals["with_leader"], totals["visits"]), note="督办次数中",
               counted=Counted("supervision", ("with_leader",), ("visits",))),
        Figure("按时反馈", share(totals["feedback_on_time"], totals["feedback_due"]), note="反馈期限已过的",
               counted=Counted("supervision", ("feedback_on_time",), ("feedback_due",))),
        Figure("跨片督办", f"{totals['cross_group']} 次", note="不计入两组的覆盖",
               counted=Counted("supervision", ("cross_group",))),
    )


def not_covered(rows: pd.DataFrame, plan: Plan) -> None:
    """Name the units that have not been visited, group by group in the plan's order."""
    held = {r["group"]: r["not_covered"] for r in rows.to_dict("records")}
    lines = [
        f"- {plain(g.label)}:{'、'.join(plain(plan.filer(u).name) for u in held[g.code])}"
        for g in plan.groups if len(held.get(g.code, ()))
    ]
    if lines:
        with st.expander(f"尚未督办的单位({sum(len(v) for v in held.values())} 个)", expanded=len(lines) <= 3):
            st.markdown("\n".join(lines))

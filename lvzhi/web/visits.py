"""The supervision page's own pieces: the window looked at, its figures, who is not covered yet, what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi.charts.look import share, short_day
from lvzhi.measures import measure
from lvzhi.plan import Plan
from lvzhi.web import rows
from lvzhi.web.dialogs import Counted
from lvzhi.web.figures import Figure, Totals, on_site
from lvzhi.web.head import Page
from lvzhi.web.listed import listed
from lvzhi.web.source import Of
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


def beside(found: Totals, assigned: Totals, pilots: Totals, named: Totals) -> tuple[Figure, ...]:
    """Return what became of the visits: problems found, handed over and closed, unanswered, pilots, topics named."""
    return (
        Figure("督办发现已销号", share(found["closed"], found["handed_over"]),
               note=f"发现 {found['found']} 个,已交办 {found['handed_over']} 个,逾期 {found['overdue']} 个",
               counted=Counted("visit_findings", ("closed",), ("handed_over",))),
        Figure("交办未答复", share(assigned["unanswered"], assigned["assigned"]), note="各组和局履职办的交办,全部时段",
               counted=Counted("assignments", ("unanswered",), ("assigned",))),
        Figure("试点已总结", share(pilots["summed_up"], pilots["pilots"]),
               note=f"有试点的局领导 {share(pilots['leaders'], pilots['leaders_all'])},已推广 {pilots['spread']} 个",
               counted=Counted("pilots", ("summed_up",), ("pilots",))),
        Figure("点题监督已办结", share(named["done"], named["topics"]), note=f"逾期 {named['overdue']} 个",
               counted=Counted("special_topics", ("done",), ("topics",))),
    )


def rhythm(page: Page) -> None:
    """Show how far each group has kept to each window of the plan that has begun."""
    none = "方案的督办时段还没有开始。"
    st.subheader("各时段的节奏")
    rows.rows(page, page.measure("rhythm").rows, listed("rhythm", "rows").columns, "各时段的督办节奏", "rhythm.rows",
              none, rows.labels(page, "rhythm", "rows"), Of("rhythm"))
    rows.listing(page, ("rhythm", "units"), "各单位各时段的督办", "rhythm.units", none)


def became_of(page: Page, window: Mapping[str, Any]) -> None:
    """Show what the visits found and whether it was closed, and the assignments that no unit has answered."""
    name, of = "visit_findings", Of("visit_findings", window)
    st.subheader("督办发现的问题")
    rows.rows(page, page.measure(name, **window).rows, listed(name, "rows").columns, "各组督办发现的问题",
              f"{name}.rows", "这一时段的督办没有发现问题。", rows.labels(page, name, "rows"), of)
    for part, title, none in (("problems", "督办发现、已交办的问题", "督办发现的问题还没有交办。"),
                              ("visits", "发现问题的督办", "这一时段的督办没有发现问题。")):
        rows.details(page, page.detail(name, part, **window), listed(name, part).columns, title, f"{name}.{part}",
                     none, rows.labels(page, name, part), of)
    assigned = page.detail("assignments", "rows")
    rows.listing(page, ("assignments", "rows"), "未答复的交办事项", "supervision.unanswered", "交办事项都已答复。",
                 assigned[assigned["unanswered"]])


def pilots_and_topics(page: Page) -> None:
    """Show each leader's pilot and the topics named by others."""
    st.subheader("试点和点题监督")
    for name in ("pilots", "special_topics"):
        title = measure(name).title
        rows.rows(page, page.measure(name).rows, listed(name, "rows").columns, title, f"supervision.{name}",
                  f"还没有{title}。局履职办在《{title}》中填报后显示。", rows.labels(page, name, "rows"), Of(name))


def of_unit(page: Page) -> None:
    """Show every visit to the unit of the page's filter, by its own group and by others."""
    whole: dict[str, Any] = {"first_day": page.plan.campaign.start, "last_day": page.plan.settings.last_date}
    rows.details(page, page.detail("supervision", "visits", **whole), listed("supervision", "visits").without("unit"),
                 "督办记录", "unit.visits", "还没有督办组到这个单位督办的记录。", of=Of("supervision", whole))


def not_covered(coverage: pd.DataFrame, plan: Plan) -> None:
    """Name the units that have not been visited, group by group in the plan's order."""
    held = {r["group"]: r["not_covered"] for r in coverage.to_dict("records")}
    lines = [
        f"- {plain(g.label)}:{'、'.join(plain(plan.filer(u).name) for u in held[g.code])}"
        for g in plan.groups if len(held.get(g.code, ()))
    ]
    if lines:
        with st.expander(f"尚未督办的单位({sum(len(v) for v in held.values())} 个)", expanded=len(lines) <= 3):
            st.markdown("\n".join(lines))

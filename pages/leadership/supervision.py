"""督办覆盖: has every unit of every leader been visited, and what came of it."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import supervision as charts
from lvzhi.web import chart, dialogs, figures, folding, rows, visits
from lvzhi.web.head import guard
from lvzhi.web.listed import listed
from lvzhi.web.source import Of

page = guard("supervision", "每位局领导督办的单位,这一时段走到了没有。", ("group", "leader", "type", "unit"))

VISITS = ("supervision", "visits")
window = visits.window(page)
of = Of("supervision", window)
found = page.measure("supervision", **window)
seen = page.detail("supervision", "visits", **window)
units = page.detail("supervision", "units", **window)

beside = visits.beside(page.measure("visit_findings", **window).totals, page.totals("assignments"),
                       page.measure("pilots").totals, page.measure("special_topics").totals)
figures.show((*visits.figures(found.totals), *beside), page, **window)
rows.definition("supervision", "rhythm", "visit_findings", "assignments", "pilots", "special_topics")
visits.not_covered(found.rows, page.plan)

rows.rows(page, found.rows, ("leader", "group", "assigned", "covered_on_site", "covered", "visits", "with_leader",
                             "feedback_due", "feedback_on_time", "cross_group"),
          "局领导督办情况", "supervision.leaders", "所选范围内没有督办任务。", of=of)

st.subheader("单位 × 月份")
chart.key(("on_site", "off_site", "not_visited"), "格内为次数,右侧为最近一次督办的日期和方式,组名后为现场覆盖。")
fold = folding.of(page, units["unit"], "supervision.matrix")
dialogs.mark(
    page, charts.visit_matrix(seen, units, found.rows, page.plan, *visits.days(page, found.totals), fold),
    "supervision.matrix", "单位乘月份的督办次数", VISITS, ("unit",), fold=fold, **window,
)

rows.details(page, units, listed("supervision", "units").columns, "各单位督办", "supervision.units", of=of)
rows.details(page, seen, listed(*VISITS).columns, "督办记录", "supervision.visits",
             "这一时段还没有督办记录。督办组在《督办记录》中填报后显示。", of=of)

visits.rhythm(page)
visits.became_of(page, window)
visits.pilots_and_topics(page)

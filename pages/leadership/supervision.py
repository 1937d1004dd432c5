"""督办覆盖: has every unit of every leader been visited."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import supervision as charts
from lvzhi.web import chart, figures, rows, visits
from lvzhi.web.head import guard

page = guard("supervision", "每位局领导督办的单位,这一时段走到了没有。", ("group", "leader", "type", "unit"))

window = visits.window(page)
found = page.measure("supervision", **window)
seen = page.detail("supervision", "visits", **window)
units = page.detail("supervision", "units", **window)

figures.show(visits.figures(found.totals))
rows.definition("supervision")
visits.not_covered(found.rows, page.plan)

rows.rows(page, found.rows, ("leader", "group", "assigned", "covered_on_site", "covered", "visits", "with_leader",
                             "feedback_due", "feedback_on_time", "cross_group"),
          "局领导督办情况", "supervision.leaders", "所选范围内没有督办任务。")

st.subheader("单位 × 月份")
chart.key(("on_site", "off_site", "not_visited"), "格内为次数,右侧为最近一次督办日期,组名后为现场覆盖。")
left, right = st.columns([3, 2], gap="large")
with left:
    mark = chart.clicked(
        charts.visit_matrix(seen, units, found.rows, page.plan, *visits.days(page, found.totals)), "supervision.matrix",
        "单位乘月份的督办次数",
    )
with right:
    if mark:
        rows.rows(page, seen[seen["unit"] == mark[0]], ("visited_on", "method", "found", "feedback_due", "feedback_on"),
                  f"{page.plan.filer(mark[0]).name}的督办", "supervision.mark", "这个单位还没有督办记录。")
    else:
        st.caption("点左边一格,这里列出这个单位的督办记录。")

rows.details(page, units, ("unit", "group", "visits", "on_site", "last_visit", "last_on_site", "last_method", "found"),
             "各单位督办", "supervision.units")
SEEN = ("visit_no", "visited_on", "group", "unit", "method", "own", "found", "feedback_due", "feedback_on")
rows.details(page, seen, SEEN, "督办记录", "supervision.visits",
             "这一时段还没有督办记录。督办组在《督办记录》中填报后显示。")

"""总览: whom to ask about what today."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import completion
from lvzhi.web import dialogs, figures, links, news, rows
from lvzhi.web.head import guard
from lvzhi.web.source import Of

WHOSE = ("group", "leader", "type", "unit")

page = guard("overview", "五个阶段走到哪里,哪几项数字要过问。", WHOSE)

tasks = page.totals("completion", keys=WHOSE)
problems = page.measure("rectification", keys=WHOSE)
survey = page.totals("satisfaction", keys=WHOSE)
visits = page.totals("supervision", keys=WHOSE)
filings = page.totals("reporting", keys=WHOSE)

figures.show((
    figures.completed(tasks, figures.before(page, "completion", WHOSE)),
    figures.still_open(problems.totals, figures.before(page, "rectification", WHOSE)),
    figures.satisfied(survey, figures.before(page, "satisfaction", WHOSE)),
    figures.on_site(visits, figures.before(page, "supervision", WHOSE)),
    figures.not_filed(filings, figures.before(page, "reporting", WHOSE)),
), page)
rows.definition("completion", "rectification", "satisfaction", "supervision", "reporting")

asked = news.attention(page)
links.show(page, "提请关注事项", asked.lines, asked.others)

st.subheader("五个阶段")
by_stage = page.parted("completion", "stage", WHOSE)
dialogs.mark(page, completion.calendar(by_stage, page.day, page.plan), "overview.calendar",
             "五个阶段的起止和单位任务完成数", ("completion", "tasks"), ("stage",))

links.tell(news.since(page), news.changes(page, problems))
rows.listing(page, ("rectification", "problems"), "有变化的问题", "overview.changed", "还没有变化。",
             news.changed(page))
rows.details(page, by_stage, ("stage", "applicable", "done", "late", "overdue", "rate", "verified_rate"),
             "各阶段单位任务", "overview.stages", of=Of("completion"))

"""阶段进度: whose task is not done yet."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import completion
from lvzhi.web import chart, dialogs, figures, folding, rows, shapes
from lvzhi.web.head import guard
from lvzhi.web.listed import listed
from lvzhi.web.source import Of
from lvzhi.web.tasks import TASKS, of_the_bureau, over_time

page = guard("stages", "各单位自己的任务完成了多少,哪一项还没有完成。", ("stage", "group", "leader", "type", "unit"))

found = page.measure("completion")
tasks = page.detail("completion", "tasks")
by_unit = page.parted("completion", "unit")

figures.show((
    figures.completed(found.totals, figures.before(page, "completion", page.shown)),
    figures.verified(found.totals), figures.late(found.totals), figures.overdue_tasks(found.totals),
), page)
rows.definition("completion")

by_stage = page.parted("completion", "stage")
dialogs.mark(page, completion.calendar(by_stage, page.day, page.plan), "stages.calendar", "各阶段的起止和完成数", TASKS,
             ("stage",))
st.caption(shapes.stages_in_words(by_stage, page.plan, page.day))

over_time(page, by_stage)

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("单位 × 任务")
    chart.key(("done", "done_late", "in_progress", "overdue", "not_due", "not_own"), "右侧为已完成/应完成。")
    fold = folding.of(page, by_unit["unit"], "stages.matrix")
    dialogs.mark(page, completion.task_matrix(tasks, by_unit, page.plan, fold), "stages.matrix",
                 "单位乘任务的情况", TASKS, ("unit", "clause"), fold=fold)
with right:
    st.subheader("各项任务")
    by_task = completion.by_task(shapes.by_task(tasks, page.plan), "已完成/应完成(单位数)")
    dialogs.mark(page, by_task, "stages.tasks", "各任务", TASKS, ("clause",))

rows.details(page, tasks, listed(*TASKS).columns, "单位任务", "stages.tasks_rows",
             "方案在所选范围内没有单位自己的任务。", of=Of("completion"))
rows.details(page, by_unit, ("unit", "applicable", "done", "verified", "late", "overdue", "rate", "verified_rate"),
             "各单位合计", "stages.units", of=Of("completion"))
of_the_bureau(page)

"""The stages page's own pieces: how the stages filled up over time, and the tasks that are no unit's own."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from lvzhi.charts import completion
from lvzhi.charts.look import short_day
from lvzhi.selection import WHOSE
from lvzhi.web import dialogs, folding, rows
from lvzhi.web.head import Page
from lvzhi.web.periods import form_filed_to

TASKS = ("completion", "tasks")


def over_time(page: Page, by_stage: pd.DataFrame) -> None:
    """Show what share of each stage was done by which day."""
    known_to = form_filed_to(page.plan, "stage_tasks", page.day)
    made = completion.progress(page.detail("completion", "days"), by_stage, known_to, page.day, page.plan)
    dialogs.mark(page, made, "stages.progress", "各阶段任务完成的走势", TASKS, ("stage",))
    st.caption(f"按报送的完成日期;竖线是各阶段截止日。{short_day(known_to)}以后尚未到报送时间,线是虚的,不是停滞。")


def of_the_bureau(page: Page) -> None:
    """Show the tasks the bureau itself reports on, with those of the groups and the office; they are in no rate."""
    if page.only(*WHOSE):
        return
    own = replace(page, filters={**page.filters, "unit": page.plan.bureau.code}, shown=("stage", "unit"))
    if own.detail(*TASKS).empty:
        return
    title = "局机关、督办组和局履职办的任务"
    st.subheader(title)
    st.caption("督办检查、明察暗访、测评等任务由局机关一并报送,不计入各单位的完成数。")
    by_unit = own.parted("completion", "unit")
    fold = folding.of(own, by_unit["unit"], "stages.bureau")
    made = completion.task_matrix(own.detail(*TASKS), by_unit, page.plan, fold)
    dialogs.mark(own, made, "stages.bureau", title, TASKS, ("unit", "clause"), fold=fold)
    rows.listing(own, TASKS, title, "stages.bureau_rows")

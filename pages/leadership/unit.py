"""单位情况表: everything about one unit on one page."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import rows, unit
from lvzhi.web.head import guard
from lvzhi.web.headings import labels_of
from lvzhi.web.source import Of

page = guard("unit", "一个单位的全部情况,先看几分之几,再看是哪些。", ("unit",))
shown = unit.chosen(page)
if shown is None:
    st.stop()

own = unit.of(page, unit=shown.code)
st.subheader(shown.name)
st.caption(unit.about(page, shown))
st.dataframe(unit.table(page, shown), hide_index=True, height="content", key="unit.table")
rows.definition("completion", "rectification", "assignments", "self_inspection", "commitments", "lists", "complaints",
                "inspections", "consultations", "supervision", "reporting")

tasks = own.detail("completion", "tasks")
rows.details(own, tasks, ("stage", "name", "standing", "due", "done_on", "result", "evidence", "verified"),
             "阶段任务", "unit.tasks", "方案没有这个单位自己的任务。", of=Of("completion"))
problems = own.detail("rectification", "problems")
PROBLEM = ("problem_no", "description", "source", "area", "kind", "registered_on", "deadline", "state", "pending_on",
           "responsible_persons")
rows.details(own, problems[problems["is_open"]], PROBLEM, "未销号问题", "unit.open", "没有未销号的问题。",
             of=Of("rectification"))
rows.details(own, problems[~problems["is_open"]], PROBLEM, "已销号和其他问题", "unit.closed", "还没有销号的问题。",
             of=Of("rectification"))
promises = own.detail("commitments", "promises")
rows.details(own, promises, ("commitment_no", "promise", "target", "due", "status", "kept_on", "progress"),
             "公开承诺", "unit.promises", "还没有公开承诺。", labels=labels_of("commitments", page.form("commitments")),
             of=Of("commitments"))
rows.details(own, own.detail("lists", "lists"), ("form", "present", "entries"), "五项清单", "unit.lists",
             "方案没有要求这个单位报清单。", labels=labels_of("lists"), of=Of("lists"))
rows.details(own, own.detail("complaints", "complaints"),
             ("complaint_no", "received_on", "channel", "category", "summary", "due", "status", "answered_on", "truth"),
             "投诉举报", "unit.complaints", "没有受理件。", labels=labels_of("complaints", page.form("complaints")),
             of=Of("complaints"))
rows.details(own, own.detail("inspections", "inspections"),
             ("inspected_on", "place", "method", "found", "description", "on_the_spot"), "明察暗访", "unit.inspections",
             "没有察访记录。", labels=labels_of("inspections", page.form("inspections")), of=Of("inspections"))
rows.details(own, unit.surveyed(page, shown),
             ("batch", "scoring", "respondents", "dimension", "valid", "rate_broad", "low", "high", "band"),
             "满意度测评", "unit.surveys", "没有这个单位的测评结果。", of=Of("satisfaction"))
filings = own.measure("reporting", titles=page.titles).rows
rows.details(own, filings, ("period", "state", "received_on_time", "due", "accepted_at", "attempts", "approval",
                            "paper_received", "missing_sheets"), "报送情况", "unit.filings", "没有应报的报送簿。",
             of=Of("reporting"))

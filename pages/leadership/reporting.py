"""报送情况: who has not filed, who is always late."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import reporting as charts
from lvzhi.web import chart, chasing, dialogs, figures, folding, listening, rows, scoring, shapes
from lvzhi.web.head import guard
from lvzhi.web.listed import listed
from lvzhi.web.source import Of

page = guard("reporting", "各单位的报送簿交了没有,按时没有。", ("period", "group", "leader", "type", "unit"))

FILINGS = ("reporting", "rows")
found = page.measure("reporting")

figures.show(figures.filed(found.totals), page)
rows.definition("reporting")

if found.rows.empty:
    st.info("所选范围内没有应报的报送簿。")
    listening.end()

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("单位 × 报告期")
    chart.key(("on_time", "corrected", "late", "missing", "pending", "exempt"), "右侧为按时收到/已到期。")
    fold = folding.of(page, found.rows["filer"].unique(), "reporting.matrix", page.plan.office.name)
    dialogs.mark(page, charts.filing_matrix(found.rows, page.plan, fold), "reporting.matrix", "单位乘报告期的报送情况",
                 FILINGS, ("filer", "period"), fold=fold)
with right:
    st.subheader("催办名单")
    text = shapes.chase(found.rows, page.plan)
    if text:
        st.caption("可以直接复制到工作群。")
        with st.container(key="chase"):
            st.code(text, language=None, wrap_lines=True)
        with st.expander("逐个单位的催办短信"):
            for line in shapes.reminders(found.rows, page.plan):
                st.code(line, language=None, wrap_lines=True)
    else:
        st.caption("到期的报送簿都收到了。")

rows.details(page, found.rows, listed(*FILINGS).columns, "报送情况", "reporting.rows", of=Of("reporting"))
scoring.shown(page)
if not listening.now() and page.may("decision.approve"):  # read by whoever examines filings, and at no meeting
    rows.details(page, page.detail("reporting", "answers"), listed("reporting", "answers").columns,
                 "需说明的事项和答复", "reporting.answers", "没有需说明的事项。")
    rows.listing(page, ("reporting", "copies"), "电子报送和纸质件", "reporting.copies", "还没有收到报送簿。")
    chasing.desk(page)

"""报送情况: who has not filed, who is always late."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import reporting as charts
from lvzhi.web import chart, figures, rows, shapes
from lvzhi.web.head import guard

page = guard("reporting", "各单位的报送簿交了没有,按时没有。", ("period", "group", "leader", "type", "unit"))

found = page.measure("reporting", titles=page.titles)

figures.show(figures.filed(found.totals))
rows.definition("reporting")

if found.rows.empty:
    st.info("所选范围内没有应报的报送簿。")
    st.stop()

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("单位 × 报告期")
    chart.key(("on_time", "corrected", "late", "missing", "pending", "exempt"), "右侧为按时收到/已到期。")
    mark = chart.clicked(charts.filing_matrix(found.rows, page.plan), "reporting.matrix", "单位乘报告期的报送情况")
COLUMNS = ("filer", "period", "state", "received_on_time", "due", "accepted_at", "attempts", "approval",
           "paper_received", "missing_sheets")
with right:
    st.subheader("催办名单")
    text = shapes.chase(found.rows, page.plan)
    if text:
        st.caption("可以直接复制到工作群。")
        st.code(text, language=None, wrap_lines=True)
    else:
        st.caption("到期的报送簿都收到了。")
    if mark:
        st.subheader("所选一格")
        rows.rows(page, shapes.one_filing(found.rows, *mark), COLUMNS, "所选报送", "reporting.mark")

rows.details(page, found.rows, COLUMNS, "报送情况", "reporting.rows")

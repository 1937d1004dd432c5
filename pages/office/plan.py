"""方案: the plan in force as a workbook, a changed one compared and put in force, next year's carried over."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import planning
from lvzhi.web.head import guard

page = guard("plan", "现行方案用工作簿修改:下载、改好、上传,看清改了什么再生效。", dated=False)

planning.in_force(page)
st.subheader("修改方案")
planning.change(page)
st.subheader("结转下一年")
planning.next_year(page)
st.subheader("两年并列")
planning.two_years(page)

"""The page ours are measured beside: one plotly figure and one table of constants, and one choice of what they show."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

GROUPS = tuple("甲乙丙丁戊己")
COLUMNS = ("应完成", "已完成", "逾期", "登记", "已销号", "未销号")
ROWS = [(f"{group}{n:02d}", group, *(n * 7 * k % 41 for k in range(1, 7))) for group in GROUPS for n in range(1, 10)]

if __name__ == "__main__":  # as Streamlit runs it
    st.set_page_config(page_title="常数", layout="wide")
    st.title("常数")
    with st.container(key="filters"):
        chosen = st.selectbox("工作组", GROUPS, index=None, placeholder="全部")
    frame = pd.DataFrame(ROWS, columns=["单位", "工作组", *COLUMNS])
    shown = frame if chosen is None else frame[frame["工作组"] == chosen]
    figure = go.Figure([go.Bar(name=name, x=shown["单位"], y=shown[name]) for name in COLUMNS[:2]])
    st.plotly_chart(figure, theme=None, key="figure")
    st.dataframe(shown, hide_index=True, key="table")

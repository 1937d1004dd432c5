"""代报: load what has arrived, for whoever sent it; help those who ask."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import bulk, helping
from lvzhi.web.head import guard

page = guard("load", "替单位报送收到的报送簿:一次放入多份,先看结果,再确认。", dated=False)

helping.wanted(page)

st.subheader("放入收到的文件")
received = bulk.day_of_receipt(page)
kept = bulk.drop(page)
bulk.result(page, kept, received)

st.subheader("回执")
bulk.receipts(page)

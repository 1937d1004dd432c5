"""代报: load what has arrived, for whoever sent it."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import bulk
from lvzhi.web.head import guard

page = guard("load", "替单位报送收到的报送簿:一次放入多份,先看结果,再确认。", dated=False)

received = bulk.day_of_receipt(page)
sent = bulk.drop()
bulk.result(page, sent, received)

st.subheader("回执")
bulk.receipts(page)

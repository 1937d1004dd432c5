"""报送: what do I have to file, and is it right."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import filing
from lvzhi.web.head import guard

page = guard("filing", "三步:下载本期报送簿,离线填好,拖进来看结果,再确认报送。", dated=False)

desk = filing.desk(page)
filing.to_do(desk)

first, second = st.columns(2, gap="large")
with first:
    st.subheader("一、下载报送簿")
    filing.take_book(desk)
with second:
    st.subheader("二、放入填好的文件")
    sent = filing.drop(desk)

st.subheader("三、看结果,确认报送")
filing.receipt_of_last(desk)
filing.result(desk, sent)

st.subheader("四、附上佐证材料")
filing.attaching(desk)

st.subheader("报送记录")
filing.history(desk)

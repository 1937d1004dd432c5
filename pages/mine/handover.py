"""办理交接: what a successor takes over, and the account with it."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import handing_over
from lvzhi.web.head import guard

page = guard("handover", "换人经办时,把未了的事项和账号一起交给接手人。", dated=False)

sheet = handing_over.sheet(page)

st.subheader("未了事项")
handing_over.open_items(sheet)

st.subheader("上一次报送")
handing_over.last_book(sheet)

st.subheader("账号和使用人")
handing_over.people(sheet)

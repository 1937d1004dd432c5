"""下级上报: packages of the level below taken in, summed, looked into."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import below
from lvzhi.web.head import guard

page = guard("below", "收下级报来的上报包:逐份核对、重新计算,再把各下级的数加在一起。")

below.take_in(page)
st.subheader("各下级")
there = below.shown(page)
st.subheader("一个下级的各行")
below.one(page, there)

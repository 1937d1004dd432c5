"""操作日志: who did what, when, from where, with which file."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import log
from lvzhi.web.head import guard

page = guard("audit", "谁在什么时候、从哪里、办了什么、用的哪份文件。", dated=False)

log.listed(page, log.found(page))

st.subheader("核对")
log.chain(page)

"""汇总下载: the consolidated workbook, and the pages as one file for a meeting."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import downloads, offline, rows
from lvzhi.web.head import guard
from lvzhi.web.source import Of

page = guard("consolidated", "收到的各表、各页的图和数,下载成一个文件带走。",
             ("group", "leader", "type", "unit"))

counted = page.measure("reporting", keys=page.shown)
missing = counted.rows[counted.rows["state"] == "missing"]
if len(missing) and page.may("export.consolidated"):
    st.info(f"到期未报 {len(missing)} 份,汇总表中会列出,不计入合计。")
with st.container(horizontal=True):
    downloads.consolidated(page)
    downloads.upward(page)
    downloads.archive(page)
    downloads.package(page)
    offline.offer(page)
downloads.parted(page)
rows.details(page, missing, ("filer", "period", "due", "attempts"), "到期未报", "consolidated.missing",
             "到期的报送簿都收到了。", of=Of("reporting"))

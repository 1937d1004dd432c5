"""汇总下载: the consolidated workbook."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import downloads, rows
from lvzhi.web.head import guard
from lvzhi.web.source import Of

page = guard("consolidated", "把收到的各表汇总成一个 Excel 文件:封面、未报清单、每张表一页。",
             ("group", "leader", "type", "unit"))

counted = page.measure("reporting", keys=page.shown)
missing = counted.rows[counted.rows["state"] == "missing"]
if len(missing):
    st.info(f"到期未报 {len(missing)} 份,汇总表中会列出,不计入合计。")
downloads.consolidated(page)
rows.details(page, missing, ("filer", "period", "due", "attempts"), "到期未报", "consolidated.missing",
             "到期的报送簿都收到了。", of=Of("reporting"))

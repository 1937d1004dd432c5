"""满意度: are people satisfied, and is a difference a real one."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import satisfaction as charts
from lvzhi.web import dialogs, folding, listening, rows, shapes, surveys
from lvzhi.web.head import guard
from lvzhi.web.listed import listed
from lvzhi.web.source import Of

page = guard("satisfaction", "服务对象满不满意,单位之间的差别是不是抽样波动。", ("group", "leader", "type", "unit"))

found = page.measure("satisfaction")
surveys.readings(page, found.totals)
rows.definition("satisfaction")

if found.rows.empty:
    st.info("还没有满意度测评结果。局履职办在《满意度测评》表中填报后显示。")
    listening.end()

st.subheader("市级正式测评")
formal = found.rows[found.rows["kind"] == "formal"]
COLUMNS = listed("satisfaction", "rows").columns
if formal.empty:
    st.caption("还没有市级正式测评结果。测评后由局履职办报送。")
else:
    rows.rows(page, formal, COLUMNS, "市级正式测评", "satisfaction.formal", of=Of("satisfaction"))

st.subheader("局内测评")
chosen = surveys.choose(found.rows)
least = page.plan.settings.min_valid_to_compare
st.caption("圆点是满意和基本满意率,横线是抽样波动范围;横线互相盖住的,差别可能只是抽样。"
           f"空心的低于本类最前一组。只在同一单位类别内比较,有效票 {least} 份起。")
fold = surveys.folded(page, chosen)
for name, part in shapes.satisfaction_types(chosen, page.plan):
    dialogs.mark(page, charts.dots(folding.named(fold, part, "subject"), f"{name}(满意和基本满意率)"),
                 f"satisfaction.{name}", f"{name}的满意和基本满意率", ("satisfaction", "rows"), ("subject",), part)

changes = page.detail("satisfaction", "changes")
moved = surveys.same_survey(changes, chosen)
if not moved.empty:
    st.subheader("与上一批次相比")
    st.caption("圆点是满意和基本满意率比上一批次增减的百分点,横线是抽样波动范围;横线盖住 0 的,差别不明显。")
for name, part in shapes.changes_by_type(moved, page.plan):
    dialogs.mark(page, charts.changes(folding.named(fold, part, "subject"), f"{name}(比上一批次增减的百分点)"),
                 f"satisfaction.changes.{name}", f"{name}比上一批次的变化", ("satisfaction", "rows"), ("subject",))
CHANGES = ("batch", "before", "kind", "scoring", "subject", "respondents", "dimension", "valid_before", "valid",
           "rate_before", "rate_broad", "change", "change_low", "change_high", "verdict")
rows.details(page, surveys.averages_named(changes), CHANGES,
             "各批次的变化", "satisfaction.changes", "还没有两个批次可比。")

listed = chosen[chosen["band"].isna()]
rows.details(page, listed, COLUMNS, "样本较少或本单位自行组织,仅列示", "satisfaction.listed", "没有仅列示的单位。",
             of=Of("satisfaction"))
rows.details(page, chosen, (*COLUMNS, "band"), "各测评对象", "satisfaction.rows", of=Of("satisfaction"))

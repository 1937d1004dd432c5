"""整改销号: can all be closed in time, and where does it stick."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts import look
from lvzhi.charts import rectification as charts
from lvzhi.web import chart, choices, dialogs, figures, folding, listening, outlook, rows, shapes
from lvzhi.web.head import guard
from lvzhi.web.listed import listed
from lvzhi.web.periods import filed_to
from lvzhi.web.source import Of

page = guard("rectification", "问题能不能按期清零,卡在哪里。", ("group", "leader", "type", "unit", "area"))

found = page.measure("rectification")
problems = page.detail("rectification", "problems")

figures.show((
    figures.found(found.totals), figures.still_open(found.totals, figures.before(page, "rectification", page.shown)),
    figures.overdue(found.totals), figures.closed(found.totals), figures.applied(found.totals),
    figures.on_time(found.totals),
), page)
rows.definition("rectification")

PROBLEMS = ("rectification", "problems")
COLUMNS, of = listed(*PROBLEMS).columns, Of("rectification")
if problems.empty:
    st.info("所选范围内还没有登记的问题。各单位在《问题整改台账》中登记、随报送簿报来后,这里就有走势。")
    listening.end()

final = page.plan.settings.final_due
ahead = outlook.of(page)
standing = page.detail("rectification", "standing")
dialogs.mark(
    page, charts.burn_down(found.rows, standing, filed_to(page.plan, page.day), final, ahead and ahead.path),
    "rectification.days", "未销号问题走势", ("rectification", "rows"), ("day",), found.rows,
)
st.caption(f"细虚线是从已报送的情况到 {look.short_day(final)} 清零所需的进度;粗线变虚之后尚未到报送时间,不是停滞。")
outlook.say(page, ahead)

st.subheader("未销号问题在谁手里")
key = choices.holder(page.plan)
by = page.parted("rectification", key)
chart.key(("not_due", "near", "overdue", "waiting"))
bars = shapes.holders(by, key, problems, page.plan, page.day)
bars, fold = folding.summed(page, bars, key, shapes.HELD, f"rectification.holders.{key}")
dialogs.mark(
    page, charts.holders(bars, "未销号(件)"), f"rectification.holders.{key}", "未销号问题的分布", PROBLEMS, ("name",),
    folding.named(fold, shapes.held(problems, key, page.plan), key),
)

left, right = st.columns(2, gap="large")
with left:
    areas = page.parted("rectification", "area")
    dialogs.mark(page, charts.closed_of(shapes.areas(areas, page.plan), "各方面已销号/应销号(件)"),
                 "rectification.areas", "各方面已销号", PROBLEMS, ("area",))
    aged = shapes.aged(problems, page.plan, page.day)
    dialogs.mark(page, charts.ageing(shapes.ageing(aged, page.plan)), "rectification.ageing", "逾期天数", PROBLEMS,
                 ("step",), aged)
with right:
    sources = page.parted("rectification", "source")
    dialogs.mark(page, charts.closed_of(shapes.sources(sources), "各来源已销号/应销号(件)"), "rectification.sources",
                 "各来源已销号", PROBLEMS, ("source",))

late = page.plan.settings.verification_working_days
waiting = shapes.waiting(problems, page.plan, page.day)
rows.details(page, waiting, ("waited", "group", "problem_no", "unit", "description", "pending_on", "deadline"),
             f"已申请、等工作组核查(方案定 {late} 个工作日)", "rectification.waiting", "没有等核查的问题。", of=of)
rows.details(page, problems[problems["is_open"]], COLUMNS, "未销号问题", "rectification.open",
             "没有未销号的问题。", of=of)
rows.details(page, problems[problems["reopened_count"] > 0], COLUMNS, "重新挂号的问题", "rectification.reopened",
             "没有重新挂号的问题。", of=of)
rows.details(page, problems[problems["review_on"].notna()], (*COLUMNS[:7], "review_on"), "长期坚持的问题",
             "rectification.ongoing", "没有认定为长期坚持的问题。", of=of)
rows.details(page, problems[problems["state"].isin(["已归并", "已撤销", "已移交"])],
             (*COLUMNS[:7], "state", "last_day"), "归并、撤销、移交的问题", "rectification.left",
             "没有归并、撤销、移交的问题。", of=of)
rows.details(page, by, (key, "registered", "withdrawn", "base", "closed", "applied", "open", "overdue",
                        "due", "closed_on_time", "applied_on_time", "closure_rate", "applied_rate"),
             "合计", "rectification.by_rows", of=of)

"""单位情况表: everything about one unit on one page."""

from __future__ import annotations

from lvzhi.web import listening, objecting, rows, unit
from lvzhi.web.head import guard
from lvzhi.web.source import Of

page = guard("unit", "一个单位的全部情况,先看几分之几,再看是哪些。", ("unit",))
shown = unit.chosen(page)
if shown is None:
    listening.end()

own = unit.of(page, unit=shown.code)
unit.head(page, shown)
objected = objecting.found(page, shown.code)
unit.table(page, shown, objecting.flags(objected))
rows.definition(*unit.MEASURES)
objecting.of_unit(page, shown, objected)

problems = own.detail("rectification", "problems")
for about, title, frame, empty in (
    (("completion", "tasks"), "阶段任务", None, "方案没有这个单位自己的任务。"),
    (("rectification", "problems"), "未销号问题", problems[problems["is_open"]], "没有未销号的问题。"),
    (("rectification", "problems"), "已销号和其他问题", problems[~problems["is_open"]], "还没有销号的问题。"),
    (("commitments", "promises"), "公开承诺", None, "还没有公开承诺。"),
    (("lists", "lists"), "五项清单", None, "方案没有要求这个单位报清单。"),
    (("complaints", "complaints"), "投诉举报", None, "没有受理件。"),
    (("inspections", "inspections"), "明察暗访", None, "没有察访记录。"),
):
    rows.listing(own, about, title, f"unit.{title}", empty, frame, without=unit.KNOWN)
rows.details(own, unit.surveyed(page, shown),
             ("batch", "scoring", "respondents", "dimension", "valid", "rate_broad", "low", "high", "band"),
             "满意度测评", "unit.surveys", "没有这个单位的测评结果。", of=Of("satisfaction"))
rows.listing(own, ("reporting", "rows"), "报送情况", "unit.filings", "没有应报的报送簿。", without=unit.KNOWN)

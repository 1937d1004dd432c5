"""单位情况表: everything about one unit on one page."""

from __future__ import annotations

from lvzhi.web import evidence, listening, objecting, rows, unit, visits
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

unit.lists(own)
evidence.of_filer(own, shown.code, "unit.evidence")
visits.of_unit(own)
rows.details(own, unit.surveyed(page, shown),
             ("batch", "scoring", "respondents", "dimension", "valid", "rate_broad", "low", "high", "band"),
             "满意度测评", "unit.surveys", "没有这个单位的测评结果。", of=Of("satisfaction"))
rows.listing(own, ("reporting", "rows"), "报送情况", "unit.filings", "没有应报的报送簿。", without=unit.KNOWN)

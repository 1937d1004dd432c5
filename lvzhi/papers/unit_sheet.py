"""《单位履职尽责情况表》: one unit on one A4 sheet, facts as n/N, nothing added up to a mark."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.papers import phrases
from lvzhi.papers.blocks import Block, Para, Table, Words
from lvzhi.papers.desk import NONE, Desk, as_of_words, holding
from lvzhi.papers.paper import Paper
from lvzhi.unit_lines import FRACTIONS

_SURVEYS = 3  # the newest; more would not leave the sheet on one page
_FILINGS = "应报{t.expected}份:按时{t.on_time},迟报{t.late},未报{t.missing},待报{t.pending}"
_SURVEY = "{r.batch}({r.respondents})有效{r.valid}份,满意和基本满意率{r.rate_broad:%}"


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"{desk.plan.filer(desk.whose or '').seal_name}履职尽责情况表"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom."""
    filer = desk.plan.filer(desk.whose or "")
    group = desk.plan.group_of(filer.code)
    yield Para(desk.say("单位履职尽责情况表"), "title")
    kind = desk.plan.unit_types.get(filer.type or "", NONE)
    yield Para(desk.say("单位:{unit}　类别:{type}", unit=filer.seal_name, type=kind), "plain")
    yield Para(desk.say("联系工作组:{group}　截至{when}", group=group.name if group else NONE,
                        when=as_of_words(desk.as_of)), "plain")
    yield Table(("事项", "本单位", "各单位合计"), tuple(_rows(desk, filer.code)), (30, 76, 50))
    yield Para(desk.say("各项只列事实,不合成总分。率以分子/分母表示;口径见数据底稿。"), "note")
    yield Para(desk.say("单位负责人(签字):　　　　　　　　{office}(盖章):", office=desk.plan.office.name), "plain")


def _rows(desk: Desk, unit: str) -> Iterator[tuple[Words, ...]]:
    for line in FRACTIONS:
        if line.comparable:
            yield (desk.say(line.label), desk.say(line.pattern, t=desk.totals(line.measure, unit=unit)),
                   desk.say(line.pattern, t=desk.totals(line.measure)))
    found = "查找{t.registered}个,其中自查{t.found_by_self}个"
    yield (desk.say("查找问题"), desk.say(found, t=desk.totals("rectification", unit=unit)),
           desk.say(found, t=desk.totals("rectification")))
    yield (desk.say("报送簿"), desk.say(_FILINGS, t=desk.totals("reporting", unit=unit)),
           desk.say(_FILINGS, t=desk.totals("reporting")))
    surveys = holding(desk.rows("satisfaction", "subjects", unit=unit), lambda r: r["subject"] == unit)
    said = desk.listed(surveys[-_SURVEYS:], _SURVEY, ";") or desk.say("没有测评")
    yield desk.say("局内测评"), said, desk.say("{x}", x=NONE)


PAPER = Paper(
    "unit_sheet", "单位履职尽责情况表", "一个单位一页A4,逐项列事实,不打总分;通报前给单位核对。", "unit",
    ("unit", "group", "leader", "office"),
    ("completion", "rectification", "assignments", "self_inspection", "commitments", "lists", "complaints",
     "inspections", "consultations", "supervision", "reporting", "satisfaction"),
    heading, body, phrases.objection, one_page=True,
)

"""年度总结报送稿: to the offices above, from the year's figures and the units' own summaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lvzhi.papers import phrases, tables
from lvzhi.papers.blocks import Block, Break, Para
from lvzhi.papers.desk import Answer, Desk, as_of_words
from lvzhi.papers.paper import Paper

_PARTS = (
    ("二", "主要做法", "practice"), ("三", "取得成效", "results"), ("四", "存在的问题", "shortcomings"),
    ("五", "下一步打算", "next_steps"),
)


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"{desk.plan.campaign.title}总结"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom: figures first, then what the units say, type by type in the plan's order."""
    campaign = desk.plan.campaign
    year = str(campaign.start.year)
    yield Para(desk.say("{bureau}\n关于{year}年度履职尽责工作的总结", bureau=campaign.bureau, year=year), "title")
    yield Para(desk.say("{up}:", up="、".join(campaign.reports_to)), "to")
    yield Para(desk.say(
        "根据{doc}精神,{bureau}按照《{no}》部署,在全系统开展了履职尽责工作。现将截至{when}的情况报告如下。",
        doc=campaign.upstream_doc, bureau=campaign.bureau, no=campaign.doc_no, when=as_of_words(desk.as_of),
    ))
    yield from phrases.whole(desk)
    told = desk.rows("summaries", "texts")
    yield Para(desk.say(
        "各单位总结应报{s.expected}份,已收初稿{s.drafts}份、定稿{s.finals}份。以下摘自各单位总结,有定稿的用定稿。",
        s=desk.totals("summaries"),
    ))
    for number, title, column in _PARTS:
        yield Para(desk.say("{n}、{title}", n=number, title=title), "heading")
        yield from _told(desk, told, column)
    yield Para((), "body")
    yield Para(desk.say("{bureau}", bureau=campaign.bureau), "sign")
    yield Para(desk.say("{day}", day=f"{desk.day.year}年{desk.day.month}月{desk.day.day}日"), "sign")
    yield Break()
    yield from tables.groups(desk, "附件 各工作组情况表")


def _told(desk: Desk, told: Sequence[Answer], column: str) -> Iterator[Block]:
    if not told:
        yield Para(desk.say("各单位总结还没有收到,收到后自动列入。"))
    kinds = {kind: [row for row in told if desk.plan.filer(row["unit"]).type == kind] for kind in desk.plan.unit_types}
    filled = ((desk.plan.unit_types[kind], rows) for kind, rows in kinds.items() if rows)
    for n, (label, rows) in enumerate(filled, start=1):
        yield Para(desk.say("({n}){label}", n=phrases.ordinal(n), label=label), "subheading")
        for row in rows:
            yield Para(desk.say(f"{{r.unit}}:{{r.{column}}}", r=row))


def notes(desk: Desk) -> tuple[str, ...]:
    """What the office still has to do to it."""
    return ("各单位的话是总结原文,请删并、核对后再报送;没有收到总结的单位见“报送情况”。",)


PAPER = Paper(
    "annual", "年度总结报送稿", "报上级的年度总结:全年数字在前,各单位总结按类别摘录在后。", None, ("office",),
    ("completion", "rectification", "supervision", "reporting", "satisfaction", "commitments", "complaints",
     "summaries"),
    heading, body, notes,
)

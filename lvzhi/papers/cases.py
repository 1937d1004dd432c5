"""典型案例通报: cases the office has made known, without a name (the persons' columns never leave)."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.papers import phrases
from lvzhi.papers.blocks import Block, Para
from lvzhi.papers.desk import Desk, as_of_words, holding
from lvzhi.papers.paper import Paper


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"关于{desk.plan.campaign.name}典型案例的通报"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom."""
    campaign = desk.plan.campaign
    whole = desk.totals("accountability")
    told = holding(desk.rows("accountability"), lambda r: r["exposure"] != "未公开")
    yield Para(desk.say("关于{name}\n典型案例的通报", name=campaign.name), "title")
    yield Para(desk.say("各{all}:", all="、".join(desk.plan.unit_types.values())), "to")
    yield Para(desk.say(
        "截至{when},共登记典型案例{c.cases}起,其中已双查{c.dual}起,公开通报、点名曝光{c.exposed}起,已转入问题整改{c.in_ledger}起。",
        c=whole, when=as_of_words(desk.as_of),
    ))
    if not told:
        yield Para(desk.say("没有可以通报的案例。"))
        return
    yield Para(desk.say("现将有关情况通报如下。"))
    for n, case in enumerate(told, start=1):
        yield Para(desk.say("{n}、{r.unit}({r.case_class})", n=phrases.ordinal(n), r=case), "heading")
        yield Para(desk.say("{r.occurred_on},{r.matter}", r=case))
        dual = ",理由:{r.not_dual_reason}" if case["not_dual_reason"] else ""
        yield Para(desk.say("处理:{r.punisher},{r.punishment}。一案双查:{r.dual}" + dual + "。", r=case))
    yield Para(desk.say(
        "各地、各单位要对照检查,举一反三;对暴露出来的问题正确对待、实事求是,不包庇不掩饰,列入台账逐项整改,整改情况按期报送。"))
    yield from phrases.signed(desk)


def notes(desk: Desk) -> tuple[str, ...]:
    """What has to be read before it goes out."""
    return ("案由是登记时的原文,印发前请逐条核对有没有不宜公开的姓名和细节;当事人姓名不在本件和数据底稿中。",)


PAPER = Paper(
    "cases", "典型案例通报", "已公开或内部通报的案例,不含当事人姓名。", None, ("office",), ("accountability",),
    heading, body, notes,
)

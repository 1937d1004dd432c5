"""督查通报: why, the whole, what goes well, what does not, what is asked for, and the tables."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.kinds import day_words
from lvzhi.papers import phrases, tables
from lvzhi.papers.blocks import Block, Break, Para
from lvzhi.papers.desk import Desk, as_of_words, holding
from lvzhi.papers.paper import Paper


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"关于{desk.plan.campaign.name}进展情况的通报"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom."""
    campaign = desk.plan.campaign
    yield Para(desk.say("关于{name}\n进展情况的通报", name=campaign.name), "title")
    yield Para(desk.say("各{all}:", all="、".join(desk.plan.unit_types.values())), "to")
    yield Para(desk.say("按照《{no}》要求,现将截至{when}{scope}的工作情况通报如下。", no=campaign.doc_no,
                        when=as_of_words(desk.as_of), scope=phrases.scope(desk)))
    yield from phrases.whole(desk)
    yield from _well(desk)
    yield from phrases.owing(desk, "三")
    yield from _asked(desk)
    yield from phrases.signed(desk)
    yield Break()
    yield from tables.groups(desk, "附件1 各工作组情况表")
    yield Break()
    yield from tables.units(desk, "附件2 各单位情况表")


def _well(desk: Desk) -> Iterator[Block]:
    yield Para(desk.say("二、做得较好的方面"), "heading")
    finished = holding(desk.by("completion", "unit"), lambda r: not (r["overdue"] or r["late"]) and r["applicable"] > 0)
    cleared = holding(desk.by("rectification", "unit"), lambda r: r["base"] > 0 and not r["open"])
    walked = holding(desk.by_group("supervision"), lambda r: r["covered_on_site"] == r["assigned"] > 0)
    said = (
        (walked, "{r.group}({r.covered_on_site/assigned})", "本时段现场督办走遍所联系单位的:{list}。"),
        (cleared, "{r.unit}({r.closed/base})", "查找的问题已全部销号的:{list}。"),
        (finished, "{r.unit}({r.done/applicable})", "到期阶段任务没有逾期、没有迟于期限完成的:{list}。"),
    )
    yield from phrases.listed(desk, said, "暂无。")


def _asked(desk: Desk) -> Iterator[Block]:
    plan = desk.plan
    period = plan.period_at(desk.day)
    yield Para(desk.say("四、下一步要求"), "heading")
    yield Para(desk.say(
        "(一)逐一销号。问题已过时限的,责任单位写明原因、措施和完成时间;具备条件的及时申请销号,工作组在{n}个工作日内核查。",
        n=str(plan.settings.verification_working_days),
    ))
    yield Para(desk.say("(二)按时报送。{period}报送簿{due}截止,到期未报的抓紧补报。", period=period.label,
                        due=day_words(period.unit_due)))
    yield Para(desk.say("(三)现场督办。各工作组对尚未走到的单位安排现场督办,督办发现的问题列入台账、限期整改。"))
    yield Para(desk.say("(四)兑现承诺。承诺时限已过的,逐项说明情况,并向社会公开兑现结果。"))


PAPER = Paper(
    "bulletin", "督查通报", "点到工作组和单位,不点局领导;印发前有核对期。", None, ("office",),
    ("completion", "rectification", "supervision", "reporting", "satisfaction", "commitments", "complaints",
     "assignments"),
    heading, body, phrases.objection,
)

"""督办一页纸: for one leader, the own units, three points, where to go next; one page."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.papers import phrases, tables
from lvzhi.papers.blocks import Block, Para, Words
from lvzhi.papers.desk import Desk, as_of_words, holding
from lvzhi.papers.paper import Paper

_FEW = 5  # units named under a point; the table has the others


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"{desk.whose}督办一页纸"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom."""
    leader = desk.whose or ""
    group = next(g for g in desk.plan.groups if leader in g.leaders)
    yield Para(desk.say("督办一页纸"), "title")
    yield Para(desk.say("{name}　{group}　截至{when}", name=leader, group=group.name,
                        when=as_of_words(desk.as_of)), "plain")
    yield Para(desk.say("三点提示"), "caption")
    for n, words in enumerate((_rectification(desk, leader), _visits(desk, leader), _answers(desk, leader)), 1):
        yield Para((*desk.say("{n} ", n=_NUMBERS[n]), *words), "plain")
    yield Para(desk.say("下次走访"), "caption")
    yield Para(_next(desk, leader), "plain")
    yield from tables.units(desk, "所联系单位", leader)


_NUMBERS = " ①②③"


def _rectification(desk: Desk, leader: str) -> Words:
    whole = desk.totals("rectification", leader=leader)
    late = holding(desk.by("rectification", "unit", leader=leader), lambda r: r["overdue"] > r["overdue_waiting"])
    head = desk.say("整改:未销号{p.open}个,逾期{p.overdue}个,其中等本组核查{p.overdue_waiting}个", p=whole)
    if not late:
        return (*head, *desk.say("。"))
    most = sorted(late, key=lambda r: -(r["overdue"] - r["overdue_waiting"]))[:_FEW]
    shown = [r for r in late if r in most]  # in the plan's order
    return (*head, *desk.say(";先问{list}。", list=desk.listed(shown, phrases.LATE)))


def _visits(desk: Desk, leader: str) -> Words:
    return desk.say(
        "督办:{s.from}以来现场走到{s.covered_on_site/assigned},督办{s.visits}次,要求反馈且时限已过的{s.feedback_due}次、"
        "按时反馈{s.feedback_on_time}次。", s=desk.totals("supervision", leader=leader),
    )


def _answers(desk: Desk, leader: str) -> Words:
    missing = holding(desk.rows("reporting", leader=leader), lambda r: r["state"] == "missing")
    silent = holding(desk.rows("assignments", "units", leader=leader), lambda r: r["unanswered"] > 0)
    words = desk.say("答复:")
    if silent:
        words += desk.say("交办未答复的{list}。", list=desk.listed(silent, "{r.unit}({r.unanswered}件)"))
    if missing:
        words += desk.say("到期未报的{list}。", list=desk.listed(missing, "{r.filer}({r.period})"))
    return words if silent or missing else desk.say("答复:交办都已答复,到期的报送簿都已收到。")


def _next(desk: Desk, leader: str) -> Words:
    mine = holding(desk.rows("supervision", leader=leader), lambda r: r["leader"] == leader)
    alone = holding(mine, lambda r: bool(r["not_covered"]))
    if alone:
        return desk.say("本时段还没有走到:{list}。", list=desk.listed(alone, "{r.not_covered}"))
    return desk.say("本时段所联系单位都已走到,可先看逾期较多的单位。")


PAPER = Paper(
    "leader_page", "督办一页纸", "每位局领导一页:所联系单位、三点提示、下次走访。", "leader", ("leader", "office"),
    ("completion", "rectification", "supervision", "assignments", "reporting"), heading, body, one_page=True,
)

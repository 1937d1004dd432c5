"""月度情况汇总: what the month brought, where the figures stand beside last month's end, who is behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from lvzhi.kinds import day_words
from lvzhi.papers import phrases, tables
from lvzhi.papers.blocks import Block, Para, Table, Words
from lvzhi.papers.desk import Desk, as_of_words
from lvzhi.papers.paper import Paper
from lvzhi.unit_lines import FRACTIONS


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"{desk.plan.campaign.title}{desk.day.year}年{desk.day.month}月情况汇总"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom."""
    yield Para(desk.say("{title}\n{month}情况汇总", title=desk.plan.campaign.title,
                        month=f"{desk.day.year}年{desk.day.month}月"), "title")
    yield Para(desk.say("(截至{when})", when=as_of_words(desk.as_of)), "subtitle")
    yield Para(desk.say("一、本月进展"), "heading")
    yield Para(_month(desk))
    yield Para(desk.say("二、主要数字"), "heading")
    yield from _compared(desk)
    yield from phrases.owing(desk, "三")
    yield Para(desk.say("四、分组、分类情况"), "heading")
    yield from tables.groups(desk, "各工作组")
    yield from tables.types(desk, "各类单位")
    yield from phrases.signed(desk)


def _first(desk: Desk) -> dt.date:
    return max(desk.day.replace(day=1), desk.plan.campaign.start)


def _month(desk: Desk) -> Words:
    days = {"first_day": _first(desk), "last_day": desk.day}
    (flows,) = desk.rows("rectification", "period", days)
    return desk.say(
        "{m.from}至{m.to},登记问题{m.registered}个,申请销号{m.applied}次,核查退回{m.returned}次,批准销号{m.closed}个,"
        "重新挂号{m.reopened}个,归并、撤销、移交和长期认定{m.withdrawn}个。各工作组督办{s.visits}次,其中局领导参加"
        "{s.with_leader}次,走到单位{s.covered}个,其中现场{s.covered_on_site}个。",
        m=flows, s=desk.totals("supervision", own=days),
    )


def _compared(desk: Desk) -> Iterator[Block]:
    """The lines of a unit's sheet for all, beside the end of last month."""
    before = dt.datetime.combine(_first(desk) - dt.timedelta(days=1), dt.time.max)
    rows = tuple(
        (desk.say(line.label), desk.say(line.pattern, t=desk.totals(line.measure, before)),
         desk.say(line.pattern, t=desk.totals(line.measure)))
        for line in FRACTIONS if line.comparable
    )
    yield Table(("事项", f"截至{day_words(before)}", f"截至{day_words(desk.day)}"), rows, (66, 45, 45))


PAPER = Paper(
    "monthly", "月度情况汇总", "一个月的进展、与上月末对照的主要数字、到期未办的事项。", None, ("leader", "office"),
    ("rectification", "supervision", "completion", "assignments", "self_inspection", "commitments", "lists",
     "complaints", "inspections", "consultations", "reporting"),
    heading, body,
)

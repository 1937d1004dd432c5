"""督办通知单: to one unit, what is past its deadline or unanswered, with the slip on which it answers."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.papers import phrases
from lvzhi.papers.blocks import Block, Para, Table
from lvzhi.papers.desk import Desk, as_of_words, holding
from lvzhi.papers.paper import Paper

_WIDTHS = (34.0, 76.0, 22.0, 24.0)


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"{desk.plan.filer(desk.whose or '').seal_name}督办通知单"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom; with nothing to press there is nothing to send."""
    unit = desk.whose or ""
    yield Para(desk.say("督办通知单"), "title")
    yield Para(desk.say("编号:　　　　　　　　　　签发:"), "plain")
    yield Para(desk.say("{unit}:", unit=desk.plan.filer(unit).seal_name), "to")
    wanted = tuple(_wanted(desk, unit))
    if not wanted:
        yield Para(desk.say("截至{when},你单位没有逾期、未答复和到期未报的事项,不需要发本单。",
                            when=as_of_words(desk.as_of)))
        return
    yield Para(desk.say("截至{when},你单位下列事项需要抓紧办理。请逐项落实,于　　年　　月　　日前书面反馈办理情况。",
                        when=as_of_words(desk.as_of)))
    for n, (title, block) in enumerate(wanted, start=1):
        yield Para(desk.say("{n}、{title}", n=phrases.ordinal(n), title=title), "heading")
        yield block
    yield from phrases.signed(desk)
    yield Para(desk.say("反馈(由承办单位填写)"), "caption")
    blank = (desk.say("\n\n\n"), desk.say(""), desk.say(""))
    yield Table(("办理情况", "完成日期", "单位负责人(签字)"), (blank,), (96, 26, 34))


def _wanted(desk: Desk, unit: str) -> Iterator[tuple[str, Block]]:
    # What waits for the group to answer an application made in time is not for the unit to press on with.
    late = holding(desk.rows("rectification", "problems", unit=unit),
                   lambda r: r["overdue"] and not r["overdue_waiting"])
    if late:
        yield "问题整改超过时限", Table(
            ("问题编号", "问题", "现行时限", "状态"),
            desk.cells(late, "{r.problem_no}", "{r.description}", "{r.deadline:d}", "{r.state}"), _WIDTHS)
    silent = holding(desk.rows("assignments", unit=unit), lambda r: bool(r["unanswered"]))
    if silent:
        yield "交办事项未答复", Table(
            ("交办编号", "事项", "交办日期", "时限"),
            desk.cells(silent, "{r.assignment_no}", "{r.matter}", "{r.assigned_on:d}", "{r.deadline:d}"), _WIDTHS)
    broken = holding(desk.rows("commitments", "promises", unit=unit), lambda r: bool(r["broken"]))
    if broken:
        yield "承诺时限已过、还没有兑现", Table(
            ("承诺编号", "承诺事项", "承诺时限", "状态"),
            desk.cells(broken, "{r.commitment_no}", "{r.promise}", "{r.due:d}", "{r.status}"), _WIDTHS)
    missing = holding(desk.rows("reporting", unit=unit), lambda r: r["state"] == "missing")
    if missing:
        yield "报送簿到期未报", Table(
            ("报告期", "截止日期", "尚缺的表"), desk.cells(missing, "{r.period}", "{r.due:d}", "{r.missing_sheets}"),
            (30, 26, 100))


PAPER = Paper(
    "notice", "督办通知单", "给一个单位:超过时限的问题、未答复的交办、未兑现的承诺、未报的报送簿,附反馈栏。", "unit",
    ("unit", "group", "leader", "office"), ("rectification", "assignments", "commitments", "reporting"), heading, body,
)

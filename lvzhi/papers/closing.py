"""《问题整改销号审批表》: what a group has passed and a leader has to approve, at most twenty problems to a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.papers.blocks import Block, Break, Para, Table
from lvzhi.papers.desk import Desk, as_of_words
from lvzhi.papers.paper import Paper

PER_SHEET = 20
_HEAD = ("问题编号", "责任单位", "问题", "申请日期", "核查日期", "核查方式", "核查人", "核查结果", "批准意见")
_ROW = ("{r.problem_no}", "{r.unit}", "{r.description}", "{r.pending_on:d}", "{r.passed_on:d}", "{r.method}",
        "{r.verifiers}", "{r.result}", "")
_SIGNED = "批准人(签字):　　　　　　签批日期:　　年　月　日　　签批单号:　　　　　　录入人:"
_RULE = (
    "核查人不是责任人,批准人不是责任领导。逐行写“同意销号”或“退回”及理由;签批后由{office}登记。"
)
_WIDTHS = (29, 24, 54, 17, 17, 16, 20, 30, 18)


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"{_group(desk)}问题整改销号审批表"


def _group(desk: Desk) -> str:
    return desk.plan.filer(desk.whose or "").name


def body(desk: Desk) -> Iterator[Block]:
    """Write sheet after sheet, each with its own head and signature."""
    waiting = desk.rows("rectification", "to_approve")
    sheets = [waiting[n:n + PER_SHEET] for n in range(0, len(waiting), PER_SHEET)] or [()]
    for n, rows in enumerate(sheets):
        if n:
            yield Break()
        yield Para(desk.say("问题整改销号审批表"), "title")
        yield Para(desk.say("工作组:{group}　截至:{when}　以下问题都已由两人核查通过", group=_group(desk),
                            when=as_of_words(desk.as_of)), "plain")
        yield Table(_HEAD, desk.cells(rows, *_ROW), _WIDTHS)
        if not rows:
            yield Para(desk.say("没有等待批准的问题。"), "plain")
        yield Para(desk.say(_SIGNED), "plain")
        yield Para(desk.say(_RULE, office=desk.plan.office.name), "note")


PAPER = Paper(
    "closing_sheet", "问题整改销号审批表", "核查通过、等待批准的问题,每张不超过20个,局领导签批后由局履职办代录。",
    "group", ("group", "leader", "office"), ("rectification",), heading, body, landscape=True,
)

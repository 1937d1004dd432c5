"""Tables that several papers share: units and groups in the plan's order, n/N in every cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lvzhi.papers.blocks import Block, Para, Piece, Table, Words
from lvzhi.papers.desk import NONE, Answer, Desk

_TASKS = ("{r.done/applicable}", "{r.overdue}")
_PROBLEMS = ("{r.registered}", "{r.closed/base}", "{r.overdue}", "{r.overdue_waiting}")
_HEAD = ("任务完成", "任务逾期", "查找问题", "问题销号", "问题逾期", "其中等核查")


def groups(desk: Desk, title: str) -> Iterator[Block]:
    """One row per group: tasks, problems, supervision on site."""
    visits = {r["group"]: r for r in desk.by_group("supervision")}
    head = ("工作组", *_HEAD, "现场督办", "督办次数")
    yield Para(desk.say("{t}", t=title), "caption")
    seen = ("{r.covered_on_site/assigned}", "{r.visits}")
    rows = tuple(
        (*row, *(_cell(desk, visits.get(code), pattern) for pattern in seen))
        for code, row in _joined(desk, "group", None)
    )
    yield Table(head, rows, (30, 18, 15, 15, 18, 15, 15, 15, 15))


def types(desk: Desk, title: str) -> Iterator[Block]:
    """One row per type of unit: tasks and problems."""
    yield Para(desk.say("{t}", t=title), "caption")
    order = list(desk.plan.unit_types)
    rows = sorted(_joined(desk, "type", None), key=lambda row: order.index(row[0]))
    yield Table(("单位类别", *_HEAD), tuple(row for _, row in rows), (60, 18, 15, 15, 18, 15, 15))


def units(desk: Desk, title: str, leader: str | None = None) -> Iterator[Block]:
    """One row per unit: tasks, problems, last visit; all units, or those of a leader's group."""
    filters: dict[str, Any] = {"leader": leader} if leader else {}
    seen = {r["unit"]: r for r in desk.rows("supervision", "units", **filters)}
    head = ("单位", *_HEAD, "最近督办")
    yield Para(desk.say("{t}", t=title), "caption")
    rows = tuple(
        (*row, _cell(desk, seen.get(code), "{r.last_visit:d}")) for code, row in _joined(desk, "unit", leader)
    )
    yield Table(head, rows, (38, 18, 15, 15, 17, 14, 14, 25))


def _joined(desk: Desk, key: str, leader: str | None) -> Iterator[tuple[str, tuple[Words, ...]]]:
    """Yield (key, its name and figures of tasks and problems) in the plan's order."""
    filters: dict[str, Any] = {"leader": leader} if leader else {}
    done: Mapping[str, Answer] = {r[key]: r for r in desk.by("completion", key, **filters)}
    for row in desk.by("rectification", key, **filters):
        tasks = tuple(_cell(desk, done.get(row[key]), p) for p in _TASKS)
        yield row[key], (desk.say(f"{{r.{key}}}", r=row), *tasks, *(desk.say(p, r=row) for p in _PROBLEMS))


def _cell(desk: Desk, row: Answer | None, pattern: str) -> Words:
    return desk.say(pattern, r=row) if row else (Piece(NONE),)

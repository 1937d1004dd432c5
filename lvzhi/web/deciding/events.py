"""The events of 核查销号 as a page offers them: which, what each asks for, what it does; as the form declares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.charts.look import short_day
from lvzhi.conditions import When
from lvzhi.form import Column, Form
from schemas.cross.events import STARTS
from schemas.verification import OFFICE_ONLY

CLOSING, PASSING = "批准销号", "核查通过"
_GIVEN = ("problem_no", "event")  # by the page itself
_VERIFIERS = ("verifier_1", "verifier_2")
# What an event does, said before it is entered; nothing entered is changed or taken back.
_SAYS: Mapping[str, str] = {
    "核查通过": "登记后转为“待批准”,等局领导签批。",
    "核查退回": "登记后转为“退回”,退回次数加一,单位须重新申请;理由随下一期报送簿印给单位。",
    "批准销号": "登记后转为“已销号”,计入销号率;以后只能用“重新挂号”再打开。",
    "重新挂号": "登记后重新成为未销号问题,不再计入已销号,重新挂号次数加一,按新时限办理。",
    "延期": "登记后按新时限计算逾期;原定时限保留,按期率仍按原定时限。",
    "长期认定": "登记后退出未销号,单独列示,不算已销号;到复查日期再核。",
    "取消长期": "登记后回到未销号,按新时限办理。",
    "归并": "登记后退出未销号,由归并到的那一条继续办理。",
    "撤销": "登记后退出未销号,不再计入应销号;交办有误的,撤销后另行交办。",
    "移交": "登记后退出未销号,计为移交,不再计入应销号。",
}


_ASKED_FOR: Mapping[str, str] = {"待批准": CLOSING, "申请延期": "延期", "长期坚持": "长期认定"}  # by queue


def offered(record: Mapping[str, Any], office: bool) -> tuple[str, ...]:
    """Return the events that may start from a problem's state: what its queue asks for, then in the form's order.

    Some are the office's alone.
    """
    found = tuple(
        event for event, starts in STARTS.items()
        if record["state"] in starts and (office or event not in OFFICE_ONLY)
        and not (record["state"] == "长期坚持" and event == PASSING and record["pending_on"] is None)
    )
    return tuple(sorted(found, key=lambda event: event != _ASKED_FOR.get(record["queue"])))


def says(event: str, record: Mapping[str, Any]) -> str:
    """Say what an event will do to a problem, and that it stays."""
    long = event == PASSING and record["state"] == "长期坚持"
    return f"{'登记后转为“阶段性完成”,不算已销号。' if long else _SAYS[event]}登记了不能改动或删除。"


def asked(form: Form, event: str, record: Mapping[str, Any]) -> tuple[tuple[Column, bool], ...]:
    """Return the columns a page asks for, each with whether it must be filled; the form's order."""
    known: dict[str, Any] = {"event": event}
    must = {c.id for c in form.columns if _holds(form, c, known)}
    if "approver" in must:  # entered by somebody else
        must |= {c.id for c in form.columns if _holds(form, c, {**known, "approver": "甲", "entered_by": "乙"})}
    if event == CLOSING and record["state"] == "待核查":
        must |= set(_VERIFIERS)
    columns = (c for c in form.columns if c.typed and c.id not in _GIVEN)
    return tuple((c, c.id in must) for c in columns if c.id in must or c.id == "result")


def _holds(form: Form, column: Column, known: Mapping[str, Any]) -> bool:
    if not isinstance(column.required, When):
        return column.required
    frame = pd.DataFrame({c.id: c.kind.series([known.get(c.id)]) for c in form.all_columns})
    return bool(column.required.holds(frame).iloc[0])


def title(record: Mapping[str, Any], name: str) -> str:
    """Return a problem as one line of a list: what waits, and since when."""
    waits = f"已等 {record['waited']} 个工作日" if record["waited"] is not None else _due(record)
    return f"{record['problem_no']} {name} · {waits} · {_short(record['description'])}"


def _due(record: Mapping[str, Any]) -> str:
    if record["state"] == "已销号" and record["closed_on"]:
        return f"{short_day(record['closed_on'])}销号"
    return f"时限 {short_day(record['deadline'])}" if record["deadline"] else "没有时限"


def _short(text: str | None, longest: int = 24) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= longest else f"{words[:longest]}…"

"""代录: approvals signed on paper, typed in for many problems at once; each is judged by itself, the rest may go."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from lvzhi import measures
from lvzhi.entering import Desk, said
from lvzhi.measures import instant
from lvzhi.plan import Plan
from lvzhi.worklist import Problem

FORM, EVENT, PAPER = "verification", "批准销号", "closing_sheet"
_SHEETS = """
select
  json_extract_string(body, '$.whose'),
  json_extract_string(body, '$.as_of'),
  json_extract_string(body, '$.code')
from decision
where act = 'sign_paper' and json_extract_string(body, '$.paper') = $paper
order by entry desc
"""
_BETWEEN = re.compile(r"[\s、,，;；]+")
# Notes after which an approval would be kept without effect: on a list that has been signed it is asked about first.
_NO_EFFECT = ("VERI-NO-EFFECT", "VERI-NO-APPLICATION", "VERI-OWNER", "VERI-APPROVER")


@dataclass(frozen=True)
class Signed:
    """What stands on the paper: who approved, its number, the day; and who types it in."""

    approver: str | None
    approval_no: str | None
    signed_on: dt.date | None
    entered_by: str | None

    def row(self, problem_no: str, application_on: dt.date) -> dict[str, Any]:
        """Return the row of 核查销号 for one problem of the paper."""
        return {
            "problem_no": problem_no, "event": EVENT, "event_on": self.signed_on, "application_on": application_on,
            "approver": self.approver, "approval_no": self.approval_no, "entered_by": self.entered_by,
        }


@dataclass(frozen=True)
class Line:
    """One problem of a paper: the row to be recorded, or why it is not."""

    problem_no: str
    row: Mapping[str, Any] | None
    why: str = ""


@dataclass(frozen=True)
class Sheet:
    """A 审批表 that was signed off in the system: whose, as of when (naive, the campaign's), its 校验码."""

    group: str
    as_of: dt.datetime
    code: str


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the numbers of a list as people paste it.

    >>> numbers_in("园林-问题-001、园林-问题-002\\n 园林-问题-001")
    ('园林-问题-001', '园林-问题-002')
    """
    return tuple(dict.fromkeys(n for n in _BETWEEN.split(text.replace("－", "-").replace("—", "-")) if n))


def sheets(cursor: duckdb.DuckDBPyConnection, plan: Plan) -> list[Sheet]:
    """Return the 审批表 signed off so far, the newest first."""
    found = cursor.execute(_SHEETS, {"paper": PAPER}).fetchall()
    return [Sheet(group, instant(dt.datetime.fromisoformat(as_of), plan), code) for group, as_of, code in found]


def printed(cursor: duckdb.DuckDBPyConnection, plan: Plan, sheet: Sheet) -> tuple[str, ...]:
    """Return the problems on a 审批表, in the order printed: what the group had passed at its instant."""
    rows = measures.detail(cursor, plan, "rectification", "to_approve", sheet.as_of, {"group": sheet.group})
    return tuple(rows["problem_no"])


def judged(
    desk: Desk, filer: str, numbers: Iterable[str], known: Mapping[str, Problem], signed: Signed
) -> list[Line]:
    """Judge each problem of a paper by the rules of 核查销号; `known`: those on the work list, as they stand now."""
    return [_line(desk, filer, number, known.get(number), signed) for number in numbers]


def _line(desk: Desk, filer: str, number: str, problem: Problem | None, signed: Signed) -> Line:
    if problem is None:
        return Line(number, None, "没有找到这个问题,或已归并、撤销、移交。请核对编号。")
    if problem["state"] != "待批准" or problem["pending_on"] is None:
        return Line(number, None, f"现为“{problem['state']}”,没有核查通过、等批准的申请。")
    row = signed.row(number, problem["pending_on"])
    found = desk.enter(FORM, filer, [row])
    why = [said(f) for f in found.faults] or [f.message for f in found.notes if f.code in _NO_EFFECT]
    return Line(number, None if why else row, "".join(why))

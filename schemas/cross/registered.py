"""What is known of registered problems when a book comes in: state, deadline, owner, applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lvzhi.intake.filing import Filing
from schemas.cross.records import Record, naming, records, sheet

OPEN = ("未销号", "待核查", "退回", "待批准", "重新挂号")
APPLYING = ("申请销号", "阶段性完成")


@dataclass(frozen=True)
class Problem:
    """A registered problem; `ledger` is the unit's current row, None while the unit has not answered."""

    number: str
    unit: str
    state: str
    deadline: dt.datetime | None
    ledger: Record | None = None

    @property
    def persons(self) -> tuple[str, ...]:
        """责任人."""
        return (self.ledger or {}).get("responsible_person") or ()

    @property
    def leader(self) -> str | None:
        """责任领导, the unit's own word."""
        return (self.ledger or {}).get("responsible_leader")

    @property
    def category(self) -> str | None:
        return (self.ledger or {}).get("category")


def problems(filing: Filing, numbers: Iterable[str | None]) -> Mapping[str, Problem]:
    """The problems of these numbers: those that stand, and those this book assigns."""
    wanted = {number for number in numbers if number is not None}
    found = {
        row["assignment_no"]: Problem(row["assignment_no"], row["unit"], "未销号", row["due"])
        for row in sheet(filing, "assignments")
        if row["unit"] and row["assignment_no"] in wanted
    }
    ledger = {row["problem_no"]: row for row in naming(filing, "rectification", "problem_no", wanted)}
    for row in records(filing.standing.problems_naming("problem_no", wanted)) if wanted else ():
        number = row["problem_no"]
        found[number] = Problem(number, row["unit"], row["state"], row["deadline"], ledger.get(number))
    return found


def applications(filing: Filing, found: Iterable[Problem]) -> frozenset[tuple[str, dt.datetime]]:
    """(number, 申请日期) of every application for these problems that the units answering for them ever made."""
    whose = {problem.number: problem.ledger["filer"] for problem in found if problem.ledger}
    told = records(filing.standing.versions_naming("rectification", "problem_no", whose)) if whose else ()
    return frozenset(
        (row["problem_no"], row["applied_on"]) for row in told
        if row["filer"] == whose[row["problem_no"]] and row["status"] in APPLYING and row["applied_on"] is not None
    )


def still_open(filing: Filing, numbers: Iterable[str]) -> tuple[str, ...]:
    """Those of the numbers whose problem is open."""
    named = tuple(numbers)
    found = problems(filing, named)
    return tuple(n for n in named if n in found and found[n].state in OPEN)

"""交办事项 across rows and filers: no change after an answer, no accused as judge, nothing assigned twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from lvzhi.kinds import day_words
from schemas.cross.records import Record, accepted, known, naming, sheet

FIXED = {"unit": "承办单位", "matter": "交办事项", "assigned_on": "交办日期"}


def changed_after_answer(filing: Filing) -> Iterator[Hit]:
    """ASGN-CHANGED: a fixed cell differs from the accepted one though the unit's ledger row answers it."""
    before = {row["assignment_no"]: row for row in accepted(filing, "assignments", filing.filer.code)}
    mine = sheet(filing, "assignments")
    told = naming(filing, "rectification", "problem_no", (row["assignment_no"] for row in mine))
    answered = {row["problem_no"] for row in told}
    for row in mine:
        number = row["assignment_no"]
        if number in before and number in answered:
            yield from _changes(row, before[number], filing)


def _changes(row: Record, was: Record, filing: Filing) -> Iterator[Hit]:
    for column, label in FIXED.items():
        if row[column] is not None and row[column] != was[column]:
            yield Hit(row["_row"], column, {"label": label, "was": _words(was[column], column, filing)})


def _words(value: Any, column: str, filing: Filing) -> str:
    if isinstance(value, dt.datetime):
        return day_words(value)
    return filing.plan.filer(value).name if column == "unit" else str(value)


def accused_assigned(filing: Filing) -> Iterator[Hit]:
    """ASGN-WHISTLE: the 举报 named as source is about the unit that would handle it."""
    mine = sheet(filing, "assignments")
    told = naming(filing, "complaints", "complaint_no", (row["source_ref"] for row in mine))
    accused = {
        row["complaint_no"]: row["subject_unit"]
        for row in known(filing, "complaints", "complaint_no", told)
        if row["category"] == "举报"
    }
    for row in mine:
        if row["unit"] is not None and accused.get(row["source_ref"]) == row["unit"]:
            yield Hit(row["_row"], "unit", {"source_ref": row["source_ref"]})


def assigned_twice(filing: Filing) -> Iterator[Hit]:
    """ASGN-TWICE: another row, of this book or accepted of anybody, says the same; the later one is told."""
    seen: dict[tuple[Any, ...], str] = {}
    mine = sheet(filing, "assignments")
    here = {row["assignment_no"] for row in mine}
    for row in naming(filing, "assignments", "unit", (row["unit"] for row in mine)):
        if row["assignment_no"] not in here:
            seen.setdefault(_sameness(row), row["assignment_no"])
    for row in mine:
        if row["unit"] is None or row["matter"] is None:
            continue
        other = seen.setdefault(_sameness(row), row["assignment_no"])
        if other != row["assignment_no"]:
            yield Hit(row["_row"], "matter", {"other": other})


def _sameness(row: Record) -> tuple[Any, ...]:
    return row["source_ref"], row["unit"], row["matter"]

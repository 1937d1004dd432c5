"""系统 columns: what plan and accepted filings say about re-listed rows, one function per form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from lvzhi.books.records import Record, Scope, taken
from lvzhi.kinds import day_words

Rows = Sequence[dict[str, Any]]
_CLOSING = "批准销号"
_CLOSED = "已销号"
_OPEN = "未销号"
_OF_PROBLEM = ("original_due", "closed_on", "returned_count", "reopened_count", "extended_count")


def complete(scope: Scope, records: Rows) -> list[dict[str, Any]]:
    """Return the re-listed rows with their 系统 columns as they are known now."""
    known = _KNOWN.get(scope.form.id) if records else None
    return [_declared(scope, r) for r in (known(scope, records) if known else records)]


def _declared(scope: Scope, row: dict[str, Any]) -> dict[str, Any]:
    """Fill the 系统 cells whose column says how they follow from the row, the plan and the filer."""
    whole = dict.fromkeys(scope.form.by_id) | row
    follows = {
        c.id: c.computed(whole, scope.plan, scope.filer)
        for c in scope.form.columns_in(scope.filer.book) if c.system and c.computed
    }
    return {**row, **{name: value for name, value in follows.items() if value is not None}}


def constants(scope: Scope) -> dict[str, Any]:
    """Return what stands in every blank row: the declared constants, and those that hang on the book."""
    form = scope.form
    declared = {c.id: c.prefilled(scope.filer) for c in form.columns_in(scope.filer.book)}
    found = _declared(scope, {name: value for name, value in declared.items() if value is not None})
    # What only follows and is not printed would merely unfold its column.
    return {n: v for n, v in found.items() if declared[n] is not None or n in form.prints}


def answered(scope: Scope, record: Record) -> bool:
    """Say whether the unit has answered the assignment: its ledger row is accepted."""
    return scope.form.id == "assignments" and "unit_status" in record


# --- 问题整改台账 ------------------------------------------------------------------------------------


def _rectification(scope: Scope, records: Rows) -> Rows:
    problems = {p["problem_no"]: p for p in taken(scope.standing.problems(scope.filer.code))}
    events = _events(scope, {r["problem_no"] for r in records})
    return [_problem(r, problems.get(r["problem_no"], {}), events.get(r["problem_no"], ())) for r in records]


def _events(scope: Scope, numbers: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """problem -> its rows of 核查销号 in the order of their days."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = taken(scope.standing.naming("verification", "problem_no", numbers))
    for row in sorted(rows, key=lambda r: r.get("event_on", pd.Timestamp(0))):
        found.setdefault(row.get("problem_no", ""), []).append(row)
    return found


def _problem(row: dict[str, Any], known: Record, events: Sequence[Record]) -> dict[str, Any]:
    computed: dict[str, Any] = {k: known[k] for k in _OF_PROBLEM if k in known}
    computed["closure_state"] = known.get("state", _OPEN)
    if "deadline" in known:
        computed["due"] = known["deadline"]
    if events:
        computed["last_verification"] = _event_words(events[-1])
    closings = [e for e in events if e.get("event") == _CLOSING]
    if closings and computed.get("closure_state") == _CLOSED and "approver" in closings[-1]:
        computed["approver"] = closings[-1]["approver"]
    return {**row, **computed}


def _event_words(event: Record) -> str:
    """2015年8月3日 核查退回 甲某、乙某 缺公示照片."""
    people = "、".join(event[k] for k in ("verifier_1", "verifier_2") if k in event)
    parts = (day_words(event["event_on"]), event["event"], people, event.get("result", ""))
    return " ".join(p for p in parts if p)


# --- the other forms -------------------------------------------------------------------------------------


def _assignments(scope: Scope, records: Rows) -> Rows:
    numbers = {r["assignment_no"] for r in records}
    replies = {r["problem_no"]: r for r in taken(scope.standing.naming("rectification", "problem_no", numbers))}
    problems = taken(scope.standing.problems_naming("problem_no", numbers))
    states = {p["problem_no"]: p["state"] for p in problems if "state" in p}
    return [{**r, **_reply(replies, states, r["assignment_no"])} for r in records]


def _reply(replies: Mapping[str, Record], states: Mapping[str, str], number: str) -> dict[str, Any]:
    reply = replies.get(number, {})
    found = {"unit_status": reply.get("status"), "unit_progress": reply.get("progress"),
             "closure_state": states.get(number)}
    return {k: v for k, v in found.items() if v is not None}


def _supervisors(scope: Scope, records: Rows) -> Rows:
    named = [n for i in taken(scope.standing.current("inspections")) for n in i.get("supervisor_nos", ())]
    return [{**r, "activities": named.count(r["supervisor_no"])} for r in records]


def _pilots(scope: Scope, records: Rows) -> Rows:
    visits = taken(scope.standing.current("supervision"))
    return [{**r, "visits": sum(_of_pilot(v, r) for v in visits)} for r in records]


def _of_pilot(visit: Record, pilot: Record) -> bool:
    if not {"leader", "unit", "start_on", "end_on"} <= pilot.keys() or "visited_on" not in visit:
        return False
    took_part = pilot["leader"] in (*visit.get("leaders", ()), visit.get("lead"))
    day = pd.Timestamp(visit["visited_on"])
    between = pd.Timestamp(pilot["start_on"]) <= day <= pd.Timestamp(pilot["end_on"])
    return took_part and between and visit.get("unit") == pilot["unit"]


_KNOWN: Mapping[str, Callable[[Scope, Rows], Rows]] = {
    "rectification": _rectification,
    "assignments": _assignments,
    "supervisors": _supervisors,
    "pilots": _pilots,
}

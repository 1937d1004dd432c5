"""How problems stand by the books received: what a clerk sees printed in the next book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

OPEN = ("未销号", "待核查", "退回", "待批准", "重新挂号")
APPLYING = ("申请销号", "阶段性完成")
_ENDS = {
    "核查通过": "待批准", "核查退回": "退回", "批准销号": "已销号", "重新挂号": "重新挂号", "长期认定": "长期坚持",
    "归并": "已归并", "撤销": "已撤销", "移交": "已移交",
}


@dataclass(frozen=True)
class Life:
    """A problem as it stands; names as in the store's problem_at."""

    problem_no: str
    unit: str
    registered_on: pd.Timestamp
    original_due: pd.Timestamp
    deadline: pd.Timestamp
    state: str = "未销号"
    pending_on: pd.Timestamp | None = None
    closed_on: pd.Timestamp | None = None
    returned_count: int = 0
    reopened_count: int = 0
    extended_count: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def lives(
    assigned: Sequence[Mapping[str, Any]], ledger: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]
) -> dict[str, Life]:
    """Fold applications and events of each problem in the order of their days."""
    found: dict[str, Life] = {}
    for row in assigned:
        number = row["assignment_no"]
        found[number] = Life(number, row["unit"], row["assigned_on"], row["due"], row["due"])
    for row in ledger:
        if row["problem_no"] not in found:
            number = row["problem_no"]
            found[number] = Life(number, row["filer"], row["registered_on"], row["due"], row["due"])
    acts: dict[str, list[tuple[pd.Timestamp, int, Mapping[str, Any]]]] = {}
    made = set[tuple[str, pd.Timestamp]]()
    for row in ledger:
        if row.get("status") in APPLYING and row.get("applied_on") is not None:
            made.add((row["problem_no"], row["applied_on"]))
    returns = {(r["problem_no"], r["application_on"]) for r in events if r["event"] == "核查退回"}
    for number, day in made | returns:
        acts.setdefault(number, []).append((day, 0, {"event": "申请"}))
    for n, row in enumerate(events, start=1):
        if row["event"] not in ("核查通过", "批准销号") or (row["problem_no"], row["application_on"]) in made:
            acts.setdefault(row["problem_no"], []).append((row["event_on"], n, row))
    return {number: _folded(life, acts.get(number, [])) for number, life in found.items()}


def _folded(life: Life, acts: list[tuple[pd.Timestamp, int, Mapping[str, Any]]]) -> Life:
    for day, _, act in sorted(acts, key=lambda a: a[:2]):
        life = _after(life, act, day)
    return life


def _after(life: Life, act: Mapping[str, Any], day: pd.Timestamp) -> Life:
    event = act["event"]
    if event == "申请":
        return replace(life, state="待核查", pending_on=day) if life.is_open else life
    state, pending = _ENDS.get(event, life.state), life.pending_on
    if event == "延期":
        return replace(life, deadline=act["new_due"], extended_count=life.extended_count + 1)
    if event == "重新挂号":
        life = replace(life, deadline=act["new_due"], closed_on=None, reopened_count=life.reopened_count + 1)
    if event == "核查退回":
        life = replace(life, returned_count=life.returned_count + 1)
    if event == "批准销号":
        life = replace(life, closed_on=day)
    return replace(life, state=state, pending_on=pending if event == "核查通过" else None)

"""Problems others found: the rows of 交办事项 that stand pre-filled in the unit's own ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing, Standing
from lvzhi.plan import Plan
from schemas.cross.ledger import ASSIGNED
from schemas.cross.records import records, sheet
from schemas.cross.registered import OPEN

# ledger column <- column of the assignment (forms.md 7.2)
FILLS = {
    "problem_no": "assignment_no", "registered_on": "assigned_on", "source": "source", "source_ref": "source_ref",
    "check_item": "check_item", "area": "area", "description": "matter", "responsible_unit": "unit", "due": "due",
    "assigned_request": "request",
}
ANSWERS = ("responsible_leader", "responsible_person", "category", "measures", "status")


def rows(plan: Plan, filer: str, period: str, standing: Standing) -> tuple[Mapping[str, Any], ...]:
    """The 交 cells of every problem assigned to this filer that is open, in the order of assignment."""
    known = records(standing.problems(filer))
    open_ones = {p["problem_no"]: p["deadline"] for p in known if p["state"] in OPEN}
    kept = records(standing.naming("assignments", "assignment_no", open_ones))
    return tuple(
        {ours: a[theirs] for ours, theirs in FILLS.items()} | {"due": open_ones[a["assignment_no"]] or a["due"]}
        for a in sorted(kept, key=lambda a: (a["assigned_on"], a["assignment_no"]))
    )


def unanswered(filing: Filing) -> Iterator[Hit]:
    """RECT-ASSIGNED-UNANSWERED: none of the unit's own ★ is filled; some missing are GEN-REQUIRED's."""
    for row in sheet(filing, "rectification"):
        if ASSIGNED in (row["problem_no"] or "") and all(row[column] is None for column in ANSWERS):
            yield Hit(row["_row"], ANSWERS[0], {"number": row["problem_no"]})


RULES = (
    CrossRule("RECT-ASSIGNED-UNANSWERED", Severity.ERROR, unanswered,
              "{number}是交办给本单位的问题,还没有答复。请填写责任领导、责任人、整改类别、整改措施和整改状态。"),
)

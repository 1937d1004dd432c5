"""The plan's workbook: a Plan into the bytes of a workbook, a workbook sent back into a checked Plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lvzhi import planbook_read, planbook_write
from lvzhi.plan import Plan
from lvzhi.planfile import checked

__all__ = ["from_workbook", "to_workbook"]


def to_workbook(plan: Plan, titles: Mapping[str, str] | None = None) -> bytes:
    """Write a plan as a workbook; `titles` (form id -> sheet title) name the forms to people."""
    return planbook_write.write(plan, titles or {})


def from_workbook(data: bytes, forms: Sequence[str], titles: Mapping[str, str] | None = None) -> Plan:
    """Read a plan's workbook; PlanRefused names every sheet and cell to mend."""
    located = planbook_read.read(data, titles or {})
    return checked(located.tree, forms, located.places)

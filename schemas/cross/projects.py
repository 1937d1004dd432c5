"""项目进度 against what was accepted: no going back, no standing still without a word."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import earlier, key
from schemas.cross.lowering import lowered
from schemas.cross.records import sheet


def no_progress(filing: Filing) -> Iterator[Hit]:
    """PROJ-NO-PROGRESS: 完成率 as in the last period filed, under 100 %, and 存在问题 empty."""
    held, before = filing.sheets.get("projects"), earlier(filing, "projects")
    for row in sheet(filing, "projects"):
        was = before.get(key(held.form, row)) if held else None
        if was is None or row["progress"] is None or row["obstacles"] is not None:
            continue
        if row["progress"] == was["progress"] and row["progress"] < 1:
            yield Hit(row["_row"], "progress", {"now": _percent(row["progress"])})


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.1f}".rstrip("0").rstrip(".") + "%"


RULES = (
    lowered("PROJ-BACK", "projects", "progress", "spent", "received", "checks"),
    CrossRule("PROJ-NO-PROGRESS", Severity.QUERY, no_progress,
              "完成率还是{now},没有变化,存在问题也没有填写。请说明原因,或填写存在问题。"),
)

"""公开承诺台账 against the accepted version: a public promise does not change in silence."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import both
from schemas.cross.redating import redated

PROMISED = {"promise": "承诺事项", "target": "目标或量化指标", "due": "承诺时限"}


def changed(filing: Filing) -> Iterator[Hit]:
    """PROM-CHANGED: one hit per row, at the first cell that differs."""
    for row, was in both(filing, "commitments"):
        found = [c for c in PROMISED if row[c] is not None and row[c] != was[c]]
        if found and row["status"] != "调整":
            yield Hit(row["_row"], found[0], {"labels": "、".join(PROMISED[c] for c in found)})


RULES = (
    CrossRule("PROM-CHANGED", Severity.QUERY, changed,
              "{labels}与上次报送的不同。承诺已公开,请写明调整依据和公开情况。"),
    redated("PROM-KEPT-CHANGED", "commitments", "kept_on", "status", ("已兑现",),
            "兑现日期由{was}改为{now}。请说明原因。"),
)

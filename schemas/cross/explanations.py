"""说明 across rows: one sentence for many rows explains none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from lvzhi.values import squeeze
from schemas.cross.records import sheet


def repeated(filing: Filing) -> Iterator[Hit]:
    """EXPL-REPEATED: the same 说明 for more rows than the plan allows; told once, at the first of them."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row in sheet(filing, "explanations"):
        if row["reason"] is not None:
            rows[squeeze(row["reason"])].append(row["_row"])
    for same in rows.values():
        if len(same) > filing.plan.settings.same_reason_rows:
            yield Hit(same[0], "reason", {"count": len(same)})


RULES = (
    CrossRule("EXPL-REPEATED", Severity.NOTE, repeated,
              "同一句说明用在{count}行。情况不同的,请分别写明。"),
)

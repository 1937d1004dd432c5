"""督查员名册 across rows: nobody serves twice at one place."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import overlaid


def twice(filing: Filing) -> Iterator[Hit]:
    """SUPR-TWICE: same 姓名 and 工作单位 among 在聘; 聘任单位 and 聘任层级 are the filer's, so they are equal."""
    seen: dict[tuple[str, str], str] = {}
    rows = overlaid(filing, "supervisors").values()
    for row in sorted(rows, key=lambda r: (r["_row"] is not None, r["_row"] or 0)):
        if row["term"] != "在聘" or row["name"] is None or row["workplace"] is None:
            continue
        other = seen.setdefault((row["name"], row["workplace"]), row["supervisor_no"])
        if other != row["supervisor_no"] and row["_row"] is not None:
            yield Hit(row["_row"], "name", {"name": row["name"], "other": other})


RULES = (
    CrossRule("SUPR-TWICE", Severity.ERROR, twice,
              "“{name}”与{other}姓名、工作单位相同,都在聘。同一人请只留一行;同名的两人,请在工作单位中写明区别。"),
)

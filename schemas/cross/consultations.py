"""征求意见 across rows: a survey has one count of sheets issued and one of sheets collected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import overlaid
from schemas.cross.lowering import lowered
from schemas.cross.records import Record

COUNTS = {"issued": "发放份数", "collected": "收回份数"}


def survey_twice(filing: Filing) -> Iterator[Hit]:
    """CONS-SURVEY-TWICE: a row of this book gives another count than an earlier row of the same survey."""
    seen: dict[tuple[Any, ...], Any] = {}
    rows = overlaid(filing, "consultations").values()
    for row in sorted(rows, key=lambda r: (r["_row"] is not None, r["_row"] or 0)):
        survey = (row["held_on"], row["method"], row["consulted"])
        if None in survey:
            continue
        for column, label in COUNTS.items():
            told = seen.setdefault((column, *survey), row[column]) if row[column] is not None else None
            if told != row[column] and row["_row"] is not None:
                yield Hit(row["_row"], column, {"label": label, "count": row[column], "other": told})


def uncounted(filing: Filing) -> Iterator[Hit]:
    """GEN-REQUIRED: the first row of a survey by questionnaire none of whose rows, filed before or now, counts."""
    held = filing.sheets.get("consultations")
    surveys: dict[tuple[Any, ...], list[Record]] = {}
    for row in overlaid(filing, "consultations").values():
        surveys.setdefault((row["held_on"], row["method"], row["consulted"]), []).append(row)
    for (_, method, _), rows in surveys.items():
        first = min((row["_row"] for row in rows if row["_row"] is not None), default=None)
        if method != "问卷调查" or first is None or held is None:
            continue
        for column, label in COUNTS.items():
            told = any(row[column] is not None or (row["_row"], column) in held.bad for row in rows)
            if not told:
                yield Hit(first, column, {"label": label})


RULES = (
    CrossRule("GEN-REQUIRED", Severity.ERROR, uncounted,
              "“{label}”尚未填写(方式=问卷调查时,同一次问卷填在第一行)。请填写问卷的{label}。"),
    CrossRule("CONS-SURVEY-TWICE", Severity.ERROR, survey_twice,
              "同一次征求意见的{label},一处填{other}份,本行填{count}份。请核对,只留一个数。"),
    lowered("CONS-FEWER", "consultations", *COUNTS),
)

"""征求意见 across rows: a survey has one count of sheets issued and one of sheets collected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import overlaid

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


RULES = (
    CrossRule("CONS-SURVEY-TWICE", Severity.ERROR, survey_twice,
              "同一次征求意见的{label},一处填{other}份,本行填{count}份。请核对,只留一个数。"),
)

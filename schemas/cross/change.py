"""Which rows of a sheet are new or differ from what is accepted, by row identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lvzhi.form import Form
from lvzhi.intake.filing import Filing, SheetRows
from schemas.cross.ledger import current, key, problems
from schemas.cross.records import records

UNCOUNTED = ("cover", "explanations")


def changed_rows(filing: Filing, held: SheetRows) -> tuple[int, ...]:
    """Excel rows that are new or changed; none for rows the plan fixes, which are answered whatever happens."""
    form = held.form
    if form.fixed_rows or form.id in UNCOUNTED:
        return ()
    before = current(filing, form.id)
    return tuple(
        row["_row"] for row in records(held.frame)
        if (was := before.get(key(form, row))) is None or changed_columns(filing, form, row, was)
    )


def changed_columns(filing: Filing, form: Form, row: Mapping[str, Any], was: Mapping[str, Any]) -> tuple[str, ...]:
    """Typed columns that say something else than the accepted row; a pre-filled deadline in force is no change."""
    found = [c.id for c in form.columns_in(filing.book) if c.typed and row.get(c.id) != was.get(c.id)]
    if form.id == "rectification" and "due" in found:
        known = problems(filing).get(row["problem_no"])
        if known is not None and row["due"] == known["deadline"]:
            found.remove("due")
    return tuple(found)

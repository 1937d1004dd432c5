"""Which rows of a sheet are new or differ from what is accepted, by row identity."""

from __future__ import annotations

from lvzhi.intake.change import changed_columns
from lvzhi.intake.filing import Filing, SheetRows
from schemas.cross.ledger import current, key
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
        if (was := before.get(key(form, row))) is None or changed_columns(filing, form, was, row)
    )

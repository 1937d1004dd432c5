"""A number that only grows, and was accepted, does not become smaller in silence."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import both


def lowered(code: str, form: str, *columns: str) -> CrossRule:
    """Return the query about a row whose count, sum or share in one of `columns` is below the accepted one."""
    def check(filing: Filing) -> Iterator[Hit]:
        for row, was in both(filing, form):
            if str(was["period"] or "") > filing.period:
                continue  # an earlier month is mended after a later one was filed
            for column in columns:
                if None not in (was[column], row[column]) and row[column] < was[column]:
                    yield Hit(row["_row"], column, _said(filing, form, column, was[column], row[column]))

    return CrossRule(code, Severity.QUERY, check, "{label}由上次的{was}减为{now}。请说明原因。")


def _said(filing: Filing, form: str, column: str, was: float, now: float) -> dict[str, str]:
    held = filing.sheets[form].form.by_id[column]
    amounts = {name: held.kind.measured(value, filing.plan) for name, value in (("was", was), ("now", now))}
    return {"label": held.label.partition("(")[0], **amounts}

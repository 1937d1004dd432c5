"""A filer's rows by key: as accepted, as this book would leave them; and its problems as they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.form import Form
from lvzhi.intake.filing import Filing
from schemas.cross.records import Record, accepted, records, sheet
from schemas.cross.registered import OPEN

ASSIGNED = "-交办-"


def key(form: Form, row: Mapping[str, Any]) -> str:
    return form.key_of(row)


def current(filing: Filing, form: str) -> dict[str, Record]:
    """The filer's accepted rows by key; of a periodic form those of the latest period."""
    rows = sorted(accepted(filing, form, filing.filer.code), key=lambda r: r["period"] or "")
    return {row["key"]: row for row in rows}


def overlaid(filing: Filing, form: str) -> dict[str, Record]:
    """The filer's rows by key as they stand once this book is accepted; rows of the book have `_row`."""
    before = {k: {**row, "_row": None} for k, row in current(filing, form).items()}
    held = filing.sheets.get(form)
    if held is None:
        return before
    return before | {key(held.form, row): row for row in records(held.frame)}


def earlier(filing: Filing, form: str) -> dict[str, Record]:
    """By key the latest version accepted for a period before this one."""
    rows = records(filing.standing.versions(form, filing.filer.code))
    kept = [r for r in rows if (r["period"] or "") < filing.period]
    return {row["key"]: row for row in sorted(kept, key=lambda r: r["period"] or "")}


def both(filing: Filing, form: str) -> list[tuple[Record, Record]]:
    """(row of the book, the accepted row it replaces)."""
    held, before = filing.sheets.get(form), current(filing, form)
    if held is None:
        return []
    pairs = ((row, before.get(key(held.form, row))) for row in sheet(filing, form))
    return [(row, was) for row, was in pairs if was is not None]


def problems(filing: Filing) -> dict[str, Record]:
    """The filer's registered problems by number, with `open` and `assigned`."""
    return {
        row["problem_no"]: {**row, "open": row["state"] in OPEN, "assigned": ASSIGNED in row["problem_no"]}
        for row in records(filing.standing.problems(filing.filer.code))
    }


def overdue(filing: Filing) -> tuple[str, ...]:
    """Numbers of open problems past the deadline in force on the day of receipt, with no application pending."""
    today = midnight(filing.received_on)
    return tuple(
        n for n, p in problems(filing).items()
        if p["open"] and p["pending_on"] is None and p["deadline"] is not None and p["deadline"] < today
    )


def words(row: Mapping[str, Any] | None, column: str) -> str:
    """The text of a cell, blank for no row."""
    return str((row or {}).get(column) or "")


def midnight(day: dt.date) -> pd.Timestamp:
    return pd.Timestamp(day)

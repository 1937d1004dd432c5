"""A filer's own files: what it has sent, what came back and why, what each changed; and who asks for help."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from lvzhi.findings import Finding, Severity
from lvzhi.form import Form
from lvzhi.intake.change import Change, compare
from lvzhi.intake.filing import Filing
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted
from lvzhi.standing import StoreStanding
from lvzhi.viewer import Viewer, papers
from lvzhi.workspace import Workspace

_SQL = Path(__file__).parent / "sql"
_HISTORY, _HELP = ((_SQL / name).read_text(encoding="utf-8") for name in ("history.sql", "help.sql"))
_MAY_LACK = ("period", "original", "reason", "cells")
RETURNED = "RETURNED"  # the code of what the office writes to a cell


@dataclass(frozen=True)
class Sent:
    """One file of a filer's history: `file` is its SHA-256, `original` that of the file before it was corrected."""

    entry: int
    receipt: str
    filer: str
    period: str
    received_at: dt.datetime
    file_name: str
    state: str
    file: str
    original: str | None


def history(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, filer: str, as_of: dt.datetime, viewer: Viewer | None
) -> pd.DataFrame:
    """Return one row per file received of a filer, newest first; `as_of` naive, of the campaign's time zone.

    To a viewer who may not hold the filer's papers there are none.
    """
    whose = filer if filer in papers(viewer, plan) else None
    found = cursor.execute(_HISTORY, {"filer": whose, "as_of": as_of}).df()
    # What a file lacks (a period, an original) is None: pandas' NaN passes for something.
    return found.astype(dict.fromkeys(_MAY_LACK, object)).where(found.notna(), None)


def help_wanted(cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime) -> pd.DataFrame:
    """Return one row per book that help was asked for and that has not been accepted since."""
    return cursor.execute(_HELP, {"as_of": as_of}).df()


def row_counts(cursor: duckdb.DuckDBPyConnection, entry: int, forms: Sequence[Form]) -> dict[str, int]:
    """Return how many rows a filing brought, by form id, forms without any left out."""
    asked = " union all ".join(
        f"select {n} as n, count(*) as rows from {quoted(f'rows_{form.id}')} where entry = $entry"
        for n, form in enumerate(forms)
    )
    found = cursor.execute(f"select n, rows from ({asked}) where rows > 0 order by n", {"entry": entry}).fetchall()
    return {forms[n].id: count for n, count in found}


def change_of(workspace: Workspace, sent: Sent) -> Change:
    """Return what an accepted file changed against what stood before it: read again, not judged again."""
    plan = workspace.plan
    filer, received_on = plan.filer(sent.filer), sent.received_at.date()
    sheets = workspace.derive(
        workspace.vault.get(sent.file), sent.file_name, plan, filer, sent.period, received_on
    )
    before = sent.received_at - dt.timedelta(microseconds=1)
    with workspace.store.cursor() as cursor:
        standing = StoreStanding(cursor, before, workspace.forms, plan)
        return compare(Filing(plan, filer, sent.period, received_on, sheets, standing))


def came_back(reason: str | None, cells: str | None) -> tuple[Finding, ...]:
    """Return what the office said on returning a file, each at its cell; `cells` as the decision keeps them."""
    found = [
        Finding(RETURNED, Severity.ERROR, str(c.get("reason") or reason or ""), sheet=c.get("sheet"),
                cell=c.get("cell"), row=_row(c.get("cell")))
        for c in json.loads(cells or "[]")
    ]
    return tuple(found) or ((Finding(RETURNED, Severity.ERROR, reason),) if reason else ())


def _row(cell: str | None) -> int | None:
    digits = (cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdigit() else None


def findings_of(cursor: duckdb.DuckDBPyConnection, entry: int) -> tuple[Finding, ...]:
    """Return what was found in a file when it was received."""
    rows = cursor.execute(
        """
        select code, severity, message, form, sheet, cell, "row", column_label, value, suggestion, key, reason, basis
        from finding where entry = $entry order by ord
        """,
        {"entry": entry},
    ).fetchall()
    return tuple(Finding(code, Severity(severity), *rest) for code, severity, *rest in rows)

"""The package of a data directory, as of an instant, with those of the level below that stand by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb

from lvzhi.outgoing.taking import taken_from
from lvzhi.package.making import make, workbook_of
from lvzhi.package.receiving import lower_packages
from lvzhi.plan import Plan
from lvzhi.projection.plans import read_accepted
from lvzhi.workspace import Workspace


def package(workspace: Workspace, as_of: dt.datetime, filters: Mapping[str, Any]) -> bytes:
    """Return the package; with filters it is a part, which the level above does not take for the whole."""
    def made(cursor: duckdb.DuckDBPyConnection) -> bytes:
        taking = taken_from(workspace, cursor, as_of, filters)
        rows = cursor.execute(
            'select version from plan_version where "at" <= $at or version = $current',
            {"at": taking.as_of, "current": taking.plan_version},
        ).fetchall()
        plans = _plans(workspace, {version for (version,) in rows})
        return make(taking, plans, workbook_of(taking), tuple(lower_packages(workspace, as_of)))

    return workspace.store.at_rest(made)


def plans_by(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, at: dt.datetime
) -> tuple[Plan, ...]:
    """Return the plan's versions by a naive instant, the one then in force last."""
    [(current,)] = cursor.execute("select version from plan_at($at)", {"at": at}).fetchall()
    rows = cursor.execute('select version from plan_version where "at" <= $at or version = $current',
                          {"at": at, "current": current}).fetchall()
    held = _plans(workspace, {version for (version,) in rows})
    return (*(held[version] for version in sorted(held) if version != current), held[current])


def _plans(workspace: Workspace, wanted: set[int]) -> dict[int, Plan]:
    entries = workspace.journal.entries(kinds=["plan"])
    files = {e.body["version"]: e.body["sha256"] for e in entries if e.body["version"] in wanted}
    return {version: read_accepted(workspace.vault.get(sha256)) for version, sha256 in files.items()}

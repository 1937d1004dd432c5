"""The rows of a package once more against the forms' own rules, each under the plan it was filed by.

What a body accepted stays accepted, as in `rebuild`: a breach is told, and refuses nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd

from lvzhi.findings import Severity
from lvzhi.form import Form
from lvzhi.kinds import Ref
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted
from lvzhi.validation import META, Breach, breaches

_ROWS = """
    select r.*, f.plan_version, f.book, f.received_at
    from {rows} as r
    join filing as f using (entry)
    where f.plan_version = $version
    order by r.entry, r.ord
"""


def audited(
    cursor: duckdb.DuckDBPyConnection, plans: Mapping[int, Plan], forms: Sequence[Form]
) -> Iterator[str]:
    """Yield a sentence for each form in which rows would have to be mended by the rules of this level's program."""
    for form in forms:
        found = [
            (key, breach) for version, plan in plans.items()
            for key, breach in _breaches(form, plan, _asked(cursor, form, version), forms)
        ]
        if found:
            key, first = found[0]
            yield (
                f"《{form.title}》有{len({(key, b.index) for key, b in found})}行按本级程序的规则须改正,"
                f"下级已接收,照收。第一处:{key},{first.message}"
            )


def _asked(cursor: duckdb.DuckDBPyConnection, form: Form, version: int) -> list[dict[str, Any]]:
    found = cursor.execute(_ROWS.format(rows=quoted(f"rows_{form.id}")), {"version": version})
    names = [name for name, *_ in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _breaches(
    form: Form, plan: Plan, rows: Sequence[Mapping[str, Any]], forms: Sequence[Form]
) -> list[tuple[str, Breach]]:
    """Cells that stayed behind are not asked about."""
    if not rows:
        return []
    frame = pd.DataFrame({c.id: c.kind.series([_typed(r[c.id]) for r in rows]) for c in form.all_columns}).assign(
        _filer=[r["filer"] for r in rows], _book=[r["book"] for r in rows], _period=[r["period"] for r in rows],
        _received_on=[pd.Timestamp(r["received_at"].date()) for r in rows], _file=0, _row=range(len(rows)),
    ).astype(META)
    kept_back = {f.id for f in forms if f.confidential}
    behind = [
        c.id for c in form.all_columns
        if c.restricted is not False or (isinstance(c.kind, Ref) and kept_back & set(c.kind.forms))
    ]
    bad = {(n, name) for n in range(len(rows)) for name in behind}
    return [(rows[b.index]["key"], b) for b in breaches(form, plan, frame, bad) if b.severity is Severity.ERROR]


def _typed(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return tuple(value)
    return pd.Timestamp(value) if isinstance(value, dt.date) else value

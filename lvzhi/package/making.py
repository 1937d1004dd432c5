"""Make a package: plan versions, the rows of all forms with what stands behind the measures, what they say, a workbook.

Restricted cells, confidential rows, file names, who did what and why stay behind: the level above works out the same
figures without them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lvzhi import measures, planfile
from lvzhi.books import consolidated
from lvzhi.form import Form
from lvzhi.kinds import Ref
from lvzhi.outgoing.taking import Taking, openly, without_restricted
from lvzhi.package.contents import WORKBOOK, packed
from lvzhi.package.figures import Figures, own_figures, pooled
from lvzhi.plan import Filer, Plan
from lvzhi.projection.entries import DESK_FORMS
from lvzhi.projection.schema import fingerprint
from lvzhi.projection.tables import ROW_HEAD, quoted
from lvzhi.restricted import open_columns
from lvzhi.viewer import Viewer

# Acts the measures look at; of their words nothing but a date goes along.
ACTS = ("approve", "return", "exempt", "extend_deadline", "withdraw_row", "accept_not_applicable", "nil_return",
        "paper_received", *DESK_FORMS)
_TYPED = ", ".join(f"'{act}'" for act in DESK_FORMS)
_ENTRIES = f"""
    select f.entry from filing as f
    where f.received_at <= $as_of and f.filer in (select unnest($filers))
    union all
    select d.entry from decision as d
    where d.act in ({_TYPED}) and d."at" <= $as_of and d.filer in (select unnest($filers))
"""


@dataclass(frozen=True)
class Lower:
    """A package of the level below as it came: whose filer's, by name, with what it says together."""

    filer: str
    bureau: str
    as_of: str
    code: str
    figures: Figures
    data: bytes


def make(taking: Taking, plans: Mapping[int, Plan], workbook: bytes, lower: Sequence[Lower] = ()) -> bytes:
    """Return the package. `plans`: the versions in force by then, by number; with filters none of below goes along."""
    below = () if taking.filters else tuple(lower)
    tables = dict(_tables(taking))
    members = {f"plans/{version}.yaml": planfile.dump(plan) for version, plan in plans.items()}
    members |= {f"tables/{name}.parquet": _parquet(table) for name, table in tables.items()}
    members |= {f"lower/{one.filer}.zip": one.data for one in below}
    members[WORKBOOK] = workbook
    return packed(members, _manifest(taking, plans, tables, below))


def files_books(plan: Plan, filer: Filer) -> bool:
    """Say whether a unit of the plan files books; one that owes none in any period reports by package."""
    return any(plan.owed(filer.code, p.id) for p in plan.periods)


def lower_filers(plan: Plan) -> tuple[Filer, ...]:
    """Return the units that report by package: the bodies of the level below."""
    return tuple(u for u in plan.units if not files_books(plan, u))


def has_own(plan: Plan) -> bool:
    """Say whether the bureau has a campaign of its own beside those below."""
    return len(lower_filers(plan)) < len(plan.units)


def _parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def workbook_of(taking: Taking) -> bytes:
    """Return the consolidated workbook that goes along for people to read: the office's own, with what was asked."""
    out = io.BytesIO()
    consolidated.write(out, taking.cursor, taking.forms, taking.plan, taking.as_of, taking.filters, Viewer("office"),
                       demo=taking.demo)
    return out.getvalue()


def _tables(taking: Taking) -> Iterator[tuple[str, pa.Table]]:
    yield "filing", taking.ask(
        "select * replace (null::varchar as file_name, null::varchar as filed_by, null::varchar as original)"
        " from filing where received_at <= $as_of and filer in (select unnest($filers)) order by entry"
    )
    yield "sheet", taking.ask(f"select * from sheet where entry in ({_ENTRIES}) order by entry, form")
    acts = ", ".join(f"'{act}'" for act in ACTS)
    yield "decision", taking.ask(f"""
        select
          d.* replace (
            '-' as actor, null::varchar as reason,
            case when d.act = 'extend_deadline' then json_object('until', d.body ->> 'until') end as body
          )
        from decision as d
        where d."at" <= $as_of and d.act in ({acts}) and (d.filer is null or d.filer in (select unnest($filers)))
          and {openly(taking.forms, 'd')}
        order by d.entry
    """)
    for form in taking.forms:
        yield f"rows_{form.id}", without_restricted(taking.ask(_rows(form, taking.forms)), form)


def _rows(form: Form, forms: Sequence[Form]) -> str:
    """Every version of the form's rows, without confidential ones, and without the numbers of such rows elsewhere."""
    head = ", ".join(f"r.{quoted(name)}" for name, _ in ROW_HEAD)
    own = ", ".join(_cell(c, forms) for c in open_columns(form))
    column, word = form.confidential or ("", "")
    open_ = f"and r.{quoted(column)} is distinct from '{word}'" if column else ""
    return f"""
        select {head}, {own} from {quoted(f'rows_{form.id}')} as r
        where r.entry in ({_ENTRIES}) {open_}
        order by r.entry, r.ord
    """


def _cell(column: Any, forms: Sequence[Form]) -> str:
    named = isinstance(column.kind, Ref) and [f for f in forms if f.confidential and f.id in column.kind.forms]
    if not named:
        return f"r.{quoted(column.id)}"
    closed = " union all ".join(
        f"select key from {quoted(f'rows_{f.id}')} where {quoted(f.confidential[0])} = '{f.confidential[1]}'"
        for f in named if f.confidential
    )
    return f"case when r.{quoted(column.id)} not in ({closed}) then r.{quoted(column.id)} end as {quoted(column.id)}"


def _manifest(
    taking: Taking, plans: Mapping[int, Plan], tables: Mapping[str, pa.Table], lower: Sequence[Lower]
) -> dict[str, Any]:
    campaign = taking.plan.campaign
    own = own_figures(taking.cursor, taking.plan, taking.as_of) if has_own(taking.plan) else None
    return {
        "title": campaign.title, "bureau": campaign.bureau, "campaign": campaign.id, "demo": taking.demo,
        "as_of": taking.as_of.isoformat(), "filters": dict(taking.filters),
        "made_by": fingerprint(taking.forms),
        "plan_versions": [
            {"version": version, "entry": entry, "at": at.isoformat()}
            for version, entry, at in taking.cursor.execute(
                "select version, entry, \"at\" from plan_version order by entry").fetchall() if version in plans
        ],
        "forms": {
            f.id: {"title": f.title, "rows": len(tables[f"rows_{f.id}"]), "columns": [c.id for c in open_columns(f)]}
            for f in taking.forms
        },
        "completeness": _completeness(taking),
        "queries": _queries(taking),
        "figures": {"own": own, "together": pooled([*([own] if own else []), *(one.figures for one in lower)])},
        "lower": [{"filer": o.filer, "bureau": o.bureau, "as_of": o.as_of, "code": o.code} for o in lower],
    }


def _completeness(taking: Taking) -> dict[str, Any]:
    found = measures.run(taking.cursor, taking.plan, "reporting", taking.as_of, taking.filters)
    rows = measures.records(found.rows)
    return {
        **found.totals,
        "not_received": [
            {"filer": taking.plan.filer(r["filer"]).name, "period": r["period"], "due": r["due"].isoformat()}
            for r in rows if r["state"] == "missing"
        ],
    }


def _queries(taking: Taking) -> list[dict[str, Any]]:
    """What was asked about filings that stand, with the sentence that answered it."""
    record = taking.ask(f"""
        select f.filer, f.period, x.form, x.cell, x.key, x.message as asked, x.reason as answer
        from filing_at($as_of) as f
        join finding as x on x.entry = f.entry and x.severity = 'query' and x.reason is not null
        where f.filer in (select unnest($filers)) and {openly(taking.forms, 'x')}
        order by f.entry, x.ord
    """)
    rows: list[dict[str, Any]] = record.to_pylist()
    return rows

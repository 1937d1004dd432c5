"""A projection filled straight with rows, for tests of what the measures say of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from lvzhi import measures, planfile
from lvzhi.plan import Plan
from lvzhi.projection import kept, schema
from lvzhi.projection.plan_rows import plan_rows
from lvzhi.projection.tables import FIXED_TABLES, Table, rows_table
from schemas import FORMS

PLANS = Path(__file__).resolve().parent.parent / "plans"
TABLES: Mapping[str, Table] = {t.name: t for t in (*FIXED_TABLES, *map(rows_table, FORMS))}
DATES = {f.id: {c.id for c in f.all_columns if c.kind.sql == "DATE"} for f in FORMS}
NOON = dt.time(12)


@cache
def plan_of(name: str) -> Plan:
    return planfile.read((PLANS / f"{name}.yaml").read_bytes(), [f.id for f in FORMS])


def emptied(name: str) -> World:
    """The world of a plan with nothing filed, the same one each time: to make its tables takes longer than all else."""
    kept = _kept(name)
    kept.clear()
    return kept


@cache
def _kept(name: str) -> World:
    return World(plan_of(name))


class World:
    """An empty projection of one plan; `file` and `decide` add to it. Days are written 07-05, of the plan's year."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 2")
        kept.attach(self.connection)
        schema.create(self.connection, FORMS)
        self.connection.execute("insert into projection_state (changed) values (0)")
        for table, rows in plan_rows(plan, 1).items():
            self._insert(table, rows)
        self._insert("plan_version", [(1, 1, dt.datetime.combine(plan.campaign.start, NOON))])
        self.entry = 1

    def clear(self) -> None:
        """Forget all filings and decisions; the plan stays."""
        for name in TABLES:
            if name.startswith("rows_") or name in ("filing", "sheet", "finding", "decision"):
                self.connection.execute(f'delete from "{name}"')
        self._moved()
        self.entry = 1

    def day(self, text: Any) -> Any:
        if isinstance(text, str) and len(text) == 5:
            return dt.date.fromisoformat(f"{self.plan.campaign.start.year}-{text}")
        return text

    def at(self, text: str | dt.date | dt.datetime) -> dt.datetime:
        """07-05 (noon), 07-05 22:00, or a day itself."""
        if isinstance(text, dt.datetime):
            return text
        if isinstance(text, str) and " " in text:
            day, hour = text.split()
            return dt.datetime.combine(self.day(day), dt.time.fromisoformat(hour))
        return dt.datetime.combine(self.day(text), NOON)

    def file(
        self, filer: str, period: str, received: str | dt.date | dt.datetime,
        rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None, status: str = "accepted",
    ) -> int:
        """A filing with rows (form -> rows of values, each with its `key`); returns its entry."""
        self.entry += 1
        at = self.at(received)
        book = self.plan.filer(filer).book
        self._insert("filing", [(
            self.entry, f"R{self.entry}", status, f"{self.entry:064d}", f"{filer}.xlsx", book, filer, period, at, at,
            filer, False, 1, 0, 0, 0, None,
        )])
        for form, held in (rows or {}).items():
            columns = [name for name, _ in TABLES[f"rows_{form}"].columns]
            letters = {name: chr(ord("B") + n % 20) for n, name in enumerate(columns[6:-1])}
            self._insert("sheet", [(self.entry, form, form, False, list(letters.items()))])
            made = [self._row(form, n, filer, period, row, columns) for n, row in enumerate(held)]
            self._insert(f"rows_{form}", made)
        return self.entry

    def _row(
        self, form: str, n: int, filer: str, period: str, row: Mapping[str, Any], columns: Sequence[str]
    ) -> tuple[Any, ...]:
        held = {k: self.day(v) if k in DATES[form] else v for k, v in row.items()}
        held = {"entry": self.entry, "ord": n, "filer": filer, "period": period, "sheet_row": 4 + n} | held
        if unknown := held.keys() - set(columns):
            raise KeyError(f"{form}: {unknown}")
        return tuple(held.get(name) for name in columns)

    def decide(self, act: str, at: str | dt.date, body: Mapping[str, Any] | None = None, **fields: Any) -> int:
        self.entry += 1
        row = {"entry": self.entry, "at": self.at(at), "act": act, "actor": self.plan.office.code} | fields
        row["body"] = json.dumps(body or {}, ensure_ascii=False)
        self._insert("decision", [tuple(row.get(name) for name, _ in TABLES["decision"].columns)])
        return self.entry

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            made = TABLES[table].filled(rows)
            self.connection.register("made", made)
            self.connection.execute(f'insert into "{table}" select * from made')
            self.connection.unregister("made")
            self._moved()

    def _moved(self) -> None:
        self.connection.execute("update projection_state set changed = changed + 1")

    def run(self, name: str, as_of: str, filters: Mapping[str, Any] | None = None, **more: Any) -> measures.Result:
        when = self.at(as_of) if " " in as_of else self.day(as_of)
        return measures.run(self.connection.cursor(), self.plan, name, when, filters, **more)

    def json(self, name: str, as_of: str, filters: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        return measures.as_json(self.run(name, as_of, filters, **more), self.plan)

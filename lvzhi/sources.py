"""Where a cell stands: file, sheet, cell, as typed, with whose receipt; or the decision, or the plan, in its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted

PLACE = ("entry", "form", "sheet_row", "column", "planned")
OF_PLAN = "plan"  # the act of a source that is the plan itself

_PLACES = """
select
  c.n, coalesce(c.entry, v.entry) as entry, f.file_name, f.sha256, f.receipt, f.received_at, f.filer, f.book, f.period,
  s.name as sheet, s.letters, coalesce(d.act, case when f.entry is null then $of_plan end) as act,
  coalesce(d."at", v."at") as "at", d.actor, d.reason, v.version
from cells as c
cross join plan_at($as_of) as v
left join filing as f on f.entry = c.entry
left join sheet as s on s.entry = c.entry and s.form = c.form
left join decision as d on d.entry = c.entry
order by c.n
"""


@dataclass(frozen=True)
class Source:
    """One cell of an accepted workbook; or one decision, or one line of the plan, which have an `act` and no file.

    `entry` is the journal's number; `filer` a code, `book` the id of the book filed; `row` the number of the sheet's
    row, `key` its identity in words; `cell` is null for a sheet or a file as a whole; `value` is what was typed.
    Instants are naive, the campaign's.
    """

    entry: int
    filer: str | None
    form: str | None
    column: str | None
    row: int | None
    key: str | None
    file: str | None
    sha256: str | None
    receipt: str | None
    period: str | None
    at: dt.datetime
    sheet: str | None
    cell: str | None
    value: Any
    act: str | None
    actor: str | None
    reason: str | None
    filer_name: str | None
    book: str | None

    def as_json(self, zone: ZoneInfo) -> dict[str, Any]:
        """Return it as `trace --json` prints it."""
        if self.file is not None:
            return {
                "file": self.file, "sha256": self.sha256, "filer": self.filer_name, "sheet": self.sheet,
                "cell": self.cell, "value": self.value,
            }
        at = self.at.replace(tzinfo=zone).isoformat()
        return {"decision": self.entry, "act": self.act, "at": at, "actor": self.actor, "reason": self.reason}


def placed(cursor: duckdb.DuckDBPyConnection, plan: Plan, cells: pd.DataFrame, as_of: dt.datetime) -> list[Source]:
    """Return the sources of cells, in their order.

    `cells`: entry (null: the plan in force), form, sheet_row, column, `planned` (what the plan asks) and whose it is.
    """
    cells = cells.reindex(columns=[*PLACE, "unit", "filer"]).assign(n=range(len(cells)))
    cells = cells.astype({"entry": "Int64", "sheet_row": "Int64"})
    cursor.register("cells", cells[["n", "entry", "form"]].astype({"form": "string"}))
    places = cursor.execute(_PLACES, {"as_of": as_of, "of_plan": OF_PLAN}).fetchall()
    cursor.unregister("cells")
    typed = dict(_typed(cursor, cells))
    return [
        _source(place, cell, typed.get(place[0], (None, None)), plan)
        for place, cell in zip(places, cells.to_dict("records"), strict=True)
    ]


def _source(place: tuple[Any, ...], cell: Mapping[str, Any], typed: tuple[Any, Any], plan: Plan) -> Source:
    _, entry, file, sha256, receipt, received, filer, book, period, sheet, letters, *decided = place
    act, at, actor, reason, version = decided
    names = {f.code: f.name for f in plan.filers}
    cell = {k: None if pd.isna(v) else v for k, v in cell.items()}
    if act == OF_PLAN:
        whose = names.get(cell["unit"] or cell["filer"], "")
        reason = ":".join(part for part in (f"方案第 {version} 版", whose, cell["planned"]) if part)
    letter, row = (letters or {}).get(cell["column"]), cell["sheet_row"]
    key, value = typed
    return Source(
        entry=entry, filer=filer, filer_name=names.get(filer, filer), book=book, form=cell["form"] if file else None,
        column=cell["column"], row=None if row is None else int(row), key=key, file=file, sha256=sha256,
        receipt=receipt, period=period, at=received or at, sheet=sheet, cell=_address(letter, row), value=value,
        act=None if file else act, actor=names.get(actor, actor), reason=reason,
    )


def _address(letter: str | None, row: int | None) -> str | None:
    """Return D7; on a card sheet the letter is the whole address."""
    if letter is None or letter[-1].isdigit():
        return letter
    return None if row is None else f"{letter}{int(row)}"


def _typed(cursor: duckdb.DuckDBPyConnection, cells: pd.DataFrame) -> Iterator[tuple[int, tuple[str | None, Any]]]:
    """Yield n -> the row's key, and the value as typed where that reads differently, else as it was understood."""
    known = cells.dropna(subset=["form", "sheet_row"])
    for (form, column), some in known.groupby(["form", "column"], dropna=False):
        cursor.register("wanted", some[["n", "entry", "sheet_row"]])
        # Form and column ids come from the measure's own file, never from a person.
        value = "null" if pd.isna(column) else (
            f"coalesce(json_extract_string(r.raw, $path), {_as_text(cursor, form, column)})"
        )
        rows = cursor.execute(
            f"select w.n, r.key, {value} from wanted as w "
            f"join {quoted(f'rows_{form}')} as r on r.entry = w.entry and r.sheet_row = w.sheet_row",
            {} if pd.isna(column) else {"path": f'$."{column}"'},
        ).fetchall()
        cursor.unregister("wanted")
        yield from ((n, (key, typed)) for n, key, typed in rows)


def _as_text(cursor: duckdb.DuckDBPyConnection, form: str, column: str) -> str:
    """Return the expression for a column's value in words: several in one cell stand as people write them."""
    kind = cursor.execute(f"select {quoted(column)} from {quoted(f'rows_{form}')} limit 0").description[0][1]
    if str(kind).endswith("[]"):
        return f"array_to_string(r.{quoted(column)}, '、')"
    return f"cast(r.{quoted(column)} as varchar)"

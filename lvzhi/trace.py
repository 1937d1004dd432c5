"""From a figure to the cells of accepted workbooks, or the recorded decisions, that it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from lvzhi import measures
from lvzhi.findings import Refused
from lvzhi.kinds import read_unit
from lvzhi.measure_files import measure
from lvzhi.plan import Plan
from lvzhi.selection import Filters
from lvzhi.viewer import Viewer

_PLACES = """
select c.n, f.file_name, f.sha256, f.filer, s.name as sheet, s.letters, d.act, d."at", d.actor, d.reason, c.entry
from cells as c
left join filing as f using (entry)
left join sheet as s on s.entry = c.entry and s.form = c.form
left join decision as d on d.entry = c.entry
order by c.n
"""


class NotTraceable(LookupError):
    """The measure has no such figure, or its rows no such key."""


def trace(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, figure: str, keys: Mapping[str, str],
    as_of: dt.datetime | dt.date, filters: Filters | None = None, viewer: Viewer | None = None, **parameters: Any,
) -> list[dict[str, Any]]:
    """Return the cells behind one figure of the row that `keys` name (names or codes; no keys: the totals).

    A cell is {file, sha256, filer, sheet, cell, value}; what has no file is {decision, act, at, actor, reason}.
    """
    if "cells" not in measure(name).statements:
        raise NotTraceable(f"“{measure(name).title}”还不能追溯到单元格。")
    found = measures.detail(cursor, plan, name, "cells", as_of, filters, viewer, **parameters)
    if figure not in set(found["figure"]):
        _known(cursor, plan, name, figure, as_of)
    found = found[found["figure"] == figure]
    for key, text in keys.items():
        if key not in found.columns:
            raise NotTraceable(f"“{key}”不是“{measure(name).title}”各行的标识。")
        found = found[found[key] == _stored(key, text, plan)]
    if "day" in found.columns and "day" not in keys:
        found = found[found["day"].isna()]
    place = ["entry", "form", "sheet_row", "column"]
    return _placed(cursor, plan, found.drop_duplicates(place).sort_values(place))


def _known(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, figure: str, as_of: dt.datetime | dt.date
) -> None:
    """Raise NotTraceable for a word that is no figure of the measure; a figure may rest on no cell at all."""
    result = measures.run(cursor, plan, name, as_of)
    if figure not in {*result.rows.columns, *result.totals}:
        listed = "、".join(result.totals)
        raise NotTraceable(f"“{measure(name).title}”没有“{figure}”这个数。可用的有:{listed}。")


def _stored(key: str, text: str, plan: Plan) -> Any:
    """Return a row key as the projection keeps it."""
    if key == "day":
        return _day(text)
    if key in ("unit", "filer", "subject"):
        return plan.bureau.code if text == measures.WHOLE else _unit(text, plan)
    spelt: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "stage": ("阶段", [(s.id, s.name) for s in plan.stages]),
        "group": ("工作组", [(g.code, g.name) for g in plan.groups]),
        "leader": ("局领导", [(name, name) for name in plan.leaders]),
    }
    return _named(text, *spelt[key]) if key in spelt else text


def _day(text: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(dt.date.fromisoformat(text))
    except ValueError:
        raise NotTraceable(f"“{text}”不是日期。请写成 2015-09-01。") from None


def _unit(text: str, plan: Plan) -> str:
    found = plan.find_filer(text)
    if found is not None:
        return found.code
    try:
        return read_unit(text, plan)
    except Refused as refused:
        raise NotTraceable(refused.message) from None


def _named(text: str, what: str, pairs: list[tuple[str, str]]) -> str:
    for code, name in pairs:
        if text in (code, name):
            return code
    raise NotTraceable(f"“{text}”不是方案中的{what}。可用的有:{'、'.join(name for _, name in pairs)}。")


def _placed(cursor: duckdb.DuckDBPyConnection, plan: Plan, cells: pd.DataFrame) -> list[dict[str, Any]]:
    cells = cells[["form", "entry", "sheet_row", "column"]].assign(n=range(len(cells)))
    cursor.register("cells", cells)
    places = cursor.execute(_PLACES).fetchall()
    cursor.unregister("cells")
    values = _values(cursor, cells)
    names = {f.code: f.name for f in plan.filers}
    traced = []
    for place, cell in zip(places, cells.itertuples(index=False), strict=True):
        n, file, sha256, filer, sheet, letters, act, at, actor, reason, entry = place
        if file is None:
            traced.append({
                "decision": entry, "act": act, "at": at.replace(tzinfo=plan.zone).isoformat(),
                "actor": names.get(actor, actor), "reason": reason,
            })
            continue
        letter = (letters or {}).get(cell.column)
        traced.append({
            "file": file, "sha256": sha256, "filer": names.get(filer, filer), "sheet": sheet,
            "cell": f"{letter}{int(cell.sheet_row)}" if letter and not pd.isna(cell.sheet_row) else None,
            "value": values.get(n),
        })
    return traced


def _values(cursor: duckdb.DuckDBPyConnection, cells: pd.DataFrame) -> dict[int, Any]:
    """Return n -> the value as typed where that reads differently, else as it was understood."""
    values: dict[int, Any] = {}
    for (form, column), some in cells.dropna(subset=["form", "column", "sheet_row"]).groupby(["form", "column"]):
        cursor.register("wanted", some[["n", "entry", "sheet_row"]])
        # Form and column ids come from the measure's own file, never from a person.
        rows = cursor.execute(
            f'select w.n, coalesce(json_extract_string(r.raw, $path), '
            f'array_to_string(cast([r."{column}"] as varchar[]), \'\')) '
            f'from wanted as w join "rows_{form}" as r on r.entry = w.entry and r.sheet_row = w.sheet_row',
            {"path": f'$."{column}"'},
        ).fetchall()
        cursor.unregister("wanted")
        values |= dict(rows)
    return values

"""From a figure to the cells of accepted workbooks, or the recorded decisions, that it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from lvzhi import measures
from lvzhi.findings import Refused
from lvzhi.kinds import read_unit
from lvzhi.measure_files import Measure, measure
from lvzhi.measures import Result
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted
from lvzhi.selection import Filters
from lvzhi.sources import PLACE, Source, placed
from lvzhi.viewer import Viewer

# What a `cells` statement gives beside the keys of its rows: which cell, the figures it counts in (a struct of
# booleans, or one by name), the days it stands for, and whether only rows or only totals rest on it.
_OWN = ("entry", "sheet_row", "column", "planned", "figure", "figures", "counts", "from_day", "to_day", "part")
_WHOSE = ("unit", "filer")


class NotTraceable(LookupError):
    """The measure has no such figure, or its rows no such key."""


def trace(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, figure: str, keys: Mapping[str, str],
    as_of: dt.datetime | dt.date, filters: Filters | None = None, viewer: Viewer | None = None, **parameters: Any,
) -> list[dict[str, Any]]:
    """Return the cells behind one figure of the row that `keys` name (names or codes; no keys: the totals).

    A cell is {file, sha256, filer, sheet, cell, value}; what has no file is {decision, act, at, actor, reason}.
    """
    found = sources(cursor, plan, name, figure, keys, as_of, filters, viewer, **parameters)
    return [source.as_json(plan.zone) for source in found]


def sources(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, figure: str | None, keys: Mapping[str, str],
    as_of: dt.datetime | dt.date, filters: Filters | None = None, viewer: Viewer | None = None, **parameters: Any,
) -> list[Source]:
    """Return what `trace` says with everything there is to know of each source; without a figure, of the whole row."""
    held = behind(cursor, plan, name, as_of, filters, viewer, **parameters)
    if figure is not None and not held.counts(figure):
        _known(measures.run(cursor, plan, name, as_of, filters, viewer, **parameters), figure)
    return held.sources(cursor, figure, keys)


def behind(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, as_of: dt.datetime | dt.date,
    filters: Filters | None = None, viewer: Viewer | None = None, **parameters: Any,
) -> Behind:
    """Return all that lies behind the figures of a measure, for several of them to be asked for."""
    found = measures.detail(cursor, plan, name, "cells", as_of, filters, viewer, **parameters)
    return behind_of(found, plan, name, as_of)


def behind_of(cells: pd.DataFrame, plan: Plan, name: str, as_of: dt.datetime | dt.date) -> Behind:
    """Return the same from the rows of the measure's `cells` statement."""
    rows, named = _figures(cells)
    # Where there is no row to count, no row names the figure either.
    return Behind(measure(name), plan, measures.instant(as_of, plan), rows, named | measure(name).counts)


@dataclass(frozen=True)
class Behind:
    """`rows`: one per row of a form (or line of the plan) that some figure rests on, `figures` those it counts in;
    `named`: every figure that is counted so."""

    measure: Measure
    plan: Plan
    as_of: dt.datetime
    rows: pd.DataFrame
    named: frozenset[str]

    @property
    def keys(self) -> tuple[str, ...]:
        """By which of their columns rows of the measure can be told apart."""
        return tuple(c for c in self.rows if c not in _OWN)

    def counts(self, figure: str) -> bool:
        """Whether the figure is one whose cells are known by name."""
        return figure in self.named or figure in self.measure.cells or figure in self.measure.made_of

    def sources(self, cursor: duckdb.DuckDBPyConnection, figure: str | None, keys: Mapping[str, str]) -> list[Source]:
        """Return the sources of a figure of the row that `keys` name (no keys: the totals; no figure: all of it)."""
        cells = _columns(cursor, self.counted(figure, keys))
        cells = cells.reindex(columns=[*PLACE, *_WHOSE]).drop_duplicates()
        return placed(cursor, self.plan, _in_order(cells, self.plan), self.as_of)

    def counted(self, figure: str | None, keys: Mapping[str, str]) -> pd.DataFrame:
        """Return the rows behind a figure, by `keys` as in `sources`, each with the `columns` that it rests on."""
        rows = _of_keys(self.rows, keys, self.measure, self.plan)
        return pd.concat([self._of(rows, part) for part in _parts(figure, self.measure)])

    def by_row(self, cursor: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[tuple[Any, ...], list[Source]]:
        """Return the sources of all rows at once, under the values of the keys that tell the rows apart."""
        known = _standing(self.rows, keys).dropna(subset=list(keys))
        cells = _columns(cursor, self._of(known, None))
        cells = cells.reindex(columns=list(dict.fromkeys([*keys, *PLACE, *_WHOSE]))).drop_duplicates()
        cells = _in_order(cells, self.plan)
        found: dict[tuple[Any, ...], list[Source]] = {}
        values = cells[list(keys)].itertuples(index=False, name=None)
        for row, source in zip(values, placed(cursor, self.plan, cells, self.as_of), strict=True):
            found.setdefault(row, []).append(source)
        return found

    def _of(self, rows: pd.DataFrame, figure: str | None) -> pd.DataFrame:
        """Return the rows a figure counts, with the `columns` it rests on.

        What is no count (a deadline, a state) rests on the row as a whole, or on its column of that name.
        """
        named = self.measure.cells
        if figure is None:
            columns = [tuple(dict.fromkeys(c for f in held for c in named.get(f, (f,)))) for held in rows["figures"]]
        else:
            if figure in self.named and not self._rows_only(rows):
                rows = rows[[figure in held for held in rows["figures"]]]
            columns = [named.get(figure, (figure,))] * len(rows)
        return rows.assign(columns=pd.Series(columns, index=rows.index, dtype="object"))

    @staticmethod
    def _rows_only(rows: pd.DataFrame) -> bool:
        """Whether each row stands behind figures of its own only, and counts in none."""
        return "part" in rows and not rows["figures"].map(bool).any()


def _figures(found: pd.DataFrame) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return the rows with `figures`, those each counts in, and all figures that are counted."""
    none = pd.Series([None] * len(found), index=found.index, dtype="object")
    counts, single = found.get("counts", none), found.get("figure", none)
    held = [
        tuple(k for k, holds in c.items() if holds) if isinstance(c, dict) else (f,) if isinstance(f, str) else ()
        for c, f in zip(counts, single, strict=True)
    ]
    named = {k for c in counts if isinstance(c, dict) for k in c} | {f for f in single if isinstance(f, str)}
    return found.assign(figures=pd.Series(held, index=found.index, dtype="object")), frozenset(named)


def _parts(figure: str | None, about: Measure) -> list[str | None]:
    """Return the figures a figure is worked out from, down to those that are counted."""
    made_of = about.made_of.get(figure or "", ())
    return [leaf for part in made_of for leaf in _parts(part, about)] if made_of else [figure]


def _columns(cursor: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell: the `column` a row names itself, else those of its `columns` that its form has."""
    rows = rows.reindex(columns=list(dict.fromkeys([*rows.columns, *PLACE])))
    has = {form: _form_columns(cursor, form) for form in rows["form"].dropna().unique()}
    cells = [
        [column] if isinstance(column, str) else [c for c in columns if c in has.get(form, ())] or [None]
        for column, columns, form in zip(rows["column"], rows["columns"], rows["form"], strict=True)
    ]
    return rows.assign(column=pd.Series(cells, index=rows.index, dtype="object")).explode("column")


def _in_order(cells: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return cells by where they stand; lines of the plan that read alike are of filers, in the plan's order."""
    order = {f.code: n for n, f in enumerate(plan.filers)}
    unit, filer = (cells[column].map(order) for column in _WHOSE)
    placed_by = cells.assign(whose=unit.fillna(filer)).sort_values([*PLACE, "whose"], na_position="last")
    return placed_by.drop(columns="whose")


def _form_columns(cursor: duckdb.DuckDBPyConnection, form: str) -> frozenset[str]:
    described = cursor.execute(f"select * from {quoted(f'rows_{form}')} limit 0").description
    return frozenset(name for name, *_ in described)


def _known(result: Result, figure: str) -> None:
    """Raise NotTraceable for a word that is no figure of the measure; a figure may rest on no cell at all."""
    if figure not in {*result.rows.columns, *result.totals}:
        listed = "、".join(result.totals)
        raise NotTraceable(f"“{measure(result.measure).title}”没有“{figure}”这个数。可用的有:{listed}。")


# --- rows by their keys ----------------------------------------------------------------------------


def _of_keys(rows: pd.DataFrame, keys: Mapping[str, str], about: Measure, plan: Plan) -> pd.DataFrame:
    rows = _standing(rows, keys)
    for key, text in keys.items():
        rows = rows[_matching(rows, key, text, about, plan)]
    return rows


def _standing(rows: pd.DataFrame, keys: Collection[str]) -> pd.DataFrame:
    """Return what stands behind rows with keys, or without any behind the totals; days only where asked for."""
    if "part" in rows:
        rows = rows[rows["part"] != ("totals" if keys else "rows")]
    if "day" in rows and "day" not in keys:
        rows = rows[rows["day"].isna() & rows["from_day"].isna()]
    return rows


def _matching(rows: pd.DataFrame, key: str, text: str, about: Measure, plan: Plan) -> pd.Series:
    if key == "day" and key in rows:
        day = _day(text)
        lasting = (rows["from_day"] <= day) & (rows["to_day"].isna() | (day < rows["to_day"]))
        return (rows["day"] == day) | lasting
    if key in rows and key not in _OWN:
        return rows[key] == _stored(key, text, plan)
    whose = "unit" if "unit" in rows else "filer"
    if key in ("group", "leader", "type") and whose in rows:
        return rows[whose].isin(_units(key, text, plan))
    raise NotTraceable(f"“{key}”不是“{about.title}”各行的标识。")


def _units(key: str, text: str, plan: Plan) -> set[str]:
    """Return the codes of the units of a group, a leader or a type."""
    value = _stored(key, text, plan)
    if key == "type":
        return {f.code for f in plan.units if f.type == value}
    return {u for g in plan.groups for u in g.units if value == g.code or value in g.leaders}


def _stored(key: str, text: str, plan: Plan) -> str:
    """Return a row key as the projection keeps it."""
    if key in ("unit", "filer", "subject", "lead_unit"):
        return plan.bureau.code if text == measures.WHOLE else _unit(text, plan)
    spelt: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "stage": ("阶段", [(s.id, s.name) for s in plan.stages]),
        "group": ("工作组", [(g.code, word) for g in plan.groups for word in (g.name, g.label)]),
        "leader": ("局领导", [(name, name) for name in plan.leaders]),
        "type": ("单位类别", list(plan.unit_types.items())),
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
    raise NotTraceable(f"“{text}”不是方案中的{what}。可用的有:{'、'.join(dict.fromkeys(name for _, name in pairs))}。")

"""Checks of a plan's tables: rows as a typed frame, validated by pandera; its index finds the rows' paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from lvzhi.plan_faults import Fault
from lvzhi.plan_rows import Rows
from lvzhi.plan_tree import Tree

if TYPE_CHECKING:
    import pandera.pandas as pa

TEXT, DAY, COUNT, NUMBER, FLAG = "str", "datetime64[s]", "int64", "float64", "bool"


@dataclass(frozen=True)
class Known:
    """What rows may refer to."""

    types: frozenset[str]
    traits: frozenset[str]
    units: frozenset[str]
    areas: frozenset[str]
    forms: frozenset[str]
    start: pd.Timestamp
    end: pd.Timestamp
    last_date: pd.Timestamp


@dataclass(frozen=True)
class Limit:
    """One check of a table, shown at `column` ("" for the row itself); `message` may use {any column}."""

    column: str
    holds: Callable[[pd.DataFrame, Known], pd.Series]
    message: str


@dataclass(frozen=True)
class Table:
    rows: Callable[[Tree], Rows]
    columns: Mapping[str, str]
    limits: tuple[Limit, ...]


def check(table: Table, tree: Tree, known: Known) -> Iterator[Fault]:
    """Validate one table of a tree that has a plan's shape."""
    rows = list(table.rows(tree))
    if not rows:
        return
    frame = _frame(table, [row for _, row in rows])
    for index, position in _broken(table, frame, known):
        limit = table.limits[position]
        shown = {name: _shown(frame.at[index, name]) for name in table.columns}
        path = rows[index][0]
        yield Fault((*path, limit.column) if limit.column else path, limit.message.format_map(shown))


def _frame(table: Table, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    columns = {
        name: pd.Series([row[name] for row in rows], dtype=dtype) for name, dtype in table.columns.items()
    }
    # pandera leaves null cells out of its failure cases: the index column keeps every broken row visible.
    return pd.DataFrame({**columns, "_index": range(len(rows))})


def _broken(table: Table, frame: pd.DataFrame, known: Known) -> list[tuple[int, int]]:
    import pandera.pandas as pa  # half a second of start that only who checks a plan needs

    try:
        _schema(table, known).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
        if cases["index"].isna().any():
            raise TypeError(f"a check of the plan failed to run: {cases.iloc[0].to_dict()}") from failed
        return sorted({(int(i), int(c)) for i, c in zip(cases["index"], cases["check"], strict=True)})
    return []


def _schema(table: Table, known: Known) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    def bound(limit: Limit) -> Callable[[pd.DataFrame], pd.Series]:
        return lambda frame: limit.holds(frame, known).astype(bool)

    return pa.DataFrameSchema(
        {name: pa.Column(dtype, nullable=True) for name, dtype in table.columns.items()},
        checks=[
            pa.Check(bound(limit), error=str(n), name=str(n), ignore_na=False) for n, limit in enumerate(table.limits)
        ],
    )


def known_of(tree: Tree, forms: Sequence[str]) -> Known:
    """What the rows of this tree may refer to; `forms` are the forms' ids."""
    return Known(
        types=frozenset(tree["unit_types"]),
        traits=frozenset(tree["traits"]),
        units=frozenset(u["code"] for g in tree["groups"] for u in g["units"]),
        areas=frozenset(a["id"] for a in tree["areas"]),
        forms=frozenset(forms),
        start=pd.Timestamp(tree["campaign"]["start"]),
        end=pd.Timestamp(tree["campaign"]["end"]),
        last_date=pd.Timestamp(tree["settings"]["last_date"]),
    )


def _shown(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

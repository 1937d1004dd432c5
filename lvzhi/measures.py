"""A measure by name, as of an instant, for filters and a viewer: rows and totals."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd

from lvzhi.measure_files import PARAMETER, Measure, UnknownMeasure, catalogue, measure, outgoing, parts_read
from lvzhi.plan import BOOK_TITLES, Plan
from lvzhi.projection import kept
from lvzhi.projection.kept import Part
from lvzhi.selection import Filters, Selection, UnknownFilter, select
from lvzhi.viewer import Viewer

__all__ = [
    "Measure", "Result", "UnknownFilter", "UnknownMeasure", "as_json", "catalogue", "detail", "instant", "measure",
    "outgoing", "parted", "records", "run", "settled", "totals",
]

_SETTLED = (Path(__file__).resolve().parent / "sql" / "settled.sql").read_text(encoding="utf-8")
WHOLE = "全局"  # how the sheet of 满意度测评 calls the bureau
_FILERS = ("unit", "filer", "units", "not_covered", "assigned_by", "owner", "handling_unit", "lead_unit")


@dataclass(frozen=True)
class Result:
    """`rows` a frame with codes, `totals` figures by name; `filters` as they were given."""

    measure: str
    as_of: dt.datetime
    filters: Mapping[str, Any]
    rows: pd.DataFrame
    totals: Mapping[str, Any]


def run(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, as_of: dt.datetime | dt.date,
    filters: Filters | None = None, viewer: Viewer | None = None, by: Sequence[str] = (), **parameters: Any,
) -> Result:
    """Run a measure; with `by` its rows are the totals' figures for each value of those keys.

    `parameters` are the measure's own (supervision: `first_day`, `last_day`; reporting: `titles`, form -> title).
    """
    about, chosen = measure(name), select(measure(name), plan, filters or {}, viewer)
    ask = _Asked(cursor, plan, about, instant(as_of, plan), chosen, parameters)
    with ask.standing("by" if by else "rows", "totals"):
        rows = ask.parted(tuple(by)) if by else ask.frame("rows")
        return Result(name, ask.as_of, dict(filters or {}), rows, ask.totals())


def detail(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, statement: str, as_of: dt.datetime | dt.date,
    filters: Filters | None = None, viewer: Viewer | None = None, **parameters: Any,
) -> pd.DataFrame:
    """Run another named statement of a measure's file, such as the rows behind a mark of its chart."""
    chosen = select(measure(name), plan, filters or {}, viewer)
    ask = _Asked(cursor, plan, measure(name), instant(as_of, plan), chosen, parameters)
    with ask.standing(statement):
        return ask.frame(statement)


def parted(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, by: Sequence[str], as_of: dt.datetime | dt.date,
    filters: Filters | None = None, viewer: Viewer | None = None,
) -> pd.DataFrame:
    """Run a measure parted by keys, without its totals: the rows of `run(..., by=by)`."""
    chosen = select(measure(name), plan, filters or {}, viewer)
    ask = _Asked(cursor, plan, measure(name), instant(as_of, plan), chosen, {})
    with ask.standing("by"):
        return ask.parted(tuple(by))


def totals(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, name: str, as_of: dt.datetime | dt.date,
    filters: Filters | None = None, viewer: Viewer | None = None, **parameters: Any,
) -> Mapping[str, Any]:
    """Run a measure for its totals alone: those of `run`."""
    chosen = select(measure(name), plan, filters or {}, viewer)
    ask = _Asked(cursor, plan, measure(name), instant(as_of, plan), chosen, parameters)
    with ask.standing("totals"):
        return ask.totals()


def instant(as_of: dt.datetime | dt.date, plan: Plan) -> dt.datetime:
    """Return an as-of as the projection keeps instants: in the campaign's time zone, naive; a day means its end."""
    if not isinstance(as_of, dt.datetime):
        return dt.datetime.combine(as_of, dt.time.max)
    return as_of.astimezone(plan.zone).replace(tzinfo=None) if as_of.tzinfo else as_of


def settled(cursor: duckdb.DuckDBPyConnection, plan: Plan, as_of: dt.datetime) -> dt.datetime:
    """Return the earliest instant of the same day with the same figures: one answer serves all the minutes since.

    Naive, of the campaign's time zone.
    """
    [(at,)] = cursor.execute(_SETTLED, {"as_of": instant(as_of, plan)}).fetchall()
    return cast(dt.datetime, at)


@dataclass(frozen=True)
class _Asked:
    cursor: duckdb.DuckDBPyConnection
    plan: Plan
    measure: Measure
    as_of: dt.datetime
    selection: Selection
    own: Mapping[str, Any]

    def standing(self, *statements: str) -> AbstractContextManager[None]:
        """Let the parts these statements read stand while they are asked."""
        asked = "\n".join(self.measure.statements.get(name, "") for name in statements)
        return kept.standing(self.cursor, self._parts(asked))

    def _parts(self, sql: str) -> tuple[Part, ...]:
        return tuple(
            Part(name, made, self._parameters(made, False, {}), self._parts(made))
            for name, made in parts_read(sql).items()
        )

    def frame(self, statement: str, **more: Any) -> pd.DataFrame:
        sql = self.measure.statements[statement]
        return _frame(self.cursor.execute(sql, self._parameters(sql, statement == "totals", more)))

    def totals(self) -> dict[str, Any]:
        found = self.frame("totals")
        return records(found)[0]

    def parted(self, by: tuple[str, ...]) -> pd.DataFrame:
        for key in by:
            if key not in self.measure.by:
                raise UnknownFilter(f"“{key}”不能用来分组。可用的有:{'、'.join(self.measure.by) or '无'}。")
        found = self.frame("by", by=list(by))
        return found.drop(columns=[key for key in self.measure.by if key not in by])

    def _parameters(self, sql: str, for_totals: bool, more: Mapping[str, Any]) -> dict[str, Any]:
        day = self.as_of.date()
        first, last = _window(self.plan, day, self.own.get("first_day"), self.own.get("last_day"))
        known: dict[str, Any] = {
            "as_of": self.as_of, "day": day, "start": self.plan.campaign.start, "titles": {},
            **_summaries_due(self.plan),
            **self.selection.parameters(for_totals), **self.own, "first_day": first, "last_day": last, **more,
        }
        return {name: known.get(name) for name in set(PARAMETER.findall(sql))}


def _frame(result: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return a result as a frame; days are told from instants by their dtype, datetime64[s] as in the forms."""
    days = [name for name, kind, *_ in result.description if str(kind) == "DATE"]
    return result.df().astype(dict.fromkeys(days, "datetime64[s]"))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows in plain Python: days as dates, every kind of null as None."""
    plain = {name: _plain_column(frame[name]) for name in frame.columns}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def _plain_column(values: pd.Series) -> list[Any]:
    """Return a column's values as `_plain` gives them; those of the common kinds all at once."""
    kind = values.dtype
    if isinstance(kind, pd.StringDtype | pd.Int32Dtype | pd.Int64Dtype | pd.BooleanDtype):
        return list(values.to_numpy(dtype=object, na_value=None))
    if isinstance(kind, np.dtype) and kind.kind == "M":
        # Numpy's own list has dates for days, instants for microseconds, and None where there is none.
        unit = "D" if kind == "datetime64[s]" else "us"
        return list(values.to_numpy().astype(f"datetime64[{unit}]").tolist())
    if isinstance(kind, np.dtype) and kind.kind in "biu":
        return list(values.tolist())
    if kind == np.float64:
        return [None if math.isnan(value) else value for value in values.tolist()]
    return [_plain(value) for value in values]


def _window(plan: Plan, day: dt.date, first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    """Return the days asked for, else the plan's supervision window holding the day, else the last one begun."""
    if first or last:
        return first or plan.campaign.start, last or day
    windows = plan.settings.windows
    if not windows:
        return plan.campaign.start, plan.campaign.end
    held = [w for w in windows if w.start <= day <= w.end] or [w for w in windows if w.start <= day][-1:]
    chosen = (held or windows)[0]
    return chosen.start, chosen.end


def _summaries_due(plan: Plan) -> dict[str, dt.date | None]:
    """Return the days of the task that has a draft and a final version."""
    due = [(t.draft_due, t.due) for t in plan.tasks if t.draft_due]
    draft, final = due[0] if due else (None, None)
    return {"draft_due": draft, "final_due": final}


def as_json(result: Result, plan: Plan) -> dict[str, Any]:
    """Return what `measure --json` prints: names instead of codes, ISO days and instants, null where there is none."""
    names = _names(plan)

    def said(record: Mapping[str, Any]) -> dict[str, Any]:
        return {key: _said(value, names.get(key, {}), plan.zone) for key, value in record.items()}

    return {
        "measure": result.measure,
        "as_of": _said(result.as_of, {}, plan.zone),
        "filters": said(result.filters),
        "rows": [said(record) for record in records(result.rows)],
        "totals": said(result.totals),
    }


def _names(plan: Plan) -> dict[str, Mapping[str, str]]:
    filers = {f.code: f.name for f in plan.filers}
    return {
        **dict.fromkeys(_FILERS, filers),
        "subject": filers | {plan.bureau.code: WHOLE},
        "group": {g.code: g.name for g in plan.groups},
        "stage": {s.id: s.name for s in plan.stages},
        "type": plan.unit_types,
        "book": BOOK_TITLES,
    }


def _said(value: Any, names: Mapping[str, str], zone: ZoneInfo) -> Any:
    if isinstance(value, list | tuple):
        return [_said(item, names, zone) for item in value]
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=zone).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return names.get(value, value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """Return a frame's value as plain Python: None for every kind of null."""
    if value is None or isinstance(value, str | bool):
        return value
    if hasattr(value, "tolist"):  # arrays and numpy scalars
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    return value

"""有异议: before a bulletin the figures go out to be checked; a unit objects to one of its own, the office answers.

A review runs from the day the office sends the figures out to the end of the plan's n-th working day after it
(users.md: two working days). What was said stays with the figure; no figure changes by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from lvzhi.intake.reasons import says_nothing
from lvzhi.measure_files import measure, names
from lvzhi.plan import Plan

ACTS = ("open_review", "object", "answer_objection")
_SQL = Path(__file__).parent / "sql"
_REVIEW, _OBJECTIONS = ((_SQL / name).read_text(encoding="utf-8") for name in ("review.sql", "objection.sql"))


@dataclass(frozen=True)
class Review:
    """Figures sent out to be checked: from when, to the end of which day; `about` is what they are wanted for."""

    begun_at: dt.datetime
    until: dt.date
    about: str | None

    def runs(self, day: dt.date) -> bool:
        """Say whether objections are taken on a day."""
        return self.begun_at.date() <= day <= self.until


def review(cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime) -> Review | None:
    """Return the newest review begun by then (naive, the campaign's time); None before the first."""
    row = cursor.execute(_REVIEW, {"as_of": as_of}).fetchone()
    return Review(*row) if row else None


def objections(cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime, filer: str | None = None) -> pd.DataFrame:
    """Return one row per objection, of one unit or of all: entry, filer, key, reason, at, answer, answered_at."""
    return cursor.execute(_OBJECTIONS, {"as_of": as_of, "filer": filer}).df()


def key_of(name: str, figure: str) -> str:
    """Return what an objection calls a figure of a measure.

    >>> key_of("completion", "done")
    'completion.done'
    """
    return f"{name}.{figure}"


def completed(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, act: str, given: Mapping[str, Any], at: dt.datetime
) -> tuple[dict[str, Any], list[str]]:
    """Return what an act of these is completed with, and what stands in its way in words; `at` as in `review`."""
    if act == "open_review":
        return {"until": until(plan, at.date()).isoformat()}, []
    if act == "object":
        return {}, _hindrances(cursor, plan, given, at)
    return _answered(cursor, given, at)


def until(plan: Plan, day: dt.date) -> dt.date:
    """Return the last day on which a review begun on a day takes objections."""
    return plan.add_working_days(day, plan.settings.objection_working_days)


def _hindrances(cursor: duckdb.DuckDBPyConnection, plan: Plan, given: Mapping[str, Any], at: dt.datetime) -> list[str]:
    found = plan.find_filer(str(given["filer"]))
    named, _, figure = str(given["key"]).partition(".")
    said = []
    if found is None or found.kind not in ("unit", "bureau"):
        said.append("有异议由填报单位提出。")
    if named not in names() or figure not in measure(named).counts:
        said.append(f"“{given['key']}”不是单位情况表上的数。")
    if says_nothing(str(given["reason"])):
        said.append(f"“{given['reason']}”没有说明情况。请写明哪里不对、应是多少、依据什么,一句话即可。")
    held = review(cursor, at)
    if held is None:
        said.append("现在没有送核对的数。通报前局履职办会送各单位核对。")
    elif not held.runs(at.date()):
        said.append(f"核对期到{held.until.month}月{held.until.day}日24时为止,这次没有登记。"
                    "数有出入的,请在下期报送簿中更正,或与局履职办联系。")
    return said


def _answered(
    cursor: duckdb.DuckDBPyConnection, given: Mapping[str, Any], at: dt.datetime
) -> tuple[dict[str, Any], list[str]]:
    """Look up the objection answered: the answer concerns the same unit and figure."""
    row = cursor.execute(
        """select filer, key from decision where act = 'object' and entry = try_cast($1 as bigint) and "at" <= $2""",
        [str(given["objection"]), at],
    ).fetchone()
    if row is None:
        return {}, [f"没有第{given['objection']}号异议。"]
    empty = says_nothing(str(given["reason"]))
    said = f"“{given['reason']}”没有说明情况。请写明核对结果,一句话即可。"
    return dict(zip(("filer", "key"), row, strict=True)), [said] if empty else []

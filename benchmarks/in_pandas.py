"""Three of the heaviest measures as a careful colleague would write them in pandas, over frames held in memory.

They do less than ours: no filters, no viewer, no versions of the plan, and of the life of a problem only its newest
row and its newest event. What they count in common with ours must be equal, else the comparison is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import pandas as pd

Frames = Mapping[str, pd.DataFrame]
Figures = Mapping[str, int]

READ = {
    "filing": "entry, status, filer, period, received_at from filing",
    "returned": "filing as entry from decision where act = 'return'",
    "desk": 'entry, period, "at" as received_at from decision where act in (\'verification\', \'assign\')',
    "corrected": "due, until from correction_at(?)",
    "book": "filer, period, due, owed from book",
    "held": "entry, form from sheet",
    "owing": "filer, period, form from obligation where duty = 'due'",
    "filer": "code, kind from filer",
    "item": "clause, item_clause, part from check_item",
    "asked": "filer, clause from item_filer",
    "answers": "entry, ord, filer, period, key, check_item, part, conclusion from rows_self_inspection",
    "ledger": "entry, ord, filer, key, registered_on, due, applied_on, status from rows_rectification",
    "assigned": "entry, ord, filer, key, unit, assigned_on, due from rows_assignments",
    "acts": "entry, ord, filer, key, problem_no, event, event_on from rows_verification",
}
GRAVE = {"线索已按规定移交": 3, "发现问题": 2, "未发现问题": 1, "不适用": 0}


def frames(cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime) -> Frames:
    """Read what they need into memory; not counted."""
    return {name: cursor.execute(f"select {what}", [as_of] if "?" in what else []).df() for name, what in READ.items()}


def _effective(held: Frames, as_of: dt.datetime) -> pd.DataFrame:
    accepted = held["filing"].query("status == 'accepted' and received_at <= @as_of")
    stands = accepted[~accepted["entry"].isin(held["returned"]["entry"])]
    return pd.concat([stands[["entry", "period", "received_at"]], held["desk"].query("received_at <= @as_of")])


def _current(rows: pd.DataFrame, sources: pd.DataFrame, identity: list[str]) -> pd.DataFrame:
    known = rows.drop(columns="period", errors="ignore").merge(sources, on="entry")
    return known.sort_values(["period", "received_at", "entry", "ord"]).drop_duplicates(identity, keep="last")


def self_inspection(held: Frames, as_of: dt.datetime) -> Figures:
    """The worst of the newest answers of each item's parts, by unit."""
    current = _current(held["answers"], _effective(held, as_of), ["filer", "period", "key"])
    newest = current[current["conclusion"].notna()].drop_duplicates(["filer", "check_item", "part"], keep="last")
    newest = newest.assign(rank=newest["conclusion"].map(GRAVE))
    worst = newest.groupby(["filer", "check_item"])["rank"].agg(["max", "size"]).reset_index()
    parts = held["item"].groupby("item_clause")["part"].count().clip(lower=1).rename("parts")
    units = held["filer"].query("kind == 'unit'")["code"]
    asked = held["asked"][held["asked"]["filer"].isin(units)].merge(parts, left_on="clause", right_index=True)
    told = asked.merge(worst, how="left", left_on=["filer", "clause"], right_on=["filer", "check_item"])
    answered = told[(told["size"] >= told["parts"]) | (told["max"] >= GRAVE["发现问题"])]
    return {"applicable": len(told), "answered": len(answered), "found": int((answered["max"] == 2).sum()),
            "none_found": int((answered["max"] == 1).sum())}


def reporting(held: Frames, as_of: dt.datetime) -> Figures:
    """Each book by its first acceptance, with the sheets it lacks."""
    tried = held["filing"].query("received_at <= @as_of")
    earliest = tried.groupby(["status", "filer", "period"])["received_at"].min()
    first, refused = earliest["accepted"].rename("accepted_at"), earliest["rejected"].rename("refused_at")
    others = held["filer"].query("kind != 'bureau'")["code"]
    book = held["book"][held["book"]["owed"] & held["book"]["filer"].isin(others)]
    told = book.merge(first, how="left", on=["filer", "period"]).merge(refused, how="left", on=["filer", "period"])
    told = told.merge(held["corrected"], how="left", on="due")
    end = told["due"] + pd.Timedelta(days=1)
    in_time = told["accepted_at"] < end
    corrected = (told["refused_at"] < end) & (told["accepted_at"] < told["until"] + pd.Timedelta(days=1))
    none = told["accepted_at"].isna()
    sources = _effective(held, as_of)[["entry"]].merge(held["filing"], on="entry")
    there = sources.merge(held["held"], on="entry")[["filer", "period", "form"]].drop_duplicates()
    lacking = held["owing"].merge(there, how="left", on=["filer", "period", "form"], indicator=True)
    lacking = lacking[lacking["_merge"] == "left_only"].groupby(["filer", "period"])["form"].agg(list).rename("lacking")
    told.merge(lacking, how="left", on=["filer", "period"])
    return {"expected": len(told), "on_time": int(in_time.sum()), "late": int((~none & ~in_time).sum()),
            "missing": int((none & (end <= as_of)).sum()), "received_on_time": int((in_time | corrected).sum())}


def rectification(held: Frames, as_of: dt.datetime) -> Figures:
    """The problems by day: registered, applied for, closed by their newest event; without the steps between."""
    sources = _effective(held, as_of)
    ledger = _current(held["ledger"], sources, ["filer", "key"])
    own = ledger[ledger["key"].str.contains("-问题-")].rename(columns={"filer": "unit", "registered_on": "day"})
    found = _current(held["assigned"], sources, ["filer", "key"]).rename(columns={"assigned_on": "day"})
    problem = pd.concat([own[["key", "unit", "day", "due"]], found[["key", "unit", "day", "due"]]])
    units = held["filer"].query("kind == 'unit'")["code"]
    problem = problem[problem["unit"].isin(units)]
    acts = _current(held["acts"], sources, ["filer", "key"]).sort_values("event_on")
    last = acts.drop_duplicates("problem_no", keep="last")[["problem_no", "event", "event_on"]]
    stands = problem.merge(last, how="left", left_on="key", right_on="problem_no")
    stands = stands.merge(ledger[["filer", "key", "applied_on"]], how="left", left_on=["unit", "key"],
                          right_on=["filer", "key"])
    closed = stands[stands["event"] == "批准销号"]
    days = pd.date_range(stands["day"].min(), as_of.date())
    counts = [frame.groupby(day).size().reindex(days, fill_value=0)
              for frame, day in ((stands, "day"), (stands, "applied_on"), (closed, "event_on"))]
    pd.concat([*counts, (counts[0] - counts[2]).cumsum()], axis=1)
    return {"registered": len(stands)}


MEASURES: Mapping[str, Callable[[Frames, dt.datetime], Figures]] = {
    "rectification": rectification, "reporting": reporting, "self_inspection": self_inspection,
}


class Differs(Exception):
    """The two sides counted something else."""


def agree(name: str, theirs: Figures, ours: Mapping[str, Any]) -> None:
    """Refuse a comparison of different figures."""
    if apart := {key: (value, ours[key]) for key, value in theirs.items() if value != ours[key]}:
        raise Differs(f"{name}: {apart}")

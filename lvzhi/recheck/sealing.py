"""Sealing, publishing, results: what each act is completed with, and what stands in its way, in words.

Seed and list stand in the journal's entry under `secret`, which the projection never gets; the 校验码 stands beside
them for everybody. Only `secrets` makes seeds: nobody may bring one, and every sealing stays in the journal.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from lvzhi.chain import Entry
from lvzhi.intake.reasons import says_nothing
from lvzhi.journal import Journal
from lvzhi.measures import records
from lvzhi.recheck.drawing import STRATA, Rule, commitment, draw, rule_of

ACTS = ("seal_recheck", "publish_recheck", "recheck_result")
RELAPSED = "反弹"
RESULTS = ("属实", RELAPSED)
REOPENS = "重新挂号"
_SQL = Path(__file__).resolve().parent.parent / "sql"
_POPULATION, _ALL, _RESULTS = (
    (_SQL / f"{name}.sql").read_text(encoding="utf-8") for name in ("recheck_population", "recheck", "recheck_results")
)
_SHORTEST = 10


@dataclass(frozen=True)
class Sealed:
    """What a sealing's own entry says, secret and all: for the office's eyes, until it is published."""

    no: int
    rule: Rule
    as_of: str
    code: str
    seed: str
    numbers: tuple[str, ...]
    population: tuple[tuple[str, str], ...]


def sealed(journal: Journal, no: int) -> Sealed | None:
    """Return a sealing by its entry's number; None where there is none."""
    found = next(iter(journal.entries(after=no - 1, until=no, kinds=["decision"])), None) if no > 0 else None
    return _sealed(found) if found is not None and found.body.get("act") == "seal_recheck" else None


def _sealed(entry: Entry) -> Sealed:
    body, rule = entry.body, rule_of(entry.body["rule"])
    assert isinstance(rule, Rule)
    secret = body["secret"]
    return Sealed(entry.no, rule, body["as_of"], body["code"], secret["seed"], tuple(secret["numbers"]),
                  tuple((n, s) for n, s in secret["population"]))


def population(cursor: duckdb.DuckDBPyConnection, rule: Rule, as_of: dt.datetime) -> tuple[tuple[str, str], ...]:
    """Return (problem number, stratum) of what the rule draws from, as it stood at an instant (naive)."""
    found = cursor.execute(_POPULATION, {"as_of": as_of, "first": rule.closed_from, "last": rule.closed_to}).df()
    return tuple((r["problem_no"], STRATA["none"] if rule.strata == "none" else r[rule.strata]) for r in records(found))


def overview(cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime) -> list[dict[str, Any]]:
    """Return one line for each sealing, the newest first: drawn, looked at, relapsed, with rate and interval."""
    return records(cursor.execute(_ALL, {"as_of": as_of}).df())


def results(cursor: duckdb.DuckDBPyConnection, seal: int, as_of: dt.datetime) -> list[dict[str, Any]]:
    """Return what has been found of the problems of a sealing."""
    return records(cursor.execute(_RESULTS, {"seal": seal, "as_of": as_of}).df())


def not_reopened(cursor: duckdb.DuckDBPyConnection, acts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what stands in the way of acts recorded together: a relapsed problem does not go on as closed."""
    relapsed = {a["key"] for a in acts if a["act"] == "recheck_result" and a["result"] == RELAPSED}
    reopened = {r["problem_no"] for a in acts if a["act"] == "verification" for r in a["rows"] if r["event"] == REOPENS}
    if not (missing := sorted(relapsed - reopened)):
        return []
    left = cursor.execute(
        "select problem_no from problem_at($now) where state = '已销号' and list_contains($missing, problem_no)",
        {"now": dt.datetime.max, "missing": missing},
    ).fetchall()
    return [f"{number}查实反弹,请同时登记“{REOPENS}”,写明新时限。" for (number,) in left]


def completed(
    cursor: duckdb.DuckDBPyConnection, journal: Journal, act: str, given: Mapping[str, Any], at: dt.datetime
) -> tuple[dict[str, Any], list[str]]:
    """Return what an act of these is completed with, and what stands in its way; `at` naive, the campaign's."""
    if act == "seal_recheck":
        return _seal(cursor, given, at)
    held = sealed(journal, int(given["seal"])) if str(given["seal"]).isdigit() else None
    if held is None:
        return {}, [f"没有第{given['seal']}号封存的回头看。"]
    if act == "publish_recheck":
        return _publish(cursor, held)
    return _result(cursor, held, given, at)


Found = tuple[dict[str, Any], list[str]]


def _seal(cursor: duckdb.DuckDBPyConnection, given: Mapping[str, Any], at: dt.datetime) -> Found:
    rule = rule_of(given["rule"])
    if isinstance(rule, str):
        return {}, [rule]
    from_which = population(cursor, rule, at)
    if not from_which:
        return {}, ["这段时间没有批准销号且仍为已销号的问题,没有可抽的。请核对起止日期。"]
    seed, as_of = secrets.token_hex(32), at.isoformat()
    numbers = draw(rule, seed, from_which)
    return {
        "rule": rule.as_json(), "as_of": as_of, "code": commitment(rule.as_json(), seed, as_of),
        "population": len(from_which), "sampled": len(numbers),
        "secret": {"seed": seed, "numbers": list(numbers), "population": [list(p) for p in from_which]},
    }, []


def _publish(cursor: duckdb.DuckDBPyConnection, held: Sealed) -> Found:
    line = next((o for o in overview(cursor, dt.datetime.max) if o["entry"] == held.no), None)
    if line is None or line["published"] is not None:
        return {}, [f"第{held.no}号回头看已经公布。"]
    return {"rule": held.rule.as_json(), "as_of": held.as_of, "code": held.code, "seed": held.seed,
            "numbers": list(held.numbers), "population": [list(p) for p in held.population]}, []


def _result(cursor: duckdb.DuckDBPyConnection, held: Sealed, given: Mapping[str, Any], at: dt.datetime) -> Found:
    said = []
    if given["key"] not in held.numbers:
        said.append(f"“{given['key']}”不在第{held.no}号回头看抽到的问题之内。")
    if given["result"] not in RESULTS:
        said.append(f"结果请从{'、'.join(RESULTS)}中选一项。")
    if any(r["problem_no"] == given["key"] for r in results(cursor, held.no, dt.datetime.max)):
        said.append(f"{given['key']}的结果已经登记,登记了不再改动。")
    said += _who_and_when(held, given, at)
    reason = str(given["reason"])
    if says_nothing(reason) or len(reason) < _SHORTEST:
        said.append(f"请写明看到的情况,不少于{_SHORTEST}字。")
    return {"key": str(given["key"])}, said


def _who_and_when(held: Sealed, given: Mapping[str, Any], at: dt.datetime) -> list[str]:
    said = []
    people = given["checkers"] if isinstance(given["checkers"], (list, tuple)) else ()
    if len({"".join(str(p).split()) for p in people if p and str(p).strip()}) < 2:
        said.append("回头看须由两人进行,请填写两个不同的姓名。")
    try:
        day = dt.date.fromisoformat(str(given["checked_on"])[:10])
    except ValueError:
        return [*said, f"“{given['checked_on']}”不是日期。"]
    first = dt.datetime.fromisoformat(held.as_of).date()
    if not first <= day <= at.date():
        said.append(f"回头看的日期应在封存之日({first})以后、登记之日以前,请核对。")
    return said

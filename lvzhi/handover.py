"""When a clerk changes: what is unfinished, who used the account before. Pure: frames and entries in, rows out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lvzhi.chain import Entry
from lvzhi.plan import Plan

HEADINGS = ("类别", "编号", "内容", "期限", "情况")
_WAITING = {"missing": "未报", "pending": "待报"}


@dataclass(frozen=True)
class Change:
    """A hand-over as the journal has it; `before` is None where no name was noted."""

    day: dt.date
    before: str | None
    holder: str


def succession(entries: Iterable[Entry], login: str) -> list[Change]:
    """Return the hand-overs of an account, the oldest first."""
    return [
        Change(dt.datetime.fromisoformat(e.at).date(), e.body.get("before"), e.body["holder"])
        for e in entries
        if e.kind == "account" and e.body["act"] == "hand_over" and e.body["login"] == login
    ]


def unfinished(books: pd.DataFrame, problems: pd.DataFrame, promises: pd.DataFrame, plan: Plan,
               today: dt.date) -> pd.DataFrame:
    """Return what a successor takes over, under HEADINGS: books first, then problems and promises by deadline.

    `books`: reporting's rows, of which those due or running now count; `problems`, `promises`: rows of those names
    of rectification and commitments.
    """
    running = plan.period_at(today).id
    rows: list[tuple[Any, ...]] = [
        ("报送簿", None, f"{plan.period(b['period']).label}报送簿", _day(b["due"]), _WAITING[b["state"]])
        for b in books.to_dict("records") if b["state"] in _WAITING and b["period"] <= running
    ]
    rows += sorted(
        (("交办事项" if p["origin"] == "assignment" else "问题整改", p["problem_no"], p["description"],
          _day(p["deadline"]), _standing(p, today)) for p in problems.to_dict("records") if p["is_open"]),
        key=_by_deadline,
    )
    rows += sorted(
        (("公开承诺", p["commitment_no"], p["promise"], _day(p["due"]), p["status"])
         for p in promises.to_dict("records") if p["status"] != "已兑现"),
        key=_by_deadline,
    )
    return pd.DataFrame(rows, columns=list(HEADINGS))


def _standing(problem: dict[str, Any], today: dt.date) -> str:
    if not problem["answered"]:
        return "交办,尚未答复"
    if not pd.isna(problem["pending_on"]):
        return "已申请销号,待核查"
    late = not pd.isna(problem["deadline"]) and problem["deadline"].date() < today
    return f"{problem['state']}{',逾期' if late else ''}"


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else f"{value:%Y-%m-%d}"


def _by_deadline(row: tuple[Any, ...]) -> tuple[str, str]:
    return (row[3] or "9999", row[1])

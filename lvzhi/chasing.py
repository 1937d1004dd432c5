"""Acts of chasing: a deadline put off, a book not asked for, a paper copy received; refused where without sense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from lvzhi.intake.reasons import says_nothing
from lvzhi.kinds import day_words
from lvzhi.plan import Period, Plan

ACTS = ("extend_deadline", "exempt", "paper_received")
_BOOKS = """
select b.due, b.exempt, r.state
from book_at($now) as b
left join report_at($now) as r on r.filer = b.filer and r.period = b.period
where b.owed and b.period = $period and ($filer is null or b.filer = $filer)
"""
_NOW = dt.datetime.max  # whatever has been recorded so far, however it is dated


def hindrances(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, act: str, given: Mapping[str, Any], at: dt.datetime
) -> list[str]:
    """Return what stands in the way of an act of these, in words; `given` with names looked up, `at` naive.

    A paper copy is one of a filing: a later version of the book needs a copy of its own.
    """
    if act == "paper_received":
        return list(_paper(cursor, given))
    said = []
    if says_nothing(str(given["reason"])):
        said.append(f"“{given['reason']}”没有说明情况。请写明依据或原因,一句话即可。")
    period = next((p for p in plan.periods if p.id == given["period"]), None)
    if period is None:
        return [*said, f"方案里没有“{given['period']}”这一期。"]
    if at.date() < period.first_day:
        return [*said, f"{period.label}还没有开始({day_words(period.first_day)}起),到时再办。"]
    books = cursor.execute(
        _BOOKS, {"now": _NOW, "period": period.id, "filer": given.get("filer")}
    ).fetchall()
    if not books:
        return [*said, f"{_whose(plan, given)}{period.label}没有应报的报送簿。"]
    check = _extension if act == "extend_deadline" else _exemption
    return [*said, *check(cursor, plan, given, period, books)]


def _extension(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, given: Mapping[str, Any], period: Period, books: list[Any]
) -> Iterator[str]:
    try:
        until = dt.date.fromisoformat(str(given["until"])[:10])
    except ValueError:
        yield f"“{given['until']}”不是日期。请写成 2015-07-04。"
        return
    first = min(due for due, _, _ in books)
    if until <= first:
        yield f"{period.label}报送簿的截止日已经是{day_words(first)},延到的日子要比它晚。"
    elif all(exempt for _, exempt, _ in books):
        yield f"{_whose(plan, given)}{period.label}已登记本期不要求,不用延期。"


def _exemption(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, given: Mapping[str, Any], period: Period, books: list[Any]
) -> Iterator[str]:
    (_, exempt, state), whose = books[0], f"{_whose(plan, given)}{period.label}"
    if form := given.get("form"):
        if plan.duty(form, given["filer"], period.id) != "due":
            yield f"{whose}没有必须报的这张表。"
        elif cursor.execute(
            "select 1 from decision where act = 'exempt' and filer = $filer and period = $period and form = $form",
            {"filer": given["filer"], "period": period.id, "form": form},
        ).fetchone():
            yield f"{whose}的这张表已登记本期不要求。"
    elif exempt:
        yield f"{whose}已登记本期不要求。"
    elif state == "on_time":
        yield f"{whose}的报送簿已经按时收到,不用登记本期不要求。"


def _paper(cursor: duckdb.DuckDBPyConnection, given: Mapping[str, Any]) -> Iterator[str]:
    row = cursor.execute(
        """
        select f.receipt, d."at" from decision as d join filing as f on f.entry = d.filing
        where d.act = 'paper_received' and d.filing = $filing
        """,
        {"filing": given["filing"]},
    ).fetchone()
    if row:
        yield f"回执号{row[0]}的纸质件{day_words(row[1])}已登记收到。"


def _whose(plan: Plan, given: Mapping[str, Any]) -> str:
    return plan.filer(given["filer"]).name if given.get("filer") else ""

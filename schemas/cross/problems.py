"""问题整改台账 against what was accepted and how the problems stand."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.change import changed_columns
from lvzhi.intake.filing import Filing
from lvzhi.kinds import day_words
from schemas.cross import assigned, finding, resembling
from schemas.cross.ledger import both, earlier, midnight, overdue, problems, words
from schemas.cross.records import Record, records, sheet
from schemas.cross.redating import redated

FORM = "rectification"
SHUT = ("已销号", "已归并", "已撤销", "已移交")
WORKING = ("未启动", "整改中")
APPLYING = ("申请销号", "阶段性完成")
LONG = "长期坚持"


def date_not_applied(filing: Filing) -> Iterator[Hit]:
    """RECT-DATE-NOT-APPLIED: 申请日期 without an application, now or ever."""
    applied = {r["problem_no"] for r in _versions(filing) if r["applied_on"] is not None}
    for row in sheet(filing, FORM):
        if row["applied_on"] is not None and row["status"] in WORKING and row["problem_no"] not in applied:
            yield Hit(row["_row"], "applied_on", {"status": row["status"]})


def long_claim(filing: Filing) -> Iterator[Hit]:
    """RECT-LONG-CLAIM: 长期坚持 said for the first time."""
    claimed = {r["problem_no"] for r in _versions(filing) if r["category"] == LONG}
    for row in sheet(filing, FORM):
        if row["category"] == LONG and row["problem_no"] not in claimed:
            yield Hit(row["_row"], "category")


def due_changed(filing: Filing) -> Iterator[Hit]:
    """RECT-DUE-CHANGED: 整改时限 is not the deadline in force; free until the first period's book is due."""
    known, first = problems(filing), _first_periods(filing)
    for row in sheet(filing, FORM):
        problem = known.get(row["problem_no"])
        if problem is None or not problem["open"] or None in (row["due"], problem["deadline"]):
            continue
        if row["due"] != problem["deadline"] and not _still_free(filing, problem, first.get(row["problem_no"])):
            yield Hit(row["_row"], "due", {"was": day_words(problem["deadline"]), "now": day_words(row["due"])})


def closed_changed(filing: Filing) -> Iterator[Hit]:
    """RECT-CLOSED-CHANGED: a row that has left the ledger is changed."""
    known = problems(filing)
    for row, was in both(filing, FORM):
        problem = known.get(row["problem_no"])
        if problem is None or problem["state"] not in SHUT:
            continue
        columns = [c.id for c in changed_columns(filing, filing.sheets[FORM].form, was, row)]
        if columns:
            yield Hit(row["_row"], columns[0], {"number": row["problem_no"], "state": problem["state"]})


def status_back(filing: Filing) -> Iterator[Hit]:
    """RECT-STATUS-BACK: applied before, not any more, and nobody returned or re-opened it."""
    known = problems(filing)
    for row, was in both(filing, FORM):
        state = known.get(row["problem_no"], {}).get("state")
        if was["status"] == "申请销号" and row["status"] in WORKING and state not in ("退回", "重新挂号"):
            yield Hit(row["_row"], "status", {"status": row["status"]})


def _no_longer_applied_for(filing: Filing, row: Record) -> bool:
    """Returned or re-opened, so that a new application is expected; or gone from the ledger."""
    return problems(filing).get(row["problem_no"], {}).get("state") in ("退回", "重新挂号", *SHUT)


def overdue_no_progress(filing: Filing) -> Iterator[Hit]:
    """RECT-OVERDUE-NO-PROGRESS: past the deadline in force, not applied for, 整改进展 as last period."""
    late, before, known = overdue(filing), earlier(filing, FORM), problems(filing)
    for row in sheet(filing, FORM):
        number = row["problem_no"]
        if number not in late or number not in before or row["status"] in APPLYING:
            continue
        if words(row, "progress") == words(before[number], "progress"):
            yield Hit(row["_row"], "progress", {"deadline": day_words(known[number]["deadline"])})


def _versions(filing: Filing) -> tuple[Record, ...]:
    return records(filing.standing.versions(FORM, filing.filer.code))


def _first_periods(filing: Filing) -> dict[str, str]:
    """The period in which each row was first filed."""
    first: dict[str, str] = {}
    for row in _versions(filing):
        number = row["problem_no"]
        first[number] = min(first.get(number, row["period"]), row["period"])
    return first


def _still_free(filing: Filing, problem: Record, first: str | None) -> bool:
    """The original deadline is fixed with the first period's; an assigned one is fixed from the start."""
    if problem["assigned"] or first is None:
        return False
    due = filing.plan.due(filing.filer.code, first)
    return bool(midnight(filing.received_on) <= midnight(due)) and first == filing.period




RULES = (
    CrossRule("RECT-DATE-NOT-APPLIED", Severity.ERROR, date_not_applied,
              "填了申请日期,整改状态却是“{status}”。已经申请的请选“申请销号”或“申请延期”,没有申请的请删去日期。"),
    CrossRule("RECT-LONG-CLAIM", Severity.QUERY, long_claim,
              "选“长期坚持”。请写明阶段标准和复查日期,由工作组认定后生效。"),
    CrossRule("RECT-DUE-CHANGED", Severity.QUERY, due_changed,
              "整改时限由{was}改为{now}。请说明延期原因和预计完成日期;批准前仍按原时限。"),
    CrossRule("RECT-CLOSED-CHANGED", Severity.ERROR, closed_changed,
              "{number}{state},内容不能再改。请恢复原来的内容;需要重新整改的,由局履职办重新挂号。"),
    CrossRule("RECT-STATUS-BACK", Severity.QUERY, status_back,
              "上次已申请销号,没有退回,本次改为“{status}”。请说明原因。"),
    redated("RECT-APPLIED-CHANGED", FORM, "applied_on", "status", APPLYING,
            "申请日期由{was}改为{now},上次的申请没有退回。请说明原因。", _no_longer_applied_for),
    CrossRule("RECT-OVERDUE-NO-PROGRESS", Severity.QUERY, overdue_no_progress,
              "已过整改时限{deadline},整改进展与上期相同。请写明目前做到哪一步、为什么没有完成、预计何时完成。"),
    CrossRule("RECT-SIMILAR", Severity.QUERY, resembling.similar,
              "本条与本单位{other}基本相同。同一问题请归并;不是同一问题,请写明区别。"),
    CrossRule("RECT-NONE-FOUND", Severity.QUERY, finding.none_found,
              "{months}没有发现问题。请写明自查方式(座谈几次、走访几户、问卷几份)。"),
    *assigned.RULES,
)

"""What a unit writes into 问题整改台账: new problems, answers to assignments, progress, applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lvzhi.demo.book import Book
from lvzhi.demo.chance import days
from lvzhi.demo.lives import Life
from lvzhi.demo.problem import LONG, Problem
from lvzhi.kinds import day_words

FORM = "rectification"
POOR = 0.03  # applications whose evidence says nothing


def fill(book: Book, problems: Sequence[Problem]) -> None:
    """Write every row that is new or still open, and answer what will be asked."""
    known = book.held.lives()
    for problem in problems:
        number = book.number(problem.uid)
        if number is None and problem.assigned_by is None and problem.registered_on < book.cutoff:
            book.write(FORM, _new(book, problem))
        elif number in known and _listed(book, number, known[number]):
            news = {**_answered(book, problem), **_state(book, problem, known[number])}
            if news:
                book.write(FORM, {"problem_no": number, **news})
    _none_found(book, problems)


def _listed(book: Book, number: str, life: Life) -> bool:
    """The row stands in the printed book: open, or long-term once the unit has answered."""
    return life.is_open or (life.state == LONG and book.held.row(FORM, book.filer.code, number) is not None)


def _new(book: Book, p: Problem) -> dict[str, Any]:
    number = book.give(FORM, p.uid)
    if p.category == LONG:
        said = book.words["reasons"]["RECT-LONG-CLAIM"]
        book.explain(FORM, number, "RECT-LONG-CLAIM", book.words.fill(book.rng, said, due=day_words(p.due)))
    ref = {"source_ref": book.number(p.ref)} if p.ref and book.number(p.ref) else {}
    return {
        "problem_no": number, "registered_on": p.registered_on, "source": p.source, **ref, "check_item": p.item,
        "description": p.description, "due": p.due, **_own(book, p), **_state(book, p, None),
    }


def _own(book: Book, p: Problem) -> dict[str, Any]:
    goal = {"goal": p.goal} if p.goal else {}
    return {
        "cause": p.cause, "responsible_leader": book.staff.leader, "responsible_person": _owner(book, p),
        "category": p.category, "measures": p.measures, **goal,
    }


def _owner(book: Book, p: Problem) -> tuple[str, ...]:
    handlers = book.staff.handlers
    n = int(p.uid[1:])
    return (handlers[n % len(handlers)],) if n % 7 else (handlers[0], handlers[1])


def _answered(book: Book, p: Problem) -> dict[str, Any]:
    """The unit's own columns of an assigned row, the first time it stands in its book."""
    number = book.number(p.uid) or ""
    if p.assigned_by is None or book.held.row(FORM, book.filer.code, number):
        return {}
    if p.category == LONG:
        said = book.words["reasons"]["RECT-LONG-CLAIM"]
        book.explain(FORM, number, "RECT-LONG-CLAIM", book.words.fill(book.rng, said, due=day_words(p.due)))
    return _own(book, p)


def _state(book: Book, p: Problem, life: Life | None) -> dict[str, Any]:
    """整改状态 and what goes with it on the day the book is filled in."""
    before = book.held.row(FORM, book.filer.code, book.number(p.uid) or "") if life else None
    made = p.newest(book.cutoff)
    reopened = p.happened("重新挂号")
    if reopened and life and life.reopened_count:
        return _working(book, p, life)
    if made and (made.returned_on is None or made.returned_on > book.cutoff):
        if before and before.get("status") == "申请销号" and before.get("applied_on") == pd.Timestamp(made.applied_on):
            return {}  # still waiting for the group: nothing to add
        if life and life.state != "退回" and before and before.get("status") == "申请销号":
            said = book.words["reasons"]["RECT-APPLIED-CHANGED"]  # sent back, and applied for anew before that is in
            book.explain(FORM, life.problem_no, "RECT-APPLIED-CHANGED", book.words.fill(book.rng, said))
        return _applied(book, p, made.applied_on)
    if made and life and life.state != "退回" and before and before.get("status") == "申请销号":
        return {}  # sent back, but the group's book is not in yet: the row stays as it is
    if p.extension and not made and p.extension[0] < book.cutoff and (life is None or not life.extended_count):
        return _extension(book, p)
    return _working(book, p, life)


def _applied(book: Book, p: Problem, day: dt.date) -> dict[str, Any]:
    feedback = {"feedback": "满意"} if p.source == "群众投诉举报" else {}
    return {
        "status": "申请销号", "applied_on": day, **feedback,
        "evidence": "已整改" if book.rng.random() < POOR else book.words.say(book.rng, "evidence"),
        "progress": _progress(book, "progress_done", max(day - days(1), p.registered_on)),
        "extend_to": None, "extend_reason": None,
    }


def _extension(book: Book, p: Problem) -> dict[str, Any]:
    assert p.extension is not None
    asked, new = p.extension
    return {
        "status": "申请延期", "applied_on": asked, "extend_to": new,
        "extend_reason": book.words.say(book.rng, "late_reasons"), "progress": _progress(book, "progress_open", asked),
    }


def _working(book: Book, p: Problem, life: Life | None) -> dict[str, Any]:
    cleared = {"applied_on": None, "extend_to": None, "extend_reason": None, "evidence": None}
    if (book.cutoff - p.registered_on).days < 5 and (life is None or p.assigned_by):
        return {"status": "未启动", "progress": None, **cleared}
    late = life is not None and life.deadline.date() < book.cutoff
    day = book.cutoff - days(book.rng.randint(1, 4))
    if not late:
        return {"status": "整改中", "progress": _progress(book, "progress_open", max(day, p.registered_on)), **cleared}
    reason = book.words.say(book.rng, "late_reasons")
    text = book.words.say(book.rng, "progress_late", m=day.month, d=day.day, r=reason, n=book.rng.choice((10, 15, 20)))
    return {"status": "整改中", "progress": text, **cleared}


def _progress(book: Book, key: str, day: dt.date) -> str:
    return book.words.say(book.rng, key, m=day.month, d=day.day, p=book.rng.choice(book.staff.handlers))


def _none_found(book: Book, problems: Sequence[Problem]) -> None:
    """Say how the unit looked when it found nothing in the months of looking."""
    asked = book.world.plan.settings.none_found_periods
    if not asked or book.period != asked[-1]:
        return
    days_known = [p.registered_on for p in problems if book.number(p.uid)]
    if not any(f"{d:%Y-%m}" in asked for d in days_known):
        said: Mapping[str, str] = book.words["reasons"]
        book.explain(FORM, "全表", "RECT-NONE-FOUND", book.words.fill(book.rng, said["RECT-NONE-FOUND"]))

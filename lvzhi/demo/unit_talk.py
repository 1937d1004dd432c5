"""What a unit writes about opinions, complaints, promises, publicity and supervisors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lvzhi.demo.book import Book
from lvzhi.demo.chance import days
from lvzhi.demo.pledges import Item, Promise, Supervisor
from lvzhi.demo.talk import Complaint, Opinion


def number(book: Book, form: str, uid: str, day: dt.date) -> None:
    """Give a number to what is new and known, so that other sheets can name it."""
    if book.has(form) and day < book.cutoff and book.number(uid) is None:
        book.give(form, uid)


def opinions(book: Book, told: Sequence[Opinion]) -> None:
    """Write the new opinions; what was written is never touched again."""
    for o in told:
        if o.uid not in book.numbers:
            continue
        row: dict[str, Any] = {
            "opinion_no": book.numbers[o.uid], "held_on": o.day, "method": o.method, "consulted": o.consulted,
            "opinion": o.text, "decision": o.decision,
        }
        if o.counts:
            row |= dict(zip(("issued", "collected"), o.counts, strict=True))
        if o.problem and book.number(o.problem):
            row["problem_nos"] = (book.number(o.problem),)
        if o.decision in ("不采纳", "解释说明"):
            row["remark"] = book.words["opinion_why"]
        book.write("consultations", row)


def complaints(book: Book, told: Sequence[Complaint]) -> None:
    """Write the new complaints, and what became of those still open."""
    for c in told:
        if c.uid in book.numbers:
            book.write("complaints", {"complaint_no": book.numbers[c.uid], **_received(book, c), **_handled(book, c)})
        elif (known := book.number(c.uid)) and _open(book, known):
            handled = _handled(book, c)
            if handled["status"] == "办结":
                book.write("complaints", {"complaint_no": known, **handled})


def _open(book: Book, known: str) -> bool:
    row = book.held.row("complaints", book.filer.code, known)
    return row is not None and row["status"] != "办结"


def _received(book: Book, c: Complaint) -> dict[str, Any]:
    area = {"area": c.area} if c.area else {}
    return {
        "received_on": c.day, "channel": c.channel, "named": "是" if int(c.uid[1:]) % 3 else "否",
        "subject_unit": c.subject, "summary": c.summary, "category": c.category, **area,
        "handling_unit": c.handling, "handler": book.world.staff[c.handling].handlers[0],
    }


def _handled(book: Book, c: Complaint) -> dict[str, Any]:
    waiting = c.problem is not None and book.number(c.problem) is None
    if c.answered_on is None or c.answered_on >= book.cutoff or waiting:
        return {"status": "办理中", **({"truth": "待查"} if c.truth == "待查" else {})}
    row: dict[str, Any] = {"status": "办结", "result": c.result, "answered_on": c.answered_on}
    if c.truth:
        row["truth"] = c.truth
    if c.truth in ("属实", "部分属实"):
        row["held_to_account"] = "否"
    if c.feedback:
        row["feedback"] = c.feedback
    return row | ({"problem_no": book.number(c.problem)} if c.problem else {})


# --- promises -----------------------------------------------------------------------------------------


def promises(book: Book, made: Sequence[Promise]) -> None:
    for p in made:
        known = book.number(p.uid)
        if known is None and p.published_on < book.cutoff:
            book.write("commitments", {"commitment_no": book.give("commitments", p.uid), **_promised(book, p),
                                       **_progress(book, p)})
        elif known and _pending(book, known):
            book.write("commitments", {"commitment_no": known, **_progress(book, p)})


def _pending(book: Book, known: str) -> bool:
    row = book.held.row("commitments", book.filer.code, known)
    return row is not None and row["status"] != "已兑现"


def _promised(book: Book, p: Promise) -> dict[str, Any]:
    channels = book.rng.choice((("公示栏",), ("公示栏", "网络"), ("窗口", "广播")))
    told = {"published_evidence": "公示栏照片2张"} if channels == ("公示栏",) else {
        "media": book.rng.choice(book.words["media"])}
    return {
        "batch": "首批承诺" if p.published_on < book.world.plan.periods[1].first_day else "后续承诺",
        "promise": p.text, "target": p.target, "due": p.due, "channels": channels, **told,
        "published_on": p.published_on, "responsible_leader": book.staff.leader,
        "responsible_person": (book.staff.handlers[0],),
    }


def _progress(book: Book, p: Promise) -> dict[str, Any]:
    day = book.cutoff - days(2)
    if p.outcome == "已兑现" and p.settled_on and p.settled_on < book.cutoff:
        said = book.words.say(book.rng, "promise_kept", m=p.settled_on.month, d=p.settled_on.day)
        return {"status": "已兑现", "kept_on": p.settled_on, "progress": said, "rating": "满意"}
    said = book.words.say(book.rng, "promise_open", m=day.month, d=day.day)
    if p.outcome in ("部分兑现", "未兑现") and p.due < book.cutoff:
        return {"status": p.outcome, "progress": said, "not_kept_reason": p.reason}
    return {"status": "推进中", "progress": said}


# --- publicity, supervisors ---------------------------------------------------------------------------


def publicity(book: Book, items: Sequence[Item]) -> None:
    for item in items:
        if book.number(item.uid) is None and item.day < book.cutoff:
            told = {"adoption": "局简报", "level": "本单位"} if item.kind == "信息报送" else {
                "media": item.media, "level": "市级"}
            number_ = book.give("publicity", item.uid)
            book.write("publicity", {"item_no": number_, "published_on": item.day, "kind": item.kind,
                                     "title": item.title, **told})


def supervisors(book: Book, people: Sequence[Supervisor]) -> None:
    start = book.world.day(0, 15)
    for s in people:
        if book.number(s.uid) is None:
            book.write("supervisors", {
                "supervisor_no": book.give("supervisors", s.uid), "name": s.name, "kind": s.kind,
                "workplace": s.workplace, "term_from": start, "term_to": start.replace(year=start.year + 1) - days(1),
                "term": "在聘",
            })

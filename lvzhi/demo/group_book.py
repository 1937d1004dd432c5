"""What a group or the office writes into 核查销号 and 交办事项."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lvzhi.demo.book import Book
from lvzhi.demo.problem import Event, Problem
from lvzhi.plan import Group

_SAYS = {
    "重新挂号": "reopened", "延期": "extended", "长期认定": "recognised", "归并": "merged", "移交": "transferred",
    "撤销": "withdrawn",
}
_APPROVED = ("批准销号", "延期", "长期认定", "取消长期")


def assign(book: Book, problems: Sequence[Problem]) -> None:
    """Assign the problems this filer found since its last book."""
    for p in problems:
        if p.assigned_by != book.filer.code or book.number(p.uid) or p.registered_on >= book.cutoff:
            continue
        ref = {"source_ref": book.number(p.ref)} if p.ref and book.number(p.ref) else {}
        book.write("assignments", {
            "assignment_no": book.give("assignments", p.uid), "assigned_on": p.registered_on, "source": p.source,
            **ref, "unit": p.unit, "check_item": p.item, "matter": p.description, "request": p.request, "due": p.due,
        })


def verify(book: Book, problems: Sequence[Problem]) -> None:
    """Enter the events of this filer that have happened and whose problem is in the books, in their order."""
    due: list[tuple[Event, Problem]] = []
    for p in problems:
        for n, event in enumerate(p.events):
            uid = f"{p.uid}:{n}"
            known = event.filer == book.filer.code and event.day <= book.cutoff and book.number(p.uid)
            if known and not book.number(uid) and (event.into is None or book.number(event.into)):
                due.append((event, p))
    for event, p in sorted(due, key=lambda pair: (pair[0].day, pair[1].uid, pair[1].events.index(pair[0]))):
        uid = f"{p.uid}:{p.events.index(event)}"
        number = book.give("verification", uid)
        book.write("verification", {"verification_no": number, **_event(book, p, event)})


def _event(book: Book, p: Problem, event: Event) -> dict[str, Any]:
    group = book.world.group(p.unit)
    row: dict[str, Any] = {
        "problem_no": book.number(p.uid), "event": event.event, "event_on": event.day,
        "entered_by": group.members[0] if book.filer.kind == "group" else book.staff.clerk,
    }
    if event.application_on:
        row["application_on"] = event.application_on
    if event.checked:
        row |= _check(book, group, event)
    if event.event in _SAYS:
        row["result"] = book.words.say(book.rng, _SAYS[event.event])
    if event.event == "核查退回":
        row["result"] = next(a.reason for a in p.applications if a.returned_on == event.day)
    if event.new_due:
        row["new_due"] = event.new_due
    if event.into:
        row["merged_into"] = book.number(event.into)
    if event.event in _APPROVED:
        leader = group.leaders[book.rng.randrange(len(group.leaders))]
        row |= {"approver": leader, "approval_no": f"销号审批{event.day.month:02d}{event.day.day:02d}号"}
    return row


def _check(book: Book, group: Group, event: Event) -> dict[str, Any]:
    found = {"verifier_1": group.members[0], "verifier_2": group.members[-1]}
    if event.event == "批准销号":
        return found
    method = book.rng.choice(("现场", "现场", "查资料", "走访群众", "电话回访"))
    return {**found, "method": method, "result": book.words.say(book.rng, "passed")}


def cover(book: Book) -> None:
    """A group's people are its members; the office has a staff of its own."""
    if book.filer.kind == "group":
        group = next(g for g in book.world.groups if g.code == book.filer.code)
        clerk, reviewer = group.members[0], group.members[-1]
        phone = f"0000-6099{book.world.groups.index(group):03d}"
    else:
        clerk, reviewer, phone = book.staff.clerk, book.staff.reviewer, book.staff.phone
    book.write("cover", {"preparer": clerk, "phone": phone, "reviewer": reviewer})


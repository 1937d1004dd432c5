"""What the office writes: surveys, inspections, pilots, topics, cases; and a group about visits and topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lvzhi.demo.book import Book
from lvzhi.demo.chance import days
from lvzhi.demo.lives import OPEN
from lvzhi.demo.office import Ballot, Case, Pilot, Topic
from lvzhi.demo.rounds import Inspection, Visit


def visits(book: Book, made: Sequence[Visit]) -> None:
    """New visits, and the feedback to earlier ones that has come in."""
    for v in made:
        feedback = _feedback(book, v)
        if v.uid in book.numbers:
            book.write("supervision", {"visit_no": book.numbers[v.uid], **_visit(book, v), **feedback})
        elif (known := book.number(v.uid)) and feedback and not _answered(book, known):
            book.write("supervision", {"visit_no": known, **feedback})


def _answered(book: Book, known: str) -> bool:
    row = book.held.row("supervision", book.filer.code, known)
    return row is not None and row.get("feedback_on") is not None


def _visit(book: Book, v: Visit) -> dict[str, Any]:
    numbers = tuple(n for uid in v.problems if (n := book.number(uid)))
    row: dict[str, Any] = {
        "visited_on": v.day, "lead": v.lead, "participants": v.people, "unit": v.unit, "method": v.method,
        "matters": v.matters, "found": len(v.problems),
    }
    row |= {"leaders": v.leaders} if v.leaders else {}
    row |= {"assignment_nos": numbers} if numbers else {}
    return row | ({"feedback_due": v.feedback_due} if v.feedback_due else {})


def _feedback(book: Book, v: Visit) -> dict[str, Any]:
    if v.feedback_on is None or v.feedback_on > book.cutoff:
        return {}
    return {"feedback_on": v.feedback_on, "feedback": v.feedback}


def topic_progress(book: Book) -> None:
    """One sentence on every topic the group's book lists."""
    form = book.forms["special_topic_progress"]
    assert form.standing_rows is not None
    for row in form.standing_rows(book.world.plan, book.filer.code, book.period, book.held):
        said = book.words.say(book.rng, "topic_progress", m=min(12, book.cutoff.month + 1))
        book.write(form.id, {"topic_no": row["topic_no"], "progress": said})


# --- the office's own ---------------------------------------------------------------------------------


def inspections(book: Book, made: Sequence[Inspection]) -> None:
    supervisors = sorted(n for n in book.held.numbers("supervisors") if n.startswith(book.filer.code))
    for i in made:
        if i.uid not in book.numbers:
            continue
        numbers = tuple(n for uid in i.problems if (n := book.number(uid)))
        row: dict[str, Any] = {
            "inspection_no": book.numbers[i.uid], "inspected_on": i.day, "unit": i.unit, "place": i.place,
            "part_of_day": book.rng.choice(("上午", "下午", "夜间")), "method": i.method,
            "inspectors": (book.staff.clerk, book.staff.reviewer), "random_draw": "是" if i.drawn else "否",
            "inspected": book.rng.choice((("在岗纪律", "服务态度"), ("制度执行",), ("资金发放", "办事流程"))),
            "found": "有" if i.problems else "无", "on_the_spot": "责令整改" if i.problems else "无",
            "made_known": "是" if len(i.problems) > 1 else "否",
        }
        row |= {"description": i.description} if i.description else {}
        row |= {"assignment_nos": numbers} if numbers else {}
        row |= {"supervisor_nos": tuple(book.rng.sample(supervisors, 2))} if len(supervisors) > 1 else {}
        book.write("inspections", row)


def ballots(book: Book, held: Sequence[Ballot]) -> None:
    for b in held:
        key = f"B:{b.batch}:{b.subject}"
        if b.day < book.cutoff and book.number(key) is None:
            book.numbers[key] = key
            book.write("satisfaction", {
                "batch": b.batch, "scoring": b.scoring, "subject": b.subject, "respondents": b.respondents,
                "dimension": "总体", **b.counts, "organiser": "市局",
            })


def pilots(book: Book, held: Sequence[Pilot]) -> None:
    world = book.world
    for p in held:
        known = book.number(p.uid)
        done = p.summed_up and world.day(3, 30) < book.cutoff
        state: dict[str, Any] = {"status": "已总结" if done else "开展中"}
        state |= {"lessons": book.words["pilot_lessons"]} if done else {}
        if known is None:
            book.write("pilots", {
                "pilot_no": book.give("pilots", p.uid), "leader": p.leader, "unit": p.unit, "content": p.content,
                "start_on": world.day(1, 1), "end_on": world.day(3, 30) if p.summed_up else world.day(4, 31), **state,
            })
        else:
            book.write("pilots", {"pilot_no": known, **state})


def topics(book: Book, held: Sequence[Topic]) -> None:
    for t in held:
        known, done = book.number(t.uid), t.done_on is not None and t.done_on < book.cutoff
        if t.uid in book.numbers:
            book.write("special_topics", {"topic_no": known, **_topic(book, t), "status": "推进中"})
        elif known and done and _in_progress(book, known):
            _settled(book, t, known)


def _in_progress(book: Book, known: str) -> bool:
    row = book.held.row("special_topics", book.filer.code, known)
    return row is not None and row["status"] == "推进中"


def _topic(book: Book, t: Topic) -> dict[str, Any]:
    party = ("民政对象", "政协", "人大", "局党委")[int(t.uid[1:]) % 4]
    return {
        "party": party, "title": t.title, "topic_class": "群众反映强烈的重点问题", "raised_on": t.day,
        "lead_leader": t.leader, "lead_unit": t.units[0], "units": t.units, "measures": book.words["topic_measures"],
        "due": book.world.plan.settings.final_due,
    }


def _settled(book: Book, t: Topic, known: str) -> None:
    """A topic may be settled while one of its problems is still open: then the office says why."""
    assert t.done_on is not None
    lives = book.held.lives()
    numbers = tuple(n for uid in t.problems if (n := book.number(uid)))
    row: dict[str, Any] = {"topic_no": known, "status": "已办结", "done_on": t.done_on, "answered_on": t.done_on}
    row |= {"problem_nos": numbers} if numbers else {}
    if any(lives[n].state in OPEN for n in numbers if n in lives):
        book.explain("special_topics", known, "TOPI-DONE-OPEN", "点题事项已答复,个别单位的手续仍在补办,按原时限销号")
    book.write("special_topics", row)


def cases(book: Book, held: Sequence[Case]) -> None:
    for c in held:
        ref = book.number(c.inspection.uid)
        if book.number(c.uid) or ref is None or c.day + days(10) > book.cutoff:
            continue
        people = book.world.staff[c.inspection.unit]
        row: dict[str, Any] = {
            "case_no": book.give("accountability", c.uid), "source": "明察暗访", "source_ref": ref,
            "unit": c.inspection.unit, "occurred_on": c.day, "matter": c.matter, "case_class": "履职不力",
            "direct_persons": (people.handlers[2],), "punisher": "局党委", "punishment": ("谈话", "通报"),
            "dual": c.dual, "exposure": "内部通报",
        }
        number = book.number(c.inspection.problems[0])
        row |= {"problem_no": number} if number else {}
        if c.dual == "已双查":
            row |= {"leading_persons": (people.leader,), "leader_duty": "分管责任"}
        else:
            row["not_dual_reason"] = book.words["case_reasons"][c.dual == "不启动"]
        book.write("accountability", row)

"""What a unit writes besides problems and talk: cover, tasks, self-inspection, lists, projects, summaries of none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lvzhi.demo.book import Book
from lvzhi.demo.chance import between, days
from lvzhi.demo.problem import Problem
from lvzhi.demo.world import World
from lvzhi.plan import PART_MARKS, Task

LISTS = ("duty_list", "service_list", "integrity_list", "conduct_list", "coordination_list")
DONE_IN_TIME, DONE_LATE = 0.82, 0.13
WORKS = ((100, "投用"), (100, "竣工"), (100, "竣工"), (8, "前期"), (12, "前期"))


@dataclass(frozen=True)
class Routine:
    """What is settled once for a unit: when its tasks are done, its kickoff, its projects' last progress."""

    done: Mapping[str, dt.date]
    attendance: int
    projects: Mapping[str, tuple[float, int, str]]


def routines(world: World, rng: Random) -> dict[str, Routine]:
    """Draw every unit's habits; the eleven projects stand as the plan lists them."""
    found = {}
    shown = [*WORKS, *((rng.randint(30, 85), "在建") for _ in world.plan.projects)]
    progress = dict(zip((p.id for p in world.plan.projects), shown, strict=False))
    for filer in world.filers:
        tasks = world.plan.tasks_of(filer.code)
        done = {t.clause: day for t in tasks if (day := _done(world, rng, t))}
        own = {
            project.name: (float(rng.randint(60, 900)), *progress[project.id])
            for project, _ in world.plan.projects_of(filer.code)
        }
        found[filer.code] = Routine(done, rng.randint(12, 60), own)
    return found


def _done(world: World, rng: Random, task: Task) -> dt.date | None:
    """The day a task is done; the later stages' are not done yet."""
    if task.due >= world.today:
        return None
    drawn = rng.random()
    if drawn > DONE_IN_TIME + DONE_LATE:
        return None
    start = world.plan.stage(task.stage).start + days(4)
    return between(rng, start, task.due) if drawn < DONE_IN_TIME else task.due + days(rng.randint(2, 20))


def fill(book: Book, routine: Routine, problems: Sequence[Problem]) -> None:
    _cover(book, routine)
    if book.has("stage_tasks"):
        _tasks(book, routine)
    if book.has("self_inspection"):
        _self_inspection(book, problems)
    for form in LISTS:
        if book.has(form) and not book.held.count(form, book.filer.code):
            _list(book, form)
    if book.has("projects"):
        _projects(book, routine)


def _cover(book: Book, routine: Routine) -> None:
    staff, first = book.staff, book.world.plan.tasks[0].clause
    row: dict[str, Any] = {
        "preparer": staff.clerk, "phone": staff.phone, "reviewer": staff.reviewer, "head": staff.head,
        "liaison": staff.clerk,
    }
    done = routine.done.get(first)
    if done and done < book.cutoff:
        row |= {"kickoff_on": done, "attendance": routine.attendance}
    book.write("cover", row)


def _tasks(book: Book, routine: Routine) -> None:
    for task in book.world.plan.tasks_of(book.filer.code):
        done = routine.done.get(task.clause)
        book.write("stage_tasks", {"task_no": task.clause, **_task(book, task, done)})


def _task(book: Book, task: Task, done: dt.date | None) -> dict[str, Any]:
    said = {"m": book.cutoff.month, "d": book.cutoff.day, "t": task.name}
    if done and done < book.cutoff:
        said |= {"m": done.month, "d": done.day}
        return {
            "status": "已完成", "done_on": done, "result": book.words.say(book.rng, "task_done", **said),
            "evidence": book.words.say(book.rng, "task_evidence"),
        }
    if book.world.plan.stage(task.stage).start <= book.cutoff:
        return {"status": "进行中", "result": book.words.say(book.rng, "task_open", **said)}
    return {"status": "未启动"}


def _self_inspection(book: Book, problems: Sequence[Problem]) -> None:
    """Conclude on every item; what is found points to a problem of the unit's own ledger."""
    form = book.forms["self_inspection"]
    assert form.fixed_rows is not None
    found: dict[str, Problem] = {}
    for p in problems:
        if book.number(p.uid) and len(found) < 8:
            found.setdefault(p.item, p)
    for row in form.fixed_rows(book.world.plan, book.filer.code, book.period):
        problem = found.get(row["check_item"])
        key = {"check_item": row["check_item"], "part": row["part"]}
        if problem and row["part"] in ("–", PART_MARKS[0]):
            told = {"manifestation": problem.description, "problem_nos": (book.number(problem.uid),)}
            book.write("self_inspection", {**key, "conclusion": "发现问题", **told})
        else:
            book.write("self_inspection", {**key, "conclusion": "未发现问题"})


# --- the five lists -----------------------------------------------------------------------------------


def _list(book: Book, form: str) -> None:
    rng, words = book.rng, book.words
    names = rng.sample(words["services" if form == "service_list" else "duties"], rng.randint(3, 5))
    for n, name in enumerate(names):
        number = book.give(form, f"{form}:{book.filer.code}:{n}")
        book.write(form, {
            "entry_no": number, "name": name, "basis": rng.choice(words["laws"]), **_OWN[form](book, name),
            "post": rng.choice(words["posts"]), "responsible_person": (rng.choice(book.staff.handlers),),
            "openness": rng.choice(("已公开", "已公开", "内部")),
            "updated_on": min(book.cutoff - days(3), book.world.day(0, 26)),
        })


def _duty(book: Book, name: str) -> dict[str, Any]:
    kind = book.rng.choice(("法定职责", "法定职责", "省厅下达", "局党委安排", "民政难点"))
    due = {"due": book.world.day(5, book.rng.randint(1, 30))} if kind != "法定职责" else {}
    return {"duty_kind": kind, "target": book.rng.choice(book.words["targets"]), "status": "进行中", **due}


def _service(book: Book, name: str) -> dict[str, Any]:
    return {
        "served": "符合条件的群众", "documents": "申请书、身份证明、困难情况证明", "steps": "受理→入户→公示→审批→发放",
        "days": book.rng.choice((5, 10, 15, 20, 30)), "charge": "不收费", "window_phone": book.staff.phone,
    }


def _integrity(book: Book, name: str) -> dict[str, Any]:
    risk = book.rng.choice(book.words["risks"])
    return {"risk_point": risk, "risk": book.rng.choice("高中中低"), "overseer": book.world.plan.campaign.bureau,
            "safeguards": "两人经办、照片留档,近亲属备案回避,每季抽查一次并通报"}


def _conduct(book: Book, name: str) -> dict[str, Any]:
    return {"rule": book.rng.choice(book.words["conducts"]), "check_method": "分管领导每周抽查2次并登记",
            "sanction": "第一次提醒,第二次办公会点名"}


def _coordination(book: Book, name: str) -> dict[str, Any]:
    other = book.rng.choice([u for u in book.world.units if u != book.filer])
    own = book.world.plan.campaign.bureau if book.filer.kind == "bureau" else book.filer.name
    return {"lead_body": other.name, "partner_bodies": own, "content": f"{name}中的信息核对与材料转交",
            "due": "长期", "contact": book.staff.clerk}


_OWN = {
    "duty_list": _duty, "service_list": _service, "integrity_list": _integrity, "conduct_list": _conduct,
    "coordination_list": _coordination,
}


# --- projects -----------------------------------------------------------------------------------------


def _projects(book: Book, routine: Routine) -> None:
    """Money and works move with the months; nothing goes back."""
    month = [p.id for p in book.world.plan.periods].index(book.period)
    for project, place in book.world.plan.projects_of(book.filer.code):
        budget, last, works = routine.projects[project.name]
        share = 1.0 if works in ("投用", "竣工") else (0.6, 0.72, 0.84, 1.0)[min(month, 3)]
        progress = round(last * share)
        received = round(budget * (0.5 + last / 250), 1)
        row = {
            "project": project.name, "place": place, "budget": budget, "received": received,
            "spent": round(received * max(0.35, min(0.95, progress / 100)), 1), "works": works, "progress": progress,
            "checks": 1 + month,
        }
        book.write("projects", row)

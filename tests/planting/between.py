"""Faults between filers and against what stands: verification, assignments, rosters, topics, tasks, summaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lvzhi.form import format_number
from lvzhi.plan import Filer
from tests.planting.drafts import FIRST, Draft
from tests.planting.drawing import Cells, name, row
from tests.planting.faults import Fault, ahead, asked, past
from tests.planting.in_offices import unit_of_another
from tests.planting.worlds import BY_ID, LISTS, past_row

PENDING = {"status": "申请销号", "registered_on": past(6), "applied_on": past(3), "due": ahead(3)}
WORKING = {"status": "整改中", "due": ahead(3)}
NOBODY = {"verifier_1": None, "verifier_2": None, "application_on": None, "merged_into": None}
PASS = {
    "event": "核查通过",
    "application_on": past(3),
    "event_on": past(0),
    "new_due": None,
    "approver": None,
    "merged_into": None,
}
EXTEND = {**NOBODY, "event": "延期", "event_on": past(0), "new_due": ahead(4)}


def unit_of(draft: Draft) -> Filer:
    """A unit the filer looks after, verified by its own group."""
    plan = draft.world.plan
    mine = [u for u in plan.units if draft.world.filer.code in (u.group, plan.office.code)]
    return draft.world.chance.random.choice([u for u in mine if u.code not in plan.settings.cross_verify])


def approver(draft: Draft, unit: Filer) -> str:
    return draft.world.plan.leaders_of(unit.code)[0]


def about(
    code: str,
    at: str,
    given: Mapping[str, Any],
    was: Mapping[str, Any] = WORKING,
    also: tuple[tuple[str, str], ...] = (),
) -> Fault:
    """An event on a problem of its own; {person}, {leader} and {foreign} stand for people the problem knows."""

    def plant(draft: Draft) -> bool:
        if not draft.has("verification") or draft.world.before is None:
            return False
        unit = unit_of(draft)
        leader = approver(draft, unit)
        more = {"responsible_leader": leader} if "{own}" in given.values() else {}
        kept = past_row(draft.world, BY_ID["rectification"], unit, **asked(was, draft), **more)
        foreign = next(x for x in draft.world.plan.leaders if x not in draft.world.plan.leaders_of(unit.code))
        people = {"{person}": kept["responsible_person"][0], "{leader}": leader, "{own}": leader, "{foreign}": foreign}
        cells = {k: people.get(v, v) for k, v in asked(given, draft).items()}
        at_row = draft.fill("verification", {"problem_no": kept["problem_no"], **cells})
        for said, column in ((code, at), *also):
            draft.expect(said, "verification", at_row, column)
        return at_row is not None

    return Fault(code, plant)


def of_the_section(draft: Draft) -> bool:
    """The plan says that a 核查人 comes from the unit whose problem it is."""
    world, form = draft.world, "verification"
    if not draft.has(form) or world.before is None:
        return False
    unit, member = unit_of(draft), name(world.chance)
    (first, *others) = world.plan.groups
    told = replace(first, members=(member, *first.members), member_units=(unit.name, *first.member_units))
    world.chance = replace(world.chance, plan=replace(world.plan, groups=(told, *others)))
    kept = past_row(world, BY_ID["rectification"], unit, **asked(PENDING, draft))
    cells = {"problem_no": kept["problem_no"], **asked(PASS, draft), "verifier_1": member}
    at = draft.fill(form, cells)
    draft.expect("VERI-SECTION", form, at, "verifier_1")
    return at is not None


def approved_before_passed(draft: Draft) -> bool:
    if not draft.has("verification") or draft.world.before is None:
        return False
    unit = unit_of(draft)
    kept = past_row(draft.world, BY_ID["rectification"], unit, **asked(PENDING, draft))
    passed = draft.fill("verification", {"problem_no": kept["problem_no"], **asked(PASS, draft)})
    closed = draft.fill(
        "verification",
        {
            "problem_no": kept["problem_no"],
            **NOBODY,
            "event": "批准销号",
            "application_on": past(3)(draft),
            "event_on": past(1)(draft),
            "approver": approver(draft, unit),
            "new_due": None,
        },
    )
    draft.expect("VERI-ORDER", "verification", closed, "event_on")
    draft.expect("VERI-NO-EFFECT", "verification", passed, "event")
    return None not in (passed, closed)


def closed_without_two(draft: Draft) -> bool:
    """批准销号 with nobody named and no 核查通过 of that application."""
    if not draft.has("verification") or draft.world.before is None:
        return False
    unit = unit_of(draft)
    kept = past_row(draft.world, BY_ID["rectification"], unit, **asked(PENDING, draft))
    at = draft.fill(
        "verification",
        {
            "problem_no": kept["problem_no"],
            **NOBODY,
            "event": "批准销号",
            "application_on": past(3)(draft),
            "event_on": past(0)(draft),
            "approver": approver(draft, unit),
            "new_due": None,
        },
    )
    for column in ("verifier_1", "verifier_2"):
        draft.expect("GEN-REQUIRED", "verification", at, column)
    return at is not None


def own_house(draft: Draft) -> bool:
    plan, filer = draft.world.plan, draft.world.filer
    inside = [u for u in plan.units if u.code in plan.settings.cross_verify and u.group == filer.code]
    if not inside or not draft.has("verification") or draft.world.before is None:
        return False
    kept = past_row(draft.world, BY_ID["rectification"], inside[0], **asked(PENDING, draft))
    at = draft.fill("verification", {"problem_no": kept["problem_no"], **asked(PASS, draft)})
    draft.expect("VERI-OWN-HOUSE", "verification", at, "problem_no")
    return at is not None


def changed_after_answer(draft: Draft) -> bool:
    world = draft.world
    if not draft.has("assignments") or world.before is None:
        return False
    unit = unit_of(draft)
    at = draft.fill("assignments", {"matter": "抽查六户低保档案三户缺入户调查表"}, was={"unit": unit.name})
    if at is None:
        return False
    answer = world.draw_as(unit, BY_ID["rectification"], problem_no=draft.get("assignments", at, "assignment_no"))
    world.accept(BY_ID["rectification"], unit, answer)
    draft.expect("ASGN-CHANGED", "assignments", at, "matter")
    return True


def accused_assigned(draft: Draft) -> bool:
    """A 举报 goes to the unit it is about."""
    world = draft.world
    if not draft.has("assignments") or world.before is None:
        return False
    unit = unit_of(draft)
    given = {"category": "举报", "subject_unit": unit.name, "handling_unit": unit_of_another(draft), "status": "受理"}
    kept = past_row(world, BY_ID["complaints"], world.plan.office, **given)
    if draft.has("complaints"):
        return False  # it would have to be listed again there
    at = draft.fill("assignments", {"source": "群众投诉举报", "source_ref": kept["complaint_no"], "unit": unit.name})
    draft.expect("ASGN-WHISTLE", "assignments", at, "unit")
    return at is not None


def dismissed(draft: Draft) -> bool:
    if not draft.has("inspections"):
        return False
    office = draft.world.plan.office
    number = format_number(office.code, "名册", 900)  # none of the book's own
    kept = past_row(draft.world, BY_ID["supervisors"], office, supervisor_no=number, term="解聘")
    at = draft.fill("inspections", {"supervisor_nos": kept["supervisor_no"]})
    draft.expect("INSP-SUPERVISOR", "inspections", at, "supervisor_nos")
    return at is not None


def two_leaders(draft: Draft) -> bool:
    if not draft.has("pilots"):
        return False
    one = draft.filled("pilots")[0]
    leader = next(x for x in draft.world.plan.leaders if x != draft.get("pilots", one, "leader"))
    at = draft.fill("pilots", {"leader": leader, "unit": draft.get("pilots", one, "unit")})
    for found in (one, at):
        draft.expect("PILO-TWICE", "pilots", found, "unit")
    return at is not None


def no_pilot(draft: Draft) -> bool:
    """A new pilot without its leader: nobody else names him."""
    if not draft.has("pilots") or draft.world.before is not None:
        return False
    at = draft.claim("pilots", draft.filled("pilots")[0])
    draft.put("pilots", at, "leader", None)
    draft.expect("GEN-REQUIRED", "pilots", at, "leader")
    draft.expect("PILO-LEADER-MISSING", "pilots")
    return True


def topic_overdue(draft: Draft) -> bool:
    if not draft.has("special_topic_progress"):
        return False
    day = draft.world.chance.received_on - dt.timedelta(days=1)
    topics: list[Cells] = draft.world.rows["special_topics"]
    late = {**topics[0], "due": dt.datetime.combine(day, dt.time())}
    draft.world.rows["special_topics"], draft.world.held = [late, *topics[1:]], None
    draft.put("special_topic_progress", FIRST, "due", day)
    draft.expect("TOPP-OVERDUE", "special_topic_progress", FIRST, "done_on")
    draft.claim("special_topic_progress", FIRST)
    return True


def never_filed(draft: Draft) -> bool:
    """A list that is due for the first time, with nothing but 本期无."""
    form = draft.world.chance.random.choice(LISTS)
    if draft.world.before is not None or not draft.has(form):
        return False
    for at in draft.filled(form):
        for column in draft.typed(form, at):
            draft.put(form, at, column.id, None)
    draft.parts[form].sheet.cells[draft.nil(form)] = "是"
    draft.expect("LIST-NEVER-FILED", form)
    return True


def final_as_draft(draft: Draft) -> bool:
    if not draft.has("summaries") or draft.get("summaries", FIRST, "version") != "定稿":
        return False
    texts = {c.id: draft.get("summaries", FIRST, c.id) for c in draft.typed("summaries", FIRST)}
    draft.world.accept(BY_ID["summaries"], draft.world.filer, {"version": "初稿", **texts})
    draft.claim("summaries", FIRST)
    draft.expect("SUMM-FINAL-AS-DRAFT", "summaries", FIRST, "practice")
    return True


def _task(draft: Draft, clause: str, done_on: dt.date) -> int | None:
    """Report a task of the plan done."""
    rows = draft.filled("stage_tasks") if draft.has("stage_tasks") else []
    at = next(
        (r for r in rows if draft.get("stage_tasks", r, "task_no") == clause and not draft.known("stage_tasks", r)),
        None,
    )
    if at is not None:
        for column in draft.typed("stage_tasks", at):
            draft.put("stage_tasks", at, column.id, None)
        done = row(
            BY_ID["stage_tasks"], draft.world.chance, {"status": "已完成", "done_on": done_on, "task_no": clause}
        )
        draft.type("stage_tasks", draft.claim("stage_tasks", at), done)
    return at


def before_its_stage(draft: Draft) -> bool:
    clause = next(
        t.clause for t in draft.world.plan.tasks if t.derived == "no problem past its deadline without progress"
    )
    at = _task(draft, clause, draft.world.plan.campaign.start)
    draft.expect("TASK-BEFORE-STAGE", "stage_tasks", at, "done_on")
    return at is not None


def not_seen(draft: Draft) -> bool:
    clause = next(t.clause for t in draft.world.plan.tasks if t.derived == "final summary accepted")
    at = None if draft.has("summaries") else _task(draft, clause, draft.world.chance.received_on)
    draft.expect("TASK-NOT-SEEN", "stage_tasks", at, "status")
    return at is not None


def kickoff(draft: Draft) -> bool:
    """The first task done, and the cover does not say when and with how many."""
    at = _task(draft, draft.world.plan.tasks[0].clause, draft.world.plan.campaign.start)
    if at is None or draft.known("cover", FIRST):
        return False
    for column in ("kickoff_on", "attendance"):
        draft.put("cover", FIRST, column, None)
        draft.expect("GEN-REQUIRED", "cover", FIRST, column)
    return True


def none_found(draft: Draft) -> bool:
    """Nothing registered in the plan's months: what stands came in before them, the new rows are gone."""
    world, form = draft.world, "rectification"
    months = world.plan.settings.none_found_periods
    if world.chance.period != months[-1] or not draft.has(form):
        return False
    if any("-交办-" in p["problem_no"] for p in world.problem_rows):
        return False  # answered for the first time in this very month
    first = world.plan.periods[0].id
    day = dt.datetime.combine(world.plan.campaign.start, dt.time())
    world.rows[form] = [{**r, "period": first, "registered_on": day} for r in world.rows.get(form, ())]
    world.problem_rows, world.held = [{**p, "registered_on": day} for p in world.problem_rows], None
    part = draft.parts[form]
    for at in draft.filled(form):
        if part.printed[at - FIRST].blank:
            for column in draft.typed(form, at):
                draft.put(form, at, column.id, None)
        else:
            draft.put(form, at, "registered_on", day.date())
    draft.expect("RECT-NONE-FOUND", form)
    return True


def batch_of_two_types(draft: Draft) -> bool:
    if not draft.has("satisfaction"):
        return False
    batch = "2015年1月第2次"
    draft.fill("satisfaction", {"batch": batch, "scoring": "局内测评"})
    at = draft.fill("satisfaction", {"batch": batch, "scoring": "窗口即时"})
    draft.expect("SATI-BATCH-TYPE", "satisfaction", at, "scoring")
    return at is not None


def cleared_open(draft: Draft) -> bool:
    """The re-check asks again what was found, and finds nothing while the problem is open."""
    world, form = draft.world, BY_ID["self_inspection"]
    if not draft.has(form.id) or world.plan.duty(form.id, world.filer.code, world.chance.period) != "confirm":
        return False
    item = world.plan.items_of(world.filer.code)[0]
    problem = past_row(
        world,
        BY_ID["rectification"],
        world.filer,
        problem_no=format_number(world.filer.code, "问题", 900),
        source="自查自纠",
        check_item=item.clause,
        status="整改中",
    )
    found = {"check_item": item.clause, "part": "–", "conclusion": "发现问题", "problem_nos": problem["problem_no"]}
    world.accept(form, world.filer, found)
    part = draft.parts[form.id]
    part.rows[FIRST] = FIRST
    for column, value in {"check_item": item.clause, "part": "–", "conclusion": "未发现问题"}.items():
        draft.put(form.id, FIRST, column, value)
    part.sheet.cells.pop(draft.nil(form.id), None)
    draft.expect("SELF-CLEARED-OPEN", form.id, FIRST, "conclusion")
    draft.expect("GEN-CARRIED-OVER", "rectification")  # the problem is left out of the ledger
    return True


FAULTS = (
    Fault("RECT-NONE-FOUND", none_found, alone=True),
    Fault("SATI-BATCH-TYPE", batch_of_two_types),
    Fault("SELF-CLEARED-OPEN", cleared_open, alone=True),
    about("VERI-OWNER", "verifier_1", {**PASS, "verifier_1": "{person}"}, PENDING),
    about("VERI-APPROVER", "approver", {**EXTEND, "approver": "{own}"}),
    about("VERI-APPROVER-GROUP", "approver", {**EXTEND, "approver": "{foreign}"}),
    about("VERI-NO-APPLICATION", "application_on", PASS),
    about("VERI-EXTEND-EARLIER", "new_due", {**EXTEND, "new_due": ahead(2), "approver": "{leader}"}),
    about(
        "VERI-NEW-DUE",
        "new_due",
        {**EXTEND, "new_due": past(0), "approver": "{leader}"},
        also=(("VERI-EXTEND-EARLIER", "new_due"),),
    ),
    about("VERI-LONG-NOT-CLAIMED", "event", {**EXTEND, "event": "长期认定", "approver": "{leader}"}),
    about("VERI-BEFORE-APPLICATION", "event_on", {**PASS, "event": "核查退回", "event_on": past(4)}, PENDING),
    Fault("VERI-SECTION", of_the_section),
    Fault("VERI-ORDER", approved_before_passed),
    Fault("GEN-REQUIRED verifiers", closed_without_two),
    Fault("VERI-OWN-HOUSE", own_house),
    Fault("ASGN-CHANGED", changed_after_answer),
    Fault("ASGN-WHISTLE", accused_assigned),
    Fault("INSP-SUPERVISOR", dismissed),
    Fault("PILO-TWICE", two_leaders),
    Fault("PILO-LEADER-MISSING", no_pilot, alone=True),
    Fault("TOPP-OVERDUE", topic_overdue, alone=True),
    Fault("LIST-NEVER-FILED", never_filed, alone=True),
    Fault("SUMM-FINAL-AS-DRAFT", final_as_draft, alone=True),
    Fault("TASK-BEFORE-STAGE", before_its_stage),
    Fault("TASK-NOT-SEEN", not_seen),
    Fault("GEN-REQUIRED kickoff", kickoff),
)

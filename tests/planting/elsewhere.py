"""Faults that are no single row: numbers, rows against each other, cover, 说明, problems others found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from lvzhi.form import format_number
from tests.planting.drafts import FIRST, Draft
from tests.planting.faults import Fault
from tests.planting.worlds import assign


def ledgers(draft: Draft) -> list[str]:
    """Numbered sheets with room, in disorder."""
    found = [
        f for f, p in draft.parts.items() if p.form.numbered and f not in ("verification", "pilots", "accountability")
    ]
    draft.world.chance.random.shuffle(found)
    return found


def filled_row(draft: Draft) -> tuple[str, int] | None:
    """A good new row in one of the numbered sheets."""
    for form in ledgers(draft):
        row = draft.fill(form, {})
        if row is not None:
            return form, row
    return None


def no_number(draft: Draft) -> bool:
    found = filled_row(draft)
    if found is None:
        return False
    form, row = found
    draft.put(form, row, draft.parts[form].form.key[0], None)
    draft.expect("GEN-NO-MISSING", form, row, draft.parts[form].form.key[0])
    return True


def strange_number(draft: Draft) -> bool:
    found = filled_row(draft)
    if found is None:
        return False
    form, row = found
    declared = draft.parts[form].form
    draft.put(form, row, declared.key[0], format_number(draft.world.filer.code, declared.mark or "", 9001))
    draft.expect("GEN-NO-CHANGED", form, row, declared.key[0])
    return True


def copied_number(draft: Draft) -> bool:
    found = filled_row(draft)
    if found is None:
        return False
    form, row = found
    again = draft.fill(form, {})
    if again is None:
        return False
    key = draft.parts[form].form.key[0]
    draft.put(form, again, key, draft.get(form, row, key))
    draft.expect("GEN-KEY-TWICE", form, again, key)
    return True


def relisted_deleted(draft: Draft) -> bool:
    """A row listed again is taken out of the sheet."""
    for form in ledgers(draft):
        part = draft.parts[form]
        rows = [r for r in draft.filled(form) if not part.printed[r - FIRST].blank]
        own = [r for r in rows if str(draft.get(form, r, part.form.key[0])).startswith(f"{draft.world.filer.code}-")]
        if own:
            row = draft.claim(form, own[0])
            for column in part.columns:
                draft.put(form, row, column, None)
            draft.expect("GEN-CARRIED-OVER", form)
            return True
    return False


def fixed_deleted(draft: Draft) -> bool:
    """A row the plan prints is taken out of a sheet that is due."""
    for form in ("stage_tasks", "self_inspection", "projects", "summaries"):
        due = draft.world.plan.duty(form, draft.world.filer.code, draft.world.chance.period) in ("due", "confirm")
        if due and draft.has(form) and (row := draft.fixed(form)) is not None:
            for column in draft.parts[form].columns:
                draft.put(form, row, column, None)
            draft.expect("GEN-ROW-MISSING", form)
            return True
    return False


def overtyped(draft: Draft) -> bool:
    """Something is typed into a 系统 cell that says nothing yet."""
    for form in ledgers(draft):
        part = draft.parts[form]
        system = [
            c
            for c in part.form.columns_in(draft.world.filer.book)
            if c.system and c.id not in part.form.key and c.prefill is None and not c.computed
        ]
        row = draft.fill(form, {}) if system else None
        if row is not None:
            draft.put(form, row, system[0].id, "我改一下")
            draft.expect("GEN-LOCKED", form, row, system[0].id)
            return True
    return False


def same_measures(draft: Draft) -> bool:
    """The same 措施 in as many rows as the plan names."""
    count = draft.world.plan.settings.same_text["rows"]
    if not draft.has("rectification"):
        return False
    text = "每周五下午到村抽查登记本并签字"
    rows = [draft.fill("rectification", {"measures": text, "source": "测评反馈"}) for _ in range(count)]
    draft.expect("GEN-SAME-TEXT", "rectification", rows[0], "measures")
    return None not in rows


def similar(draft: Draft) -> bool:
    if not draft.has("rectification"):
        return False
    text = "二季度农村低保金到账比规定晚9天,三个村的群众前来询问"
    draft.fill("rectification", {"description": text, "source": "测评反馈"})
    row = draft.fill("rectification", {"description": text.replace("9天", "九天"), "source": "测评反馈"})
    draft.expect("RECT-SIMILAR", "rectification", row, "description")
    return row is not None


def twice(form: str, code: str, at: str, **same: Any) -> Fault:
    """Two rows say the same; the later one is told."""

    def plant(draft: Draft) -> bool:
        if not draft.has(form):
            return False
        given = {k: v(draft) if callable(v) else v for k, v in same.items()}
        draft.fill(form, given)
        row = draft.fill(form, given)
        if row is not None:
            draft.expect(code, form, row, at)
        return row is not None

    return Fault(code, plant)


def received(draft: Draft) -> dt.date:
    return draft.world.chance.received_on


def survey(draft: Draft) -> bool:
    """One survey, two counts of what was issued."""
    if not draft.has("consultations"):
        return False
    day = draft.world.plan.campaign.start
    same = {"held_on": day, "method": "问卷调查", "consulted": "督查员"}
    if f"opinion {day}" in draft.world.chance.kept:
        return False
    draft.world.chance.kept.add(f"opinion {day}")
    draft.fill("consultations", {**same, "issued": 60, "collected": 50})
    draft.fill("consultations", {**same, "issued": None, "collected": None})
    row = draft.fill("consultations", {**same, "issued": 61, "collected": 50})
    if row is not None:
        draft.expect("CONS-SURVEY-TWICE", "consultations", row, "issued")
    return row is not None


def survey_carried_on(draft: Draft) -> bool:
    """No fault: a further opinion of a survey whose counts were filed before."""
    if not draft.has("consultations") or draft.world.before is None:
        return False
    same = {"held_on": received(draft) - dt.timedelta(days=1), "method": "问卷调查", "consulted": "人大"}
    if f"opinion {same['held_on']}" in draft.world.chance.kept:
        return False
    draft.world.chance.kept.add(f"opinion {same['held_on']}")
    counted = {**same, "issued": 60, "collected": 50}
    filed = draft.fill("consultations", counted, was=counted)
    for column in draft.parts["consultations"].columns if filed else ():
        draft.put("consultations", filed or FIRST, column, None)  # the sheet is a log: it is not listed again
    return draft.fill("consultations", {**same, "issued": None, "collected": None}) is not None


def fewer(draft: Draft) -> bool:
    if not draft.has("satisfaction") or draft.world.before is None:
        return False
    was = {
        "scoring": "局内测评",
        "issued": 80,
        "collected": 60,
        "satisfied": 30,
        "basically": 20,
        "dissatisfied": 5,
        "unknown": 5,
        "invalid": 0,
    }
    row = draft.fill("satisfaction", {"collected": 59, "unknown": 4}, was=was)
    if row is not None:
        draft.expect("SATI-FEWER", "satisfaction", row, "collected")
    return row is not None


def item_differs(draft: Draft) -> bool:
    """发现问题 whose problem is registered under another item, once as it should be and once not."""
    if not draft.has("self_inspection") or not draft.has("rectification"):
        return False
    clause = draft.world.plan.check_items[0].clause
    problem = draft.fill("rectification", {"source": "自查自纠", "check_item": clause, "area": None})
    if problem is None:
        return False
    number = draft.get("rectification", problem, "problem_no")
    row = draft.fill("self_inspection", {"conclusion": "发现问题", "problem_nos": number})
    if row is not None and draft.get("self_inspection", row, "check_item") != clause:
        draft.expect("SELF-ITEM-DIFFERS", "self_inspection", row, "problem_nos")
    return row is not None


def may_not_transfer(draft: Draft) -> bool:
    if not draft.has("self_inspection"):
        return False
    row = draft.fill("self_inspection", {"conclusion": "线索已按规定移交", "transferred_on": received(draft)})
    allowed = {i.clause for i in draft.world.plan.check_items if i.id in draft.world.plan.settings.may_transfer_items}
    if row is not None and draft.get("self_inspection", row, "check_item") not in allowed:
        draft.expect("SELF-TRANSFER-ITEM", "self_inspection", row, "conclusion")
    return row is not None


# --- assigned problems, cover, explanations --------------------------------------------------------------


def unanswered(draft: Draft) -> bool:
    """A problem others found stands printed in the ledger and is left as it is."""
    world, group = draft.world, draft.world.plan.group_of(draft.world.filer.code)
    if group is None or world.before is None or not draft.has("rectification"):
        return False
    row = draft.blank("rectification")
    if row is None:
        return False
    given = assign(world, world.plan.filer(group.code), world.filer)
    draft.parts["rectification"].sheet.cells.pop(draft.nil("rectification"), None)
    draft.put("rectification", row, "problem_no", given["assignment_no"])
    for ours, theirs in (
        ("registered_on", "assigned_on"),
        ("source", "source"),
        ("description", "matter"),
        ("due", "due"),
        ("area", "area"),
        ("check_item", "check_item"),
    ):
        value = given.get(theirs)
        draft.put("rectification", row, ours, value.date() if isinstance(value, dt.datetime) else value)
    draft.put("rectification", row, "responsible_unit", world.filer.name)
    draft.expect("RECT-ASSIGNED-UNANSWERED", "rectification", row, "responsible_leader")
    for column in ("responsible_leader", "responsible_person", "category", "measures", "status"):
        draft.expect("GEN-REQUIRED", "rectification", row, column)
    return True


def nil_return(waiting: bool) -> Callable[[Draft], bool]:
    """零报告 with a new row; `waiting`: while a problem others found waits for an answer."""

    def plant(draft: Draft) -> bool:
        world, group = draft.world, draft.world.plan.group_of(draft.world.filer.code)
        if world.filer.book != "unit" or filled_row(draft) is None:
            return False
        if waiting:
            if not (group and world.before and draft.has("rectification")):
                return False
            assign(world, world.plan.filer(group.code), world.filer)
            draft.expect("COVER-NIL-REFUSED", "cover", FIRST, "nil_return")
        draft.put("cover", FIRST, "nil_return", "是")
        draft.expect("COVER-NIL-WITH-ROWS", "cover", FIRST, "nil_return")
        return True

    return plant


def one_person(draft: Draft) -> bool:
    if draft.known("cover", FIRST):
        return False
    draft.put("cover", FIRST, "reviewer", draft.get("cover", FIRST, "preparer"))
    draft.expect("COVER-SAME-PERSON", "cover", FIRST, "reviewer")
    return True


def nil_with_rows(draft: Draft) -> bool:
    found = filled_row(draft)
    if found is None:
        return False
    draft.parts[found[0]].sheet.cells[draft.nil(found[0])] = "√"
    draft.expect("GEN-NIL-WITH-ROWS", found[0])
    return True


def nothing_said(draft: Draft) -> bool:
    """A sheet that is due holds nothing, and nothing says so."""
    world = draft.world
    for form, part in draft.parts.items():
        due = world.plan.duty(form, world.filer.code, world.chance.period) in ("due", "confirm")
        if due and not part.form.fixed_rows and not draft.filled(form) and part.form.layout == "table":
            part.sheet.cells.pop(draft.nil(form), None)
            draft.expect("GEN-SHEET-EMPTY", form)
            return True
    return False


def explained(draft: Draft) -> bool:
    """A query answered on 说明, and an answer to no query."""
    if draft.world.filer.book != "unit" or not draft.has("rectification"):
        return False
    row = draft.fill("rectification", {"source": "测评反馈", "category": "长期坚持", "status": "未启动"})
    if row is None:
        return False
    number = draft.get("rectification", row, "problem_no")
    answer = {"form": "问题整改台账", "row_ref": number, "code": "RECT-LONG-CLAIM", "reason": "每季抽查一次,年底复查"}
    draft.expect("RECT-LONG-CLAIM", "rectification", row, "category")
    for given in (answer, {**answer, "code": "RECT-SAME-DAY", "reason": "当日即更换了公示栏电话"}):
        at = draft.blank("explanations")
        draft.type("explanations", at or FIRST, given)
    draft.expect("EXPL-NO-MATCH", "explanations", at, "code")
    return True


def explained_alike(draft: Draft) -> bool:
    """One sentence for more rows than the plan allows, and empty words."""
    count = draft.world.plan.settings.same_reason_rows + 1
    if draft.world.filer.book != "unit" or not draft.has("rectification"):
        return False
    rows = [
        draft.fill("rectification", {"source": "测评反馈", "category": "长期坚持", "status": "未启动"})
        for _ in range(count)
    ]
    for n, row in enumerate(rows):
        at = draft.blank("explanations")
        draft.type(
            "explanations",
            at or FIRST,
            {
                "form": "问题整改台账",
                "row_ref": draft.get("rectification", row or FIRST, "problem_no"),
                "code": "RECT-LONG-CLAIM",
                "reason": "每季抽查一次,年底复查",
            },
        )
        draft.expect("RECT-LONG-CLAIM", "rectification", row, "category")
        if n == 0:
            draft.expect("EXPL-REPEATED", "explanations", at, "reason")
    return None not in rows


FAULTS = (
    Fault("GEN-NO-MISSING", no_number),
    Fault("GEN-NO-CHANGED", strange_number),
    Fault("GEN-KEY-TWICE", copied_number),
    Fault("GEN-CARRIED-OVER", relisted_deleted),
    Fault("GEN-ROW-MISSING", fixed_deleted),
    Fault("GEN-LOCKED", overtyped),
    Fault("GEN-SAME-TEXT", same_measures),
    Fault("RECT-SIMILAR", similar),
    Fault("CONS-SURVEY-TWICE", survey),
    Fault("fine: survey carried on", survey_carried_on),
    Fault("SATI-FEWER", fewer),
    Fault("SELF-ITEM-DIFFERS", item_differs),
    Fault("SELF-TRANSFER-ITEM", may_not_transfer),
    Fault("RECT-ASSIGNED-UNANSWERED", unanswered),
    Fault("COVER-NIL-WITH-ROWS", nil_return(waiting=False), alone=True),
    Fault("COVER-NIL-REFUSED", nil_return(waiting=True), alone=True),
    Fault("COVER-SAME-PERSON", one_person),
    Fault("GEN-NIL-WITH-ROWS", nil_with_rows, alone=True),
    Fault("GEN-SHEET-EMPTY", nothing_said, alone=True),
    Fault("EXPL-NO-MATCH", explained, alone=True),
    Fault("EXPL-REPEATED", explained_alike, alone=True),
    twice(
        "publicity",
        "PUBL-TWICE",
        "title",
        published_on=received,
        title="五项便民承诺上墙公开",
        media="市报",
        kind="媒体宣传",
    ),
    twice("supervisors", "SUPR-TWICE", "name", name="周大山", workplace="刘岭社区居委会", term="在聘"),
    twice(
        "assignments",
        "ASGN-TWICE",
        "matter",
        matter="抽查六户低保档案两户缺入户调查表",
        source="测评反馈",
        source_ref=None,
        unit=lambda d: next(
            u.name for u in d.world.plan.units if u.group == d.world.filer.code or d.world.filer.kind == "office"
        ),
    ),
    twice(
        "satisfaction",
        "GEN-KEY-TWICE",
        "batch",
        batch="2015年1月第1次",
        subject="后湖管理区",
        respondents="督查员",
        dimension="总体",
        scoring="局内测评",
    ),
)

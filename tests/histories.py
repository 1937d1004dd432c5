"""Random histories of a small campaign, and data directories fed with all of one or only with what had arrived by then.

Files hold their rows as JSON, as in `tests.filed`: what is tried is what happens after a book is accepted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lvzhi.campaign import Campaign
from lvzhi.datadir import initialise
from lvzhi.intake.filing import SheetRows
from lvzhi.plan import Filer, Plan
from lvzhi.workspace import Workspace
from schemas import FORMS
from schemas import vocabulary as words
from tests.campaigns import plan_of
from tests.filed import sheet

PLAN = Path(__file__).parent / "plans" / "worked.yaml"
FIRST, LAST = dt.date(2015, 6, 20), dt.date(2015, 10, 20)
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Event:
    """Something that came in: a book (`act` None), a decision, or the plan's next version (`act` plan).

    `at`: from when it counts; `recorded`: when typed. `about` is the place of the book a decision is about among the
    events before it; `refused`: the book was not accepted.
    """

    at: dt.datetime
    recorded: dt.datetime
    filer: str
    period: str
    act: str | None = None
    sheets: Rows | None = None
    about: int | None = None
    body: Mapping[str, Any] | None = None
    refused: bool = False


# What the plan's second version says otherwise: a name, a leader, a window, thresholds, coefficients, a deadline.
SECOND = {
    "name: 丙, type": "name: 丙新区, type", "leaders: [袁, 陈]": "leaders: [陈, 袁]", "to: 2015-08-31, visits: 1":
    "to: 2015-08-31, visits: 2", "ageing_days: [7, 30]": "ageing_days: [10, 40]", "near_due_days: 7": "near_due_days: 12",
    "基本满意: 0.75": "基本满意: 0.6", "problem_overdue_days: 7": "problem_overdue_days: 3",
    "unit_due: 2015-09-06": "unit_due: 2015-09-08", "final_due: 2015-11-30": "final_due: 2015-11-20",
    "short: 工作作风": "short: 作风建设",
}


def second_plan() -> bytes:
    text = PLAN.read_text(encoding="utf-8")
    for old, new in SECOND.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode()


class Typed(Workspace):
    """A workspace whose accepted files are the JSON of these tests."""

    def derive(
        self, data: bytes, file_name: str, plan: Plan, filer: Filer, period: str, received_on: dt.date
    ) -> Mapping[str, SheetRows]:
        return {form: sheet(_FORMS[form], rows) for form, rows in json.loads(data)["sheets"].items()}


_FORMS = {f.id: f for f in FORMS}


def history(rng: Random, length: int) -> list[Event]:
    """Draw a history in the order in which it was recorded; some books are entered days after they came in."""
    plan, events = plan_of(PLAN), list[Event]()
    # As many books of groups as of units: what groups verify and whom they visit is most of what there is to count.
    filers = [*plan.filers, *(plan.filer(g.code) for g in plan.groups for _ in plan.groups)]
    for _ in range(length):
        came = dt.datetime.combine(_day(rng), dt.time(rng.randrange(8, 20)), plan.zone)
        filer = rng.choice(filers)
        recorded = came + dt.timedelta(days=rng.choice([0, 0, 0, 4, 30]))
        period = f"{_day(rng, to=came.date()):%Y-%m}"
        made = _sheets(rng, plan, filer, came.date(), events)
        events.append(Event(came, recorded, filer.code, period, sheets=made, refused=rng.random() < 0.15))
        if rng.random() < 0.4 and not events[-1].refused:
            events.append(_decision(rng, len(events) - 1, events[-1]))
    changed = dt.datetime.combine(_day(rng), dt.time(9), plan.zone)
    events.append(Event(changed, changed, plan.office.code, "", "plan"))
    order = sorted(range(len(events)), key=lambda n: (events[n].recorded, n))
    place = {old: new for new, old in enumerate(order)}
    return [_moved(events[n], place) for n in order]


def _moved(event: Event, place: Mapping[int, int]) -> Event:
    return Event(**{**vars(event), "about": None if event.about is None else place[event.about]})


def _decision(rng: Random, about: int, book: Event) -> Event:
    at = book.recorded + dt.timedelta(days=rng.randrange(0, 12))
    act = rng.choice(["return", "approve", "extend_deadline", "exempt", "nil_return", "paper_received", "withdraw_row"])
    body: dict[str, Any] = {"reason": "请核对后再报"}
    if act == "extend_deadline":
        body["until"] = f"{at.date() + dt.timedelta(days=5)}"
    numbered = [(form, row) for form, rows in (book.sheets or {}).items() if _FORMS[form].numbered for row in rows]
    if act == "withdraw_row" and numbered:
        form, row = rng.choice(numbered)
        body |= {"form": form, "key": _FORMS[form].key_of(row)}
    elif act == "withdraw_row":
        act = "lock"
    return Event(at, at, book.filer, book.period, act, about=about, body=body)


def _day(rng: Random, to: dt.date = LAST) -> dt.date:
    """A day up to another; few are drawn, so that applications and what answers them meet."""
    return FIRST + dt.timedelta(days=15 * rng.randrange((max(to, FIRST) - FIRST).days // 15 + 1))


def _sheets(rng: Random, plan: Plan, filer: Filer, day: dt.date, before: Sequence[Event]) -> Rows:
    made = _BOOKS[filer.book](rng, plan, filer.code, day)
    if filer.book == "group":
        made["verification"] = [_answered(rng, row, before, day) for row in made["verification"]]
    kept = {form: rows for form, rows in made.items() if rng.random() < 0.8}
    return {form: [{k: v for k, v in r.items() if v is not None} for r in rows] for form, rows in kept.items()}


def _answered(rng: Random, row: dict[str, Any], before: Sequence[Event], day: dt.date) -> dict[str, Any]:
    """Return a row of verification about one of the applications that were made by a day, where there is one."""
    made = [
        (r["problem_no"], r["applied_on"]) for e in before for r in (e.sheets or {}).get("rectification", ())
        if dt.date.fromisoformat(r.get("applied_on", "9999-12-31")) <= day
    ]
    if not made or rng.random() < 0.2:
        return row
    problem, applied = rng.choice(made)
    return {**row, "problem_no": problem, "application_on": applied, "event_on": max(row["event_on"], applied)}


def _unit(rng: Random, plan: Plan, unit: str, day: dt.date) -> Rows:
    def past() -> str:
        return _day(rng, day).isoformat()

    def number(mark: str) -> str:
        return f"{unit}-{mark}-{rng.randrange(1, 3):03d}"

    def later() -> str:
        return (day + dt.timedelta(days=rng.randrange(-20, 40))).isoformat()

    status = rng.choice(("整改中", "申请销号", "申请销号", "申请销号"))
    problem = {
        "problem_no": number("问题"), "registered_on": min(past(), past()), "source": rng.choice(words.SOURCE), "due": later(),
        "area": rng.choice(words.AREA), "description": f"第{rng.randrange(99)}号问题的情况说明", "category":
        rng.choice(words.CATEGORY), "status": status, "responsible_person": ["张某"], "responsible_leader": "赵某",
        "measures": "逐户核对后补发", "applied_on": past() if status == "申请销号" else None,
    }
    answer = {**problem, "problem_no": f"{rng.choice(plan.groups).code}-交办-{rng.randrange(1, 3):03d}"}
    return {
        "rectification": [problem, answer] if rng.random() < 0.6 else [problem],
        "stage_tasks": [
            {"task_no": t.clause, "status": rng.choice(words.TASK_STATUS), "done_on": past()}
            for t in plan.tasks if t.by == "unit"
        ],
        "commitments": [{
            "commitment_no": number("承诺"), "batch": rng.choice(words.PROMISE_BATCH), "promise": "十个工作日内答复",
            "due": later(), "status": rng.choice(words.PROMISE_STATUS), "kept_on": past(),
        }],
        "complaints": [{
            "complaint_no": number("投诉"), "received_on": past(), "handling_unit": unit, "channel": "来信",
            "category": rng.choice(words.COMPLAINT_CATEGORY), "status": rng.choice(words.COMPLAINT_STATUS),
            "answered_on": past(), "truth": rng.choice(words.TRUTH), "summary": "反映窗口排队时间长",
        }],
        "self_inspection": [
            {"check_item": i.clause, "part": part, "conclusion": rng.choice(words.CONCLUSION)}
            for i in plan.items_of(unit) for part in _parts(i)
        ],
        "consultations": [{
            "opinion_no": number("意见"), "held_on": past(), "method": rng.choice(words.CONSULT_METHOD),
            "consulted": rng.choice(words.CONSULTED), "opinion": "窗口少", "decision": rng.choice(words.DECISION),
            "issued": 60, "collected": rng.randrange(60),
        }],
    }


def _parts(item: Any) -> list[str]:
    return [chr(ord("①") + n) for n in range(len(item.parts))] or ["–"]


def _group(rng: Random, plan: Plan, group: str, day: dt.date) -> Rows:
    unit, events = rng.choice(plan.units).code, (*words.EVENT, *["批准销号"] * 6)
    on, applied = (_day(rng, day).isoformat() for _ in range(2))
    assigned = f"{group}-交办-{rng.randrange(1, 3):03d}"
    whose = rng.choice([f"{unit}-问题-{rng.randrange(1, 3):03d}", assigned])
    return {
        "supervision": [_visit(rng, plan, group, number, day, assigned) for number in rng.sample(range(1, 10), 3)],
        "assignments": [{
            "assignment_no": assigned, "assigned_on": on, "unit": unit, "source": "督办检查", "matter": "补齐调查表",
            "area": rng.choice(words.AREA), "request": "逐户补查", "due": _day(rng).isoformat(),
        }],
        "verification": [{
            "verification_no": f"{group}-核查-{number:03d}", "problem_no": whose, "event": rng.choice(events),
            "event_on": max(on, applied), "application_on": applied, "verifier_1": "关某", "verifier_2": "李某",
            "result": "情况属实", "approver": "刘", "new_due": _day(rng).isoformat(),
        } for number in rng.sample(range(1, 30), 2)],
    }


def _visit(rng: Random, plan: Plan, group: str, number: int, day: dt.date, assigned: str) -> dict[str, Any]:
    """Return a visit, mostly a late one to a unit of one's own."""
    own = [u.code for u in plan.units if u.group == group]
    on = max(_day(rng, day) for _ in range(3)).isoformat()
    return {
        "visit_no": f"{group}-督办-{number:03d}", "visited_on": on, "unit": rng.choice([*own, rng.choice(plan.units).code]),
        "lead": "刘", "method": rng.choice(words.VISIT_METHOD), "matters": "督办台账", "found": rng.randrange(3),
        "feedback_due": on, "feedback_on": rng.choice([None, on]), "assignment_nos": rng.choice([None, [assigned]]),
    }


def _office(rng: Random, plan: Plan, office: str, day: dt.date) -> Rows:
    unit, on = rng.choice(plan.units).code, _day(rng, day).isoformat()
    ballots = {"satisfied": rng.randrange(40), "basically": rng.randrange(20), "dissatisfied": rng.randrange(5)}
    return {
        "inspections": [{
            "inspection_no": f"{office}-察访-{rng.randrange(1, 5):03d}", "inspected_on": on, "unit": unit, "place": "窗口",
            "method": rng.choice(words.INSPECT_METHOD), "found": rng.choice(words.FOUND),
            "made_known": rng.choice(["是", "否"]), "description": "窗口离岗",
        }],
        "satisfaction": [{
            "batch": rng.choice(["2015年7月第1次", "2015年9月第1次"]), "subject": unit, "scoring": "局内测评", "organiser": "市局",
            "respondents": rng.choice(words.RESPONDENTS[:2]), "dimension": "总体", "issued": 80, "collected": 70, **ballots,
        }],
        "special_topics": [{
            "topic_no": f"{office}-点题-{rng.randrange(1, 3):03d}", "title": "一站式结算", "party": "政协", "raised_on": on,
            "lead_leader": plan.leaders[0], "lead_unit": unit, "units": [unit], "due": _day(rng).isoformat(),
            "status": rng.choice(words.TOPIC_STATUS), "topic_class": words.TOPIC_CLASS[0],
        }],
        "pilots": [{
            "pilot_no": f"{office}-试点-{rng.randrange(1, 3):03d}", "leader": rng.choice(plan.leaders), "unit": unit,
            "content": "预约登记", "start_on": on, "end_on": LAST.isoformat(), "status": rng.choice(words.PILOT_STATUS),
        }],
    }


_BOOKS = {"unit": _unit, "group": _group, "office": _office}


@contextmanager
def fed(folder: Path, events: Iterable[Event], until: dt.datetime | None, today: dt.date) -> Iterator[Workspace]:
    """A campaign fed with what had arrived by an instant (None: with everything), on the day `today`."""
    plan = plan_of(PLAN)
    begun = dt.datetime.combine(plan.campaign.start, dt.time(), plan.zone)
    with Typed(initialise(folder, PLAN.read_bytes(), Campaign(today=today), begun, "测试"), FORMS) as workspace:
        numbers: dict[int, int] = {}
        for n, event in enumerate(events):
            if until is None or event.at <= until:
                entry = workspace.journal.append(*_entry(workspace, n, event, numbers))
                numbers[n] = entry.no
        workspace.refresh()
        yield workspace


def _entry(workspace: Workspace, n: int, event: Event, numbers: Mapping[int, int]) -> tuple[str, str, Any, str]:
    recorded = event.recorded.isoformat()
    if event.act == "plan":
        return "plan", event.filer, {"version": 2, "sha256": workspace.keep(second_plan())}, recorded
    if event.act is not None:
        about = {"filing": numbers[event.about]} if event.about is not None else {}
        body = {"act": event.act, "at": event.at.isoformat(), "filer": event.filer, "period": event.period}
        return "decision", "局履职办", {**body, **about, **(event.body or {})}, recorded
    sheets = event.sheets or {}
    data = json.dumps({"n": n, "sheets": sheets}, ensure_ascii=False, sort_keys=True).encode()
    filer = workspace.plan.filer(event.filer)
    return "filing", event.filer, {
        "receipt": f"{event.filer}-{n:03d}", "status": "rejected" if event.refused else "accepted", "sha256": workspace.keep(data),
        "file_name": f"{event.filer}.xlsx", "book": filer.book, "filer": event.filer, "period": event.period,
        "received_at": event.at.isoformat(), "filed_by": event.filer, "on_behalf": event.recorded != event.at,
        "plan_version": 1, "findings": [], "change": {},
        "rows": {} if event.refused else {form: len(rows) for form, rows in sheets.items()},
    }, recorded

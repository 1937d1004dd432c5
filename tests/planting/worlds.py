"""What stands before a book is filled, and the book itself: filled at random, built, read back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from lvzhi.books import prefill, template
from lvzhi.form import Form, format_number
from lvzhi.intake.cells import Workbook
from lvzhi.intake.reading import read
from lvzhi.plan import Filer, Plan
from schemas import FORMS
from schemas.cross.assigned import FILLS
from tests.campaigns import plan_of
from tests.planting.drawing import Cells, Chance, of_kind, row, stored
from tests.standing import HeldStanding

BY_ID = {form.id: form for form in FORMS}
APPLYING = ("申请销号", "阶段性完成")
NIL = "本期无"
LISTS = ("duty_list", "service_list", "integrity_list", "conduct_list", "coordination_list")


@cache
def seed_plan() -> Plan:
    return plan_of(Path(__file__).parents[2] / "data" / "plans" / "qianjiang-2015.yaml")


class Remembered(HeldStanding):
    """What stands, each frame made once."""

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        return self._once("current", form, filer)

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        return self._once("versions", form, filer)

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        return self._once("problems", filer)

    def _once(self, what: str, *asked: Any) -> pd.DataFrame:
        known: dict[Any, pd.DataFrame] = self.__dict__.setdefault("_known", {})
        if (what, asked) not in known:
            known[what, asked] = getattr(super(), what)(*asked)
        return known[what, asked]


class AllBut(frozenset[tuple[str, str]]):
    """Rows with an attachment: all of a good filer's but these, and the full text of no summary."""

    def __contains__(self, row: object) -> bool:
        return not super().__contains__(row) and isinstance(row, tuple) and row[0] != "summaries"


@dataclass
class World:
    """A filer, a month, a day of receipt, and what is accepted of everybody by then.

    `lacking`: rows that name material and have no attachment.
    """

    chance: Chance
    rows: dict[str, list[Cells]] = field(default_factory=dict)
    problem_rows: list[Cells] = field(default_factory=list)
    held: Remembered | None = None
    lacking: set[tuple[str, str]] = field(default_factory=set)

    @property
    def plan(self) -> Plan:
        return self.chance.plan

    @property
    def filer(self) -> Filer:
        return self.chance.filer

    @property
    def before(self) -> str | None:
        found = self.plan.previous_period(self.chance.period)
        return found.id if found else None

    def standing(self) -> Remembered:
        if self.held is None:
            self.held = Remembered({BY_ID[f]: rows for f, rows in self.rows.items()}, problem_rows=self.problem_rows,
                                   with_files=AllBut(self.lacking))
        return self.held

    def copy(self) -> World:
        """Another world of the same past, to be changed apart."""
        chance = replace(
            self.chance, numbers={f: list(n) for f, n in self.chance.numbers.items()}, kept=set(self.chance.kept)
        )
        rows = {f: list(r) for f, r in self.rows.items()}
        return World(chance, rows, list(self.problem_rows), self.held, set(self.lacking))

    def accept(self, form: Form, filer: Filer, cells: Cells, period: str | None = None) -> Cells:
        """Let a row stand as accepted of a filer."""
        printed = {c.id: v for c in form.columns_in(filer.book) if (v := c.prefilled(filer)) is not None}
        values = printed | stored(form, cells, self._as(filer))
        kept = {**values, "filer": filer.code, "period": period or self.before}
        self.rows.setdefault(form.id, []).append(kept)
        self.held = None
        if form.numbered:
            self.chance.numbers.setdefault(form.id, []).append(values[form.key[0]])
        return kept

    def register(self, cells: Cells, unit: Filer, **more: Any) -> None:
        """A problem of the ledger, as the projection knows it."""
        applied = cells.get("status") in APPLYING
        self.held = None
        self.problem_rows.append(
            {
                "problem_no": cells["problem_no"],
                "unit": unit.code,
                "registered_on": cells["registered_on"],
                "source": cells.get("source"),
                "area": cells.get("area"),
                "original_due": cells["due"],
                "deadline": cells["due"],
                "state": "待核查" if applied else "未销号",
                "pending_on": cells.get("applied_on") if applied else None,
                **more,
            }
        )

    def _as(self, filer: Filer) -> Chance:
        return Chance(
            self.plan,
            filer,
            self.chance.period,
            self.chance.received_on,
            self.chance.random,
            self.chance.numbers,
            self.chance.kept,
        )

    def draw_as(self, filer: Filer, form: Form, **given: Any) -> Cells:
        return row(form, self._as(filer), given)


def world(random: Random, filer: Filer, period: str) -> World:
    """A day of receipt in or after the month, and a random past."""
    plan = seed_plan()
    month = plan.period(period)
    first = max(month.first_day, plan.campaign.start) + dt.timedelta(days=9)
    last = min(plan.due(filer.code, period), plan.settings.final_due - dt.timedelta(days=6))
    day = first + dt.timedelta(days=random.randint(0, (last - first).days))
    made = World(Chance(plan, filer, period, day, random))
    if made.before:
        {"unit": _past_of_unit, "group": _past_of_group, "office": _past_of_office}[filer.book](made)
    return made


def _number(made: World, form: Form, filer: Filer) -> str:
    count = sum(r["filer"] == filer.code for r in made.rows.get(form.id, ()))
    return format_number(filer.code, form.mark or "", count + 1)


def past_row(made: World, form: Form, filer: Filer, **given: Any) -> Cells:
    """Let one more row of a numbered form stand."""
    usual = {"category": "限期整改"} if form.id == "rectification" else {}  # no deadline that has passed
    cells = made.draw_as(filer, form, **{form.key[0]: _number(made, form, filer), **usual, **given})
    kept = made.accept(form, filer, cells)
    if form.id == "rectification":
        made.register(kept, filer)
    return kept


def assign(made: World, by: Filer, unit: Filer) -> Cells:
    """A problem found by others: an accepted row of 交办事项, and the problem it registers."""
    form = BY_ID["assignments"]
    kept = past_row(made, form, by, unit=unit.name)
    problem = {ours: kept.get(theirs) for ours, theirs in FILLS.items()}
    made.register(problem, unit)
    return kept


def _past_of_unit(made: World) -> None:
    plan, filer, random = made.plan, made.filer, made.chance.random
    owed = plan.owed(filer.code, made.before or "")
    for form in FORMS:
        if form.numbered and form.id in owed and form.id in plan.owed(filer.code, made.chance.period):
            for _ in range(random.randint(1, 2) if form.id in (*LISTS, "rectification") else random.randint(0, 2)):
                past_row(made, form, filer)
    group = plan.group_of(filer.code)
    if group and random.random() < 0.5:
        assign(made, plan.filer(group.code), filer)


def _some_units(made: World) -> list[Filer]:
    plan = made.plan
    units = [u for u in plan.units if u.group == made.filer.code] or list(plan.units)
    return made.chance.random.sample([u for u in units if u.code not in plan.settings.cross_verify], 2)


def _past_of_group(made: World) -> None:
    plan = made.plan
    one, other = _some_units(made)
    past_row(made, BY_ID["rectification"], one, status="申请销号")
    past_row(made, BY_ID["rectification"], other, status="整改中")
    assign(made, made.filer, other)
    topic = past_row(made, BY_ID["special_topics"], plan.office, units=one.name, lead_unit=one.name, status="推进中")
    assert topic["units"] == (one.code,)
    past_row(made, BY_ID["supervision"], made.filer)


def _past_of_office(made: World) -> None:
    plan = made.plan
    one, other = _some_units(made)
    past_row(made, BY_ID["rectification"], one, status="申请销号")
    assign(made, plan.office, other)
    for form in ("supervisors", "complaints", "special_topics", "accountability"):
        past_row(made, BY_ID[form], plan.office)
    for leader in plan.leaders:
        past_row(made, BY_ID["pilots"], plan.office, leader=leader, unit=_pilot_unit(made))


def _pilot_unit(made: World) -> str:
    return made.chance.new(lambda: f"{made.chance.random.choice(made.plan.units).name}").strip()


# --- the book ------------------------------------------------------------------------------------------


def answers(made: World) -> dict[str, list[Cells]]:
    """What a person types into the printed book: rows and answers for every sheet, or 本期无."""
    plan, chance = made.plan, made.chance
    standing = made.standing()
    found: dict[str, list[Cells]] = {"cover": [row(BY_ID["cover"], chance)]}
    sheets = template.owed(FORMS, plan, made.filer, chance.period, standing)
    for sheet in sheets:
        form = sheet.form
        if form.layout == "card" or form.id == "explanations":
            continue
        printed = [r for r in sheet.rows if not r.blank]
        rows = [_answered(made, form, r) for r in printed if _unanswered(form, r, made, sheet.duty)]
        if not form.fixed_rows:
            blanks = [r for r in sheet.rows if r.blank]
            wanted = _wanted(made, form, sheet.duty)
            rows += [_filled(made, form, r, given) for r, given in zip(blanks, wanted, strict=False)]
            if not rows and sheet.has_nil:
                rows = [{NIL: "是"}]
        if rows:
            found[form.id] = rows
    return found


def _unanswered(form: Form, printed: prefill.Row, made: World, duty: str | None) -> bool:
    """Rows the plan prints, and problems others found that the unit has not answered."""
    if form.fixed_rows:
        return duty in ("due", "confirm")
    if form.id == "special_topic_progress":
        return True
    return form.id == "rectification" and "status" not in printed.values


def _answered(made: World, form: Form, printed: prefill.Row) -> Cells:
    known = dict(printed.values)
    stands = {k: _shown(form, k, v, made) for k, v in known.items() if form.by_id[k].typed and k != "status"}
    usual = {"category": "限期整改"} if form.id == "rectification" else {}
    cells = row(form, made.chance, usual | stands)
    key = {k: known[k] for k in form.key if k in known}
    return {**{k: v for k, v in cells.items() if k not in stands}, **key}


def _shown(form: Form, column: str, value: Any, made: World) -> Any:
    return form.by_id[column].kind.to_cell(value, made.plan)


def _filled(made: World, form: Form, printed: prefill.Row, given: Cells) -> Cells:
    cells = row(form, made.chance, given)
    if form.numbered:
        number = printed.values[form.key[0]]
        made.chance.numbers.setdefault(form.id, []).append(number)
        cells = {form.key[0]: number, **cells}
    return cells


def _wanted(made: World, form: Form, duty: str | None) -> list[Cells]:
    """The given cells of so many new rows as the sheet is to have."""
    random, period = made.chance.random, made.chance.period
    if form.id == "verification":
        pending = [p for p in made.problem_rows if p["state"] == "待核查"]
        return [_passed(made, p) for p in pending]
    if form.id == "pilots":
        led = {r["leader"] for r in made.rows.get("pilots", ())}
        return [{"leader": leader, "unit": _pilot_unit(made)} for leader in made.plan.leaders if leader not in led]
    first = form.id in LISTS and made.before is None
    looked = form.id == "rectification" and period in made.plan.settings.none_found_periods
    return [{}] * random.randint(1 if first or looked else 0, 3)


def _passed(made: World, problem: Cells) -> Cells:
    """核查通过 of a pending application, by two people the plan knows nothing of."""
    applied = problem["pending_on"]
    person = BY_ID["verification"].by_id["verifier_1"].kind
    return {
        "problem_no": problem["problem_no"],
        "event": "核查通过",
        "application_on": applied.date(),
        "event_on": made.chance.received_on,
        "verifier_1": of_kind(person, made.chance),
        "verifier_2": of_kind(person, made.chance),
        "new_due": None,
        "approver": None,
        "merged_into": None,
    }


def built(made: World, typed: dict[str, list[Cells]]) -> Workbook:
    data = template.build(
        FORMS,
        made.plan,
        made.filer,
        made.chance.period,
        made.standing(),
        plan_version=1,
        answers=typed,
    )
    return read(data)

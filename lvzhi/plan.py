"""The campaign as data: who files what by when, under whom; every question the rest asks of a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from lvzhi.lazy import lazy_property
from lvzhi.plan_settings import Settings
from lvzhi.values import squeeze

FilerKind = Literal["unit", "bureau", "group", "office"]
Duty = Literal["due", "event", "confirm"]
Actor = Literal["unit", "group", "office"]

BOOK_TITLES: Mapping[str, str] = {"unit": "单位报送簿", "group": "督办组工作簿", "office": "局履职办工作簿"}
PART_MARKS = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True)
class Campaign:
    id: str
    name: str
    title: str
    bureau: str
    doc_no: str
    doc_date: dt.date
    upstream_doc: str
    start: dt.date
    end: dt.date
    timezone: str
    principles: tuple[str, ...]
    reports_to: tuple[str, ...]
    chair: str
    office_host: str


@dataclass(frozen=True)
class Filer:
    """One sender of books; `code` never changes, `order` is the annex's order."""

    code: str
    name: str
    seal_name: str
    kind: FilerKind
    order: int
    type: str | None = None
    trait: str | None = None
    group: str | None = None
    full_name: str | None = None
    aliases: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()  # codes of the units it was merged or split from, in an earlier version or year

    @property
    def book(self) -> str:
        """Id of the book this filer files: unit, group or office."""
        return "unit" if self.kind == "bureau" else self.kind

    @property
    def book_title(self) -> str:
        return BOOK_TITLES[self.book]


@dataclass(frozen=True)
class Group:
    code: str
    name: str
    leaders: tuple[str, ...]
    members: tuple[str, ...]
    member_units: tuple[str, ...]
    units: tuple[str, ...]
    order: int

    @property
    def label(self) -> str:
        """Name on screen: 第三工作组(余国华)."""
        return f"{self.name}({'、'.join(self.leaders)})"


@dataclass(frozen=True)
class Task:
    id: str
    stage: str
    clause: str
    text: str
    name: str
    by: Actor
    due: dt.date
    traits: tuple[str, ...] = ()
    draft_due: dt.date | None = None
    derived: str | None = None
    note: str | None = None
    order: int = 0


@dataclass(frozen=True)
class Stage:
    id: str
    name: str
    start: dt.date
    end: dt.date
    tasks: tuple[Task, ...]
    order: int


@dataclass(frozen=True)
class Period:
    id: str
    unit_due: dt.date
    group_due: dt.date
    office_due: dt.date

    @property
    def label(self) -> str:
        """Month in words: 2015年6月."""
        year, month = self.id.split("-")
        return f"{year}年{int(month)}月"

    @property
    def first_day(self) -> dt.date:
        return dt.date.fromisoformat(f"{self.id}-01")

    def due(self, kind: FilerKind) -> dt.date:
        return {"group": self.group_due, "office": self.office_due}.get(kind, self.unit_due)


@dataclass(frozen=True)
class Area:
    id: str
    name: str
    short: str


@dataclass(frozen=True)
class CheckItem:
    id: str
    clause: str
    area: str
    asks: Literal["good", "bad"]
    text: str
    applies_to_all: bool
    traits: tuple[str, ...] = ()
    filers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    order: int = 0

    @property
    def part_clauses(self) -> tuple[str, ...]:
        """三(二)3① and so on; the bare clause for an item of one part."""
        return tuple(f"{self.clause}{PART_MARKS[i]}" for i in range(len(self.parts))) or (self.clause,)


@dataclass(frozen=True)
class Project:
    id: str
    name: str
    owner: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Obligation:
    """One line of the plan: which form, whose, due / event / confirm in which periods."""

    form: str
    due: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    filers: tuple[str, ...] = ()
    all_units: bool = False
    all_groups: bool = False
    traits: tuple[str, ...] = ()

    def duty(self, period: str) -> Duty | None:
        if period in self.due:
            return "due"
        if period in self.confirm:
            return "confirm"
        return "event" if period in self.event else None


@dataclass(frozen=True, eq=False)
class Plan:
    """One version of a campaign's plan, compared by identity. Units and people stand in the annex's order."""

    campaign: Campaign
    office: Filer
    bureau: Filer
    bureau_due_as: str
    unit_types: Mapping[str, str]
    traits: Mapping[str, str]
    groups: tuple[Group, ...]
    units: tuple[Filer, ...]
    never_merge: tuple[tuple[str, ...], ...]
    stages: tuple[Stage, ...]
    periods: tuple[Period, ...]
    areas: tuple[Area, ...]
    check_items: tuple[CheckItem, ...]
    projects: tuple[Project, ...]
    methods: tuple[str, ...]
    lists: tuple[str, ...]
    supervisor_categories: tuple[str, ...]
    obligations: tuple[Obligation, ...]
    settings: Settings

    # --- who -----------------------------------------------------------------------------------

    @lazy_property
    def group_filers(self) -> tuple[Filer, ...]:
        """The groups as senders of the group book."""
        after = len(self.units) + 1
        return tuple(
            Filer(g.code, g.name, seal_name=g.name, kind="group", order=after + g.order, group=g.code)
            for g in self.groups
        )

    @lazy_property
    def filers(self) -> tuple[Filer, ...]:
        """Every sender: units, the bureau itself, groups, the office."""
        return (*self.units, self.bureau, *self.group_filers, self.office)

    @lazy_property
    def _by_code(self) -> Mapping[str, Filer]:
        return {f.code: f for f in self.filers}

    @lazy_property
    def filer_names(self) -> Mapping[str, str]:
        """Every accepted spelling (code, name, seal name, full name, alias) -> code; exact, never fuzzy."""
        spellings: dict[str, str] = {}
        for filer in self.filers:
            for text in (filer.code, filer.name, filer.seal_name, filer.full_name, *filer.aliases):
                if text:
                    spellings[text] = filer.code
        return spellings

    @lazy_property
    def squeezed_names(self) -> Mapping[str, str]:
        """The accepted spellings without blanks and full-width forms: what a cell is compared with."""
        return {squeeze(name): code for name, code in self.filer_names.items()}

    def filer(self, code: str) -> Filer:
        """The filer of this code; KeyError if the plan has none."""
        return self._by_code[code]

    def knows(self, code: str | None) -> bool:
        """Say whether this is the code of a filer."""
        return code in self._by_code

    def called(self, code: str) -> str:
        """Return the name of the filer of this code; the code itself if the plan has none."""
        found = self._by_code.get(code)
        return found.name if found else code

    def find_filer(self, text: str) -> Filer | None:
        """The filer named by code, name or alias exactly, else None."""
        code = self.filer_names.get(text.strip())
        return self._by_code[code] if code else None

    def group_of(self, code: str) -> Group | None:
        """The group a filer belongs to (a group belongs to itself); None for bureau and office."""
        wanted = self.filer(code).group
        return next((g for g in self.groups if g.code == wanted), None)

    def leaders_of(self, code: str) -> tuple[str, ...]:
        group = self.group_of(code)
        return group.leaders if group else ()

    @lazy_property
    def leaders(self) -> tuple[str, ...]:
        """All leaders in the annex's order."""
        return tuple(name for g in self.groups for name in g.leaders)

    # --- what ----------------------------------------------------------------------------------

    @lazy_property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(t for s in self.stages for t in s.tasks)

    def stage(self, stage_id: str) -> Stage:
        return next(s for s in self.stages if s.id == stage_id)

    def _trait(self, filer: Filer) -> str | None:
        return self.bureau_due_as if filer.kind == "bureau" else filer.trait

    def owns_task(self, filer: Filer, task: Task) -> bool:
        """Say whether the task stands in this filer's sheet (the bureau answers groups' and office's)."""
        if task.by != "unit":
            return filer.kind == "bureau"
        return self._trait(filer) in task.traits

    def tasks_of(self, code: str) -> tuple[Task, ...]:
        filer = self.filer(code)
        return tuple(t for t in self.tasks if self.owns_task(filer, t))

    def items_of(self, code: str) -> tuple[CheckItem, ...]:
        """Check items that apply to a unit or the bureau, in the notice's order."""
        filer = self.filer(code)
        trait = self._trait(filer)
        return tuple(
            i for i in self.check_items if i.applies_to_all or trait in i.traits or filer.code in i.filers
        )

    def projects_of(self, code: str) -> tuple[tuple[Project, str], ...]:
        """(project, place) rows of an owner or of a place that is itself a unit."""
        return tuple((x, place) for x in self.projects for place in x.places if self.reporter(x, place) == code)

    def reporter(self, project: Project, place: str) -> str:
        """Return who reports on a project at a place: the filer called so, in any spelling, or its owner."""
        return self.filer_names.get(place, project.owner)

    # --- when ----------------------------------------------------------------------------------

    @lazy_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.campaign.timezone)

    def period(self, period_id: str) -> Period:
        return next(p for p in self.periods if p.id == period_id)

    def period_at(self, today: dt.date) -> Period:
        """The period being filed on a day: the first whose unit deadline has not passed, else the last."""
        return next((p for p in self.periods if p.unit_due >= today), self.periods[-1])

    def previous_period(self, period_id: str) -> Period | None:
        index = [p.id for p in self.periods].index(period_id)
        return self.periods[index - 1] if index else None

    def due(self, code: str, period_id: str) -> dt.date:
        """Deadline of a filer's book: that day, 24:00 in the campaign's time zone."""
        return self.period(period_id).due(self.filer(code).kind)

    def duty(self, form: str, code: str, period_id: str) -> Duty | None:
        """due / event / confirm, or None when the form is not in that filer's book that month."""
        found = [o.duty(period_id) for o in self.obligations if o.form == form and self.obliges(o, code)]
        if form == "projects" and "projects" in {o.form for o in self.obligations}:
            found.append(self._place_duty(code, period_id))
        ranked: tuple[Duty, ...] = ("due", "confirm", "event")
        return next((d for d in ranked if d in found), None)

    def obliges(self, obligation: Obligation, code: str) -> bool:
        """Say whether an obligation names this filer: by code, as one of all, or by trait."""
        filer = self.filer(code)
        if code in obligation.filers:
            return True
        if filer.kind == "group":
            return obligation.all_groups
        if filer.kind == "office":
            return False
        return obligation.all_units or self._trait(filer) in obligation.traits

    def _place_duty(self, code: str, period_id: str) -> Duty | None:
        """Units named as places under projects: event, in the months the owners are due."""
        if code not in self._places:
            return None
        months = {m for o in self.obligations if o.form == "projects" for m in o.due}
        return "event" if period_id in months else None

    @lazy_property
    def _places(self) -> frozenset[str]:
        """Codes of the filers named as places under projects."""
        return frozenset(code for x in self.projects for p in x.places if (code := self.filer_names.get(p)))

    def owed(self, code: str, period_id: str) -> Mapping[str, Duty]:
        """form -> duty for one book; empty when the filer has no book that month."""
        forms = dict.fromkeys(o.form for o in self.obligations)
        found = {f: self.duty(f, code, period_id) for f in forms}
        return {f: d for f, d in found.items() if d}

    def is_working_day(self, day: dt.date) -> bool:
        if day in self.settings.holidays:
            return False
        return day.weekday() < 5 or day in self.settings.working_weekends

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """The count-th working day after `day`."""
        while count:
            day += dt.timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and including `end`."""
        return sum(self.is_working_day(start + dt.timedelta(days=n + 1)) for n in range((end - start).days))

"""Rows nobody could find fault with: cells drawn by their kind, conditions and order of days kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pandas as pd

from lvzhi.conditions import When
from lvzhi.findings import Refused
from lvzhi.form import Column, Form
from lvzhi.intake.change import blank
from lvzhi.kinds import (
    ALWAYS,
    Body,
    CheckItem,
    Code,
    Count,
    Date,
    DayOrAlways,
    Kind,
    Leader,
    Many,
    Money,
    Percent,
    Person,
    Phone,
    Reading,
    Ref,
    Text,
    Unit,
    day_words,
)
from lvzhi.plan import Filer, Plan
from tests.planting.hints import HINTS

Cells = dict[str, Any]
# Letters in common use, none of which makes a word the checks look for.
LETTERS = "村镇社区低保优抚救灾物资台账登记核实入户走访窗口排队公示栏张贴照片签字档案发放名册季度办事大厅值班护理员床位食堂消防通道"
SURNAMES, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英建国文华玉兰",
)


@dataclass
class Chance:
    """What a book is drawn for and by: `kept` are texts and names used already, so that nothing repeats."""

    plan: Plan
    filer: Filer
    period: str
    received_on: dt.date
    random: Random
    numbers: dict[str, list[str]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def new(self, draw: Callable[[], str]) -> str:
        """Draw until it is something new."""
        text = draw()
        while text in self.kept:
            text = draw()
        self.kept.add(text)
        return text


def parsed(form: Form, cells: Mapping[str, Any], chance: Chance) -> Cells:
    """The cells as values; what is no value of its kind is blank."""
    at = Reading(chance.plan, chance.filer)
    found: Cells = {}
    for name, value in cells.items():
        if value is not None and name in form.by_id:
            try:
                found[name] = form.by_id[name].kind.parse(value, at)
            except Refused:
                found[name] = None
    return found


def stored(form: Form, cells: Mapping[str, Any], chance: Chance) -> Cells:
    """The cells as they stand once accepted: with what follows from them."""
    values = parsed(form, cells, chance)
    whole = dict.fromkeys(form.by_id) | values
    for column in form.columns_in(chance.filer.book):
        if column.computed and (column.system or blank(values.get(column.id))):
            value = column.computed(whole, chance.plan, chance.filer)
            if value is not None:
                values[column.id] = value
    return values


def row(form: Form, chance: Chance, given: Mapping[str, Any] | None = None) -> Cells:
    """A row as a person types it; `given` cells stay as they are, None leaves one blank."""
    cells: Cells = dict(given or {})
    for column in form.columns_in(chance.filer.book):
        if column.id not in cells and column.typed and _wanted(column, form, chance):
            cells[column.id] = value(column, form, chance, cells)
    for _ in range(2):  # a cell that falls due may make another one due
        for column in form.columns_in(chance.filer.book):
            if _falls_due(column, form, cells, chance):
                cells[column.id] = value(column, form, chance, cells)
    return {name: held for name, held in cells.items() if held is not None}


def _wanted(column: Column, form: Form, chance: Chance) -> bool:
    if column.prefilled(chance.filer) is not None and column.id not in HINTS.get(form.id, {}):
        return False
    if column.required is True or column.id in HINTS.get(form.id, {}):
        return True
    kind = column.kind.of if isinstance(column.kind, Many) else column.kind
    return column.required is False and not isinstance(kind, Ref) and chance.random.random() < 0.4


def _falls_due(column: Column, form: Form, cells: Cells, chance: Chance) -> bool:
    """A ◇ column still blank whose condition holds."""
    if not isinstance(column.required, When) or column.id in cells:
        return False
    reads = {*column.required.reads, column.id}
    values = parsed(form, {name: cells.get(name) for name in reads}, chance)
    frame = pd.DataFrame({name: form.by_id[name].kind.series([values.get(name)]) for name in reads})
    return bool(column.required.holds(frame).fillna(False).astype(bool).iloc[0])


def value(column: Column, form: Form, chance: Chance, cells: Cells) -> Any:
    """A good value for a column, as typed."""
    hint = HINTS.get(form.id, {}).get(column.id)
    if hint is not None:
        return hint(chance, cells)
    if isinstance(column.kind, Date):
        return _day(column.kind, form, chance, cells)
    return of_kind(column.kind, chance)


def of_kind(kind: Kind, chance: Chance) -> Any:
    random = chance.random
    if isinstance(kind, Many):
        return "、".join(
            dict.fromkeys(str(of_kind(kind.of, chance)) for _ in range(max(kind.least, random.randint(1, 2))))
        )
    if isinstance(kind, Ref):
        return None  # what it names has to be there: left to who asks for it
    if isinstance(kind, Leader):
        return random.choice(chance.plan.leaders_of(chance.filer.code) or chance.plan.leaders)
    if isinstance(kind, Unit):
        return random.choice(_units(chance))
    if isinstance(kind, CheckItem):
        return random.choice(kind.options(chance.plan, chance.filer))
    if isinstance(kind, Person):
        return name(chance)
    if isinstance(kind, Phone):
        return f"0728-{random.randint(1000000, 9999999)}"
    if isinstance(kind, DayOrAlways):
        return random.choice([ALWAYS, day_words(chance.received_on)])
    if isinstance(kind, Count):
        return random.randint(kind.least, min(kind.most or 60, kind.least + 60))
    if isinstance(kind, Money):
        return random.randint(1, 99999) / 100
    if isinstance(kind, Percent):
        return random.randint(1, 99)
    if isinstance(kind, Body):
        return f"{text(4, 8, chance)}、{random.choice(_units(chance))}"
    if isinstance(kind, Code):
        return f"民发〔{chance.received_on.year}〕{random.randint(1, 300)}号"
    if isinstance(kind, Text):
        return text(kind.shortest, kind.longest, chance)
    options = [o for o in kind.options(chance.plan, chance.filer) if o != "其他"]
    return random.choice(options)


def _units(chance: Chance) -> list[str]:
    """Names of other units: a group's own, else anybody's."""
    units = [u for u in chance.plan.units if u.group == chance.filer.code] or list(chance.plan.units)
    return [u.name for u in units if u.code != chance.filer.code]


def text(shortest: int, longest: int, chance: Chance) -> str:
    """Letters in disorder, sometimes as short or as long as allowed; no fewer than say something."""
    least = max(shortest, 6)
    length = chance.random.choice([least, longest, *[min(longest, least + chance.random.randint(0, 30))] * 6])
    return chance.new(lambda: "".join(chance.random.choices(LETTERS, k=length)))


def name(chance: Chance) -> str:
    return chance.new(lambda: chance.random.choice(SURNAMES) + "".join(chance.random.choices(GIVEN, k=2)))


def _day(kind: Date, form: Form, chance: Chance, cells: Cells) -> dt.date:
    """A day of the class, later than the row's earlier ones of the same side of the day of receipt."""
    ahead = kind.when == "ahead" or (kind.when == "any" and any(_is_any(form, c) for c in cells))
    first = chance.received_on + dt.timedelta(days=1) if ahead else chance.plan.campaign.start
    last = chance.plan.settings.final_due if ahead else chance.received_on
    days = [d for c, d in cells.items() if isinstance(d, dt.date) and (d > chance.received_on) == ahead]
    if not ahead:
        last -= dt.timedelta(days=max(3 - len(days), 0))  # room for the days that follow
    first = max([first, *(d + dt.timedelta(days=1) for d in days)])
    if ahead and first > last:
        last = chance.plan.settings.last_date
    span = max((last - first).days, 0)
    return min(first, last) + dt.timedelta(days=chance.random.randint(0, min(span, 12)))


def _is_any(form: Form, column: str) -> bool:
    kind = form.by_id[column].kind
    return isinstance(kind, Date) and kind.when == "any"

"""The shape of a plan's tree: which keys, which types; says what differs, everywhere at once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lvzhi.plan_faults import Fault, Path
from lvzhi.plan_settings import OFF
from lvzhi.values import clean_text

LARGEST = 10**9


@dataclass(frozen=True)
class Shape:
    """One kind of value; subclasses say what differs from it."""

    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        raise NotImplementedError(type(self).__name__)


def check(shape: Shape, value: Any, path: Path = ()) -> Iterator[Fault]:
    """Everything in which a value differs from its shape; nothing may be null."""
    if value is None:
        yield Fault(path, "这里没有写内容。请填写;用不着的,请整项删去。")
    else:
        yield from shape.differs(value, path)


@dataclass(frozen=True)
class Words(Shape):
    """Text of one line, without outer blanks and invisible characters: such names would never match."""

    longest: int = 400

    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(path, f"这里应写文字,现为{_kind(value)}。请加上引号。")
        elif not clean_text(value, one_line=True):
            yield Fault(path, "这里没有写内容。请填写;用不着的,请整项删去。")
        elif clean_text(value, one_line=True) != value:
            yield Fault(path, f"“{value.strip()}”前后或中间有多余的空格、换行或看不见的字符,请删去。")
        elif len(value) > self.longest:
            yield Fault(path, f"这里有{len(value)}字,请控制在{self.longest}字以内。")


@dataclass(frozen=True)
class Whole(Shape):
    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault(path, f"这里应写整数,现为{_kind(value)}。")
        elif abs(value) > LARGEST:
            yield Fault(path, "这个数太大,请核对。")


@dataclass(frozen=True)
class Number(Shape):
    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
            yield Fault(path, f"这里应写数字,现为{_kind(value)}。")


@dataclass(frozen=True)
class Flag(Shape):
    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, bool):
            yield Fault(path, f"这里应写 true(是)或 false(否),现为{_kind(value)}。")


@dataclass(frozen=True)
class Day(Shape):
    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            yield Fault(path, f"这里应写日期,如 2015-06-05(不加引号、不带时刻),现为{_kind(value)}。")


@dataclass(frozen=True)
class Choice(Shape):
    options: tuple[str, ...]

    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if value not in self.options:
            yield Fault(path, f"“{value}”不在可选内容之内。请从{'、'.join(self.options)}中选一项。")


@dataclass(frozen=True)
class Several(Shape):
    """A list of one shape; `least` entries, none of them twice when they are text or days."""

    of: Shape
    least: int = 0

    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(path, f"这里应写成列表,如 [甲, 乙],现为{_kind(value)}。")
            return
        if len(value) < self.least:
            yield Fault(path, f"这里至少写{self.least}项,现有{len(value)}项。")
        seen: list[Any] = []
        for n, entry in enumerate(value):
            yield from check(self.of, entry, (*path, n))
            if isinstance(entry, (str, dt.date)) and entry in seen:
                yield Fault((*path, n), f"“{entry}”写了两次,请只留一处。")
            seen.append(entry)


@dataclass(frozen=True)
class Lookup(Shape):
    """A mapping with keys of the writer's own."""

    of: Shape
    least: int = 0

    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, f"这里应写成“名称: 内容”的样式,现为{_kind(value)}。")
            return
        if len(value) < self.least:
            yield Fault(path, f"这里至少写{self.least}项,现有{len(value)}项。")
        for key, entry in value.items():
            yield from Words(60).differs(key, (*path, key))
            yield from check(self.of, entry, (*path, key))


@dataclass(frozen=True)
class Fields(Shape):
    """A mapping with keys that are declared; all of `needed`, none beside `needed` and `optional`."""

    needed: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, f"这里应写成“名称: 内容”的样式,现为{_kind(value)}。")
            return
        shapes = {**self.needed, **self.optional}
        for key, entry in value.items():
            if key in shapes:
                yield from check(shapes[key], entry, (*path, key))
            else:
                known = "、".join(k for k in shapes if k not in value) or "没有别的了"
                yield Fault((*path, key), f"不是这里的项目。请核对拼写或删去;这里还可写的项目:{known}。", key)
        for key in self.needed:
            if key not in value:
                yield Fault((*path, key), "尚未填写,请补上。", key)


@dataclass(frozen=True)
class WordOr(Shape):
    """One of a few fixed words, or another shape."""

    words: tuple[str, ...]
    other: Shape

    def differs(self, value: Any, path: Path) -> Iterator[Fault]:
        if isinstance(value, str):
            yield from Choice(self.words).differs(value, path)
        else:
            yield from self.other.differs(value, path)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "是或否(yes、no、on、off也会读成是或否)"
    if isinstance(value, dt.date):
        return f"日期“{value}”"
    if isinstance(value, (int, float)):
        return f"数字“{value}”"
    if isinstance(value, str):
        return f"文字“{value}”"
    return "列表" if isinstance(value, list) else "多项内容"


NAME, TEXT, LONG = Words(60), Words(200), Words(1000)
NAMES = Several(NAME)
SOME_NAMES = Several(NAME, least=1)

CAMPAIGN = Fields(
    {"id": NAME, "name": TEXT, "title": TEXT, "bureau": NAME, "doc_no": NAME, "doc_date": Day(),
     "upstream_doc": NAME, "start": Day(), "end": Day(), "timezone": NAME, "principles": NAMES,
     "reports_to": NAMES, "chair": NAME, "office_host": NAME},
)
UNIT = Fields(
    {"code": NAME, "name": NAME, "type": NAME, "trait": NAME},
    {"seal_name": NAME, "full_name": NAME, "aliases": NAMES, "predecessors": NAMES},
)
GROUP = Fields(
    {"code": NAME, "name": NAME, "leaders": SOME_NAMES, "members": NAMES, "units": Several(UNIT, least=1)},
    {"member_units": Several(NAME)},
)
TASK = Fields(
    {"id": NAME, "clause": NAME, "text": LONG, "name": NAME, "by": Choice(("unit", "group", "office"))},
    {"traits": NAMES, "due": Day(), "draft_due": Day(), "derived": TEXT, "note": TEXT},
)
STAGE = Fields({"id": NAME, "name": NAME, "start": Day(), "end": Day(), "tasks": Several(TASK, least=1)})
PERIOD = Fields({"id": NAME, "unit_due": Day(), "group_due": Day(), "office_due": Day()})
AREA = Fields({"id": NAME, "name": NAME, "short": NAME})
ITEM = Fields(
    {"id": NAME, "clause": NAME, "area": NAME, "asks": Choice(("good", "bad")), "text": LONG,
     "applies": WordOr(("all",), Fields({}, {"traits": SOME_NAMES, "filers": SOME_NAMES}))},
    {"parts": Several(TEXT, least=1)},
)
PROJECT = Fields({"id": NAME, "name": TEXT, "owner": NAME, "places": SOME_NAMES})
OBLIGATION = Fields(
    {"form": NAME},
    {"filers": WordOr(("all", "groups"), SOME_NAMES), "traits": SOME_NAMES, "due": NAMES, "event": NAMES,
     "confirm": NAMES},
)
WINDOW = Fields({"from": Day(), "to": Day(), "visits": Whole()})
# Which 考核办法 orders the scoring, and what it takes off; a deduction it does not name is not made.
SCORING = Fields(
    {"doc_no": NAME, "name": TEXT, "doc_date": Day(), "since": Day(), "full": Number()},
    {"late_day": Number(), "late_most": Number(), "missing": Number(), "returned": Number(), "returned_most": Number(),
     "yellow": Number(), "red": Number(), "red_after_days": Whole(), "praised_from": Number(), "named_below": Number()},
)
SETTINGS = Fields(
    {
        "immediate_days": Whole(), "near_due_days": Whole(), "verification_working_days": Whole(),
        "correction_working_days": Whole(), "objection_working_days": Whole(),
        "evidence_required_to_apply": Flag(), "ageing_days": Several(Whole(), least=1),
        "supervision": Fields({"windows": Several(WINDOW, least=1), "on_site": SOME_NAMES}),
        "complaint_due_days": Lookup(Fields({}, {"days": Whole(), "working_days": Whole()}), least=1),
        "final_due": Day(), "last_date": Day(), "may_transfer_items": NAMES, "similar": Number(),
        "same_text": Fields({"rows": Whole(), "periods": Whole()}), "same_reason_rows": Whole(),
        "none_found_periods": NAMES, "all_satisfied_from": Whole(), "cross_verify": NAMES,
        "holidays": Several(Day()), "working_weekends": Several(Day()),
        "satisfaction": Fields(
            {"coefficients": Lookup(Number(), least=1), "min_valid_to_compare": Whole(),
             "weights": Lookup(Number())}
        ),
        "small_denominator": Whole(), "prenumbered_rows": Lookup(Whole(), least=1),
        "attention_lines": Whole(),
        "attention_rules": Fields(
            {"problem_overdue_days": Whole(), "not_supervised_days": Whole(), "periods_missing": Whole()}
        ),
        "scoring": WordOr((OFF,), SCORING), "leaders_see_all_groups": Flag(),
    },
    {"leaders_see_forecast": Flag(), "confidential_to": NAMES},
)
PLAN = Fields(
    {
        "campaign": CAMPAIGN,
        "office": Fields({"code": NAME, "name": NAME, "full_name": NAME}),
        "bureau_filer": Fields({"code": NAME, "name": NAME, "due_as": NAME}, {"note": LONG}),
        "unit_types": Lookup(NAME, least=1), "traits": Lookup(NAME, least=1),
        "groups": Several(GROUP, least=1), "stages": Several(STAGE, least=1),
        "periods": Several(PERIOD, least=1), "areas": Several(AREA, least=1),
        "check_items": Several(ITEM, least=1), "projects": Several(PROJECT), "methods": NAMES, "lists": NAMES,
        "supervisor_categories": NAMES, "obligations": Several(OBLIGATION, least=1), "settings": SETTINGS,
    },
    {"never_merge": Several(Several(NAME, least=2))},
)

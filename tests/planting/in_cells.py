"""Faults of a single cell in any column, and spellings that are none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from lvzhi.form import Column
from lvzhi.intake.cells import ErrorValue, NoValue
from lvzhi.kinds import Body, Choice, Count, Date, DayOrAlways, Leader, Many, Money, Percent, Person, Text, Unit
from lvzhi.values import Percentage
from tests.planting.drafts import FIRST, Draft
from tests.planting.faults import Fault

Cell = tuple[str, int, Column]


def cells(draft: Draft, wanted: Callable[[Column], bool]) -> Iterator[Cell]:
    """Filled cells of rows nothing else is expected of, in disorder."""
    places = [
        (form, row, column)
        for form in draft.parts
        for row in draft.filled(form)
        if not draft.known(form, row) and new(draft, form, row)
        for column in draft.typed(form, row)
        if wanted(column)
    ]
    draft.world.chance.random.shuffle(places)
    return iter(places)


def new(draft: Draft, form: str, row: int) -> bool:
    """Not listed again: a change of what stands is asked about for other reasons."""
    part = draft.parts[form]
    return part.form.layout == "card" or bool(part.form.fixed_rows) or part.printed[row - FIRST].blank


def spoilt(name: str, code: str, wanted: Callable[[Column], bool], value: Callable[[Draft, Column], Any]) -> Fault:
    """One cell of a good row says something else."""

    def plant(draft: Draft) -> bool:
        found = next(cells(draft, wanted), None)
        if found is None:
            return False
        form, row, column = found
        draft.put(form, row, column.id, value(draft, column))
        draft.claim(form, row)
        if code:
            draft.expect(code, form, row, column.id)
        return True

    return Fault(f"{code} {name}" if code else name, plant)


def is_a(*kinds: type) -> Callable[[Column], bool]:
    return lambda column: isinstance(column.kind, kinds)


def is_plain(column: Column) -> bool:
    return (
        isinstance(column.kind, Text)
        and not isinstance(column.kind, (Body, DayOrAlways))
        and column.id not in ("phone", "window_phone", "reason")
    )


def unlisted(column: Column) -> bool:
    """All but the leader of a pilot: without him a leader has none."""
    return not (isinstance(column.kind, Leader) and column.required is True and column.id == "leader")


def starred(column: Column) -> bool:
    return column.required is True and unlisted(column)


DAYS: dict[str, Callable[[dt.date], Any]] = {
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "dashes": lambda d: f"{d:%Y-%m-%d}",
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "words": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "compact": lambda d: f"{d:%Y%m%d}",
    "number": lambda d: int(f"{d:%Y%m%d}"),
    "full width": lambda d: f"{d.year}．{d.month}．{d.day}".translate({n: n - 48 + 0xFF10 for n in range(48, 58)}),
    "moment": lambda d: dt.datetime(d.year, d.month, d.day, 9, 30),
    "blanks": lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日 ",
    "号": lambda d: f"{d.year}年{d.month}月{d.day}号",
}


def spelling(name: str, wanted: Callable[[Column], bool], spell: Callable[[Any], Any]) -> Fault:
    """No fault: another spelling of what stands there."""

    def plant(draft: Draft) -> bool:
        found = next(cells(draft, wanted), None)
        if found is None:
            return False
        form, row, column = found
        value = draft.get(form, row, column.id)
        if isinstance(column.kind, Date) and not isinstance(value, dt.date):
            return False  # another habit has spelt it already
        draft.put(form, row, column.id, spell(value))
        draft.claim(form, row)
        return True

    return Fault(f"fine: {name}", plant)


def wide(value: Any) -> str:
    return str(value).translate({n: n - 48 + 0xFF10 for n in range(48, 58)})


def is_whole(column: Column) -> bool:
    return isinstance(column.kind, Count) and not column.kind.most


NOBODY = ("同上", "待 定", "相关人员", "各科室", "有关同志", "暂缺")

FAULTS = (
    spoilt("★ left empty", "GEN-REQUIRED", starred, lambda d, c: None),
    spoilt("★ answered by a dash", "GEN-REQUIRED", starred, lambda d, c: "——"),
    spoilt("★ of blanks", "GEN-REQUIRED", starred, lambda d, c: " \u3000\u200b"),
    spoilt("#REF!", "GEN-ERROR-CELL", unlisted, lambda d, c: ErrorValue("#REF!")),
    spoilt("#N/A", "GEN-ERROR-CELL", unlisted, lambda d, c: ErrorValue("#N/A")),
    spoilt("formula without its result", "GEN-NO-VALUE", unlisted, lambda d, c: NoValue("=VLOOKUP(A1,B:C,2,0)")),
    *(
        spoilt(f"day {text}", "GEN-DATE", is_a(Date), lambda d, c, text=text: text)
        for text in ("6月5日", "6.5", "2015年6月31日", "2015年6月", "近期", 42160, "2015.13.1")
    ),
    *(
        spoilt(f"number {text}", "GEN-NUMBER", is_whole, lambda d, c, text=text: text)
        for text in ("约60份", "2000万", 1.5, "六十", True)
    ),
    spoilt("money 2000万", "GEN-NUMBER", is_a(Money), lambda d, c: "2000万"),
    spoilt("number shown as a percentage", "GEN-NUMBER", is_whole, lambda d, c: Percentage(1)),
    spoilt("rate shown a hundredfold", "GEN-NUMBER", is_a(Percent), lambda d, c: Percentage(45)),
    spoilt("rate shown as a fraction", "GEN-NUMBER", is_a(Percent), lambda d, c: 0.45),
    spoilt("rate 九成", "GEN-NUMBER", is_a(Percent), lambda d, c: "九成"),
    spoilt("not in the list", "GEN-CHOICE", is_a(Choice), lambda d, c: "马上办"),
    spoilt("two units", "GEN-UNIT", is_a(Unit), lambda d, c: "周矶"),
    spoilt("no unit", "GEN-UNIT", is_a(Unit), lambda d, c: "某单位"),
    spoilt("no leader", "GEN-LEADER", lambda c: isinstance(c.kind, Leader) and unlisted(c), lambda d, c: "王大明"),
    spoilt("too long", "GEN-LENGTH", is_plain, lambda d, c: "核对发放名册" * (c.kind.longest // 6 + 1)),
    spoilt("half a name", "GEN-LENGTH", is_a(Person), lambda d, c: "王"),
    spoilt("nobody's name", "GEN-LENGTH", is_a(Person), lambda d, c: d.world.chance.random.choice(NOBODY)),
    *(spelling(f"day in {name}", is_a(Date), spell) for name, spell in DAYS.items()),
    spelling("full-width digits", is_a(Count), wide),
    spelling("digits as text", is_a(Count, Money, Percent), lambda v: f" {v} "),
    spelling("rate with its sign", is_a(Percent), lambda v: f"{v}%"),
    spelling("rate as its cell shows it", is_a(Percent), lambda v: Percentage(v / 100)),
    spelling("name with blanks", is_a(Person), lambda v: f"{v[0]} \u3000{v[1:]}\n"),
    spelling("choice with blanks", is_a(Choice), lambda v: f"\u200b{v[0]} {v[1:]}"),
    spelling("text with zero-width characters", is_plain, lambda v: f"\ufeff{v}\u200b \n"),
    spelling(
        "names parted by commas",
        lambda c: isinstance(c.kind, Many) and isinstance(c.kind.of, Person),
        lambda v: v.replace("、", ", "),
    ),
)

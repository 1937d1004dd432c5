"""What people make of a good value: spellings that can mean it only, and spellings that could mean something else.

Written from the forms, not from the code that offers corrections.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from lvzhi.form import Column
from lvzhi.kinds import (
    CheckItem,
    Choice,
    Count,
    Date,
    DayOrAlways,
    Kind,
    Leader,
    Listed,
    Many,
    Money,
    Month,
    Percent,
    Unit,
)
from lvzhi.plan import Filer, Plan
from tests.planting.drawing import Chance, of_kind

FULL = str.maketrans("0123456789", "0123456789")
CHINESE = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Case:
    """A cell as typed, the text it stood for, and whether it can stand for nothing else."""

    kind: Kind
    good: Any
    typed: Any
    how: str
    certain: bool


def words(n: int) -> str:
    """A number below a hundred in words."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else ("十" if tens == 1 else CHINESE[tens] + "十")
    return (head + (CHINESE[ones] if ones or not tens else "")) or CHINESE[0]


def cases(column: Column, chance: Chance) -> Iterator[Case]:
    """Every corruption of one drawn value of a column; none where its kind takes any text."""
    kind = column.kind
    if isinstance(kind, Many):
        yield from _several(kind, chance)
        return
    for good, typed, how, certain in _of(kind, chance):
        yield Case(kind, good, typed, how, certain)


def _several(kind: Many, chance: Chance) -> Iterator[Case]:
    one = list(_of(kind.of, chance))
    if not one or kind.most == 1:
        return
    for _ in range(4):
        first, second = chance.random.sample(one, 2)
        if kind.of.parse(first[0], _at(chance)) == kind.of.parse(second[0], _at(chance)):
            other = next((o for o in _of(kind.of, chance) if o[0] != first[0]), None)
            second = other or second
        certain = first[3] and second[3] and "、" not in f"{first[1]}{second[1]}"
        if certain or not (first[3] and second[3]):
            yield Case(kind, f"{first[0]}、{second[0]}", f"{first[1]}、{second[1]}", f"{first[2]}+{second[2]}", certain)


def _at(chance: Chance) -> Any:
    from lvzhi.kinds import Reading

    return Reading(chance.plan, chance.filer)


Cells = Iterator[tuple[Any, Any, str, bool]]


def _of(kind: Kind, chance: Chance) -> Cells:
    if isinstance(kind, Date | DayOrAlways):
        span = (chance.plan.settings.last_date - chance.plan.campaign.start).days
        yield from _days(chance.plan.campaign.start + dt.timedelta(days=chance.random.randint(0, span)))
    elif isinstance(kind, Month):
        yield from _months(chance.random.choice(chance.plan.periods).id)
    elif isinstance(kind, Count):
        yield from _counts(of_kind(kind, chance), kind, chance.random)
    elif isinstance(kind, Money):
        yield from _moneys(chance.random.randint(1, 5000), chance.random.randint(1, 99))
    elif isinstance(kind, Percent):
        yield from _percents(chance.random.randint(11, 99))
    elif isinstance(kind, CheckItem):
        yield from _clauses(chance.random.choice([c.clause for c in chance.plan.check_items]), chance.plan)
    elif isinstance(kind, Leader):
        yield from _leaders(of_kind(kind, chance))
    elif isinstance(kind, Unit):
        yield from _units(chance.plan, of_kind(kind, chance))
    elif isinstance(kind, Choice | Listed) and kind.options(chance.plan, chance.filer):
        yield from _choices(kind, chance.plan, chance.filer, chance.random)


def _days(d: dt.date) -> Cells:
    good, y, m, n = f"{d.year}年{d.month}月{d.day}日", d.year, d.month, d.day
    year = "".join(CHINESE[int(c)] for c in str(y))
    weekday, wrong = "一二三四五六日"[d.weekday()], "一二三四五六日"[(d.weekday() + 1) % 7]
    for how, typed in (
        ("words", f"{year}年{words(m)}月{words(n)}日"), ("zero", f"{year.replace('〇', '零')}年{words(m)}月{words(n)}日"),
        ("commas", f"{y}、{m}、{n}"), ("latin commas", f"{y},{m},{n}"), ("blanks", f"{y} {m} {n}"),
        ("weekday", f"{good}(周{weekday})"), ("weekday long", f"{good}星期{weekday}"), ("hour", f"{y}-{m}-{n} 9:30"),
        ("morning", f"{good}上午"), ("short year", f"{y % 100}年{m}月{n}日"), ("stop", f"{good}。"), ("quotes", f"“{good}”"),
        ("full", good.translate(FULL)), ("dots", f"{y}·{m:02d}·{n:02d}"), ("iso", f"{y}-{m:02d}-{n:02d}T00:00:00"),
        ("apostrophe", f"'{y}-{m}-{n}"), ("hao", f"{y}.{m}.{n}号"), ("compact", f"{y}{m:02d}{n:02d}"),
    ):
        yield good, typed, f"day {how}", True
    for how, typed in (
        ("no year", f"{m}月{n}日"), ("no year, dots", f"{m}.{n}"), ("american", f"{m}/{n}/{y}"), ("serial", "42160"),
        ("month only", f"{y}年{m}月"), ("wrong weekday", f"{good}(周{wrong})"), ("before", f"{good}前"),
        ("span", f"{good}至{n}日"), ("two digits", f"{y % 100}.{m}.{n}"), ("no such month", f"{y}年13月{n}日"),
        ("no such day", f"{y}年{m}月32日"), ("early", f"{y}年{m}月上旬"), ("run together", f"{y}{m}{n}日"),
        ("other century", f"{(y + 40) % 100}年{m}月{n}日"), ("slip", f"{y}.{m} {n}"), ("or", f"{good}或次日"),
    ):
        yield good, typed, f"day {how}", False


def _months(period: str) -> Cells:
    y, m = (int(p) for p in period.split("-"))
    good = f"{y}年{m}月"
    for how, typed in (("fen", f"{y}年{m}月份"), ("dot", f"{y}.{m}月"), ("short", f"{y % 100}年{m}月"),
                       ("words", f"二〇一五年{words(m)}月" if y == 2015 else good)):
        yield good, typed, f"month {how}", True
    for how, typed in (("decimal", f"{y}.{m}"), ("no year", f"{m}月"), ("quarter", f"{y}年第三季度"), ("two", f"{good}、{m + 1}月")):
        yield good, typed, f"month {how}", False


def _counts(n: int, kind: Count, random: Random) -> Cells:
    for how, typed in (("unit", f"{n}{kind.unit}"), ("full", f"{n}".translate(FULL)), ("words", words(n)),
                       ("words and unit", f"{words(n)}{kind.unit}"), ("stop", f"{n}。"), ("blank", f" {n} {kind.unit}"),
                       ("quotes", f"“{n}”")):
        yield n, typed, f"count {how}", True
    other = random.choice([u for u in ("吨", "公里", "亩") if u != kind.unit])
    for how, typed in (("about", f"约{n}"), ("or so", f"{n}左右"), ("more than", f"{n}余{kind.unit}"),
                       ("span", f"{n}-{n + 3}"), ("other unit", f"{n}{other}"), ("some", "十几"), ("or", f"{n}或{n + 1}"),
                       ("open words", "一百二"), ("digits apart", "1,2000"), ("letter", f"{n}O"), ("half", f"{n}.5")):
        yield n, typed, f"count {how}", False


def _moneys(whole: int, cents: int) -> Cells:
    good = f"{whole}.{cents:02d}"
    for how, typed in (("wan", f"{good}万"), ("wan yuan", f"{good}万元"), ("exact", f"{good}万元整"), ("sign", f"¥{good}万元"),
                       ("full", good.translate(FULL)), ("yuan", f"{whole * 10000 + cents * 100}元")):
        yield good, typed, f"money {how}", True
    for how, typed in (("and more", f"{whole}万4千元"), ("about", f"约{whole}万"), ("span", f"{whole}万-{whole + 2}万"),
                       ("too fine", f"{whole * 10000 + 55}元"), ("dollars", f"{whole}万美元"), ("yi", f"{whole}亿")):
        yield good, typed, f"money {how}", False


def _percents(n: int) -> Cells:
    for how, typed in (("sign", f"{n}%"), ("full", f"{n}%".translate(FULL).replace("%", "%")), ("words", f"百分之{words(n)}")):
        yield n, typed, f"percent {how}", True
    for how, typed in (("fraction", n / 100), ("about", f"约{n}%"), ("tenths", "八成半"), ("span", f"{n}%-{n + 1}%")):
        yield n, typed, f"percent {how}", False


def _clauses(clause: str, plan: Plan) -> Cells:
    head, rest = clause.split("(")
    second, third = rest.split(")")
    digits = {w: n for n, w in enumerate(CHINESE)}
    known = {c.clause for c in plan.check_items}
    for how, typed in (("figures", f"{digits[head]}({digits[second]}){third}"), ("signs", f"{head}、({second})第{third}项"),
                       ("stop", f"{clause}。"), ("wide", clause.replace("(", "(").replace(")", ")"))):
        yield clause, typed, f"clause {how}", True
    for how, typed in (("no head", f"({second}){third}"), ("no end", f"{head}({second})"), ("none", f"{head}({second})99")):
        if typed not in known:
            yield clause, typed, f"clause {how}", False


def _leaders(name: str) -> Cells:
    for how, typed in (("comrade", f"{name}同志"), ("title", f"{name}副局长"), ("blank", f"{name[0]} {name[1:]}"), ("stop", f"{name}。")):
        yield name, typed, f"leader {how}", True
    for how, typed in (("surname", f"{name[0]}局长"), ("short", name[:-1]), ("stranger", f"{name[0]}某")):
        yield name, typed, f"leader {how}", False


def _around(text: str) -> Iterator[tuple[str, str]]:
    yield from (("quotes", f"“{text}”"), ("stop", f"{text}。"), ("number", f"3.{text}"), ("bracket", f"(2){text}"),
                ("circle", f"①{text}"), ("letter", f"A、{text}"), ("blanks", " ".join(text)), ("tick", f"√{text}"))


def _units(plan: Plan, name: str) -> Cells:
    for how, typed in _around(name):
        yield name, typed, f"unit {how}", True
    for how, typed in (("short", name[:-1]), ("head", name[:2]), ("more", f"{name}办"), ("two", f"{name}/{plan.units[0].name}")):
        if typed not in plan.filer_names:
            yield name, typed, f"unit {how}", False


def _choices(kind: Kind, plan: Plan, filer: Filer, random: Random) -> Cells:
    options = kind.options(plan, filer)
    good = random.choice(options)
    known = {*options, *getattr(kind, "values", ()), *(getattr(kind, "aliases", None) or {}),
             *(getattr(kind, "redirects", None) or {}), *(a.name for a in plan.areas)}
    for how, typed in _around(good):
        if typed not in known:
            yield good, typed, f"choice {how}", True
    other = random.choice([o for o in options if o != good] or [good])
    for how, typed in (("short", good[:-1]), ("kind of", f"{good}类"), ("two", f"{good}/{other}"), ("not", f"未{good}")):
        if typed and typed not in known and len(options) > 1:
            yield good, typed, f"choice {how}", False



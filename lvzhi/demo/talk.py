"""Opinions asked for and complaints received, and which problems came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from lvzhi.demo.chance import between, days, shares
from lvzhi.demo.problem import Problem
from lvzhi.demo.words import Words
from lvzhi.demo.world import World
from lvzhi.plan import Filer

OPINIONS, COMPLAINTS, OFFICE_COMPLAINTS, ACCUSATIONS = 165, 125, 7, 8
METHODS = {
    "座谈会": 25, "问卷调查": 30, "走访服务对象": 25, "意见箱": 6, "网上征求意见": 6, "举报电话": 5, "点题监督": 3,
}
CONSULTED = {"民政对象": 60, "人大": 10, "政协": 10, "督查员": 10, "政府": 5, "党委": 5}
CHANNELS = {
    "来访": 34, "来电": 30, "网络": 10, "上级转办": 9, "行风热线": 6, "来信": 5, "意见箱": 4, "媒体": 2,
}
CATEGORIES = {"咨询": 60, "求决": 31, "建议": 8}
UNFOUNDED = {"不属实": 3, "待查": 1}  # 投诉 of which nothing came
FEEDBACK = {"满意": 55, "基本满意": 30, "不满意": 8, "未回访": 7}
WHERE = {"各地": 76, "窗口": 35, "业务": 14}
ANSWERED_IN_TIME = 0.9


@dataclass(frozen=True)
class Opinion:
    """One line of 征求意见; `counts` are the sheets issued and collected of a survey."""

    uid: str
    unit: str
    day: dt.date
    method: str
    consulted: str
    text: str
    decision: str
    counts: tuple[int, int] | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Complaint:
    """One complaint and its handling; `filer` keeps it in its book."""

    uid: str
    filer: str
    subject: str
    handling: str
    day: dt.date
    channel: str
    category: str
    area: str | None
    summary: str
    result: str
    answered_on: dt.date | None
    truth: str | None = None
    feedback: str | None = None
    problem: str | None = None


def opinions(world: World, rng: Random, words: Words, problems: Sequence[Problem]) -> tuple[Opinion, ...]:
    """Those that led to problems, and as many others as make the number."""
    led = [p for p in problems if p.source == "征求意见" and p.assigned_by is None]
    units = [u for u in world.units if u.trait != "综合"]
    others = [rng.choice(units).code for _ in range(OPINIONS - len(led))]
    months = shares(rng, {1: 70, 2: 95 - len(led) // 2}, len(others))
    told: list[tuple[str, dt.date, Problem | None]] = [
        (p.unit, max(world.plan.campaign.start, p.registered_on - days(rng.randint(0, 4))), p) for p in led
    ]
    told += [(u, world.day(m, rng.randint(1, 28)), None) for u, m in zip(others, months, strict=True)]
    methods, seen = shares(rng, METHODS, len(told)), set[tuple[str, dt.date, str, str]]()
    found = []
    for n, ((unit, day, p), method) in enumerate(zip(told, methods, strict=True)):
        consulted = rng.choices(list(CONSULTED), list(CONSULTED.values()))[0]
        survey = (unit, day, method, consulted)
        issued = rng.randrange(30, 90, 10)
        counts = (issued, issued - rng.randint(2, 9)) if method == "问卷调查" and survey not in seen else None
        seen.add(survey)
        text = p.description if p else words.say(rng, "opinions")
        decision = "采纳" if p else rng.choice(("解释说明", "不采纳"))
        found.append(Opinion(f"O{n}", unit, day, method, consulted, text, decision, counts, p.uid if p else None))
    return tuple(sorted(found, key=lambda o: (o.day, o.uid)))


def complaints(
    world: World, rng: Random, words: Words, problems: Sequence[Problem], last: Mapping[str, dt.date]
) -> tuple[Complaint, ...]:
    """Those that were founded with their problems, then the others, the office's own last.

    `last`: the day up to which each filer's last book tells.
    """
    founded = [p for p in problems if p.source == "群众投诉举报" and p.assigned_by is None]
    truths = shares(rng, {"属实": 12, "部分属实": 10}, len(founded))
    drawn = [_founded(world, rng, words, n, p, t) for n, (p, t) in enumerate(zip(founded, truths, strict=True))]
    open_ones = [t for t, number in UNFOUNDED.items() for _ in range(number)]
    rest = COMPLAINTS - len(founded) - len(open_ones)
    categories = [*shares(rng, CATEGORIES, rest), *["投诉"] * len(open_ones)]
    places, truths = shares(rng, WHERE, len(categories)), [*[""] * rest, *open_ones]
    for n, (category, trait, truth) in enumerate(zip(categories, places, truths, strict=True), start=len(drawn)):
        unit = rng.choice(world.of(trait))
        drawn.append(_complaint(world, rng, words, n, unit, unit, category, truth or None))
    if world.first:
        drawn += _of_office(world, rng, words, len(drawn))
    channels = shares(rng, CHANNELS, len(drawn))
    told = [_by(replace(c, channel=channel), last) for c, channel in zip(drawn, channels, strict=True)]
    return tuple(sorted(told, key=lambda c: (c.day, c.uid)))


def _by(c: Complaint, last: Mapping[str, dt.date]) -> Complaint:
    """The complaint, brought forward where no book would tell of it."""
    over = c.day - (last[c.filer] - days(2))
    if over <= days(0):
        return c
    return replace(c, day=c.day - over, answered_on=c.answered_on and c.answered_on - over)


def _of_office(world: World, rng: Random, words: Words, start: int) -> list[Complaint]:
    """Received by the bureau; accusations are handled by another unit than the one accused."""
    kinds = [*shares(rng, {"咨询": 1, "求决": 2}, OFFICE_COMPLAINTS), *["举报"] * ACCUSATIONS]
    truths = [*[None] * OFFICE_COMPLAINTS, *shares(rng, {"不属实": 5, "待查": 3}, ACCUSATIONS)]
    found = []
    for n, (kind, truth) in enumerate(zip(kinds, truths, strict=True), start=start):
        subject = rng.choice(world.of("各地") + world.of("窗口"))
        handling = rng.choice(world.of("综合")) if kind == "举报" else subject
        told = _complaint(world, rng, words, n, subject, handling, kind, truth)
        found.append(replace(told, filer=world.plan.office.code))
    return found


def _founded(world: World, rng: Random, words: Words, n: int, p: Problem, truth: str) -> Complaint:
    unit = next(u for u in world.units if u.code == p.unit)
    told = _complaint(world, rng, words, n, unit, unit, "投诉", truth)
    day = max(world.plan.campaign.start, p.registered_on - days(rng.randint(0, 3)))
    answered = p.registered_on + days(rng.randint(1, 9))
    return replace(told, day=day, summary=f"反映{p.description}"[:300], problem=p.uid, answered_on=answered)


def _complaint(
    world: World, rng: Random, words: Words, n: int, subject: Filer, handling: Filer, category: str, truth: str | None
) -> Complaint:
    day = between(rng, world.day(0, 20), world.today - days(12))
    limit = {"咨询": 5, "投诉": 15}.get(category, 40)
    wait = rng.randint(1, limit) if rng.random() < ANSWERED_IN_TIME else limit + rng.randint(5, 30)
    answered = None if truth == "待查" else day + days(wait if category != "咨询" else min(wait, 20))
    feedback = None if category in ("咨询", "建议") else rng.choices(list(FEEDBACK), list(FEEDBACK.values()))[0]
    area = None if category in ("咨询", "建议") else rng.choice(("服务民生", "工作作风", "收集解决"))
    summary, result = words.fill(rng, rng.choice(words["complaints"][category])), words.say(rng, "answers")
    return Complaint(
        f"C{n}", subject.code, subject.code, handling.code, day, "来访", category, area, f"{summary},请予答复", result,
        answered, truth, feedback,
    )

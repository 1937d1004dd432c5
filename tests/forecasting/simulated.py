"""Whole lives of problems, drawn by delays of units, groups and problems; known in full, so the truth is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lvzhi.demo.problem import Problem

START, DUE, LAST = dt.date(2015, 6, 11), dt.date(2015, 11, 30), dt.date(2016, 2, 29)
KNOWN = (dt.date(2015, 8, 31), dt.date(2015, 9, 30), dt.date(2015, 10, 31))
NEVER = 10**6


@dataclass(frozen=True)
class Kind:
    """How a campaign goes. Days; `apart`, `uneven`: spread of units' and of problems' habits.

    `before`: how long before its deadline a problem is applied for; `answer`: a group's median days; `slow_groups`
    of six need `slow_answer`. `stuck`: share applied for 20–150 days later. `late`: share found from September
    on. `spare`: days between the last deadlines given and the end. `push`: share of the late ones moved up to the
    last two weeks before the end.
    """

    before: float = 5
    apart: float = 6
    uneven: float = 9
    answer: float = 7
    slow_groups: int = 1
    slow_answer: float = 15
    returned: float = 0.14
    reopened: float = 0.02
    withdrawn: float = 0.04
    stuck: float = 0.04
    late: float = 0.1
    spare: int = 0
    push: float = 0.0


KINDS: Mapping[str, Kind] = {
    "as planned": Kind(),
    "fast": Kind(before=14, answer=4, slow_groups=0, stuck=0.01, spare=10),
    "early": Kind(spare=30, stuck=0.02, late=0.04),
    "slow": Kind(before=-14, apart=10, uneven=14, answer=15, slow_answer=25),
    "scope growth": Kind(late=0.45),
    "stuck tail": Kind(stuck=0.18),
    "group delays": Kind(answer=9, slow_groups=3, slow_answer=35),
    "re-openings": Kind(reopened=0.2, returned=0.3),
    "last push": Kind(before=-10, push=0.6),
}


@dataclass(frozen=True)
class Life:
    """One problem: its holder and what happens to it, in the order of days (numbered from START)."""

    unit: str
    group: str
    deadline: int
    events: tuple[tuple[int, str], ...]  # registered, applied, returned, closed, reopened, withdrawn


def campaign(kind: Kind, rng: np.random.Generator) -> list[Life]:
    """Draw a campaign of 25 to 320 problems of 52 units in six groups; most are found within 80 to 130 days."""
    count, end, finding = int(np.exp(rng.uniform(3.2, 5.77))), (DUE - START).days, rng.uniform(80, 130)
    habits = rng.normal(kind.before, kind.apart, 52) + rng.normal(0, 3)
    slow = rng.permutation(6) < kind.slow_groups
    answers = np.where(slow, kind.slow_answer, kind.answer) * rng.lognormal(0, 0.25, 6)
    share = rng.dirichlet(np.full(52, 2.0))
    return [
        _life(kind, rng, int(u), habits[u], answers[u % 6], finding, end) for u in rng.choice(52, count, p=share)
    ]


def _life(
    kind: Kind, rng: np.random.Generator, unit: int, habit: float, answer: float, finding: float, end: int
) -> Life:
    found = int(rng.integers(85, end - 20)) if rng.random() < kind.late else int(finding * rng.beta(2, 2.4))
    at_once, last = rng.random() < 0.45, end - kind.spare
    deadline = found + 15 if at_once else min(end, max(found + 20, int(rng.choice((found + 45, 80, 110, last)))))
    if at_once:
        applied = found + rng.lognormal(np.log(max(13 - 0.5 * habit, 2)), 0.6)
    else:
        applied = max(found + 3, deadline - habit + rng.normal(0, kind.uneven))
    if rng.random() < kind.stuck:
        applied += rng.integers(20, 150)
    if applied > end - 14 and rng.random() < kind.push:
        applied = rng.integers(end - 14, end)
    events = [(found, "registered")]
    if rng.random() < kind.withdrawn:
        return Life(f"u{unit:02d}", f"g{unit % 6}", deadline, (*events, (found + int(rng.integers(4, 60)), "withdrawn")))
    return Life(f"u{unit:02d}", f"g{unit % 6}", deadline, (*events, *_answered(kind, rng, int(applied), answer)))


def _answered(kind: Kind, rng: np.random.Generator, applied: int, answer: float) -> Iterator[tuple[int, str]]:
    while True:
        yield applied, "applied"
        answered = applied + max(1, round(rng.lognormal(np.log(answer), 0.6)))
        if rng.random() < kind.returned:
            yield answered, "returned"
            applied = answered + int(rng.integers(3, 15))
            continue
        yield answered, "closed"
        if rng.random() >= kind.reopened:
            return
        again = answered + int(rng.integers(10, 60))
        yield again, "reopened"
        applied = again + int(rng.integers(5, 40))


def open_on(lives: Sequence[Life], day: dt.date) -> int:
    """Return how many are open at the end of a day."""
    n = (day - START).days
    return sum(_state(life, n) in ("registered", "applied", "returned", "reopened") for life in lives)


def _state(life: Life, n: int) -> str | None:
    return next((event for at, event in reversed(life.events) if at <= n), None)


def path(lives: Sequence[Life], first: dt.date, last: dt.date) -> np.ndarray:
    """Return the open problems at the end of each day from `first` to `last`."""
    origin, days = (first - START).days, (last - first).days
    change = np.zeros(days + 1, dtype=int)
    for life in lives:
        is_open = False
        for at, event in life.events:
            opens = event in ("registered", "reopened") or (is_open and event in ("applied", "returned"))
            if opens != is_open and at - origin <= days:
                change[max(at - origin, 0)] += 1 if opens else -1
            is_open = opens
    return change.cumsum()


def known(lives: Sequence[Life], day: dt.date) -> pd.DataFrame:
    """Return what is known of them at the end of a day, as rectification's `spans`."""
    phases = {"registered": "open", "applied": "waiting", "returned": "again", "closed": "closed",
              "reopened": "again", "withdrawn": "gone"}
    rows = []
    for n, life in enumerate(lives):
        held = [(START + dt.timedelta(days=at), event) for at, event in life.events if at <= (day - START).days]
        ends = [*(at for at, _ in held[1:]), day][: len(held)]
        rows += [
            (n, life.unit, life.group, phases[event], at, end, at, START + dt.timedelta(days=life.deadline))
            for (at, event), end in zip(held, ends, strict=True)
        ]
    return frame(rows)


def frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["id", "unit", "group", "phase", "from_day", "until", "since", "deadline"])
    days = ["from_day", "until", "since", "deadline"]
    return made.astype(dict.fromkeys(days, "datetime64[s]"))


def of_example(problems: Sequence[Problem]) -> list[Life]:
    """Return the example's problems as lives; what is recognised as long-term or leaves is gone."""
    words = {"核查退回": "returned", "批准销号": "closed", "重新挂号": "reopened", "长期认定": "withdrawn",
             "归并": "withdrawn", "撤销": "withdrawn", "移交": "withdrawn"}
    lives = []
    for p in problems:
        acts = [(p.registered_on, 0, "registered"), *((a.applied_on, 1, "applied") for a in p.applications),
                *((e.day, 2, words[e.event]) for e in p.events if e.event in words)]
        deadline = max((e.new_due for e in p.events if e.event == "延期" and e.new_due), default=p.due)
        events = tuple(((day - START).days, event) for day, _, event in sorted(acts))
        lives.append(Life(p.unit, p.group, (deadline - START).days, events))
    return lives


def mixed(seed: int) -> Kind:
    """Return a kind between the kinds, for what none of them is."""
    rng = np.random.default_rng(seed)
    return replace(
        Kind(), before=rng.normal(0, 9), apart=rng.uniform(3, 10), answer=rng.uniform(4, 15),
        slow_groups=int(rng.integers(0, 4)), slow_answer=rng.uniform(10, 40), returned=rng.uniform(0, 0.3),
        reopened=rng.uniform(0, 0.15), stuck=rng.uniform(0, 0.15), late=rng.uniform(0, 0.4), push=rng.uniform(0, 0.4),
        spare=int(rng.integers(0, 40)),
    )

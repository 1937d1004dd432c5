"""What becomes of the problems: applied for, returned, closed, late, merged; counts met by choice, not luck."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from lvzhi.demo.chance import between, days, lag
from lvzhi.demo.habits import Sending
from lvzhi.demo.problem import BOUND, IMMEDIATE, LONG, Application, Event, Problem
from lvzhi.demo.words import Words
from lvzhi.demo.world import LAST_ENTRY, World

# Of 278 problems.
MERGED, TRANSFERRED, WITHDRAWN, NOT_RECOGNISED = 8, 2, 1, 2
CLOSED, WAITING, OVERDUE, OVERDUE_UNITS, OVERDUE_WAITING, EXTENDED, REOPENED = 142, 11, 19, 11, 4, 9, 5
OF = 278


@dataclass(frozen=True)
class Horizon:
    """Up to when things are known: a unit's applications by its last book, events by the groups' last."""

    unit: Mapping[str, tuple[Sending, ...]]
    entered: Mapping[str, tuple[Sending, ...]]
    last: dt.date

    def showing(self, problem: Problem) -> tuple[Sending, ...]:
        """The unit's books that show the problem; an assigned one stands in the first after its assignment."""
        heard = problem.registered_on
        if problem.assigned_by:
            given = [s for s in self.entered[problem.assigned_by] if s.cutoff >= problem.registered_on]
            heard = given[0].accepted if given else self.last
        return tuple(s for s in self.unit.get(problem.unit, ()) if s.cutoff > heard)

    def tells(self, problem: Problem) -> dt.date | None:
        """The last day of which a book of the unit tells that already shows the problem."""
        books = self.showing(problem)
        return books[-1].cutoff if books else None


def horizon(world: World, sent: Sequence[Sending]) -> Horizon:
    units, entered = dict[str, tuple[Sending, ...]](), dict[str, tuple[Sending, ...]]()
    for one in sorted(sent, key=lambda s: s.accepted):
        held = units if one.filer.book == "unit" else entered
        held[one.filer.code] = (*held.get(one.filer.code, ()), one)
    return Horizon(units, entered, world.day(*LAST_ENTRY))


def settle(
    world: World, rng: Random, words: Words, sent: Sequence[Sending], found: Sequence[Problem]
) -> tuple[Problem, ...]:
    """Give every problem its life up to today."""
    known = horizon(world, sent)
    share = len(found) / OF
    left = {p.uid: p for p in found}
    done: dict[str, Problem] = {}

    def take(chosen: Sequence[Problem]) -> Sequence[Problem]:
        for p in chosen:
            del left[p.uid]
        return chosen

    def those() -> list[Problem]:
        return list(left.values())

    long_ones = take([p for p in those() if p.category == LONG])
    waiting = sorted(long_ones, key=lambda p: (bool(known.showing(p)), -p.registered_on.toordinal(), p.uid))
    kept = {p.uid for p in waiting[:NOT_RECOGNISED]}
    done |= {p.uid: p if p.uid in kept else _recognised(rng, known, p) for p in long_ones}
    if world.first:
        done |= {p.uid: p for p in _left(world, rng, take(_leaving(world, rng, those())), tuple(left.values()))}
    stuck = take([p for p in those() if p.due < world.today and not _can_apply(known, p)])
    done |= {p.uid: p for p in stuck}
    units = max(1, round(OVERDUE_UNITS * share) - len({p.unit for p in stuck}))
    late = take(_overdue(world, rng, those(), round(OVERDUE * share) - len(stuck), units))
    slow = [p for p in late if _can_apply(known, p)][: round(OVERDUE_WAITING * share)]
    done |= {p.uid: _waiting(rng, known, p, in_time=True) if p in slow else p for p in late}
    bound = [p for p in those() if p.category == BOUND and _extendable(world, p)]
    rng.shuffle(bound)
    done |= {p.uid: _extended(world, rng, p) for p in take(bound[: round(EXTENDED * share)])}
    done |= _closed_and_waiting(world, rng, words, known, tuple(left.values()), share)
    return tuple(done[p.uid] for p in found)


def _closed_and_waiting(
    world: World, rng: Random, words: Words, known: Horizon, left: Sequence[Problem], share: float
) -> dict[str, Problem]:
    """Close those past their deadline and the next due until the number is met; some more wait for an answer."""
    able = sorted((p for p in left if _can_apply(known, p)), key=lambda p: (p.due, p.uid))
    number = round(CLOSED * share) + round(REOPENED * share) + rng.randint(-2, 2)
    closing, rest = able[:number], able[number:]
    rng.shuffle(rest)
    done = {p.uid: p for p in left}
    done |= {p.uid: _closed(world, rng, words, known, p) for p in closing}
    done |= {p.uid: _waiting(rng, known, p) for p in rest[: round(WAITING * share)]}
    early = [p for p in closing if _reopenable(world, known, done[p.uid])]
    again = rng.sample(early, min(len(early), round(REOPENED * share)))
    return done | {p.uid: _reopened(world, rng, done[p.uid]) for p in again}


# --- who can become what ----------------------------------------------------------------------------


def _can_apply(known: Horizon, p: Problem) -> bool:
    tells = known.tells(p)
    return tells is not None and tells >= p.registered_on + days(3)


def _overdue(world: World, rng: Random, left: Sequence[Problem], count: int, units: int) -> list[Problem]:
    """A few problems of a few units, none before its due day could be told of."""
    first, last = world.day(2, 1), world.today - days(5)
    by_unit: dict[str, list[Problem]] = {}
    for p in left:
        if first <= p.due <= last and p.registered_on <= last:
            by_unit.setdefault(p.unit, []).append(p)
    chosen = rng.sample(sorted(by_unit), min(units, len(by_unit)))
    found = [by_unit[u][0] for u in chosen]
    more = [p for u in chosen for p in by_unit[u][1:3]]
    rng.shuffle(more)
    return [*found, *more[: count - len(found)]]


def _extendable(world: World, p: Problem) -> bool:
    return world.day(2, 20) <= p.due <= world.day(4, 15) and p.assigned_by is None


def _leaving(world: World, rng: Random, left: Sequence[Problem]) -> list[Problem]:
    """Those that are merged, transferred or withdrawn: an early one each of units that have others of their own."""
    own: dict[str, list[Problem]] = {}
    for p in left:
        if p.assigned_by is None and p.registered_on <= world.day(2, 20):
            own.setdefault(p.unit, []).append(p)
    able = [held[-1] for held in own.values() if len(held) > 2]
    return rng.sample(able, min(MERGED + TRANSFERRED + WITHDRAWN, len(able)))


def _reopenable(world: World, known: Horizon, p: Problem) -> bool:
    """Closed early, and told of by the unit before anybody looked again."""
    closed, made = p.happened("批准销号"), p.applications[-1].applied_on if p.applications else None
    books = known.unit.get(p.unit, ())
    told = any(made and made <= s.cutoff and s.accepted <= world.day(3, 8) for s in books)
    return closed is not None and closed <= world.day(2, 31) and told and books[-1].period == 3


# --- lives ------------------------------------------------------------------------------------------


def _recognised(rng: Random, known: Horizon, p: Problem) -> Problem:
    """Recognised once the unit's claim is in; never, where no book of the unit shows the problem."""
    books = known.showing(p)
    if not books:
        return p
    heard = books[0].accepted if p.assigned_by else p.registered_on
    day = min(between(rng, heard + days(3), heard + days(20)), known.last)
    return replace(p, events=(Event("长期认定", max(day, p.registered_on + days(1)), p.group, new_due=p.due),))


def _left(world: World, rng: Random, leaving: Sequence[Problem], others: Sequence[Problem]) -> list[Problem]:
    found = []
    for n, p in enumerate(leaving):
        target = next(o for o in others if o.unit == p.unit and o.assigned_by is None)
        event = "归并" if n < MERGED else "移交" if n < MERGED + TRANSFERRED else "撤销"
        day = world.working(between(rng, max(world.day(2, 12), p.registered_on + days(4)), world.day(3, 25)))
        into = target.uid if event == "归并" else None
        found.append(replace(p, events=(Event(event, day, world.plan.office.code, into=into),)))
    return found


def _extended(world: World, rng: Random, p: Problem) -> Problem:
    asked = max(p.registered_on + days(2), p.due - days(rng.randint(6, 15)))
    granted = max(asked + days(1), min(p.due - days(1), asked + days(rng.randint(2, 6))))
    new = rng.choice((world.day(4, 31), world.plan.settings.final_due))
    event = Event("延期", granted, p.group, new_due=new)
    return replace(p, extension=(asked, new), events=(event,))


def _waiting(rng: Random, known: Horizon, p: Problem, in_time: bool = False) -> Problem:
    tells = known.tells(p)
    assert tells is not None
    last = min(tells, p.due) if in_time else tells
    day = max(p.registered_on + days(1), last - days(rng.randint(0, 9)))
    return replace(p, applications=(Application(day),))


def _applied(rng: Random, p: Problem, last: dt.date) -> dt.date:
    if p.category == IMMEDIATE:
        day = p.registered_on + days(lag(rng, 10, 0.5, 45))
    else:
        day = max(p.registered_on + days(3), p.due - days(8 + round(rng.gauss(0, 10))))
    return max(p.registered_on + days(1), min(day, last))


def _closed(world: World, rng: Random, words: Words, known: Horizon, p: Problem) -> Problem:
    """Apply, perhaps be returned, apply again, be passed and approved, all of it before the last books."""
    last = known.tells(p)
    assert last is not None
    slow = world.groups[-2].code == p.group if len(world.groups) > 1 else False
    first = _applied(rng, p, last - days(rng.randint(0, 3)))
    times = rng.choices((0, 1, 2), (84, 14, 2))[0]
    applications: list[Application] = []
    for _ in range(times):
        returned = first + days(rng.randint(2, 6))
        again = returned + days(rng.randint(4, 10))
        if again > last:
            break
        applications.append(Application(first, returned, words.say(rng, "returned")))
        first = again
    applications.append(Application(first))
    closed = min(first + days(lag(rng, 15 if slow else 7, 0.7, 40)), known.last)
    passed = max(first, closed - days(rng.randint(0, 2))) if rng.random() < 0.45 else None
    return replace(p, applications=tuple(applications), events=_closing(p, applications, passed, closed))


def _closing(
    p: Problem, applications: Sequence[Application], passed: dt.date | None, closed: dt.date
) -> tuple[Event, ...]:
    made = applications[-1].applied_on
    returns = tuple(
        Event("核查退回", a.returned_on, p.group, a.applied_on, checked=True) for a in applications if a.returned_on
    )
    checks = (Event("核查通过", passed, p.group, made, checked=True),) if passed else ()
    return (*returns, *checks, Event("批准销号", max(closed, made + days(1)), p.group, made, checked=not passed))


def _reopened(world: World, rng: Random, p: Problem) -> Problem:
    day = world.working(between(rng, world.day(3, 14), world.day(4, 8)))
    event = Event("重新挂号", day, p.group, new_due=world.day(5, 15))
    return replace(p, events=(*p.events, event))

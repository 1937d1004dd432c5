"""Random histories of problems: the balance, the bounds, what stays said, and a plain fold over the same events."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lvzhi import measures
from measures.lives import Lives
from measures.world import World, plan_of

WORLD = World(plan_of("worked"))  # cleared for every history: making its tables takes longer than all else
START = dt.date(2015, 7, 1)
ACTS = ("applied", "passed", "returned", "closed", "reopened", "extended", "recognised", "ended_ongoing", "merged",
        "withdrawn", "transferred")
OPEN = ("未销号", "待核查", "退回", "待批准", "重新挂号")
OUT = {"merged": "已归并", "withdrawn": "已撤销", "transferred": "已移交", "recognised": "长期坚持"}


@dataclass(frozen=True)
class Act:
    problem: int
    event: str
    day: int
    delay: int
    number: int = 0

    @property
    def on(self) -> dt.date:
        return START + dt.timedelta(days=self.day)

    @property
    def received(self) -> dt.date:
        return self.on + dt.timedelta(days=self.delay)


@dataclass
class Standing:
    """What a plain reader of forms.md keeps in mind about one problem."""

    state: str
    deadline: dt.date
    pending: dt.date | None = None
    newest: dt.date | None = None
    answered: dt.date | None = None

    def open(self) -> bool:
        return self.state in OPEN


histories = st.lists(
    st.builds(Act, st.integers(1, 3), st.sampled_from(ACTS), st.integers(0, 60), st.sampled_from([0, 0, 0, 3, 20])),
    max_size=14,
)


def newest_application(acts: list[Act], act: Act) -> dt.date | None:
    days = [a.on for a in acts if a.event == "applied" and a.problem == act.problem and a.on <= act.on]
    return max(days, default=None)


def build(acts: list[Act]) -> tuple[World, list[Act]]:
    """File a history; each answering act cites the newest application of its day."""
    WORLD.clear()
    world, lives = WORLD, Lives(WORLD)
    for n in (1, 2, 3):
        lives.register(f"P{n}", "甲", START.isoformat()[5:], "07-31")
    numbered = [Act(a.problem, a.event, a.day, a.delay, n) for n, a in enumerate(acts, 1)]
    for act in numbered:
        problem, day, received = f"P{act.problem}", f"{act.on:%m-%d}", f"{act.received:%m-%d}"
        if act.event == "applied":
            lives.apply(problem, day, received)
        else:
            cited = newest_application(numbered, act)
            more: dict[str, Any] = {"application_on": cited} if act.event in ("passed", "returned", "closed") else {}
            if act.event in ("reopened", "extended", "recognised", "ended_ongoing"):
                more["new_due"] = act.on + dt.timedelta(days=15)
            lives.acts = act.number - 1
            lives.act(problem, act.event, day, received, **more)
    return world, numbered


Days = dict[dt.date, Standing]


def fold(acts: list[Act], as_of: dt.date) -> tuple[dict[dt.date, dict[str, int]], list[Days]]:
    """Go through each problem's acts in order; flows by day, and what stood at the end of each day."""
    flows: dict[dt.date, dict[str, int]] = {}

    def count(day: dt.date, flow: str) -> None:
        flows.setdefault(day, {}).setdefault(flow, 0)
        flows[day][flow] += 1

    problems = []
    for n in (1, 2, 3):
        known = [a for a in acts if a.problem == n and a.received <= as_of]
        standing, by_day = Standing("未销号", dt.date(2015, 7, 31)), {}
        count(START, "registered")
        by_day[START] = Standing(**vars(standing))
        for day, event, cited in ordered(acts, known):
            step(standing, day, event, cited, known, count)
            by_day[day] = Standing(**vars(standing))
        problems.append(by_day)
    return flows, problems


def ordered(every: list[Act], known: list[Act]) -> list[tuple[dt.date, str, dt.date | None]]:
    """Applications once a day and first; acts as received, the same event once a day."""
    applied = {a.on for a in known if a.event == "applied"}
    returned = {newest_application(every, a) for a in known if a.event == "returned"}
    steps: list[tuple[tuple[Any, ...], tuple[dt.date, str, dt.date | None]]] = [
        ((day, 0), (day, "applied", day)) for day in applied | {d for d in returned if d}
    ]
    seen = set()
    for a in sorted((a for a in known if a.event != "applied"), key=lambda a: (a.on, a.received, number(a))):
        cited = newest_application(every, a)
        needs = a.event in ("passed", "returned", "closed")
        if needs and (cited is None or (a.event != "returned" and cited not in applied)):
            continue
        if (a.event, a.on) in seen:
            continue
        seen.add((a.event, a.on))
        steps.append(((a.on, 1, a.received, number(a)), (a.on, a.event, cited if needs else None)))
    return [step for _, step in sorted(steps, key=lambda pair: pair[0])]


def number(act: Act) -> str:
    return f"{'履职办' if act.event in ('merged', 'withdrawn', 'transferred') else '一组'}-核查-{act.number:03d}"


def step(s: Standing, day: dt.date, event: str, cited: dt.date | None, known: list[Act], count: Any) -> None:
    if event == "applied":
        count(day, "applied")
        s.newest = day
        if s.state in ("未销号", "退回", "重新挂号", "待核查"):
            s.state, s.pending = "待核查", day
        return
    spent = cited is not None and s.answered is not None and cited <= s.answered
    if event == "passed" and s.state == "待核查" and not spent:
        s.state, s.pending = "待批准", cited
    elif event == "returned" and s.state in ("待核查", "待批准") and not spent:
        count(day, "returned")
        s.answered = cited
        waits = s.newest is not None and cited is not None and s.newest > cited
        s.state, s.pending = ("待核查", s.newest) if waits else ("退回", None)
    elif event == "closed" and s.state in ("待核查", "待批准") and not spent:
        count(day, "closed")
        s.state, s.pending = "已销号", None
    elif (event, s.state) in (("reopened", "已销号"), ("ended_ongoing", "长期坚持")):
        count(day, "reopened")
        s.deadline, s.answered = day + dt.timedelta(days=15), day - dt.timedelta(days=1)
        fresh = s.newest == day
        s.state = "待核查" if fresh else ("重新挂号" if event == "reopened" else "未销号")
        s.pending = day if fresh else None
    elif event == "extended" and s.open():
        s.deadline = day + dt.timedelta(days=15)
    elif event in OUT and s.open():
        count(day, "withdrawn")
        s.state, s.pending = OUT[event], None


def at(by_day: dict[dt.date, Standing], day: dt.date) -> Standing | None:
    past = [d for d in by_day if d <= day]
    return by_day[max(past)] if past else None


FLOWS = ("registered", "applied", "returned", "closed", "reopened", "withdrawn")
quick = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(histories)
def test_every_day_equals_a_plain_fold_over_the_same_events(acts: list[Act]) -> None:
    world, numbered = build(acts)
    as_of = START + dt.timedelta(days=70)
    rows = world.json("rectification", f"{as_of:%m-%d}")["rows"]
    flows, problems = fold(numbered, as_of)
    before = 0
    for row in rows:
        day = dt.date.fromisoformat(row["day"])
        held = [s for by_day in problems if (s := at(by_day, day)) is not None]
        late = [s for s in held if s.open() and s.deadline < day]
        wanted = {f: flows.get(day, {}).get(f, 0) for f in FLOWS} | {
            "open": sum(s.open() for s in held), "overdue": len(late),
            "overdue_waiting": sum(s.pending is not None and s.pending <= s.deadline for s in late),
        }
        assert (day, {k: row[k] for k in wanted}) == (day, wanted)
        assert row["open"] == before + row["registered"] + row["reopened"] - row["closed"] - row["withdrawn"]
        before = row["open"]
    lines_equal(world, problems, as_of)


def lines_equal(world: World, problems: list[dict[dt.date, Standing]], as_of: dt.date) -> None:
    """The page's lines by day; the last day's are the totals."""
    keys, line = ("registered", "base", "closed", "applied"), dict[str, Any]()
    found = measures.detail(world.connection.cursor(), world.plan, "rectification", "standing", as_of, {})
    for line in found.to_dict("records"):
        held = [s for by_day in problems if (s := at(by_day, line["day"].date())) is not None]
        closed = sum(s.state == "已销号" for s in held)
        waiting = sum(s.open() and s.pending is not None for s in held)
        assert [line[k] for k in keys] == [len(held), closed + sum(s.open() for s in held), closed, closed + waiting]
    totals = world.json("rectification", f"{as_of:%m-%d}")["totals"]
    assert [line[k] for k in keys] == [totals[k] for k in keys]


@quick
@given(histories, st.integers(0, 70))
def test_totals_agree_with_the_last_day_and_stay_within_bounds(acts: list[Act], later: int) -> None:
    world, _ = build(acts)
    result = world.json("rectification", f"{START + dt.timedelta(days=later):%m-%d}")
    totals, last = result["totals"], result["rows"][-1]
    assert [totals[k] for k in ("open", "overdue", "overdue_waiting")] == [
        last[k] for k in ("open", "overdue", "overdue_waiting")
    ]
    assert totals["base"] == totals["registered"] - totals["withdrawn"] == totals["open"] + totals["closed"]
    for part, whole, rate in (
        ("closed", "base", "closure_rate"), ("applied", "base", "applied_rate"),
        ("closed_on_time", "due", "on_time_rate"), ("applied_on_time", "due", "applied_on_time_rate"),
    ):
        assert 0 <= totals[part] <= totals[whole]
        assert totals[rate] == (totals[part] / totals[whole] if totals[whole] else None)


@quick
@given(histories, st.integers(0, 60))
def test_nothing_received_later_changes_an_earlier_as_of(acts: list[Act], day: int) -> None:
    as_of = START + dt.timedelta(days=day)
    world, _ = build(acts)
    said = world.json("rectification", f"{as_of:%m-%d}")
    world.connection.execute("delete from filing where received_at > ?", [world.at(as_of)])
    assert world.json("rectification", f"{as_of:%m-%d}") == said

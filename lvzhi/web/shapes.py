"""Rows of measures into the shapes that charts take: names for codes, the plan's order, nothing measured anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from lvzhi.charts.look import short_day
from lvzhi.measures import measure
from lvzhi.plan import Plan
from lvzhi.replies import reminder

HELD = ("open", "near", "overdue", "overdue_waiting")  # what a bar of `holders` is made of

_APART = 40  # messages that each have a place of their own on the page


def by_task(tasks: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return name, done, late, overdue, applicable per task, in the plan's order."""
    counted = tasks.assign(
        applicable=tasks["standing"] != "not_applicable",
        done=tasks["standing"].isin(["done", "done_late"]),
        late=tasks["standing"] == "done_late", overdue=tasks["standing"] == "overdue",
    )
    sums = counted.groupby(["clause", "name"])[["applicable", "done", "late", "overdue"]].sum().reset_index()
    place = {t.clause: n for n, t in enumerate(plan.tasks)}
    return sums.sort_values("clause", key=lambda clauses: clauses.map(place), ignore_index=True)


def stages_in_words(by_stage: pd.DataFrame, plan: Plan, day: dt.date) -> str:
    """Return the stages that are running and how many days they have left."""
    running = [s for s in plan.stages if s.start <= day <= s.end]
    said = [f"{s.name}还有 {(s.end - day).days} 天({short_day(s.end)}止)" for s in running]
    return ";".join(said) + "。" if said else ""


def holders(by: pd.DataFrame, key: str, problems: pd.DataFrame, plan: Plan, day: dt.date) -> pd.DataFrame:
    """Return name, open, near, overdue, overdue_waiting per holder that holds any, by `key` too, in the order given.

    `by`: rectification's figures by `key`; `problems` its problems, from which those near their deadline come.
    """
    soon = pd.Timestamp(day + dt.timedelta(days=plan.settings.near_due_days))
    near = problems[problems["is_open"] & (problems["deadline"] >= pd.Timestamp(day)) & (problems["deadline"] <= soon)]
    if key == "leader":
        led = [(leader, u) for g in plan.groups for leader in g.leaders for u in g.units]
        counts = pd.DataFrame(led, columns=["leader", "unit"]).merge(near, on="unit")["leader"].value_counts()
    else:
        counts = near[key].value_counts()
    held = by[by["open"] > 0]
    names = {f.code: f.name for f in plan.filers} | {g.code: g.label for g in plan.groups}
    return held.assign(
        name=[names.get(v, v) for v in held[key]], near=[int(counts.get(v, 0)) for v in held[key]],
    )[[key, "name", *HELD]]


def held(problems: pd.DataFrame, key: str, plan: Plan) -> pd.DataFrame:
    """Return the open problems with the `name` of the bar each stands in; of two leaders under each of them."""
    words = {f.code: (f.name,) for f in plan.filers} if key == "unit" else {
        u: (g.label,) if key == "group" else g.leaders for g in plan.groups for u in g.units
    }
    opened = problems[problems["is_open"]]
    return opened.assign(name=[words.get(u, ()) for u in opened["unit"]]).explode("name")


def in_order(by: pd.DataFrame, key: str, order: Sequence[str]) -> pd.DataFrame:
    """Return the figures with their key as `name`, in the order of the plan or of the form's list."""
    place = {word: n for n, word in enumerate(order)}
    return by.assign(name=by[key]).sort_values("name", key=lambda names: names.map(place), ignore_index=True)


def areas(by: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return figures by area in the plan's order."""
    return in_order(by, "area", [a.short for a in plan.areas])


def sources(by: pd.DataFrame) -> pd.DataFrame:
    """Return figures by source in the order of the form's list."""
    return in_order(by, "source", measure("rectification").choices["source"])


def aged(problems: pd.DataFrame, plan: Plan, day: dt.date) -> pd.DataFrame:
    """Return the overdue problems with the `step` of days overdue they stand in; `waiting`: for the group."""
    late = problems[problems["is_open"] & (problems["deadline"] < pd.Timestamp(day))]
    days = (pd.Timestamp(day) - late["deadline"]).dt.days
    steps = pd.cut(days, [0, *plan.settings.ageing_days, float("inf")], labels=_steps(plan))
    return late.assign(step=steps.astype("object"), waiting=late["pending_on"] <= late["deadline"])


def _steps(plan: Plan) -> list[str]:
    ends = plan.settings.ageing_days
    return [f"{low + 1}—{high} 天" for low, high in zip((0, *ends), ends, strict=False)] + [f"{ends[-1]} 天以上"]


def ageing(aged: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the overdue problems by days overdue, in the plan's steps: name, overdue, waiting."""
    return pd.DataFrame([
        {"name": step, "overdue": len(part), "waiting": int(part["waiting"].sum())}
        for step in _steps(plan) for part in [aged[aged["step"] == step]]
    ])


def waiting(problems: pd.DataFrame, plan: Plan, day: dt.date) -> pd.DataFrame:
    """Return the problems applied for and not verified yet, with the working days they have waited, oldest first."""
    pending = problems[problems["is_open"] & problems["pending_on"].notna()]
    days = {since: plan.working_days_between(since.date(), day) for since in pending["pending_on"].unique()}
    return pending.assign(waited=pending["pending_on"].map(days)).sort_values("waited", ascending=False, kind="stable")


def satisfaction_types(rows: pd.DataFrame, plan: Plan) -> list[tuple[str, pd.DataFrame]]:
    """Return comparable subjects per unit type, in the plan's order: (type's name, rows with `name`)."""
    return _by_type(rows[rows["band"].notna()], plan)


def changes_by_type(changes: pd.DataFrame, plan: Plan) -> list[tuple[str, pd.DataFrame]]:
    """Return changes that may be judged per unit type, in the plan's order: (type's name, rows with `name`)."""
    return _by_type(changes[changes["verdict"] != "listed"], plan)


def _by_type(rows: pd.DataFrame, plan: Plan) -> list[tuple[str, pd.DataFrame]]:
    names = {f.code: f.name for f in plan.filers}
    found = [(label, rows[rows["type"] == code]) for code, label in plan.unit_types.items()]
    return [(label, part.assign(name=[names.get(s, s) for s in part["subject"]])) for label, part in found if len(part)]


def chase(rows: pd.DataFrame, plan: Plan) -> str:
    """Return who has not filed what, by group, as text to paste."""
    lines = []
    for period in plan.periods:
        missing = rows[(rows["state"] == "missing") & (rows["period"] == period.id)]
        if len(missing):
            names = "、".join(plan.filer(f).name for f in missing["filer"])
            lines.append(f"{period.label}报送簿(截止{short_day(min(missing['due']))})尚未收到:{names}。")
    return "\n\n".join(lines)


def reminders(rows: pd.DataFrame, plan: Plan) -> list[str]:
    """Return a message for each filer that is late with a book, in the plan's order; very many in one text."""
    missing = rows[rows["state"] == "missing"]
    late = {f: [p.label for p in plan.periods if p.id in set(of["period"])] for f, of in missing.groupby("filer")}
    found = [reminder(f.name, late[f.code]) for f in plan.filers if f.code in late]
    return found if len(found) <= _APART else ["\n".join(found)]

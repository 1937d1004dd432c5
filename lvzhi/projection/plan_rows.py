"""A plan as rows of the projection's plan tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from lvzhi.plan import PART_MARKS, CheckItem, Filer, FilerKind, Period, Plan, Task

Row = tuple[Any, ...]

_KINDS: tuple[FilerKind, ...] = ("unit", "bureau", "group", "office")


def plan_rows(plan: Plan, version: int) -> Mapping[str, Sequence[Row]]:
    """Return table -> rows of one version of a plan; `plan_version` itself comes from the journal entry."""
    obligations = tuple(_obligations(plan))
    made: Mapping[str, Iterable[Row]] = {
        "filer": map(_filer, plan.filers),
        "leader": _leaders(plan),
        "work_group": ((g.code, g.name, g.label, g.order) for g in plan.groups),
        "stage": ((s.id, s.name, s.start, s.end, s.order) for s in plan.stages),
        "task": ((t.id, t.stage, t.clause, t.name, t.by, t.due, t.order) for t in plan.tasks),
        "unit_task": _unit_tasks(plan),
        "period": ((p.id, kind, p.due(kind)) for p in plan.periods for kind in _KINDS),
        "obligation": obligations,
        "book": _books(plan, obligations),
        "check_item": _check_items(plan),
        "item_filer": ((f.code, i.clause) for f in _answering(plan) for i in plan.items_of(f.code)),
        "project": ((p.id, p.name, plan.reporter(p, place), place) for p in plan.projects for place in p.places),
        "setting": _settings(plan),
        "supervision_window": ((w.start, w.end, w.visits) for w in plan.settings.windows),
    }
    return {table: [(version, *row) for row in rows] for table, rows in made.items()}


def _filer(filer: Filer) -> Row:
    return (
        filer.code, filer.name, filer.seal_name, filer.kind, filer.type, filer.trait, filer.group,
        filer.order,
    )


def _leaders(plan: Plan) -> Iterator[Row]:
    pairs = ((name, group.code) for group in plan.groups for name in group.leaders)
    return ((name, code, order) for order, (name, code) in enumerate(pairs))


def _answering(plan: Plan) -> tuple[Filer, ...]:
    return (*plan.units, plan.bureau)


def _unit_tasks(plan: Plan) -> Iterator[Row]:
    for filer in _answering(plan):
        for task in plan.tasks_of(filer.code):
            shown = shown_in(plan, filer.code, task)
            due = shown and max(plan.due(filer.code, shown.id), task.due)
            yield filer.code, task.id, task.clause, task.stage, shown.id if shown else None, due


def shown_in(plan: Plan, code: str, task: Task) -> Period | None:
    """Return the period whose filing should show a task: the first that reports on its due month or later.

    The last one, when the filer reports its tasks no later than that; None when it never does.
    """
    reporting = [p for p in plan.periods if plan.duty("stage_tasks", code, p.id) in ("due", "confirm")]
    later = (p for p in reporting if p.id >= f"{task.due:%Y-%m}")
    return next(later, reporting[-1] if reporting else None)


def _obligations(plan: Plan) -> Iterator[Row]:
    for filer in plan.filers:
        for period in plan.periods:
            for form, duty in plan.owed(filer.code, period.id).items():
                yield filer.code, form, period.id, duty


def _books(plan: Plan, obligations: Iterable[Row]) -> Iterator[Row]:
    """Yield the books filers owe or may owe; `owed`: some sheet of it is due or to be confirmed."""
    owed: dict[tuple[str, str], bool] = {}
    for filer, _, period, duty in obligations:
        owed[filer, period] = owed.get((filer, period), False) or duty != "event"
    for (code, period), due in owed.items():
        kind = plan.filer(code).kind
        yield code, "unit" if kind == "bureau" else kind, period, due, plan.period(period).due(kind)


def _check_items(plan: Plan) -> Iterator[Row]:
    shorts = {area.id: area.short for area in plan.areas}
    rows = (row for item in plan.check_items for row in _item(item, shorts[item.area]))
    return ((*row, order) for order, row in enumerate(rows))


def _item(item: CheckItem, area: str) -> Iterator[Row]:
    yield item.clause, item.clause, None, area, item.asks, item.text
    for mark, text in zip(PART_MARKS, item.parts, strict=False):
        yield f"{item.clause}{mark}", item.clause, mark, area, item.asks, text


def _settings(plan: Plan) -> Iterator[Row]:
    for field in fields(plan.settings):
        if field.name != "windows":
            yield from _setting(field.name, getattr(plan.settings, field.name))


def _setting(name: str, value: Any) -> Iterator[Row]:
    """Yield (name, value, number): a row for each element of a list, `name.key` for each key of a table."""
    if value is None:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _setting(f"{name}.{key}", inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _setting(name, inner)
    else:
        yield name, _words(value), float(value) if isinstance(value, int | float) else None


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)

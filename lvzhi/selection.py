"""Filters and a viewer into what a measure's statements are given: codes and words, checked against the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lvzhi.measure_files import Measure
from lvzhi.plan import BOOK_TITLES, Filer, Plan
from lvzhi.viewer import Viewer, confidential, scope

Filters = Mapping[str, str | Sequence[str]]
WHOSE = ("filer", "unit", "group", "leader", "type")


class UnknownFilter(ValueError):
    """A filter's key or value is none the measure knows."""


@dataclass(frozen=True)
class Selection:
    """What is left by filters and viewer: `units`, `filers` for rows, `all_*` for totals; `leaders` named.

    `seen`: the filers in the viewer's scope, whatever the filters, for lists of filers within a row or a total;
    `beside_leader`: the units that filters but that of leaders leave, for what a leader does outside the groups led;
    `confidential`: whether 举报 rows are among the rows; `myself`: the unit that looks. `words`: the other filters,
    key -> values as stored.
    """

    units: tuple[str, ...]
    filers: tuple[str, ...]
    all_units: tuple[str, ...]
    all_filers: tuple[str, ...]
    seen: tuple[str, ...]
    confidential: bool
    myself: str | None
    leaders: tuple[str, ...] | None
    beside_leader: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]

    def parameters(self, for_totals: bool) -> dict[str, Any]:
        """Return the parameters of a statement; a filter not given is None."""
        units, filers = (self.all_units, self.all_filers) if for_totals else (self.units, self.filers)
        leaders, beside = (None, units) if self.leaders is None else (list(self.leaders), self.beside_leader)
        held = {"units": list(units), "beside_leader": list(beside), "filers": list(filers), "leaders": leaders,
                "seen": list(self.seen), "confidential": self.confidential, "self": self.myself}
        return held | {key: list(values) for key, values in self.words.items()}


def select(measure: Measure, plan: Plan, filters: Filters, viewer: Viewer | None) -> Selection:
    """Check filters and work out whose rows and whose totals are asked for.

    The totals of the whole are everybody's; totals of a part only cover what the viewer may see of it. The bureau
    itself counts only when it is asked for by name.
    """
    given = {key: _values(value) for key, value in filters.items()}
    for key in given:
        if key not in _keys(measure):
            raise UnknownFilter(f"“{key}”不能用来筛选。可用的有:{'、'.join(_keys(measure))}。")
    words = {k: tuple(_word(k, v, plan, measure) for v in vs) for k, vs in given.items() if k not in WHOSE}
    chosen = _chosen(plan, given)
    seen = scope(viewer, plan)
    part = any(key in given for key in WHOSE)
    mine = tuple(code for code in chosen if code in seen)
    whole = mine if part else chosen
    units = {f.code for f in (*plan.units, plan.bureau)}
    beside = _chosen(plan, {key: values for key, values in given.items() if key != "leader"})
    return Selection(
        units=tuple(c for c in mine if c in units), filers=mine,
        all_units=tuple(c for c in whole if c in units), all_filers=whole,
        seen=tuple(f.code for f in plan.filers if f.code in seen), confidential=confidential(viewer, plan),
        myself=viewer.filer if viewer and viewer.role == "unit" else None,
        leaders=given.get("leader"),
        beside_leader=tuple(c for c in beside if c in seen and c in units), words=words,
    )


def _values(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _keys(measure: Measure) -> tuple[str, ...]:
    asked = measure.parameters
    whose: tuple[str, ...] = ("filer",) if "filers" in asked else ()
    whose += ("unit", "group", "leader", "type") if asked & {"units", "filers", "beside_leader"} else ()
    return (*whose, *(k for k in ("stage", "area", "period", "book", *measure.choices) if k in asked))


def _chosen(plan: Plan, given: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the codes the filters leave, in the plan's order; without a filter all but the bureau."""
    tests = [_test(key, values, plan) for key, values in given.items() if key in WHOSE]
    named = {f.code for key in ("unit", "filer") for v in given.get(key, ()) if (f := plan.find_filer(v))}
    return tuple(
        f.code for f in plan.filers
        if all(test(f) for test in tests) and (f.kind != "bureau" or f.code in named)
    )


def _test(key: str, values: tuple[str, ...], plan: Plan) -> Callable[[Filer], bool]:
    if key in ("unit", "filer"):
        codes = {_filer(value, key, plan) for value in values}
        return lambda f: f.code in codes
    if key == "type":
        types = {_named(value, plan.unit_types.items(), "单位类别") for value in values}
        return lambda f: f.type in types
    if key == "group":
        spelt = [(g.code, word) for g in plan.groups for word in (g.name, g.label)]
        groups = {_named(value, spelt, "工作组") for value in values}
    else:
        leaders = [_named(value, zip(plan.leaders, plan.leaders, strict=True), "局领导") for value in values]
        groups = {g.code for g in plan.groups for name in leaders if name in g.leaders}
    return lambda f: f.group in groups


def _filer(text: str, key: str, plan: Plan) -> str:
    found = plan.find_filer(text)
    if found is None or (key == "unit" and found.kind not in ("unit", "bureau")):
        raise UnknownFilter(f"“{text}”不是方案中单位的名称或代码,请核对。")
    return found.code


def _stage(plan: Plan, text: str) -> str:
    return _named(text, [(s.id, s.name) for s in plan.stages], "阶段")


def _named(text: str, pairs: Iterable[tuple[str, str]], what: str) -> str:
    """Return the code of a code or name; UnknownFilter says what there is."""
    pairs = list(pairs)
    for code, name in pairs:
        if text in (code, name):
            return code
    listed = "、".join(dict.fromkeys(name for _, name in pairs))
    raise UnknownFilter(f"“{text}”不是方案中的{what}。可用的有:{listed}。")


def _word(key: str, text: str, plan: Plan, measure: Measure) -> str:
    if key == "stage":
        return _stage(plan, text)
    if key == "area":
        return _named(text, [(a.short, word) for a in plan.areas for word in (a.short, a.name, a.id)], "方面")
    if key == "period":
        return _named(text, [(p.id, word) for p in plan.periods for word in (p.id, p.label)], "报告期")
    if key == "book":
        return _named(text, BOOK_TITLES.items(), "报送簿")
    allowed = measure.choices[key]
    if allowed != ("*",) and text not in allowed:
        raise UnknownFilter(f"“{text}”不在可选内容之内。可用的有:{'、'.join(allowed)}。")
    return text


def staged(plan: Plan, filters: Filters) -> tuple[Filters, tuple[str, ...] | None]:
    """Return the filters besides `stage`, and the stages by id that one leaves; None where all are."""
    besides = {key: value for key, value in filters.items() if key != "stage"}
    if "stage" not in filters:
        return besides, None
    return besides, tuple(_stage(plan, text) for text in _values(filters["stage"]))


def visible(plan: Plan, filters: Filters, viewer: Viewer | None) -> tuple[str, ...]:
    """Return the filers left by filters of whose rows (unit, filer, group, leader, type) and the viewer's scope.

    Unlike in measures the bureau is among them: its own rows are rows like any other's.
    """
    given = {key: _values(value) for key, value in filters.items()}
    for key in given:
        if key not in WHOSE:
            raise UnknownFilter(f"“{key}”不能用来筛选。可用的有:{'、'.join(WHOSE)}。")
    tests = [_test(key, values, plan) for key, values in given.items()]
    seen = scope(viewer, plan)
    return tuple(f.code for f in plan.filers if f.code in seen and all(test(f) for test in tests))

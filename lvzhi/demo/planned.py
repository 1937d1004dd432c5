"""The plan of the example campaign: the given one with invented people, its units multiplied on demand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product
from random import Random
from typing import Any

from lvzhi.demo.cast import Cast
from lvzhi.plan import Plan
from lvzhi.plan_tree import tree_of

_STEMS = "甲乙丙丁戊己庚辛壬癸"
# The seed's blank rows are for one month of one unit; these sheets take a whole round at once.
_ROOM: Mapping[str, int] = {"satisfaction": 80, "verification": 90, "consultations": 60}


def suffixes(scale: int) -> tuple[str, ...]:
    """Return what tells the copies of a unit apart: nothing when there is one, else signs of equal length."""
    if scale == 1:
        return ("",)
    width = len(str(scale - 1))
    return tuple("".join(p) for p in product(_STEMS, repeat=width))[:scale]


def tree(plan: Plan, rng: Random, scale: int) -> dict[str, Any]:
    """Return the plan's tree with invented leaders and members and `scale` copies of every unit and group."""
    people = {name for g in plan.groups for name in (*g.leaders, *g.members)}
    cast = Cast(rng, people)
    found = tree_of(plan)
    signs = suffixes(scale)
    units = {u.code for u in plan.units}
    names = {name for name, code in plan.filer_names.items() if code in units}
    found["groups"] = [_group(g, sign, cast) for sign in signs for g in found["groups"]]
    found["never_merge"] = [[name + sign for name in pair] for sign in signs for pair in found["never_merge"]]
    found["projects"] = [
        _project(p, f"-{n}" if sign else "", sign, units, names)
        for n, sign in enumerate(signs, start=1) for p in found["projects"]
    ]
    for item in found["check_items"]:
        if item["applies"] != "all" and "filers" in item["applies"]:
            item["applies"]["filers"] = _copies(item["applies"]["filers"], signs, units)
    for line in found["obligations"]:
        if isinstance(line.get("filers"), list):
            line["filers"] = _copies(line["filers"], signs, units)
    settings = found["settings"]
    for key in ("cross_verify", "confidential_to"):
        settings[key] = _copies(settings[key], signs, units)
    settings["prenumbered_rows"] = {**settings["prenumbered_rows"], **_ROOM}
    return found


def _copies(codes: Collection[str], signs: Collection[str], units: Collection[str]) -> list[str]:
    """The codes of all copies; codes that are no unit's stand once."""
    kept = [c for c in codes if c not in units]
    return [c + sign for sign in signs for c in codes if c in units] + kept


def _group(group: Mapping[str, Any], sign: str, cast: Cast) -> dict[str, Any]:
    return {
        **group, "code": group["code"] + sign, "name": group["name"] + sign,
        "leaders": [cast.name() for _ in group["leaders"]], "members": [cast.name() for _ in group["members"]],
        "member_units": [], "units": [_unit(u, sign) for u in group["units"]],
    }


def _unit(unit: Mapping[str, Any], sign: str) -> dict[str, Any]:
    named = {k: unit[k] + sign for k in ("code", "name", "seal_name", "full_name") if k in unit}
    spelled = {"aliases": [a + sign for a in unit["aliases"]]} if "aliases" in unit else {}
    return {**unit, **named, **spelled}


def _project(
    project: Mapping[str, Any], mark: str, sign: str, units: Collection[str], names: Collection[str]
) -> dict[str, Any]:
    owner = project["owner"] + sign if project["owner"] in units else project["owner"]
    places = [p + sign if p in names else p for p in project["places"]]
    named = {"id": project["id"] + mark, "name": project["name"] + sign}
    return {**project, **named, "owner": owner, "places": places}

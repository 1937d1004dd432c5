"""The plan's file: YAML bytes into a checked Plan, a Plan into YAML bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lvzhi.plan import Plan, build
from lvzhi.plan_faults import Path, Place, PlanProblem, PlanRefused, problems
from lvzhi.plan_shape import PLAN, check
from lvzhi.plan_yaml import parse

__all__ = ["PlanProblem", "PlanRefused", "checked", "read"]


def read(data: bytes, forms: Sequence[str]) -> Plan:
    """Read a plan file; `forms` are the ids a plan may oblige. PlanRefused names every line to mend."""
    located = parse(data)
    return checked(located.tree, forms, located.places)


def checked(
    tree: Any, forms: Sequence[str], places: Mapping[Path, Place], name_of: Callable[[str], str] = str
) -> Plan:
    """Check a plan's tree and build it; `places` say where each part stands, `name_of` how a key is called there."""
    faults = list(check(PLAN, tree))
    if faults:
        raise PlanRefused(problems(faults, places, name_of))
    return build(tree)

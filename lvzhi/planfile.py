"""The plan's file: YAML bytes into a checked Plan, a Plan into YAML bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lvzhi.plan import Plan
from lvzhi.plan_faults import Path, Place, PlanProblem, PlanRefused, problems
from lvzhi.plan_rules import check_rules
from lvzhi.plan_shape import PLAN, check
from lvzhi.plan_tables import check_tables
from lvzhi.plan_tree import build, tree_of
from lvzhi.plan_yaml import parse, to_yaml

__all__ = ["PlanProblem", "PlanRefused", "checked", "dump", "read"]


def read(data: bytes, forms: Sequence[str]) -> Plan:
    """Read a plan file; `forms` are the ids a plan may oblige. PlanRefused names every line to mend."""
    located = parse(data)
    return checked(located.tree, forms, located.places)


def dump(plan: Plan) -> bytes:
    """Write a plan as a file that reads back equal; comments of the file it came from are gone."""
    return to_yaml(tree_of(plan))


def checked(tree: Any, forms: Sequence[str], places: Mapping[Path, Place]) -> Plan:
    """Check a tree and build its plan; `places` say where each part of it stands."""
    faults = list(check(PLAN, tree))
    if not faults:
        plan = build(tree)
        faults = [*check_tables(tree, forms), *check_rules(tree, plan, forms)]
    if faults:
        raise PlanRefused(problems(faults, places))
    return plan

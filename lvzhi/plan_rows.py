"""The rows of a plan's tables, each with its path in the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lvzhi.plan_faults import Path
from lvzhi.plan_tree import Tree

Rows = Iterator[tuple[Path, Mapping[str, Any]]]


def campaign(tree: Tree) -> Rows:
    yield ("campaign",), tree["campaign"]


def final_due(tree: Tree) -> Rows:
    yield ("settings",), tree["settings"]


def filers(tree: Tree) -> Rows:
    for g, group in enumerate(tree["groups"]):
        for u, unit in enumerate(group["units"]):
            yield ("groups", g, "units", u), unit
    yield ("bureau_filer",), tree["bureau_filer"]
    for g, group in enumerate(tree["groups"]):
        yield ("groups", g), group
    yield ("office",), tree["office"]


def units(tree: Tree) -> Rows:
    yield from ((path, row) for path, row in filers(tree) if "units" in path)


def people(tree: Tree) -> Rows:
    """Leaders first: a member of the same name is the one to mend."""
    for role in ("leaders", "members"):
        for g, group in enumerate(tree["groups"]):
            for n, name in enumerate(group[role]):
                row = {"name": name, "group": group["code"], "leads": role == "leaders"}
                yield ("groups", g, role, n), row


def listed(key: str) -> Callable[[Tree], Rows]:
    return lambda tree: (((key, n), row) for n, row in enumerate(tree[key]))


def tasks(tree: Tree) -> Rows:
    for s, stage in enumerate(tree["stages"]):
        for t, task in enumerate(stage["tasks"]):
            due = task.get("due", stage["end"])
            more = {"due": due, "draft_due": task.get("draft_due"), "owners": len(task.get("traits", ()))}
            yield ("stages", s, "tasks", t), {**task, **more}


def items(tree: Tree) -> Rows:
    for n, item in enumerate(tree["check_items"]):
        more = {"part_count": len(item.get("parts", ())), "scope": len(item["applies"])}
        yield ("check_items", n), {**item, **more}


def obligations(tree: Tree) -> Rows:
    for n, row in enumerate(tree["obligations"]):
        months = [m for key in ("due", "event", "confirm") for m in row.get(key, ())]
        whose = ("filers" in row) + ("traits" in row)
        yield ("obligations", n), {"form": row["form"], "whose": whose, "months": len(months)}


def windows(tree: Tree) -> Rows:
    for n, row in enumerate(tree["settings"]["supervision"]["windows"]):
        yield ("settings", "supervision", "windows", n), row

"""A plan's tree (what its file holds: dicts, lists, scalars) into a Plan, and a Plan into its tree."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from lvzhi.plan import (
    Area,
    Campaign,
    CheckItem,
    Filer,
    Group,
    Obligation,
    Period,
    Plan,
    Project,
    Stage,
    Task,
)
from lvzhi.plan_settings import OFF, Settings, SupervisionWindow

Tree = Mapping[str, Any]


def build(tree: Tree) -> Plan:
    """Make a Plan of a tree that has a plan's shape (planfile.read also checks what it says)."""
    groups, units = _groups(tree["groups"])
    office, bureau = tree["office"], tree["bureau_filer"]
    return Plan(
        campaign=_campaign(tree["campaign"]),
        office=Filer(
            code=office["code"], name=office["name"], seal_name=office["full_name"], kind="office",
            order=len(units) + len(groups) + 1, full_name=office["full_name"],
        ),
        bureau=Filer(
            code=bureau["code"], name=bureau["name"], seal_name=bureau["name"], kind="bureau",
            order=len(units),
        ),
        bureau_due_as=bureau["due_as"],
        unit_types=dict(tree["unit_types"]),
        traits=dict(tree["traits"]),
        groups=groups,
        units=units,
        never_merge=tuple(tuple(pair) for pair in tree.get("never_merge", ())),
        stages=_stages(tree["stages"]),
        periods=tuple(Period(**p) for p in tree["periods"]),
        areas=tuple(Area(**a) for a in tree["areas"]),
        check_items=tuple(_item(i, n) for n, i in enumerate(tree["check_items"])),
        projects=tuple(_project(p) for p in tree["projects"]),
        methods=tuple(tree["methods"]),
        lists=tuple(tree["lists"]),
        supervisor_categories=tuple(tree["supervisor_categories"]),
        obligations=tuple(_obligation(o) for o in tree["obligations"]),
        settings=_settings(tree["settings"]),
    )


def _campaign(tree: Tree) -> Campaign:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in tree.items()}
    return Campaign(**fields)


def _groups(trees: Iterable[Tree]) -> tuple[tuple[Group, ...], tuple[Filer, ...]]:
    groups: list[Group] = []
    units: list[Filer] = []
    for tree in trees:
        for unit in tree["units"]:
            units.append(
                Filer(
                    code=unit["code"], name=unit["name"], seal_name=unit.get("seal_name", unit["name"]),
                    kind="unit", order=len(units), type=unit["type"], trait=unit["trait"], group=tree["code"],
                    full_name=unit.get("full_name"), aliases=tuple(unit.get("aliases", ())),
                    predecessors=tuple(unit.get("predecessors", ())),
                )
            )
        groups.append(
            Group(
                code=tree["code"], name=tree["name"], leaders=tuple(tree["leaders"]),
                members=tuple(tree["members"]), member_units=tuple(tree.get("member_units", ())),
                units=tuple(u["code"] for u in tree["units"]), order=len(groups),
            )
        )
    return tuple(groups), tuple(units)


def _stages(trees: Iterable[Tree]) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    order = 0
    for n, tree in enumerate(trees):
        tasks = []
        for task in tree["tasks"]:
            fields = {**task, "traits": tuple(task.get("traits", ())), "due": task.get("due", tree["end"])}
            tasks.append(Task(stage=tree["id"], order=order, **fields))
            order += 1
        stages.append(
            Stage(
                id=tree["id"], name=tree["name"], start=tree["start"], end=tree["end"], tasks=tuple(tasks),
                order=n,
            )
        )
    return tuple(stages)


def _item(tree: Tree, order: int) -> CheckItem:
    applies = tree["applies"]
    scope = {} if applies == "all" else {k: tuple(v) for k, v in applies.items()}
    return CheckItem(
        id=tree["id"], clause=tree["clause"], area=tree["area"], asks=tree["asks"], text=tree["text"],
        applies_to_all=applies == "all", parts=tuple(tree.get("parts", ())), order=order, **scope,
    )


def _project(tree: Tree) -> Project:
    return Project(id=tree["id"], name=tree["name"], owner=tree["owner"], places=tuple(tree["places"]))


def _obligation(tree: Tree) -> Obligation:
    whose = tree.get("filers", ())
    return Obligation(
        form=tree["form"], due=tuple(tree.get("due", ())), event=tuple(tree.get("event", ())),
        confirm=tuple(tree.get("confirm", ())), filers=tuple(whose) if isinstance(whose, list) else (),
        all_units=whose == "all", all_groups=whose == "groups", traits=tuple(tree.get("traits", ())),
    )


def _settings(tree: Tree) -> Settings:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in tree.items()}
    supervision, satisfaction = fields.pop("supervision"), fields.pop("satisfaction")
    if not isinstance(fields["scoring"], Mapping):
        fields["scoring"] = None
    windows = tuple(SupervisionWindow(w["from"], w["to"], w["visits"]) for w in supervision["windows"])
    return Settings(windows=windows, on_site=tuple(supervision["on_site"]), **satisfaction, **fields)


def tree_of(plan: Plan) -> dict[str, Any]:
    """Make the tree that builds an equal plan; what may be left out and is empty is left out."""
    office, bureau = plan.office, plan.bureau
    return {
        "campaign": _plain(plan.campaign),
        "office": {"code": office.code, "name": office.name, "full_name": office.seal_name},
        "bureau_filer": {"code": bureau.code, "name": bureau.name, "due_as": plan.bureau_due_as},
        "unit_types": dict(plan.unit_types),
        "traits": dict(plan.traits),
        "groups": [_group_tree(plan, g) for g in plan.groups],
        "never_merge": [list(pair) for pair in plan.never_merge],
        "stages": [_stage_tree(s) for s in plan.stages],
        "periods": [_plain(p) for p in plan.periods],
        "areas": [_plain(a) for a in plan.areas],
        "check_items": [_item_tree(i) for i in plan.check_items],
        "projects": [_plain(p) for p in plan.projects],
        "methods": list(plan.methods),
        "lists": list(plan.lists),
        "supervisor_categories": list(plan.supervisor_categories),
        "obligations": [_obligation_tree(o) for o in plan.obligations],
        "settings": _settings_tree(plan.settings),
    }


def _plain(part: Any, *without: str) -> dict[str, Any]:
    """A dataclass as a dict of lists and scalars."""
    fields = {f.name: getattr(part, f.name) for f in dataclasses.fields(part) if f.name not in without}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


def _filled(tree: Tree) -> dict[str, Any]:
    return {k: v for k, v in tree.items() if v is not None and v != []}


def _group_tree(plan: Plan, group: Group) -> dict[str, Any]:
    members = (plan.filer(code) for code in group.units)
    return {
        **_plain(group, "units", "order"),
        "units": [_filled(_plain(u, "kind", "order", "group")) for u in members],
    }


def _stage_tree(stage: Stage) -> dict[str, Any]:
    return {
        **_plain(stage, "tasks", "order"),
        "tasks": [_filled(_plain(t, "stage", "order")) for t in stage.tasks],
    }


def _item_tree(item: CheckItem) -> dict[str, Any]:
    scope = _filled({"traits": list(item.traits), "filers": list(item.filers)})
    plain = _plain(item, "applies_to_all", "traits", "filers", "parts", "order")
    applies = {"applies": "all" if item.applies_to_all else scope}
    return {**plain, **applies, **_filled({"parts": list(item.parts)})}


def _obligation_tree(obligation: Obligation) -> dict[str, Any]:
    whose: Any = list(obligation.filers)
    if obligation.all_units or obligation.all_groups:
        whose = "all" if obligation.all_units else "groups"
    return _filled({**_plain(obligation, "all_units", "all_groups", "filers"), "filers": whose})


def _settings_tree(settings: Settings) -> dict[str, Any]:
    apart = ("windows", "on_site", "coefficients", "min_valid_to_compare", "weights", "confidential_to")
    windows = [{"from": w.start, "to": w.end, "visits": w.visits} for w in settings.windows]
    return {
        **_plain(settings, *apart),
        "scoring": OFF if settings.scoring is None else dict(settings.scoring),
        "supervision": {"windows": windows, "on_site": list(settings.on_site)},
        "satisfaction": {name: getattr(settings, name) for name in apart[2:5]},
        **_filled({"confidential_to": list(settings.confidential_to)}),
    }

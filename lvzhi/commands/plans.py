"""plan check, export, import: the campaign's plan as a file and as a workbook."""

from __future__ import annotations

import argparse
from pathlib import Path

from lvzhi import planbook, planfile
from lvzhi.commands.context import FINE, REFUSED, Context, print_json, say
from lvzhi.journal import EVERYONE
from lvzhi.plan import Plan


def add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("check", "export", "import"))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true")


def plan(args: argparse.Namespace, context: Context) -> int:
    """Check a plan file, write the plan as a workbook, or put a plan in force as the next version."""
    if args.action == "export":
        return _export(args, context)
    try:
        found = _read(args.file, context)
    except planfile.PlanRefused as refused:
        return _refused(refused, args.json)
    if args.action == "import":
        return _import(found, args, context)
    if args.json:
        print_json({"ok": True, "problems": []})
    else:
        say(f"{found.campaign.title}:{len(found.units)} 个单位,{len(found.groups)} 个组,{len(found.tasks)} 项任务。")
    return FINE


def _read(path: Path, context: Context) -> Plan:
    data = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        return planbook.from_workbook(data, context.form_ids, context.titles)
    return planfile.read(data, context.form_ids)


def _refused(refused: planfile.PlanRefused, as_json: bool) -> int:
    if as_json:
        print_json({"ok": False, "problems": [p.__dict__ for p in refused.problems]})
    else:
        say("\n".join(str(p) for p in refused.problems))
    return REFUSED


def _export(args: argparse.Namespace, context: Context) -> int:
    ground, workspace = context.ground()
    args.file.write_bytes(planbook.to_workbook(ground.plan, context.titles))
    if workspace:
        workspace.close()
    say(f"方案已写入 {args.file}")
    return FINE


def _import(found: Plan, args: argparse.Namespace, context: Context) -> int:
    """Record the plan as the next version; a workbook is kept as the plan file it says the same as."""
    data = args.file.read_bytes() if args.file.suffix.lower() != ".xlsx" else planfile.dump(found)
    with context.workspace() as workspace:
        version = workspace.plan_version + 1
        body = {"version": version, "sha256": workspace.keep(data)}
        workspace.journal.append(
            "plan", "局履职办", body, workspace.clock.now().isoformat(), concerning=EVERYONE, seen=workspace.refresh()
        )
        workspace.refresh()
    if args.json:
        print_json({"ok": True, "version": version})
    else:
        say(f"方案第 {version} 版已生效。")
    return FINE

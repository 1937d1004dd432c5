"""plan check, export, import, carry-over, compare: the campaign's plan as a file and as a workbook, year by year."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from lvzhi import plan_versions, planbook, planfile
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, print_json, say
from lvzhi.package.contents import NotAPackage
from lvzhi.package.earlier import beside
from lvzhi.plan import Plan
from lvzhi.plan_carry import carry_over
from lvzhi.plan_compare import Change, compare

_FILES = {"check": (1,), "export": (1,), "import": (1,), "carry-over": (0, 1), "compare": (1, 2), "years": (1,)}


def add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=tuple(_FILES))
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE",
                        help="compare:一个(与现行方案比)或两个;carry-over:不写则结转现行方案;years:以前一年的上报包")
    parser.add_argument("--year", type=int, metavar="YYYY", help="carry-over:结转到哪一年")
    parser.add_argument("--out", type=Path, metavar="FILE", help="carry-over:写成 .yaml 或 .xlsx")
    parser.add_argument("--json", action="store_true")


def plan(args: argparse.Namespace, context: Context) -> int:
    """Check a plan, write it as a workbook, put one in force, carry it into another year, compare two, or two years."""
    if len(args.files) not in _FILES[args.action]:
        wanted = "或".join(map(str, _FILES[args.action]))
        raise WrongUse(f"plan {args.action} 要写{wanted}个文件,现为{len(args.files)}个。")
    try:
        return _ACTIONS[args.action](args, context)
    except planfile.PlanRefused as refused:
        return _refused(refused, args.json)


def _check(args: argparse.Namespace, context: Context) -> int:
    found = _read(args.files[0], context)
    if args.json:
        print_json({"ok": True, "problems": []})
    else:
        say(f"{found.campaign.title}:{len(found.units)} 个单位,{len(found.groups)} 个组,{len(found.tasks)} 项任务。")
    return FINE


def _read(path: Path, context: Context) -> Plan:
    return plan_versions.read(path.read_bytes(), path.name, context.titles)


def _refused(refused: planfile.PlanRefused, as_json: bool) -> int:
    if as_json:
        print_json({"ok": False, "problems": [p.__dict__ for p in refused.problems]})
    else:
        say("\n".join(str(p) for p in refused.problems))
    return REFUSED


def _in_force(context: Context) -> Plan:
    """The plan of the data directory, else the one named or the product's."""
    ground, workspace = context.ground()
    if workspace:
        workspace.close()
    return ground.plan


def _export(args: argparse.Namespace, context: Context) -> int:
    args.files[0].write_bytes(planbook.to_workbook(_in_force(context), context.titles))
    say(f"方案已写入 {args.files[0]}")
    return FINE


def _import(args: argparse.Namespace, context: Context) -> int:
    """Record the plan as the next version; a workbook is kept as the plan file it says the same as."""
    found, path = _read(args.files[0], context), args.files[0]
    with context.workspace() as workspace:
        before = workspace.plan
        kept = path.read_bytes() if path.suffix.lower() != plan_versions.WORKBOOK else None
        try:
            version = plan_versions.put_in_force(workspace, found, "局履职办", kept=kept)
        except plan_versions.NotPutInForce as fault:
            raise WrongUse(str(fault)) from fault
    changes = compare(before, found, context.titles)
    if args.json:
        print_json({"ok": True, "version": version, "changes": [c.__dict__ for c in changes]})
    else:
        say(f"方案第 {version} 版已生效。与上一版相比:\n{_listed(changes)}")
    return FINE


def _carry_over(args: argparse.Namespace, context: Context) -> int:
    """Propose another year's plan: a file to check, or a workbook to edit."""
    if args.year is None or args.out is None:
        raise WrongUse("请用 --year 写明哪一年,用 --out 写明文件(.yaml 或 .xlsx)。")
    carried = carry_over(_read(args.files[0], context) if args.files else _in_force(context), args.year)
    if args.out.suffix.lower() == ".xlsx":
        args.out.write_bytes(planbook.to_workbook(carried.plan, context.titles))
    else:
        remarks = "".join(f"# 待核对:{text}\n" for text in carried.to_confirm)
        args.out.write_bytes(remarks.encode() + planfile.dump(carried.plan))
    if args.json:
        print_json({"ok": True, "to_confirm": carried.to_confirm})
    else:
        say(f"{carried.plan.campaign.title}:已写入 {args.out},待核对:")
        say("\n".join(f"- {text}" for text in carried.to_confirm))
    return FINE


def _compare(args: argparse.Namespace, context: Context) -> int:
    later = _read(args.files[-1], context)
    earlier = _read(args.files[0], context) if len(args.files) > 1 else _in_force(context)
    changes = compare(earlier, later, context.titles)
    if args.json:
        print_json([c.__dict__ for c in changes])
    else:
        say(_listed(changes))
    return FINE


def _years(args: argparse.Namespace, context: Context) -> int:
    """Print an earlier year, out of its package, beside this one."""
    with context.workspace() as workspace:
        try:
            rows = beside(workspace, args.files[0].read_bytes())
        except NotAPackage as fault:
            raise WrongUse(f"“{args.files[0].name}”:{fault}") from fault
    if args.json:
        print_json(rows)
    else:
        say("\n".join("\t".join(line) for line in (rows[0], *(row.values() for row in rows))))
    return FINE


def _listed(changes: tuple[Change, ...]) -> str:
    return "\n".join(f"{c.part}:{c.text}" for c in changes) or "两份方案的内容相同。"


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, Context], int]] = {
    "check": _check, "export": _export, "import": _import, "carry-over": _carry_over, "compare": _compare,
    "years": _years,
}

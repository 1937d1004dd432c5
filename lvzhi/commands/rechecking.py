"""recheck: seal a 回头看, list the sealed ones, publish one, work a published one out again; results by `decide`."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping
from typing import Any

from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, print_json, say
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.recheck import sealing, verifying
from lvzhi.recheck.drawing import STRATA
from lvzhi.workspace import Workspace

ACTOR = "局履职办"
ACTIONS = ("seal", "list", "publish", "verify")


def add_recheck(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("number", nargs="?", type=int, help="第几号(publish、verify)")
    parser.add_argument("--from", dest="closed_from", metavar="DAY", help="批准销号的起始日期")
    parser.add_argument("--to", dest="closed_to", metavar="DAY", help="批准销号的截止日期")
    parser.add_argument("--strata", choices=list(STRATA), default="group", help="分层:" + "、".join(STRATA.values()))
    parser.add_argument("--take", type=int, help="每层抽几件")
    parser.add_argument("--percent", type=int, help="每层抽百分之几,进位取整")
    parser.add_argument("--json", action="store_true")


def recheck(args: argparse.Namespace, context: Context) -> int:
    """Do one of the four."""
    if args.action in ("publish", "verify") and args.number is None:
        raise WrongUse("请写明第几号,如 recheck verify 12。号数用 recheck list 查。")
    with context.workspace() as workspace:
        try:
            return _DONE[args.action](args, workspace)
        except DecisionRefused as refused:
            say("\n".join(p.removeprefix("第1条:") for p in refused.problems))
            return REFUSED


def _seal(args: argparse.Namespace, workspace: Workspace) -> int:
    rule = {"closed_from": args.closed_from, "closed_to": args.closed_to, "strata": args.strata, "take": args.take,
            "percent": args.percent}
    [entry] = decide(workspace, [{"act": "seal_recheck", "rule": rule}], ACTOR)
    held = sealing.sealed(workspace.journal, entry.no)
    assert held is not None
    if args.json:
        print_json({"number": held.no, "code": held.code, "as_of": held.as_of, "numbers": held.numbers})
    else:
        drawn = f"从 {len(held.population)} 件中抽到 {len(held.numbers)} 件"
        say(f"已封存第{held.no}号回头看:{held.rule.words()};{drawn}。")
        say(f"校验码 {held.code}\n名单公布前只由局履职办掌握:\n" + "\n".join(held.numbers))
    return FINE


def _list(args: argparse.Namespace, workspace: Workspace) -> int:
    with workspace.store.cursor() as cursor:
        found = sealing.overview(cursor, dt.datetime.max)
    if args.json:
        print_json([{k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in one.items()} for one in found])
    else:
        say("\n".join(map(_line, found)) or "还没有封存的回头看。")
    return FINE


def _line(one: Mapping[str, Any]) -> str:
    state = "已公布" if one["published"] else "未公布"
    found = f"抽 {one['sampled']} 件,已查 {one['checked']} 件,反弹 {one['relapsed']} 件"
    return f"第{one['entry']}号\t封存 {one['sealed_at']:%Y-%m-%d}\t{state}\t{found}\t校验码 {one['code']}"


def _publish(args: argparse.Namespace, workspace: Workspace) -> int:
    decide(workspace, [{"act": "publish_recheck", "seal": args.number}], ACTOR)
    told = verifying.published(workspace.journal, args.number)
    assert told is not None
    if args.json:
        print_json({k: told[k] for k in ("seal", "rule", "as_of", "code", "seed", "population", "numbers")})
    else:
        say(f"已公布第{args.number}号回头看。种子 {told['seed']}\n" + "\n".join(told["numbers"]))
    return FINE


def _verify(args: argparse.Namespace, workspace: Workspace) -> int:
    with workspace.store.cursor() as cursor:
        verdict = verifying.verify(cursor, workspace.journal, args.number)
    if args.json:
        print_json({"fine": verdict.fine, "lines": verdict.lines})
    else:
        say("\n".join(verdict.lines))
    return FINE if verdict.fine else REFUSED


_DONE = {"seal": _seal, "list": _list, "publish": _publish, "verify": _verify}

"""init, decide, rebuild, backup, restore, verify: what keeps the truth, and what is decided."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

import yaml

from lvzhi import backup as backups
from lvzhi.access.people import first_administrator
from lvzhi.campaign import Campaign
from lvzhi.commands.accounts import at_the_machine
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, print_json, say
from lvzhi.datadir import initialise, opened
from lvzhi.decisions import DecisionRefused
from lvzhi.decisions import decide as record
from lvzhi.journal import verify as verify_journal
from lvzhi.planfile import read as read_plan
from lvzhi.vault import Vault
from lvzhi.workspace import Workspace

ACTOR = "局履职办"


def add_init(parser: argparse.ArgumentParser) -> None:
    parser.description = "建立一个空的、正式的数据目录"


def init(args: argparse.Namespace, context: Context) -> int:
    """Set up an empty, real campaign."""
    data = context.plan_bytes()
    plan = read_plan(data, context.form_ids)
    start = dt.datetime.combine(plan.campaign.start, dt.time(), plan.zone)
    initialise(context.data, data, Campaign(), start, ACTOR)
    say(f"{plan.campaign.title}:数据目录已建立,在 {context.data}")
    with context.workspace() as workspace:
        if first := first_administrator(workspace.access.accounts, at_the_machine(workspace.access)):
            say(f"系统管理员的登录名 {first.account.login},一次性密码 {first.password}")
    return FINE


def add_decide(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.yaml|-")
    parser.add_argument("--json", action="store_true")


def decide(args: argparse.Namespace, context: Context) -> int:
    """Record the acts listed in a YAML file, all or none."""
    text = sys.stdin.read() if args.file == "-" else Path(args.file).read_text(encoding="utf-8")
    acts = yaml.safe_load(text)
    if isinstance(acts, dict):
        acts = [acts]
    if not isinstance(acts, list) or not all(isinstance(a, dict) for a in acts):
        raise WrongUse("文件里应是一列事项,每项有 act 等键。")
    with context.workspace() as workspace:
        try:
            entries = record(workspace, acts, ACTOR)
        except DecisionRefused as refused:
            if args.json:
                print_json({"recorded": 0, "problems": refused.problems})
            else:
                say("\n".join(refused.problems))
            return REFUSED
    if args.json:
        print_json({"recorded": len(entries), "entries": [e.no for e in entries]})
    else:
        say(f"已登记 {len(entries)} 条")
    return FINE


def add_rebuild(parser: argparse.ArgumentParser) -> None:
    parser.description = "从收到的原件和日志重新生成统计库"


def rebuild(args: argparse.Namespace, context: Context) -> int:
    """Make the projection anew from the truth."""
    with context.workspace() as workspace:
        last = workspace.store.rebuild()
    say(f"已按 {last} 条日志重新生成。")
    return FINE


def add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")


def backup(args: argparse.Namespace, context: Context) -> int:
    """Write a backup while others go on working."""
    datadir = opened(context.data)
    manifest = backups.backup(datadir, args.out, dt.datetime.now(dt.UTC))
    say(f"备份已写入 {args.out}:{manifest}")
    return FINE


def add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.zip")


def restore(args: argparse.Namespace, context: Context) -> int:
    """Restore a backup into an empty data directory."""
    backups.restore(args.file, context.data)
    say(f"已恢复到 {context.data}")
    return FINE


def add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def verify(args: argparse.Namespace, context: Context) -> int:
    """Check that files, journal chain and projection agree."""
    datadir = opened(context.data)
    problems = [*verify_journal(datadir.journal), *Vault(datadir.vault).verify()]
    if not problems:
        with context.workspace() as workspace:
            problems += _projection(workspace)
    if args.json:
        print_json({"ok": not problems, "problems": problems})
    else:
        say("\n".join(problems) if problems else "原件、日志、统计库一致。")
    return REFUSED if problems else FINE


def _projection(workspace: Workspace) -> list[str]:
    """Files named in the journal must be kept; the projection must be what a rebuild makes."""
    named = {str(e.body["sha256"]) for e in workspace.journal.entries(kinds=["filing", "plan"])}
    lost = sorted(named - set(workspace.vault))
    problems = [f"日志里登记的原件 {sha256} 不在文件库里。请从备份中找回。" for sha256 in lost]
    if problems:
        return problems
    before = workspace.store.dump()
    workspace.store.rebuild()
    after = workspace.store.dump()
    return [f"统计库的 {name} 与原件不一致,已按原件重新生成。" for name in after if before.get(name) != after[name]]

"""init, decide, rebuild, backup, restore, verify: what keeps the truth, and what is decided."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
from pathlib import Path

import yaml

from lvzhi import backups
from lvzhi import health as healths
from lvzhi.access.people import first_administrator
from lvzhi.backup import backup as write_backup
from lvzhi.backup import lies_now, read_manifest
from lvzhi.backup import restore as restore_backup
from lvzhi.campaign import Campaign
from lvzhi.commands.accounts import actor, at_the_machine
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, print_json, say
from lvzhi.datadir import DataDir, Occupied, initialise, opened
from lvzhi.decisions import DecisionRefused
from lvzhi.decisions import decide as record
from lvzhi.journal import Journal
from lvzhi.journal import verify as verify_journal
from lvzhi.plan_carry import unconfirmed
from lvzhi.planfile import read as read_plan
from lvzhi.settings import FILE as SETTINGS
from lvzhi.settings import read_settings
from lvzhi.vault import Vault
from lvzhi.workspace import Workspace

ACTOR = "局履职办"


def add_init(parser: argparse.ArgumentParser) -> None:
    parser.description = "建立一个空的、正式的数据目录"


def init(args: argparse.Namespace, context: Context) -> int:
    """Set up an empty, real campaign."""
    data = context.plan_bytes()
    plan = read_plan(data, context.form_ids)
    if said := unconfirmed(plan):
        raise WrongUse(said)
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
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--out", type=Path, metavar="FILE.zip", help="写到这个文件;不写则放进备份文件夹")
    one.add_argument("--list", action="store_true", help="列出备份文件夹里的备份")
    one.add_argument("--check", type=Path, metavar="FILE.zip", help="逐字节核对一份备份")


def backup(args: argparse.Namespace, context: Context) -> int:
    """Write a backup while others go on working; list those there are; read one through."""
    if args.check:
        say(f"“{args.check.name}”完整:{read_manifest(args.check).holds.words()}")
        return FINE
    datadir = opened(context.data)
    now = _now(datadir, context)
    settings = read_settings(os.environ, datadir.path)
    folder = settings.backups_in(datadir.path)
    if args.list:
        say("\n".join(map(_line, backups.listed(folder))) or f"“{folder}”里还没有备份。")
    elif args.out:
        manifest = write_backup(datadir, args.out, now)
        backups.note(datadir, actor(), now, backups.BACKUP, args.out, read_manifest(args.out))
        say(f"备份已写入 {args.out}:{manifest.holds.words()}")
    else:
        taken = backups.take(datadir, folder, now, actor(), settings.keep)
        say(f"备份已写入,并核对过。\n{_line(taken.kept)}")
        say("".join(f"按保留规则删去 {name}\n" for name in taken.removed), end="")
    return FINE


def _now(datadir: DataDir, context: Context) -> dt.datetime:
    """The present instant in the zone of the newest plan; the projection is left alone."""
    with Journal(datadir.journal) as journal:
        *_, newest = journal.entries(kinds=["plan"])
    plan = read_plan(Vault(datadir.vault).get(newest.body["sha256"]), context.form_ids)
    return dt.datetime.now(plan.zone)


def add_health(parser: argparse.ArgumentParser) -> None:
    parser.description = "看日志、磁盘、备份是否正常;网址 /health 只答正常与否"


def health(args: argparse.Namespace, context: Context) -> int:
    """Say what is well and what is not; a server may be running meanwhile."""
    datadir = opened(context.data)
    points = healths.examine(datadir, read_settings(os.environ, datadir.path), _now(datadir, context))
    say("\n".join(f"{'正常' if p.ok else '请查看'}:{p.says}" for p in points))
    return FINE if all(p.ok for p in points) else REFUSED


def _line(kept: backups.Kept) -> str:
    held = kept.manifest.holds.words() if kept.manifest else kept.fault
    return f"{kept.path}\t{kept.size / 2**20:.1f} MB\t{held}"


def add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.zip")
    parser.add_argument("--set-aside", action="store_true", help="数据目录里已有内容时,先把它整个改名,再恢复")


def restore(args: argparse.Namespace, context: Context) -> int:
    """Restore a backup into an empty data directory; what lies there is never overwritten."""
    now, data = dt.datetime.now().astimezone(), context.data.absolute()
    occupied = data.is_dir() and any(data.iterdir())
    aside = data.with_name(f"{data.name}-{now:%Y%m%d-%H%M%S}") if occupied else None
    if aside and not args.set_aside:
        raise Occupied(
            f"“{context.data}”里已有内容,恢复不覆盖原有内容。请用 --data 指明一个空文件夹;"
            f"或加 --set-aside,先把原有内容整个改名为“{aside.name}”,再恢复。"
        )
    datadir = restore_backup(args.file, data, aside)
    file = lies_now(args.file, data, aside)
    manifest = read_manifest(file)
    backups.note(datadir, actor(), _now(datadir, context), backups.RESTORE, file, manifest)
    say(f"已恢复到 {context.data},备份做于 {manifest.at}:{manifest.holds.words()}")
    if aside:
        say(f"原有内容已改名为 {aside}{_settings_kept(aside, data)}")
    if manifest.holds.accounts:
        say("备份里没有密码:请用 accounts bulk --again --out 文件.xlsx 给全部账号(含系统管理员)重新发放一次性密码。")
    return FINE


def _settings_kept(aside: Path, data: Path) -> str:
    """Copy the machine's own settings, which no backup holds, from what was set aside."""
    if not (aside / SETTINGS).is_file():
        return ""
    shutil.copy2(aside / SETTINGS, data / SETTINGS)
    return f",其中的 {SETTINGS} 照旧使用"


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
    entries = list(workspace.journal.entries(kinds=["arrival", "attachment", "filing", "plan", "package"]))
    named = {str(e.body["sha256"]) for e in entries if "sha256" in e.body}
    named |= {str(e.body["adopted"]["original"]) for e in entries if "adopted" in e.body}
    lost = sorted(named - set(workspace.vault))
    problems = [f"日志里登记的原件 {sha256} 不在文件库里。请从备份中找回。" for sha256 in lost]
    if problems:
        return problems
    before = workspace.store.dump()
    workspace.store.rebuild()
    after = workspace.store.dump()
    return [f"统计库的 {name} 与原件不一致,已按原件重新生成。" for name in after if before.get(name) != after[name]]

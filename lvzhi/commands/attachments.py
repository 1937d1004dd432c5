"""attach: tie files to rows, or take one off."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from lvzhi.attachments.attached import entry_of
from lvzhi.attachments.attaching import Offered, Outcome, outcome_json, withdraw
from lvzhi.attachments.attaching import attach as tie
from lvzhi.attachments.kinds import NotKept
from lvzhi.attachments.rows import Row, row_named
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, find_filer, instant, print_json, say
from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, REJECTED
from lvzhi.plan import Plan
from lvzhi.workspace import Workspace

COMMAND_LINE = "命令行"
_WORDS = {ACCEPTED: "已附", DUPLICATE: "重复,未变", REJECTED: "没有收"}


def add_attach(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--filer", help="附在哪个单位的行上(文件名或 --row 的编号没有写明时)")
    parser.add_argument("--row", metavar="编号", help="附在哪一行(“单位-问题-003”的样式);不写则看文件名的开头")
    parser.add_argument("--received-at", help="收到的时刻,ISO 8601")
    parser.add_argument("--off", metavar="回执号", help="撤下一个附件(登记仍在,原件不删)")
    parser.add_argument("--reason", default="", help="为什么撤下")
    parser.add_argument("--json", action="store_true")


def attach(args: argparse.Namespace, context: Context) -> int:
    """Tie files to the rows their names begin with, or to one row; or take one file off its row."""
    if bool(args.files) == bool(args.off):
        raise WrongUse("请写明要附的文件,或用 --off 写明要撤下的附件的回执号。")
    with context.workspace() as workspace:
        if args.off:
            return _off(workspace, args.off, args.reason)
        filer = find_filer(workspace.plan, args.filer).code if args.filer else None
        row = _row(workspace, args.row, filer) if args.row else None
        at = instant(args.received_at, workspace.plan, workspace.clock.now())
        became = [
            tie(workspace, Offered(path.name, path.read_bytes(), at, COMMAND_LINE, filer, row, filer is not None))
            for path in args.files
        ]
        if args.json:
            print_json([outcome_json(o, workspace.plan) for o in became])
        say_outcomes(became, workspace.plan, sys.stderr if args.json else sys.stdout)
    return REFUSED if any(o.status == REJECTED for o in became) else FINE


def _row(workspace: Workspace, number: str, filer: str | None) -> Row:
    """The row of a number; of a task or a summary its sheet and key, as its files' names would begin."""
    with workspace.store.cursor() as cursor:
        try:
            return row_named(cursor, workspace.plan, workspace.forms, number, filer)
        except NotKept as fault:
            raise WrongUse(str(fault)) from fault


def _off(workspace: Workspace, receipt: str, reason: str) -> int:
    with workspace.store.cursor() as cursor:
        entry = entry_of(cursor, receipt)
    if entry is None or not withdraw(workspace, entry, reason, COMMAND_LINE):
        raise WrongUse(f"没有回执号为“{receipt}”、还附着的附件。")
    say(f"已撤下 {receipt}。登记仍在,原件不删。")
    return FINE


def say_outcomes(became: Iterable[Outcome], plan: Plan, out: TextIO) -> None:
    """Print what became of each file, a line each."""
    for o in became:
        filer = plan.filer(o.row.filer).name if o.row else ""
        out.write("\t".join((_WORDS[o.status], o.receipt or "", filer, o.file, o.said)) + "\n")

"""archive, package, receive: what leaves as data, and what comes from the level below."""

from __future__ import annotations

import argparse
from pathlib import Path

from lvzhi.commands.accounts import actor
from lvzhi.commands.context import FINE, REFUSED, Context, print_json, say
from lvzhi.commands.numbers import pairs
from lvzhi.outgoing import archive as archives
from lvzhi.outgoing.taking import taken_from
from lvzhi.package import receiving
from lvzhi.package.contents import check_code_of
from lvzhi.package.sending import package as packaged
from lvzhi.vault import write_durably


def add_archive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="空的或还没有的文件夹")
    parser.add_argument("--as-of", metavar="ISO8601")
    parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE")


def archive(args: argparse.Namespace, context: Context) -> int:
    """Write the rows of all forms and the records beside them as Parquet, with a README of the columns."""
    with context.workspace() as workspace, workspace.store.cursor() as cursor:
        taking = taken_from(workspace, cursor, workspace.clock.as_of(args.as_of), pairs(args.filter))
        written = archives.write(args.out, taking, workspace.journal, workspace.vault)
    say(f"归档已写入 {args.out}:{len(written)}个文件,{sum(w.rows or 0 for w in written)}行")
    return FINE


def add_package(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    parser.add_argument("--as-of", metavar="ISO8601")
    parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE",
                        help="只取一部分,供核对用;上一级不收")


def package(args: argparse.Namespace, context: Context) -> int:
    """Write what the level above takes in: rows, workbook, manifest, and the packages of the level below."""
    with context.workspace() as workspace:
        data = packaged(workspace, workspace.clock.as_of(args.as_of), pairs(args.filter))
    write_durably(args.out, data, mode=0o644)
    say(f"上报包已写入 {args.out},校验码 {check_code_of(data)}。请用电话告诉上一级这个校验码。")
    return FINE


def add_receive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.zip")
    parser.add_argument("--json", action="store_true")


def receive(args: argparse.Namespace, context: Context) -> int:
    """Take in packages of the level below, each by itself: one that is refused holds up no other."""
    with context.workspace() as workspace:
        receipts = [receiving.receive(workspace, f.name, f.read_bytes(), actor()) for f in args.files]
    if args.json:
        print_json([r.__dict__ for r in receipts])
    else:
        say("\n".join(map(_said, receipts)))
    return REFUSED if any(r.status == receiving.REJECTED for r in receipts) else FINE


def _said(receipt: receiving.Receipt) -> str:
    if receipt.status == receiving.REJECTED:
        return f"没有接收\t{receipt.problem}"
    word = "已接收" if receipt.status == receiving.ACCEPTED else "收过,没有变化"
    return "\n    ".join((f"{word}\t{receipt.bureau}\t截至 {receipt.as_of}\t校验码 {receipt.code}", *receipt.notes))

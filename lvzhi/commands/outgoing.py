"""archive: what leaves as data."""

from __future__ import annotations

import argparse
from pathlib import Path

from lvzhi.commands.context import FINE, Context, say
from lvzhi.commands.numbers import pairs
from lvzhi.outgoing import archive as archives
from lvzhi.outgoing.taking import taken_from


def add_archive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="空的或还没有的文件夹")
    parser.add_argument("--as-of", metavar="ISO8601")
    parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE")


def archive(args: argparse.Namespace, context: Context) -> int:
    """Write the rows of all forms and the records beside them as Parquet, with a README of the columns."""
    with context.workspace() as workspace, workspace.store.cursor() as cursor:
        taking = taken_from(workspace, cursor, workspace.clock.as_of(args.as_of), pairs(args.filter))
        written = archives.write(args.out, taking, workspace.journal)
    say(f"归档已写入 {args.out}:{len(written)}个文件,{sum(w.rows or 0 for w in written)}行")
    return FINE

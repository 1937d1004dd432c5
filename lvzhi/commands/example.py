"""demo: the example campaign."""

from __future__ import annotations

import argparse
from pathlib import Path

from lvzhi.commands.context import FINE, Context, progress, say
from lvzhi.demo import write


def add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=int, default=1, help="单位数的倍数")


def demo(args: argparse.Namespace, context: Context) -> int:
    """Write the example campaign as books in folders named by day of receipt."""
    count = write(
        args.out, context.plan_bytes(), context.forms, seed=args.seed, scale=args.scale,
        progress=lambda books, total: progress(books, "演示数据", total),
    )
    say(f"{count} 个文件,在 {args.out}")
    return FINE

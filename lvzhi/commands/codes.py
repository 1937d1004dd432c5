"""code: what a 校验码 on paper stands for."""

from __future__ import annotations

import argparse

from lvzhi import check_codes
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, say


def add_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="打印件上的8位校验码")


def code(args: argparse.Namespace, context: Context) -> int:
    """Print what a code stands for; exit code 1 where it stands for nothing."""
    try:
        wanted = check_codes.read(args.code)
    except check_codes.NoCode as no:
        raise WrongUse(str(no)) from no
    with context.workspace() as workspace, workspace.store.cursor() as cursor:
        found = check_codes.known(workspace.journal, cursor, workspace.plan, wanted)
    say("\n".join(one.words for one in found) or f"没有校验码 {wanted} 的报送、签发件或数据版本。")
    return FINE if found else REFUSED

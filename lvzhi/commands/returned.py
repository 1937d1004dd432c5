"""annotate: the filer's own workbook back, marked where something is to be done."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from lvzhi.books.annotate.marking import Unmarkable, about
from lvzhi.books.annotate.marking import annotate as marked
from lvzhi.check_codes import file_code
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, find_filer, say
from lvzhi.intake.checking import Checked
from lvzhi.intake.gate import examine as gate
from lvzhi.intake.judging import Incoming, check_files
from lvzhi.intake.worker import Pool

COMMAND_LINE = "命令行"


def add_annotate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--filer", help="替哪个单位核对(报送簿上没有写明时)")


def annotate(args: argparse.Namespace, context: Context) -> int:
    """Check a file, store nothing, and write it back marked."""
    if not args.file.is_file():
        raise WrongUse(f"没有找到“{args.file}”。")
    data = args.file.read_bytes()
    refusal = gate(data, args.file.name)
    if refusal:
        say(refusal.message)
        return REFUSED
    checked = _checked(data, args, context)
    if not checked.identity.sheets:
        say("\n".join(f.message for f in checked.findings))
        return REFUSED
    try:
        written = marked(data, checked.findings, about=about(checked, file_code(data)))
    except Unmarkable as reason:
        say(f"原件的内部结构特殊({reason}),没有标注;请用 check 列出待修改的内容。")
        return REFUSED
    args.out.write_bytes(written)
    said = sum(f.open for f in checked.findings)
    say(f"{args.out}:{f'已标出{said}处待处理' if said else '没有需要处理的内容'}")
    return FINE


def _checked(data: bytes, args: argparse.Namespace, context: Context) -> Checked:
    ground, workspace = context.ground()
    filer = find_filer(ground.plan, args.filer).code if args.filer else None
    now = workspace.clock.now() if workspace else dt.datetime.now(ground.plan.zone)
    pool = workspace.pool if workspace else Pool(1)
    try:
        ((_, checked),) = check_files(ground, pool, [Incoming(args.file.name, data, now, COMMAND_LINE, filer)])
        return checked
    finally:
        pool.close()
        if workspace:
            workspace.close()

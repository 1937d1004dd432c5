"""The command line: everything the pages can do, without a browser."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lvzhi.commands import books, documents, example, intake, keeping, numbers, plans
from lvzhi.commands.context import WRONG_USE, Context, WrongUse
from schemas import BOOKS, FORMS

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Command:
    """A command by name: its sentence, its arguments, what it does."""

    name: str
    about: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Context], int]


COMMANDS = (
    Command("templates", "印制报送簿", books.add_templates, books.templates),
    Command("check", "核对报送簿,不登记", intake.add_check, intake.check),
    Command("load", "接收报送簿:文件、文件夹或 zip", intake.add_load, intake.load),
    Command("decide", "登记审定、退回、核查销号等事项", keeping.add_decide, keeping.decide),
    Command("measure", "打印一项口径的数", numbers.add_measure, numbers.measure),
    Command("trace", "一个数来自哪些单元格", numbers.add_trace, numbers.trace),
    Command("export", "写出汇总表", books.add_export, books.export),
    Command("plan", "方案:核对、导出为工作簿、导入为下一版", plans.add_plan, plans.plan),
    Command("demo", "写出演示数据", example.add_demo, example.demo),
    Command("init", "建立空的、正式的数据目录", keeping.add_init, keeping.init),
    Command("rebuild", "从原件和日志重新生成统计库", keeping.add_rebuild, keeping.rebuild),
    Command("backup", "备份数据目录,不停服务", keeping.add_backup, keeping.backup),
    Command("restore", "恢复备份到空的数据目录", keeping.add_restore, keeping.restore),
    Command("verify", "核对原件、日志链、统计库是否一致", keeping.add_verify, keeping.verify),
    Command("docs", "由声明生成数据字典等文档", documents.add_docs, documents.docs),
)


def parser() -> argparse.ArgumentParser:
    """The whole command line's parser."""
    top = argparse.ArgumentParser(prog="python -m lvzhi", description=__doc__)
    _places(top)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.about, description=command.about)
        _places(sub, argparse.SUPPRESS)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def _places(to: argparse.ArgumentParser, default: object = None) -> None:
    """--data and --plan are taken before or after the command's name."""
    to.add_argument("--data", type=Path, default=default, metavar="DIR", help="数据目录(或环境变量 LVZHI_DATA)")
    to.add_argument("--plan", type=Path, default=default, metavar="FILE", help="方案文件")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit code 0 fine, 1 something was refused, 2 wrong use."""
    args = parser().parse_args(arguments)
    data = args.data or Path(os.environ.get("LVZHI_DATA", "data/local"))
    context = Context(FORMS, BOOKS, data, args.plan, ROOT / "data" / "plans")
    try:
        return int(args.run(args, context))
    except WrongUse as wrong:
        sys.stderr.write(f"{wrong}\n")
        return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())

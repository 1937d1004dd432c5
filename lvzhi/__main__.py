"""The command line: everything the pages can do, without a browser."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from lvzhi.commands.context import WRONG_USE, Context, sentence
from lvzhi.settings import data_path
from schemas import BOOKS, FORMS

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Command:
    """A command by name: its sentence, and the module of `lvzhi.commands` that has `add_<name>` and `<name>`."""

    name: str
    about: str
    module: str

    def part(self, prefix: str) -> Any:
        """A function of the module, which is imported when it is needed."""
        return getattr(import_module(f"lvzhi.commands.{self.module}"), prefix + self.name)


COMMANDS = (
    Command("templates", "印制报送簿", "books"),
    Command("check", "核对报送簿,不登记", "intake"),
    Command("annotate", "在报送簿原件上标出要改的格,附待修改清单", "returned"),
    Command("load", "接收报送簿:文件、文件夹或 zip", "intake"),
    Command("attach", "把文件附在一行上,或撤下", "attachments"),
    Command("decide", "登记审定、退回、核查销号等事项", "keeping"),
    Command("recheck", "回头看:封存规则和种子、公布名单、重新核对", "rechecking"),
    Command("measure", "打印一项口径的数", "numbers"),
    Command("trace", "一个数来自哪些单元格", "numbers"),
    Command("export", "写出汇总表", "books"),
    Command("paper", "写出公文和数据底稿,登记签发", "papers"),
    Command("bulletin", "写出督查通报和数据底稿", "papers"),
    Command("code", "打印件上的校验码是哪一份", "codes"),
    Command("archive", "写出归档:Parquet 数据和列说明", "outgoing"),
    Command("package", "写出上报包,报上一级", "outgoing"),
    Command("receive", "接收下级的上报包", "outgoing"),
    Command("plan", "方案:核对、导出为工作簿、导入为下一版", "plans"),
    Command("demo", "写出演示数据", "example"),
    Command("init", "建立空的、正式的数据目录", "keeping"),
    Command("rebuild", "从原件和日志重新生成统计库", "keeping"),
    Command("backup", "备份数据目录,不停服务", "keeping"),
    Command("restore", "恢复备份到空的数据目录", "keeping"),
    Command("health", "日志、磁盘、备份是否正常", "keeping"),
    Command("verify", "核对原件、日志链、统计库是否一致", "keeping"),
    Command("accounts", "账号:新建、成批新建、重置密码、停用、交接", "accounts"),
    Command("docs", "由声明生成数据字典等文档", "documents"),
)


def parser(wanted: str | None = None) -> argparse.ArgumentParser:
    """The command line's parser; only the arguments of the command wanted are looked up."""
    top = argparse.ArgumentParser(prog="python -m lvzhi", description=__doc__)
    _places(top)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.about, description=command.about)
        _places(sub, argparse.SUPPRESS)
        if wanted is None or command.name == wanted:
            command.part("add_")(sub)
            sub.set_defaults(run=command)
    return top


def _places(to: argparse.ArgumentParser, default: object = None) -> None:
    """--data and --plan are taken before or after the command's name."""
    to.add_argument("--data", type=Path, default=default, metavar="DIR", help="数据目录(或环境变量 LVZHI_DATA)")
    to.add_argument("--plan", type=Path, default=default, metavar="FILE", help="方案文件")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit code 0 fine, 1 something was refused, 2 wrong use."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    wanted = next((a for a in given if a in {c.name for c in COMMANDS}), None)
    args = parser(wanted).parse_args(given)
    data = args.data or Path(data_path(os.environ))
    context = Context(FORMS, BOOKS, data, args.plan, ROOT / "data" / "plans")
    try:
        return int(args.run.part("")(args, context))
    except Exception as fault:
        said = sentence(fault)
        if said is None:
            raise
        sys.stderr.write(f"{said}\n")
        return WRONG_USE


if __name__ == "__main__":
    # A command works through many books and ends; what they hold is not walked through after every few hundred objects.
    gc.set_threshold(50_000, 20, 50)
    sys.exit(main())

"""templates and export: the workbooks that leave."""

from __future__ import annotations

import argparse
import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import duckdb

from lvzhi.books import consolidated, template, upward
from lvzhi.books.consolidated import parts
from lvzhi.check_codes import code_now
from lvzhi.commands.context import FINE, Context, WrongUse, find_filer, kept_whole, progress, say
from lvzhi.commands.numbers import pairs
from lvzhi.form import arranged
from lvzhi.store import Limits
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace

# Its rows are streamed and each measure is asked a few times: what the database keeps of them may lie on the disk.
# One thread: of a campaign of 5,200 units two at once now and then ask for more than they can put there.
STREAMED = Limits(memory="128MB", threads=1)


def add_templates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--filer", action="append", default=[], metavar="NAME")
    parser.add_argument("--period", metavar="YYYY-MM")
    parser.add_argument("--blank", action="store_true", help="三种空白样簿,不属于任何单位")


def templates(args: argparse.Namespace, context: Context) -> int:
    """Write pre-filled books, of all filers unless some are named; or the blank ones."""
    ground, workspace = context.ground()
    args.out.mkdir(parents=True, exist_ok=True)
    plan = ground.plan
    if args.blank:
        for book in context.books:
            forms = arranged(context.forms, context.books[book])
            (args.out / f"{book}.xlsx").write_bytes(template.blank(forms, plan, book))
        return FINE
    today = workspace.clock.today() if workspace else dt.datetime.now(plan.zone).date()
    period = args.period or plan.period_at(today).id
    if period not in {p.id for p in plan.periods}:
        raise WrongUse(f"方案里没有“{period}”这一期。")
    filers = [find_filer(plan, name) for name in args.filer] or list(plan.filers)
    filers = [f for f in filers if plan.owed(f.code, period)]
    demo, code = bool(ground.demo), code_now(workspace) if workspace else ""
    ground.standing.expect(f.code for f in filers)
    for filer in progress(filers, "印制报送簿", len(filers)):
        data = template.build(
            arranged(context.forms, context.books[filer.book]), plan, filer, period, ground.standing,
            plan_version=ground.plan_version, demo=demo, code=code,
        )
        (args.out / f"{filer.name}-{period}-{filer.book_title}.xlsx").write_bytes(data)
    say(f"{len(filers)} 本,{plan.period(period).label},在 {args.out}")
    if workspace:
        workspace.close()
    return FINE


def add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help="写到这个文件;用 --per 时是文件夹")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--offline", action="store_true", help="离线会议版:一个 HTML 文件,不用服务器")
    kind.add_argument("--upward", action="store_true", help="上报版:一页统计表、各单位和口径,不含姓名和局内测评")
    kind.add_argument("--per", choices=tuple(parts.PER), help="每个工作组(group)、单位(unit)或阶段(stage)一个工作簿")
    parser.add_argument("--as-of", metavar="ISO8601")
    parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE")


def export(args: argparse.Namespace, context: Context) -> int:
    """Write the consolidated workbook, or the pages as one file without a server."""
    if args.offline:
        return _offline(args, context)
    if args.upward:
        return _upward(args, context)
    try:
        return _streamed(args, context, STREAMED)
    except duckdb.OutOfMemoryException:  # not all work can be put on the disk: from the start, with what others have
        return _streamed(args, context, Limits())


def _streamed(args: argparse.Namespace, context: Context, limits: Limits) -> int:
    with context.workspace(limits) as workspace:
        if args.per:
            return _per(args, workspace)
        with kept_whole(args.out) as file:
            _consolidated(file, workspace, workspace.clock.as_of(args.as_of), pairs(args.filter))
    say(f"汇总表已写入 {args.out}")
    return FINE


def _per(args: argparse.Namespace, workspace: Workspace) -> int:
    """Write a workbook for each part into a folder."""
    as_of = workspace.clock.as_of(args.as_of)
    plan = workspace.plan_at(as_of)
    found = parts.parts(plan, args.per, as_of.date(), pairs(args.filter))
    if not found:
        raise WrongUse(f"这样筛选,截至{as_of.date().isoformat()}没有要做汇总表的{parts.PER[args.per]}。")
    args.out.mkdir(parents=True, exist_ok=True)
    for part in progress(found, "写汇总表", len(found)):
        with kept_whole(args.out / parts.file_name(plan, part, as_of.date())) as file:
            _consolidated(file, workspace, as_of, part.filters)
    say(f"{len(found)} 个汇总表,每个{parts.PER[args.per]}一个,在 {args.out}")
    return FINE


def _consolidated(file: IO[bytes], workspace: Workspace, as_of: dt.datetime, filters: Mapping[str, str]) -> None:
    with workspace.store.cursor() as cursor:
        consolidated.write(
            file, cursor, workspace.forms, workspace.plan_at(as_of), as_of, filters, Viewer("office"),
            demo=workspace.demo, code=code_now(workspace),
        )


def _upward(args: argparse.Namespace, context: Context) -> int:
    if args.filter:
        raise WrongUse("上报版是全局的,不能筛选。请去掉 --filter。")
    with context.workspace() as workspace, workspace.store.cursor() as cursor, kept_whole(args.out) as file:
        as_of = workspace.clock.as_of(args.as_of)
        upward.write(file, cursor, context.forms, workspace.plan_at(as_of), as_of, demo=workspace.demo,
                     code=code_now(workspace))
    say(f"上报版已写入 {args.out}")
    return FINE


def _offline(args: argparse.Namespace, context: Context) -> int:
    with _quiet(), context.workspace() as workspace:
        from lvzhi.web.offline import from_machine  # the screen's framework, which no other command needs

        data = from_machine(workspace, workspace.clock.as_of(args.as_of), pairs(args.filter))
    args.out.write_bytes(data)
    say(f"离线会议版已写入 {args.out}")
    return FINE


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the screen's framework from saying, in English and over and over, that there is no screen."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)

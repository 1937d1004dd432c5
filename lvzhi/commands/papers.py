"""paper and bulletin: written outputs with their 数据底稿, and the signature that makes a draft the paper."""

from __future__ import annotations

import argparse
from pathlib import Path

from lvzhi.commands.context import FINE, Context, WrongUse, say, table
from lvzhi.commands.numbers import pairs
from lvzhi.decisions import decide
from lvzhi.measures import settled
from lvzhi.papers import issuing, marking, typeset, word
from lvzhi.papers.catalogue import PAPERS, UnknownPaper
from lvzhi.papers.catalogue import paper as named
from lvzhi.papers.issuing import Issue, issue
from lvzhi.papers.looks import fonts_note
from lvzhi.papers.paper import Paper
from lvzhi.plan import Plan
from lvzhi.workspace import Workspace

ACTOR = "局履职办"


def add_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="公文名;不写则列出全部")
    parser.add_argument("--out", type=Path, metavar="DIR", help="写到这个文件夹:每份一个 docx、一个数据底稿 xlsx")
    parser.add_argument("--pdf", action="store_true", help="每份另写一个 PDF")
    parser.add_argument("--picture", action="store_true", help="每份另写一张手机宽的图片(督办一页纸、单位情况表)")
    parser.add_argument("--for", dest="whose", action="append", default=[], metavar="NAME", help="单位、工作组或局领导")
    parser.add_argument("--as-of", metavar="ISO8601")
    parser.add_argument("--sign", metavar="NAME", help="登记由谁签发;文字有变动的,以后仍是草稿")
    parser.add_argument("--template", type=Path, metavar="FILE.docx", help="写出自带的公文模板,改好放回数据目录")


def paper(args: argparse.Namespace, context: Context) -> int:
    """Write a paper, for each whom it is made for unless some are named; or list the papers, or write the template."""
    if args.template:
        args.template.write_bytes(word.blank_template())
        say(f"公文模板已写入 {args.template}。改好后放进数据目录,取名“{issuing.TEMPLATE}”。")
    if args.name is None:
        if not args.template:
            say(table([("名称", "公文", "说明"), *((p.id, p.title, p.about) for p in PAPERS)]))
        return FINE
    if args.out is None:
        raise WrongUse("请用 --out 指明写到哪个文件夹。")
    wanted = _named(args.name)
    if args.picture and not wanted.one_page:
        raise WrongUse(f"{wanted.title}没有手机图片。有的是:{'、'.join(p.title for p in PAPERS if p.one_page)}。")
    if (args.pdf or args.picture) and (trouble := typeset.trouble(typeset.machine_fonts())):
        raise WrongUse(trouble)
    args.out.mkdir(parents=True, exist_ok=True)
    with context.workspace() as workspace:
        for whose in _targets(wanted, args.whose, workspace.plan_at(workspace.clock.as_of(args.as_of))):
            if args.sign:
                _sign(workspace, wanted, whose, args)
            made = _issue(workspace, wanted, whose, args.as_of, {})
            _write(workspace, made, args.out / f"{made.name}.docx")
            _typeset(made, args)
    say(fonts_note())
    return FINE


def _typeset(made: Issue, args: argparse.Namespace) -> None:
    """Write what is asked for beside the Word file."""
    kinds = {".pdf": made.pdf if args.pdf else None, ".png": made.picture if args.picture else None}
    for ending, write in kinds.items():
        if write:
            path = args.out / f"{made.name}{ending}"
            path.write_bytes(write(typeset.machine_fonts()))
            say(str(path))


def add_bulletin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.docx")
    parser.add_argument("--as-of", metavar="ISO8601")
    parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE")


def bulletin(args: argparse.Namespace, context: Context) -> int:
    """Write the bulletin, of the whole or of a part, and its 数据底稿 beside it."""
    with context.workspace() as workspace:
        made = _issue(workspace, _named("bulletin"), None, args.as_of, pairs(args.filter))
        _write(workspace, made, args.out)
    say(fonts_note())
    return FINE


def _named(name: str) -> Paper:
    try:
        return named(name)
    except UnknownPaper as fault:
        raise WrongUse(str(fault)) from fault


def _targets(wanted: Paper, names: list[str], plan: Plan) -> tuple[str | None, ...]:
    known = wanted.targets(plan)
    if not names:
        return known or (None,)
    found = []
    for name in names:
        filer = plan.find_filer(name)
        code = filer.code if filer and wanted.whose != "leader" else name
        if code not in known:
            raise WrongUse(f"{wanted.title}不写给“{name}”。可用的有:{'、'.join(known) or '不写 --for'}。")
        found.append(code)
    return tuple(found)


def _issue(workspace: Workspace, wanted: Paper, whose: str | None, as_of: str | None, scope: dict[str, str]) -> Issue:
    with workspace.store.cursor() as cursor:
        at = workspace.clock.as_of(as_of)
        plan = workspace.plan_at(at)
        if as_of is None:
            at = issuing.written_as_of(at, settled(cursor, plan, at))
        return issue(wanted, cursor, plan, workspace.forms, at, whose, scope=scope, demo=workspace.demo)


def _sign(workspace: Workspace, wanted: Paper, whose: str | None, args: argparse.Namespace) -> None:
    made = _issue(workspace, wanted, whose, args.as_of, {})
    decide(workspace, [made.act(args.sign)], ACTOR)


def _write(workspace: Workspace, made: Issue, path: Path) -> None:
    path.write_bytes(made.docx(issuing.template_in(workspace.datadir.path)))
    path.with_name(f"{path.stem}数据底稿.xlsx").write_bytes(made.working())
    state = f"{made.signature.by}签发" if made.signature else marking.DRAFT
    say(f"{path}\t校验码 {made.code}\t{state}")

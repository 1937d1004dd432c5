"""measure and trace: the numbers, and the cells behind one of them."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

from lvzhi import measures
from lvzhi.commands.context import FINE, Context, WrongUse, print_json, say, table
from lvzhi.trace import NotTraceable
from lvzhi.trace import trace as trace_figure
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace


def add_measure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="口径名,如 " + "、".join(m.name for m in measures.catalogue()))
    _add_scope(parser)
    parser.add_argument("--from", dest="first_day", metavar="DAY")
    parser.add_argument("--to", dest="last_day", metavar="DAY")
    parser.add_argument("--by", metavar="KEY[,KEY]", default="")


def _add_scope(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="ISO8601")
    parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--json", action="store_true")


def measure(args: argparse.Namespace, context: Context) -> int:
    """Print a measure's rows and totals."""
    with context.workspace() as workspace, workspace.store.cursor() as cursor:
        by = tuple(k for k in args.by.split(",") if k)
        result = _run(workspace, cursor, args, by)
        printed = measures.as_json(result, workspace.plan_at(result.as_of))
    if args.json:
        print_json(printed)
    else:
        _say(printed)
    return FINE


def _run(workspace: Workspace, cursor: Any, args: argparse.Namespace, by: tuple[str, ...]) -> measures.Result:
    own: dict[str, Any] = {k: _day(getattr(args, k)) for k in ("first_day", "last_day") if getattr(args, k)}
    if len(own) == 2 and own["first_day"] > own["last_day"]:
        raise WrongUse(f"起始日{args.first_day}晚于截止日{args.last_day},请对调。")
    if args.name == "reporting":
        own["titles"] = {f.id: f.title for f in workspace.forms}
    as_of = workspace.clock.as_of(args.as_of)
    try:
        return measures.run(
            cursor, workspace.plan_at(as_of), args.name, as_of, pairs(args.filter), Viewer("office"), by, **own,
        )
    except (measures.UnknownMeasure, measures.UnknownFilter) as wrong:
        raise WrongUse(str(wrong)) from wrong


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise WrongUse(f"“{text}”不是日期。请写成 2015-09-01。") from fault


def pairs(texts: list[str]) -> dict[str, str]:
    pairs = [t.partition("=") for t in texts]
    if any(not sep for _, sep, _ in pairs):
        raise WrongUse("筛选请写成 KEY=VALUE,如 group=一组。")
    return {key: value for key, _, value in pairs}


def _say(printed: dict[str, Any]) -> None:
    rows = printed["rows"]
    say(f"{printed['measure']} 截至 {printed['as_of']}")
    if rows:
        say(table([list(rows[0]), *(list(r.values()) for r in rows)]))
    say("合计\t" + "\t".join(f"{k}={v}" for k, v in printed["totals"].items()))


def add_trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="MEASURE")
    # The row keys follow the figure's name: argparse gives an option's words to the option.
    parser.add_argument("--figure", required=True, nargs="+", metavar=("KEY", "ROWKEY=VALUE"))
    _add_scope(parser)


def trace(args: argparse.Namespace, context: Context) -> int:
    """Print the cells, or the decisions, behind one figure."""
    with context.workspace() as workspace, workspace.store.cursor() as cursor:
        as_of = workspace.clock.as_of(args.as_of)
        try:
            found = trace_figure(
                cursor, workspace.plan_at(as_of), args.name, args.figure[0], pairs(args.figure[1:]), as_of,
                pairs(args.filter), Viewer("office"),
            )
        except (measures.UnknownMeasure, measures.UnknownFilter, NotTraceable) as wrong:
            raise WrongUse(str(wrong)) from wrong
    if args.json:
        print_json(found)
    else:
        say(table([list(row.values()) for row in found]))
    return FINE

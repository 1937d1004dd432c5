"""总表: the main figures of the whole and of every part, and charts of them that Excel draws itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lvzhi.books.consolidated.output import Output, heading, headings, line, page, parted, rows, signature, totals
from lvzhi.headings import called

TITLE, UNITS, BY_DAY, CHARTS = "总表", "各单位", "整改逐日", "总表图"
COMPLETION = ("applicable", "done", "rate", "overdue")
RECTIFICATION = ("base", "closed", "closure_rate", "open", "overdue")
SUPERVISION = ("assigned", "covered_on_site", "coverage_on_site", "visits", "with_leader")
DAILY = ("registered", "applied", "closed", "open", "overdue")
_WIDTHS = (26, *[12] * (len(COMPLETION) + len(RECTIFICATION)))
_BOTH = (*(f"任务{called(f)}" if f == "overdue" else called(f) for f in COMPLETION),
         *(f"问题{called(f)}" if f == "overdue" else called(f) for f in RECTIFICATION))
Block = tuple[str, Sequence[str], Sequence[tuple[Sequence[Any], bool]]]  # its name, headings, and rows, bold or not
Place = Mapping[str, tuple[int, int]]  # first and last row of each block


def overview(sheet: Worksheet, out: Output) -> Place:
    """Write 总表 block by block; return where the blocks that are drawn stand."""
    return _written(sheet, out, TITLE, 2, _blocks(out))


def units(sheet: Worksheet, out: Output) -> None:
    """Write the same figures of every unit on a sheet of their own, so that its headings stand on every page."""
    names = {f.code: f.name for f in out.plan.filers}
    _written(sheet, out, UNITS, 3, [("unit", ("单位", *_BOTH), _parts(out, "unit", names))])


def _written(sheet: Worksheet, out: Output, title: str, repeated: int, blocks: Iterable[Block]) -> Place:
    page(sheet, out, landscape=True, repeated=repeated)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    heading(sheet, out, title, "项、件、次", len(_WIDTHS))
    at, places = 2, {}
    for name, head, lines in blocks:
        headings(sheet, out, at, head)
        first = at + 1
        for at, (row, bold) in enumerate(lines, first):
            line(sheet, out, at, row, bold)
        places[name] = (first, at)
        at += 2
    signature(sheet, out, at, len(_WIDTHS))
    return places


def _blocks(out: Output) -> Iterator[Block]:
    yield "whole", (out.whole, "数", "总数", "率"), [(row, False) for row in _headline(out)]
    yield "group", ("工作组", *_BOTH), _parts(out, "group", {g.code: g.name for g in out.plan.groups})
    named = {s.id: s.name for s in out.plan.stages}
    yield "stage", ("阶段", *_BOTH[: len(COMPLETION)]), [
        *(((named[r["stage"]], *_taken(r, COMPLETION)), False) for r in parted(out, "completion", "stage")),
        ((f"{out.whole}合计", *_taken(totals(out, "completion"), COMPLETION)), True),
    ]
    yield "leader", ("局领导", *map(called, SUPERVISION)), [
        *(((r["leader"], *_taken(r, SUPERVISION)), False) for r in rows(out, "supervision")),
        ((f"{out.whole}合计", *_taken(totals(out, "supervision"), SUPERVISION)), True),
    ]


def _headline(out: Output) -> Iterator[Sequence[Any]]:
    """The five main figures. What was answered well is a mean over dimensions: it has a rate and no count."""
    done, closed, pleased, seen, filed = (
        totals(out, name) for name in ("completion", "rectification", "satisfaction", "supervision", "reporting")
    )
    yield "阶段任务完成", done["done"], done["applicable"], done["rate"]
    yield "问题整改销号", closed["closed"], closed["base"], closed["closure_rate"]
    yield f"{called('rate_broad')}(有效份数)", "", pleased["valid"], pleased["rate_broad"]
    yield "现场督办覆盖单位", seen["covered_on_site"], seen["assigned"], seen["coverage_on_site"]
    yield "按时报送(含未到期)", filed["received_on_time"], filed["expected"], ""


def _parts(out: Output, key: str, names: Mapping[str, str]) -> list[tuple[Sequence[Any], bool]]:
    """A row for each unit or group with tasks or problems, in the order of the measures; the total is everybody's."""
    done, closed = ({r[key]: r for r in parted(out, name, key)} for name in ("completion", "rectification"))
    found = [
        ((names[part], *_taken(done.get(part, {}), COMPLETION), *_taken(closed.get(part, {}), RECTIFICATION)), False)
        for part in dict.fromkeys((*done, *closed)) if part in names
    ]
    whole = (*_taken(totals(out, "completion"), COMPLETION), *_taken(totals(out, "rectification"), RECTIFICATION))
    return [*found, ((f"{out.whole}合计", *whole), True)]


def _taken(row: Mapping[str, Any], figures: Sequence[str]) -> Iterator[Any]:
    return (row.get(f) for f in figures)


_GRID = {"visible": True, "line": {"color": "#D9D9D9"}}


def by_day(sheet: Worksheet, out: Output, days: Sequence[Mapping[str, Any]]) -> int:
    """Write 整改逐日, one day a row under plain headings; return the number of days."""
    page(sheet, out, landscape=True, repeated=1)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(DAILY), 14)
    for column, name in enumerate(("日期", *map(called, DAILY))):
        sheet.write_string(0, column, name)
    for at, row in enumerate(days, 1):
        sheet.write_string(at, 0, row["day"].isoformat())
        for column, figure in enumerate(DAILY, 1):
            sheet.write_number(at, column, row[figure])
    return len(days)


def charts(workbook: Workbook, sheet: Worksheet, out: Output, places: Place, days: int) -> None:
    """Place the charts one below the other, each of figures that stand in 总表 or 整改逐日."""
    page(sheet, out, landscape=True, repeated=0, pages=1)
    sheet.center_horizontally()
    rate, closure = COMPLETION.index("rate") + 1, len(COMPLETION) + RECTIFICATION.index("closure_rate") + 1
    on_site = SUPERVISION.index("coverage_on_site") + 1
    for n, (block, column, title) in enumerate((
        ("stage", rate, "各阶段任务完成率"), ("group", rate, "各工作组任务完成率"),
        ("group", closure, "各工作组问题销号率"), ("leader", on_site, "各局领导现场督办覆盖率"),
    )):
        first, last = places[block]
        if last > first:  # the last is the whole's
            sheet.insert_chart(n // 2 * 17, n % 2 * 8, _columns(workbook, title, first, last - 1, column))
    if days:
        sheet.insert_chart(34, 0, _lines(workbook, days))


def _columns(workbook: Workbook, title: str, first: int, last: int, column: int) -> Any:
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({
        "categories": [TITLE, first, 0, last, 0], "values": [TITLE, first, column, last, column],
        "fill": {"color": "#2E75B6"}, "data_labels": {"value": True, "num_format": "0%"}, "gap": 60,
    })
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": _GRID})
    return _dressed(chart, title, 500, 320)


def _lines(workbook: Workbook, days: int) -> Any:
    chart = workbook.add_chart({"type": "line"})
    for figure, color in (("open", "#2E75B6"), ("overdue", "#C00000")):
        column = DAILY.index(figure) + 1
        chart.add_series({
            "name": [BY_DAY, 0, column], "categories": [BY_DAY, 1, 0, days, 0],
            "values": [BY_DAY, 1, column, days, column], "line": {"color": color, "width": 2},
        })
    chart.set_x_axis({"interval_unit": 14, "num_font": {"rotation": -45}})
    chart.set_y_axis({"min": 0, "major_gridlines": _GRID})
    chart.set_legend({"position": "top"})
    return _dressed(chart, "未销号与逾期问题(件)", 1012, 340)


def _dressed(chart: Any, title: str, width: int, height: int) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_size({"width": width, "height": height})
    if len(chart.series) == 1:
        chart.set_legend({"none": True})
    return chart

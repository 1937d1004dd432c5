"""The whole workbook, written as a stream: memory does not grow with the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import IO

import duckdb
import xlsxwriter

from lvzhi import measures
from lvzhi.books.consolidated import definitions, lists, overview
from lvzhi.books.consolidated.cover import cover
from lvzhi.books.consolidated.output import TALLEST, Output, rows, totals
from lvzhi.books.consolidated.sheets import count_of, form_sheet
from lvzhi.books.styles import Styles
from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.selection import Filters, staged, visible
from lvzhi.viewer import Viewer

_LEFT_OUT = ("cover", "explanations")


def write(
    file: IO[bytes], cursor: duckdb.DuckDBPyConnection, forms: Sequence[Form], plan: Plan,
    as_of: dt.datetime | dt.date, filters: Filters, viewer: Viewer | None, *, demo: bool = False,
    code: str = "", tallest: int = TALLEST,
) -> None:
    """Write the consolidated workbook of what had been received by `as_of`.

    A filter by `stage` leaves the tasks of that stage; what knows no stages stays whole. `code`: the data's 校验码.
    Rows that a sheet of `tallest` rows has no room for go on on a further one.
    What was asked and answered is for those who examine filings: 疑问清单 is in the office's workbook alone.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties({
            "title": f"{plan.campaign.title}汇总表", "author": plan.office.full_name or "",
            "created": measures.instant(as_of, plan),  # not the clock's: the same rows are the same bytes
        })
        whose, stages = staged(plan, filters)
        out = Output(
            cursor, tuple(forms), plan, measures.instant(as_of, plan), filters, visible(plan, whose, viewer), viewer,
            Styles(workbook), demo, code, stages, tallest,
        )
        # What measures need is asked for before any rows are streamed: the two needs of memory do not add up.
        for about in measures.catalogue():
            totals(out, about.name)
        daily = rows(out, "rectification")
        listed = [f for f in forms if f.id not in _LEFT_OUT]
        counts = {f.id: count_of(out, f) for f in listed}
        cover(workbook.add_worksheet("封面"), out, listed, counts)
        places = overview.overview(workbook.add_worksheet(overview.TITLE), out)
        overview.units(workbook.add_worksheet(overview.UNITS), out)
        charts = workbook.add_worksheet(overview.CHARTS)
        lists.missing(out, forms)
        if viewer is None or viewer.role == "office":
            lists.questions(out)
        lists.unmatched(out)
        definitions.definitions(workbook.add_worksheet("口径说明"), out)
        for form in listed:
            form_sheet(out, form, counts[form.id])
        days = overview.by_day(workbook.add_worksheet(overview.BY_DAY), out, daily)
        definitions.figures(workbook.add_worksheet("指标数据"), out)
        overview.charts(workbook, charts, out, places, days)

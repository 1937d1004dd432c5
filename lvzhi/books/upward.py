"""上报版: what the office reports upward, 《履职尽责工作情况统计表》 on one page and the units' figures behind it.

Nothing in it names a person, nothing is hidden, and the bureau's own ballots (局内测评) stay in the house.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

import duckdb
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from lvzhi import measures
from lvzhi.books import styles
from lvzhi.books.consolidated import definitions, overview
from lvzhi.books.consolidated.output import Output, page, totals
from lvzhi.books.styles import Styles
from lvzhi.form import Form
from lvzhi.headings import called, labels_of
from lvzhi.plan import Plan
from lvzhi.selection import visible

TITLE = "履职尽责工作情况统计表"
ABREAST = 3  # figures side by side
TABLE: Sequence[tuple[str, str, Sequence[str]]] = (
    ("报送", "reporting", ("expected", "on_time", "late", "missing")),
    ("阶段任务", "completion", ("applicable", "done", "rate", "overdue")),
    ("征求意见", "consultations", ("units", "issued", "collected", "opinions", "adopted", "to_problems")),
    ("自查自纠", "self_inspection", ("answered", "none_found", "found")),
    ("问题整改", "rectification", (
        "registered", "withdrawn", "base", "closed", "closure_rate", "open", "overdue", "on_time_rate", "ongoing",
    )),
    ("公开承诺", "commitments", ("promised", "due", "kept_on_time", "kept", "kept_early", "rate")),
    ("投诉举报", "complaints", ("received", "finished", "upheld", "due", "on_time", "on_time_rate")),
    ("分片督办", "supervision", ("assigned", "covered_on_site", "coverage_on_site")),
    ("交办事项", "assignments", ("assigned", "answered", "closed")),
    ("明察暗访", "inspections", ("visits", "secret", "found")),
    ("典型案例", "accountability", ("cases", "dual", "exposed")),
    ("点题监督", "special_topics", ("topics", "done", "rate")),
    ("督查员", "supervisors", ("serving", "units_with", "units_required")),
    ("宣传", "publicity", ("items", "media", "above_city")),
)
FORMAL: Sequence[str] = ("announced_score", "announced_rank", "departments", "valid", "rate_broad", "rate_strict")


def write(
    file: IO[bytes], cursor: duckdb.DuckDBPyConnection, forms: Sequence[Form], plan: Plan, as_of: dt.datetime | dt.date,
    *, demo: bool = False, code: str = "",
) -> None:
    """Write the workbook of the whole bureau as of an instant; `code`: the data's 校验码."""
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": f"{plan.campaign.title}情况统计表", "author": plan.campaign.bureau})
        out = Output(cursor, tuple(forms), plan, measures.instant(as_of, plan), {}, visible(plan, {}, None), None,
                     Styles(workbook), demo, code)
        statistics(workbook.add_worksheet("统计表"), out)
        overview.units(workbook.add_worksheet(overview.UNITS), out)
        definitions.definitions(workbook.add_worksheet("口径说明"), out)


def statistics(sheet: Worksheet, out: Output) -> None:
    """Write the one page: a section per line of the plan's work, its figures three abreast, places to sign below."""
    page(sheet, out, landscape=False, repeated=0, pages=1)
    last = 2 * ABREAST
    sheet.set_column(0, 0, 14)
    for column in range(1, last + 1):
        sheet.set_column(column, column, 17 if column % 2 else 10)
    sheet.set_row(0, 40)
    sheet.merge_range(0, 0, 0, last, TITLE, out.styles.get(styles.TITLE))
    said = f"填报单位:{out.plan.campaign.bureau}   {out.plan.campaign.title}   截至:{out.as_of_words}"
    sheet.merge_range(1, 0, 1, last, said, out.styles.get(styles.HEAD))
    row = 2
    for section, figures in _sections(out):
        row = _section(sheet, out, row, section, figures)
    signature = "填报单位(盖章):              负责人:              填表人:              填表日期:    年  月  日"
    sheet.set_row(row, 34)
    sheet.merge_range(row, 0, row, last, signature, out.styles.get(styles.SIGNATURE))


def _sections(out: Output) -> Iterator[tuple[str, Sequence[tuple[str, Any]]]]:
    for section, name, figures in TABLE:
        yield section, _named(name, totals(out, name), figures)
    formal = measures.totals(out.cursor, out.plan, "satisfaction", out.as_of, {"kind": "formal"})
    if formal["batch"]:
        yield f"市级测评\n({formal['batch']})", _named("satisfaction", formal, FORMAL)


def _named(name: str, found: Mapping[str, Any], figures: Sequence[str]) -> Sequence[tuple[str, Any]]:
    own = labels_of(name)
    return [(own.get(f) or called(f), found[f]) for f in figures]


def _section(sheet: Worksheet, out: Output, row: int, section: str, figures: Sequence[tuple[str, Any]]) -> int:
    """Write a section from this row on; return the row behind it."""
    lines = [figures[n : n + ABREAST] for n in range(0, len(figures), ABREAST)]
    label = out.styles.get(styles.HEADER, bg_color=styles.GREY)
    for line in lines:
        sheet.set_row(row, 31)
        for n in range(ABREAST):
            name, value = line[n] if n < len(line) else ("", "")
            sheet.write_string(row, 1 + 2 * n, name, out.styles.get(styles.BODY, align="center"))
            _value(sheet, out, row, 2 + 2 * n, value)
        row += 1
    if len(lines) > 1:
        sheet.merge_range(row - len(lines), 0, row - 1, 0, section, label)
    else:
        sheet.write_string(row - 1, 0, section, label)
    return row


def _value(sheet: Worksheet, out: Output, row: int, column: int, value: Any) -> None:
    if isinstance(value, int | float):
        shown = "#,##0" if isinstance(value, int) else "0.0%" if value <= 1 else "0.00"
        sheet.write_number(row, column, value, out.styles.get(styles.BODY, align="center", num_format=shown))
    else:
        said = "–" if value is None else str(value)
        sheet.write_string(row, column, said, out.styles.get(styles.BODY, align="center"))

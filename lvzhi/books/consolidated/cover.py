"""封面: as of when and for whom, what is counted, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.consolidated.output import Output, headings, line, one, page, signature, totals
from lvzhi.books.consolidated.sheets import filers_with
from lvzhi.form import Form
from lvzhi.headings import STATES
from lvzhi.restricted import confidential_rows
from lvzhi.viewer import confidential


def cover(sheet: Worksheet, out: Output, forms: Sequence[Form], counts: Mapping[str, int]) -> None:
    page(sheet, out, landscape=False)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 26)
    title = out.styles.get(styles.TITLE)
    sheet.set_row(0, 48)
    sheet.merge_range(0, 0, 0, 2, f"{out.plan.campaign.title}汇总表", title)
    row = 1
    for label, value in _facts(out):
        line(sheet, out, row, (label, value, ""))
        row += 1
    headings(sheet, out, row, ("表", "行数", "计入报送单位数"))
    for form in forms:
        row += 1
        line(sheet, out, row, (form.title, counts[form.id], filers_with(out, form)))
    row += 1
    line(sheet, out, row, ("合计", sum(counts.values()), ""), bold=True)
    signature(sheet, out, row + 1, 3)


def _facts(out: Output) -> Iterator[tuple[str, Any]]:
    """What the reader must know before any number: as of when, what is counted, what is missing."""
    yield "单位", out.plan.campaign.bureau
    yield "截至", out.as_of_words
    yield "筛选", out.filter_words
    if out.stage_clauses is not None:
        yield "说明", "只列本阶段的任务;其余各表不分阶段,照列全部"
    if out.code:
        yield "校验码", out.code
    filed = totals(out, "reporting")
    counted = filed["on_time"] + filed["late"]  # as the pages say it: the bureau's own are among the rows alone
    yield "计入报送(份)", counted
    held = one(out, "select count(*) from filing_at($as_of) where filer in (select unnest($filers))")
    if held > counted:
        yield "另收不在应报之内的(局机关等,份)", held - counted
    yield "应报(份)", filed["expected"]
    for name in ("on_time", "late", "missing", "pending", "exempt"):
        yield f"其中{STATES[name]}(份)", filed[name]
    yield "按时(补正通过)(份)", (filed["received_on_time"] or 0) - (filed["on_time"] or 0)
    for form in out.forms:
        if form.confidential and confidential(out.viewer, out.plan) and (hidden := _hidden(out, form)):
            yield f"{form.confidential[1]}件(不列明细,件)", hidden


def _hidden(out: Output, form: Form) -> int:
    return one(out, f"select count(*) from {confidential_rows(form)} where filer in (select unnest($filers))")

"""封面 against the sheets: what a 零报告 may not pass over in silence, and the kickoff's day."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.change import changed_rows
from schemas.cross.ledger import current, overdue, overlaid, problems, words
from schemas.cross.records import sheet

KICKOFF = {"kickoff_on": "动员会日期", "attendance": "参加人数"}


def nil_with_rows(filing: Filing) -> Iterator[Hit]:
    """COVER-NIL-WITH-ROWS: one hit, naming the sheets; rows fixed by the plan do not count."""
    if not filing.nil_return:
        return
    titles = [s.form.title for s in filing.sheets.values() if changed_rows(filing, s)]
    if titles:
        yield _at_nil(filing, sheets="、".join(f"《{t}》" for t in titles))


def nil_refused(filing: Filing) -> Iterator[Hit]:
    """COVER-NIL-REFUSED: an assigned problem unanswered, or one overdue without new 整改进展."""
    if not filing.nil_return:
        return
    numbers = sorted({*_unanswered(filing), *_without_progress(filing)})
    if numbers:
        yield _at_nil(filing, numbers="、".join(numbers))


def kickoff_missing(filing: Filing) -> Iterator[Hit]:
    """GEN-REQUIRED: the first task of the plan is reported done, the kickoff's day or attendance is blank.

    The block is filled in once: a book printed before it was accepted is not asked for it again.
    """
    covers, first = sheet(filing, "cover"), filing.plan.tasks[0].clause if filing.plan.tasks else None
    task = overlaid(filing, "stage_tasks").get(first or "")
    if filing.book != "unit" or task is None or task["status"] != "已完成":
        return
    known = {c for row in current(filing, "cover").values() for c in KICKOFF if row[c] is not None}
    for cover in covers:
        for column, label in KICKOFF.items():
            unread = (cover["_row"], column) in filing.sheets["cover"].bad
            if cover[column] is None and column not in known and not unread:
                yield Hit(cover["_row"], column, {"label": label, "task": first})


def _at_nil(filing: Filing, **values: str) -> Hit:
    row = next((c["_row"] for c in sheet(filing, "cover") if c["nil_return"] == "是"), None)
    return Hit(row, "nil_return", values)


def _unanswered(filing: Filing) -> set[str]:
    ledger = overlaid(filing, "rectification")
    open_ones = {p["problem_no"] for p in problems(filing).values() if p["open"] and p["assigned"]}
    return {n for n in open_ones if n not in ledger or ledger[n]["status"] is None}


def _without_progress(filing: Filing) -> set[str]:
    before, now = current(filing, "rectification"), overlaid(filing, "rectification")
    return {n for n in overdue(filing) if words(now.get(n), "progress") == words(before.get(n), "progress")}


RULES = (
    CrossRule("COVER-NIL-WITH-ROWS", Severity.ERROR, nil_with_rows,
              "选了零报告,{sheets}却有新增或变化的行。有新增或变化的请清空零报告;没有的请恢复这些行。"),
    CrossRule("COVER-NIL-REFUSED", Severity.ERROR, nil_refused,
              "{numbers}还在等本单位的答复或进展,本期不能零报告。请在《问题整改台账》逐条填写,并清空零报告。"),
    CrossRule("GEN-REQUIRED", Severity.ERROR, kickoff_missing,
              "“{label}”尚未填写({task}已完成时填写)。请补填。"),
)

"""The five lists against what was accepted: never filed, or changed without a new 更新日期."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.change import changed_columns
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import both
from schemas.cross.records import sheet


def never_filed(filing: Filing, *, form: str) -> Iterator[Hit]:
    """LIST-NEVER-FILED: due, nothing ever accepted, and 本期无 or 零报告 ticked."""
    held = filing.sheets.get(form)
    nil = filing.nil_return or (held is not None and held.nil)
    if not nil or sheet(filing, form) or filing.plan.duty(form, filing.filer.code, filing.period) != "due":
        return
    if filing.standing.versions(form, filing.filer.code).empty:
        yield Hit()


def not_updated(filing: Filing, *, form: str) -> Iterator[Hit]:
    """LIST-NOT-UPDATED: a row changed, its 更新日期 did not."""
    for row, was in both(filing, form):
        columns = [c.id for c in changed_columns(filing, filing.sheets[form].form, was, row)]
        if columns and "updated_on" not in columns:
            yield Hit(row["_row"], "updated_on")


def rules(form: str) -> tuple[CrossRule, ...]:
    """The cross rules of one of the lists."""
    return (
        CrossRule("LIST-NEVER-FILED", Severity.QUERY, partial(never_filed, form=form),
                  "本表应报,还没有报过,现选了本期无或零报告。本单位没有此类事项的,请写明理由。"),
        CrossRule("LIST-NOT-UPDATED", Severity.NOTE, partial(not_updated, form=form),
                  "本行内容有变化,更新日期还是原来的,请改为修改的日期。"),
    )

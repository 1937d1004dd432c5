"""What is missing, what had to be explained, and what refers to a row nobody has filed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lvzhi.books.consolidated.output import Output, listing, rows
from lvzhi.books.consolidated.unmatched import references
from lvzhi.form import Form
from lvzhi.kinds import day_words


def missing(out: Output, forms: Sequence[Form]) -> None:
    """未报清单: books past their deadline and not accepted, in the plan's order."""
    columns = (("填报单位", 24.0), ("报送簿", 18.0), ("报告期", 14.0), ("截止", 16.0), ("已传次数", 10.0),
               ("尚缺的表", 60.0))
    books = rows(out, "reporting", titles={f.id: f.title for f in forms})
    listing(out, "未报清单", "份", columns, (
        (
            out.plan.filer(r["filer"]).name, out.plan.filer(r["filer"]).book_title, out.plan.period(r["period"]).label,
            day_words(r["due"]), r["attempts"], "、".join(r["missing_sheets"] or ()),
        )
        for r in books if r["state"] == "missing"
    ))


def questions(out: Output) -> None:
    """疑问清单: what was asked about the filings that count, and the sentence that answered it, the newest first."""
    columns = (("填报单位", 18.0), ("报告期", 12.0), ("回执号", 20.0), ("表", 16.0), ("单元格", 8.0), ("编号", 18.0),
               ("需说明的事项", 46.0), ("说明", 46.0))
    listing(out, "疑问清单", "条", columns, (
        (
            out.plan.filer(r["filer"]).name, out.plan.period(r["period"]).label, r["receipt"], r["sheet"],
            r["cell"] or "", r["key"] or "", r["asked"], r["answer"],
        )
        for r in rows(out, "reporting", "answers")
    ))


def unmatched(out: Output) -> None:
    """对不上清单: numbers written as references to rows that are not there as of this instant; none of them counts."""
    columns = (("填报单位", 18.0), ("表", 20.0), ("编号", 22.0), ("列", 16.0), ("所填编号", 24.0), ("应在的表", 34.0))
    listing(out, "对不上清单", "条", columns, _unmatched(out))


def _unmatched(out: Output) -> Iterator[Sequence[Any]]:
    titles = {f.id: f.title for f in out.forms}
    for reference in references(out.forms):
        meant = "、".join(f"《{titles[f]}》" for f in reference.meant)
        for filer, key, number in out.cursor.execute(reference.sql, out.parameters()).fetchall():
            yield out.plan.filer(filer).name, reference.form.title, key, reference.column.label, number, meant

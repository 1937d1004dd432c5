"""零报告: what a unit does in a month in which nothing new has happened."""

from __future__ import annotations

from typing import Any

from lvzhi.books.layout import NIL
from lvzhi.demo.book import Book
from lvzhi.demo.chance import days

LEDGER = "rectification"
UNCOUNTED = ("cover", "explanations")
CONFIDENCE = 7  # days beyond the day of filling in before which no deadline may fall


def tick(book: Book) -> None:
    """Tick 零报告 where all there is to say is that work goes on; the ledger's rows then stay as they were."""
    answered = {f for f, rows in book.answers.items() if any(set(r) - {NIL} for r in rows)}
    moving = {f for f in answered if f not in UNCOUNTED and not book.forms[f].fixed_rows}
    if moving - {LEDGER} or not all(_goes_on(book, row) for row in book.answers.get(LEDGER, [])):
        return
    book.answers = {f: rows for f, rows in book.answers.items() if f in answered and f != LEDGER}
    book.answers["cover"][0]["nil_return"] = "是"


def _goes_on(book: Book, row: dict[str, Any]) -> bool:
    """A row that says no more than it did, and is not asked for more."""
    if NIL in row:
        return True
    number = row.get("problem_no", "")
    before, life = book.held.row(LEDGER, book.filer.code, number), book.held.lives().get(number)
    if before is None or life is None or row.get("status", before["status"]) != before["status"]:
        return False
    return row.get("status") == "整改中" and life.deadline.date() > book.cutoff + days(CONFIDENCE)

"""A day on which something was reported closed, and accepted as such, does not become another in silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from lvzhi.kinds import day_words
from schemas.cross.ledger import both
from schemas.cross.records import Record

Expected = Callable[[Filing, Record], bool]


def redated(
    code: str, form: str, day: str, status: str, closed: Collection[str], message: str,
    expected: Expected = lambda filing, row: False,
) -> CrossRule:
    """Return the query about a row whose `status` was and is one of `closed`, on another `day` than accepted.

    `expected`: rows of which a new day is expected, or another rule tells. The message may use {was} and {now}.
    """
    def check(filing: Filing) -> Iterator[Hit]:
        for row, was in both(filing, form):
            days = was[day], row[day]
            closing = was[status] in closed and row[status] in closed and None not in days
            if closing and days[0] != days[1] and not expected(filing, row):
                yield Hit(row["_row"], day, {"was": day_words(days[0]), "now": day_words(days[1])})

    return CrossRule(code, Severity.QUERY, check, message)

"""Two descriptions of one problem: found by the pairs of letters they share."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import overlaid, problems

GONE = ("已归并", "已撤销")


def similar(filing: Filing) -> Iterator[Hit]:
    """RECT-SIMILAR: a row of this book against the filer's rows before it; told once, with the first it is like."""
    limit, known = filing.plan.settings.similar, problems(filing)
    seen: list[tuple[str, frozenset[str]]] = []
    rows = overlaid(filing, "rectification").values()
    for row in sorted(rows, key=lambda r: (r["_row"] is not None, r["_row"] or 0)):
        if row["description"] is None or known.get(row["problem_no"], {}).get("state") in GONE:
            continue
        mine = pairs(row["description"])
        other = next((n for n, theirs in seen if share(mine, theirs) >= limit), None)
        if other is not None and row["_row"] is not None:
            yield Hit(row["_row"], "description", {"other": other})
        seen.append((row["problem_no"], mine))


def pairs(text: str) -> frozenset[str]:
    """Neighbouring letters of a text, everything but letters left out.

    >>> sorted(pairs("发放9天,晚了"))
    ['天晚', '放天', '晚了', '发放']
    """
    letters = "".join(c for c in text if c.isalpha())
    return frozenset(letters[n : n + 2] for n in range(len(letters) - 1))


def share(one: frozenset[str], two: frozenset[str]) -> float:
    """Shared pairs as a part of all pairs of both, 0 to 1; two texts without pairs share nothing.

    >>> share(pairs("低保发放迟"), pairs("低保发放迟"))
    1.0
    """
    both = len(one) + len(two)
    return 2 * len(one & two) / both if both else 0.0

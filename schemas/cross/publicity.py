"""宣传信息 across rows: one piece, one row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import overlaid


def twice(filing: Filing) -> Iterator[Hit]:
    """PUBL-TWICE: same 日期, 标题 and 媒体名称 as another row of this filer; the later one is told."""
    seen: dict[tuple[Any, ...], str] = {}
    rows = overlaid(filing, "publicity").values()
    for row in sorted(rows, key=lambda r: (r["_row"] is not None, r["_row"] or 0)):
        if row["published_on"] is None or row["title"] is None:
            continue
        same = (row["published_on"], row["title"], row["media"])
        other = seen.setdefault(same, row["item_no"])
        if other != row["item_no"] and row["_row"] is not None:
            yield Hit(row["_row"], "title", {"other": other})


RULES = (
    CrossRule("PUBL-TWICE", Severity.NOTE, twice, "日期、标题、媒体名称与{other}相同。同一条请只留一行。"),
)

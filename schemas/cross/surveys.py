"""满意度测评 across rows and versions: one batch has one type, and answers do not disappear."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from schemas.cross.records import Record, accepted, naming, sheet

KEY = ("batch", "subject", "respondents", "dimension")


def _key(row: Record) -> tuple[str | None, ...]:
    return tuple(row[c] for c in KEY)


def batch_of_two_types(filing: Filing) -> Iterator[Hit]:
    """SATI-BATCH-TYPE: the row's 测评类型 is not the one its batch began with."""
    mine = sheet(filing, "satisfaction")
    here = {_key(row) for row in mine}
    types: dict[str, str] = {}
    for row in naming(filing, "satisfaction", "batch", (row["batch"] for row in mine)):
        if _key(row) not in here:
            types.setdefault(row["batch"], row["scoring"])
    for row in mine:
        if row["batch"] is None or row["scoring"] is None:
            continue
        first = types.setdefault(row["batch"], row["scoring"])
        if first != row["scoring"]:
            said = {"batch": row["batch"], "other": first, "scoring": row["scoring"]}
            yield Hit(row["_row"], "scoring", said)


def fewer_collected(filing: Filing) -> Iterator[Hit]:
    """SATI-FEWER: 收回 is below the accepted version's."""
    before = {_key(row): row["collected"] for row in accepted(filing, "satisfaction", filing.filer.code)}
    for row in sheet(filing, "satisfaction"):
        was, now = before.get(_key(row)), row["collected"]
        if was is not None and now is not None and now < was:
            yield Hit(row["_row"], "collected", {"was": was, "now": now})

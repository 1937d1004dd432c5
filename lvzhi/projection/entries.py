"""Journal entries as rows of the projection's record tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from lvzhi.chain import Entry, canonical
from lvzhi.form import Form

Row = tuple[Any, ...]

# Acts whose `rows` become rows of a form, as if they had come in a book.
DESK_FORMS: Mapping[str, str] = {"verification": "verification", "assign": "assignments"}

_FINDING = (
    "form", "sheet", "cell", "row", "column", "severity", "code", "message", "value", "suggestion", "key",
    "reason", "basis",
)


def local(instant: str, zone: ZoneInfo) -> dt.datetime:
    """Read an ISO instant as a naive one of the campaign's time zone.

    >>> local("2015-07-04T00:30:00+00:00", ZoneInfo("Asia/Shanghai")).isoformat()
    '2015-07-04T08:30:00'
    """
    read = dt.datetime.fromisoformat(instant)
    return read.astimezone(zone).replace(tzinfo=None) if read.tzinfo else read


def decided_at(entry: Entry, zone: ZoneInfo) -> dt.datetime:
    """Return when a decision counts from: its own `at`, else when it was recorded."""
    return local(entry.body.get("at") or entry.at, zone)


def filing_rows(entry: Entry, zone: ZoneInfo) -> Mapping[str, Sequence[Row]]:
    """Return the rows of `filing` and `finding` for a book received."""
    body, found = entry.body, entry.body.get("findings", [])
    counts = Counter(finding["severity"] for finding in found)
    filing = (
        entry.no, body["receipt"], body["status"], body["sha256"], body["file_name"], body.get("book"),
        body.get("filer"), body.get("period"), local(body["received_at"], zone), local(entry.at, zone),
        body.get("filed_by"), bool(body.get("on_behalf")), body.get("plan_version"), counts["error"],
        counts["query"], counts["note"], body.get("adopted", {}).get("original"),
    )
    return {"filing": [filing], "finding": [_finding(entry.no, n, f) for n, f in enumerate(found, 1)]}


def arrival_rows(entry: Entry, zone: ZoneInfo) -> Mapping[str, Sequence[Row]]:
    """Return the row of `arrival` for a file that has come in and is not filed yet."""
    body = entry.body
    return {"arrival": [(
        entry.no, body["receipt"], body["sha256"], body["file_name"], body["filer"],
        local(body["arrived_at"], zone), entry.actor,
    )]}


def attachment_rows(entry: Entry, zone: ZoneInfo) -> Mapping[str, Sequence[Row]]:
    """Return the row of `attachment` for a file tied to a row, or taken off it."""
    body = entry.body
    return {"attachment": [(
        entry.no, local(body["at"], zone), body["act"], body.get("ends"), body.get("receipt"), body["filer"],
        body["form"], body["key"], body.get("file_name"), body.get("sha256"), body.get("size"), body.get("kind"),
        entry.actor, bool(body.get("on_behalf")),
    )]}


def _finding(no: int, order: int, finding: Mapping[str, Any]) -> Row:
    return (no, order, *(finding.get(name) for name in _FINDING))


# For 操作日志 alone, and what is sealed until it is published: no figure, trace or archive has them.
_OF_THE_LOG = ("login", "from", "secret")


def decision_rows(entry: Entry, zone: ZoneInfo) -> Mapping[str, Sequence[Row]]:
    """Return the row of `decision` for an act of the office, a group or a leader."""
    body, at = entry.body, decided_at(entry, zone)
    row = (
        entry.no, at, body["act"], entry.actor, body.get("filing"), body.get("form"), body.get("filer"),
        desk_period(body, at), body.get("key"), body.get("reason"),
        canonical({k: v for k, v in body.items() if k not in _OF_THE_LOG}),
    )
    return {"decision": [row]}


def desk_period(body: Mapping[str, Any], at: dt.datetime) -> str | None:
    """Return a decision's period; rows entered on the desk belong to the month they were entered in."""
    period: str | None = body.get("period")
    return f"{at:%Y-%m}" if period is None and body["act"] in DESK_FORMS else period


def desk_rows(form: Form, entry: Entry, zone: ZoneInfo) -> list[tuple[Any, ...]]:
    """Return the rows of a form that were entered on the desk: `rows` of the body, days as ISO text."""
    body = entry.body
    period = desk_period(body, decided_at(entry, zone))
    kinds = {column.id: column.kind.sql for column in form.all_columns}
    rows = []
    for order, row in enumerate(body["rows"], 1):
        values = tuple(_typed(sql, row.get(name)) for name, sql in kinds.items())
        rows.append((entry.no, order, body["filer"], period, None, form.key_of(row), *values, None))
    return rows


def _typed(sql: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value).date() if sql == "DATE" and value is not None else value

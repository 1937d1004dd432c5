"""What a check says: one Finding per fault, at its cell, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """error blocks (须改正), query needs a reason (需说明), note informs (提示)."""

    ERROR = "error"
    QUERY = "query"
    NOTE = "note"

    @property
    def label(self) -> str:
        return {"error": "须改正", "query": "需说明", "note": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a file; `row` is Excel's row, `column` the Chinese header, `key` the row's number.

    `reason` is the answer given to a query; `basis` the cells it rests on, as text: a reason stays good for later
    periods while they are unchanged.
    """

    code: str
    severity: Severity
    message: str
    form: str | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    suggestion: str | None = None
    key: str | None = None
    reason: str | None = None
    basis: str | None = None

    @property
    def open(self) -> bool:
        """Still in the way of acceptance: an error, or a query nobody has answered."""
        return self.severity is Severity.ERROR or (self.severity is Severity.QUERY and not self.reason)

    def as_json(self) -> dict[str, Any]:
        """The command line's contract for a finding (design.md section 8)."""
        names = ("sheet", "cell", "row", "column", "severity", "code", "message", "value", "suggestion")
        return {n: getattr(self, n) for n in names}


@dataclass(frozen=True)
class Wording:
    """A line of the catalogue: what is said for a code; `{names}` are filled from the finding's values."""

    code: str
    severity: Severity
    text: str
    about: str = ""

    def say(self, values: Mapping[str, Any]) -> str:
        return self.text.format_map(values)


@dataclass(frozen=True)
class Refused(Exception):
    """A cell whose text is no value of its kind; becomes a Finding at that cell."""

    code: str
    message: str
    suggestion: str | None = None
    candidates: tuple[str, ...] = field(default=())

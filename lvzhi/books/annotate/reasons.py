"""The 说明 sheet of the returned book: a row for each open query, all but its reason filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lvzhi.books.annotate import cells
from lvzhi.books.annotate.located import Edits, Node
from lvzhi.books.annotate.parts import Parts
from lvzhi.findings import Finding, Severity
from lvzhi.intake.cells import Sheet, address, column_number
from lvzhi.intake.reasons import WHOLE_SHEET
from lvzhi.values import is_blank, squeeze

QUOTED, REASON = ("form", "row_ref", "code"), "reason"


@dataclass(frozen=True)
class ReasonSheet:
    """Where reasons are written: the sheet, its columns' letters by id, its rows; titles of the forms by id."""

    name: str
    letters: Mapping[str, str]
    rows: tuple[int, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """A query as the 说明 sheet quotes it: 表, 编号或行, 校验码."""

    form: str
    row_ref: str
    code: str

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.form, self.row_ref, self.code


def asked(finding: Finding, place: ReasonSheet | None) -> Asked | None:
    """Return how a finding is quoted; None unless it is an open query about a sheet of the book."""
    if place is None or finding.severity is not Severity.QUERY or not finding.open:
        return None
    title = place.titles.get(finding.form or "")
    row = f"第{finding.row}行" if finding.row is not None else WHOLE_SHEET
    return Asked(title, finding.key or row, finding.code) if title else None


def assign(queries: Sequence[Asked], place: ReasonSheet, sheet: Sheet) -> dict[Asked, str]:
    """Give each query the cell its reason goes to, as far as there is room; those quoted already keep theirs."""
    given: dict[Asked, str] = {}
    quoted = {_texts(place, sheet, row): row for row in reversed(place.rows)}
    blank = [row for row in place.rows if not any(_texts(place, sheet, row))]
    free = [row for row in blank if is_blank(_cell(place, sheet, row, REASON))]
    for query in dict.fromkeys(queries):
        row = quoted.get(tuple(squeeze(t) for t in query.texts))
        if row is None and free:
            row = free.pop(0)
        if row is not None:
            given[query] = f"{place.letters[REASON]}{row}"
    return given


def _texts(place: ReasonSheet, sheet: Sheet, row: int) -> tuple[str, ...]:
    return tuple(squeeze(str(_cell(place, sheet, row, column) or "")) for column in QUOTED)


def _cell(place: ReasonSheet, sheet: Sheet, row: int, column: str) -> object:
    return sheet.cells.get((row, column_number(place.letters[column])))


def fill(parts: Parts, part: str, given: Mapping[Asked, str], place: ReasonSheet, sheet: Sheet) -> set[Asked]:
    """Write the quotations into the blank rows given to them; return those written."""
    rows = {query: cells.row_of(cell) for query, cell in given.items()}
    fresh = {query: row for query, row in rows.items() if not any(_texts(place, sheet, row))}
    cells.write(parts, part, {
        f"{place.letters[column]}{row}": text
        for query, row in fresh.items()
        for column, text in zip(QUOTED, query.texts, strict=True)
    })
    return set(fresh)


# --- taking them out again ------------------------------------------------------------------------


def unfill(parts: Parts, part: str, sheet: Sheet, queries: Sequence[tuple[Asked, str]]) -> None:
    """Blank the quotations we wrote ({query, cell of its reason}) where no reason has been given."""
    wanted = {tuple(squeeze(t) for t in query.texts): cell for query, cell in queries}
    quoted: list[str] = []
    for row in sorted({row for row, _ in sheet.cells}):
        held = {c: squeeze(str(v)) for (r, c), v in sheet.cells.items() if r == row}
        for texts, cell in wanted.items():
            found = _adjoining(held, texts)
            if found and is_blank(sheet.cells.get((row, cells.column_of(cell)))):
                quoted += [address(row, c) for c in found]
    root, edits = parts.editing(part)
    for node in root.deep("c"):
        if node.attributes.get("r") in quoted:
            _blank(edits, node)
    parts.put(part, edits.done())


def _adjoining(held: Mapping[int, str], texts: Sequence[str]) -> list[int]:
    """The columns of a row in which these texts stand side by side."""
    for column in held:
        span = [column + n for n in range(len(texts))]
        if [held.get(c) for c in span] == list(texts):
            return span
    return []


def _blank(edits: Edits, node: Node) -> None:
    if "s" not in node.attributes:
        edits.remove(node)
        return
    edits.unset(node, "t")
    tag = edits.data[node.start : node.inner]
    if not node.empty_tag and tag.endswith(b">"):
        edits.replace(node.inner - 1, node.end, "/>")

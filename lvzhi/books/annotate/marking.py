"""Mark a filer's own workbook with what was found in it, and take the marks out of one that comes back.

The marks go into the parts of the package as it came; every part they do not concern stays byte for byte. No
library does this: those that write back what they loaded lose what they do not know, and those that keep the
package's parts write neither comments nor conditional formats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lvzhi.books.annotate import fills, notes, reasons, tasklist
from lvzhi.books.annotate.located import Unmarkable, ascii_xml
from lvzhi.books.annotate.parts import Parts
from lvzhi.books.annotate.reasons import Asked, ReasonSheet
from lvzhi.books.annotate.sheets import Sheets
from lvzhi.books.annotate.tasklist import Line
from lvzhi.books.layout import EXPLANATIONS
from lvzhi.findings import Finding, Severity
from lvzhi.intake.checking import Checked
from lvzhi.intake.layout import locate
from lvzhi.intake.reading import Unreadable, read_book
from lvzhi.plan import BOOK_TITLES

__all__ = ["About", "Unmarkable", "about", "annotate", "remove_marks"]

_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_SIGNS = (fills.SIGN.encode(), ascii_xml(fills.SIGN))


@dataclass(frozen=True)
class About:
    """What the list says of the book, where its reasons go, and the 校验码 of the file that came."""

    title: str = ""
    reasons: ReasonSheet | None = None
    code: str = ""


def about(checked: Checked, code: str = "") -> About:
    """Describe a book that has been checked; `code`: the 校验码 of its file."""
    filing = checked.filing
    if filing is None:
        return About(code=code)
    title = f"{filing.filer.seal_name} {filing.plan.period(filing.period).label} {BOOK_TITLES[filing.book]}:"
    held, sheet = filing.sheets.get(EXPLANATIONS), checked.identity.sheets.get(EXPLANATIONS)
    if held is None or sheet is None or not {*reasons.QUOTED, reasons.REASON} <= held.letters.keys():
        return About(title, code=code)
    rows = locate(sheet, held.form, held.form.columns_in(filing.book)).data_rows
    titles = {form: s.form.title for form, s in filing.sheets.items()}
    return About(title, ReasonSheet(held.sheet, held.letters, rows, titles), code)


def annotate(data: bytes, findings: Sequence[Finding], *, about: About) -> bytes:
    """Return the workbook with its cells marked, and a list of the findings as its first sheet.

    Queries that have been answered are left out; without anything to say the book comes back clean. Raises
    Unmarkable where the package is built so that marks might harm it: the list alone must do then.
    """
    bare = remove_marks(data)
    wanted = [f for f in findings if f.open or f.severity is Severity.NOTE]
    if not wanted:
        return bare
    parts = Parts(bare)
    sheets = Sheets(parts)
    lines = _lines(wanted, about, _quote(parts, sheets, wanted, about))
    looks = fills.add_looks(parts, sheets)
    for name, marks in _marks(lines).items():
        _mark(parts, sheets, name, marks, looks, about)
    where = about.reasons.name if about.reasons else ""
    sheets.put_first(tasklist.NAME, tasklist.text(lines, about.title, where, looks, sheets.namespaces[0], about.code))
    return parts.packed()


def remove_marks(data: bytes) -> bytes:
    """Return the workbook without our marks: as it was before, but for what its filer changed since."""
    parts = Parts(data)
    sheets = Sheets(parts)
    _remove_list(parts, sheets)
    for sheet in sheets.listed():
        if sheet.part is not None and sheet.part in parts:
            _unmark(parts, sheet.part)
    if parts.changed:
        fills.remove_looks(parts, sheets)
    return parts.packed()


# --- marking --------------------------------------------------------------------------------------


def _quote(parts: Parts, sheets: Sheets, findings: Sequence[Finding], about: About) -> dict[Asked, tuple[str, bool]]:
    """Write open queries on the 说明 sheet: {query: (cell of its reason, written now)}."""
    place = about.reasons
    queries = [q for f in findings if (q := reasons.asked(f, place))]
    listed = sheets.named(place.name) if place and queries else None
    if place is None or listed is None or listed.part is None:
        return {}
    try:
        sheet = next(s for s in read_book(parts.original).sheets if s.name == place.name)
    except Unreadable as error:
        raise Unmarkable(error.message) from error
    given = reasons.assign(queries, place, sheet)
    new = reasons.fill(parts, listed.part, given, place, sheet)
    return {query: (cell, query in new) for query, cell in given.items()}


def _lines(findings: Sequence[Finding], about: About, given: Mapping[Asked, tuple[str, bool]]) -> list[Line]:
    lines = []
    for finding in findings:
        asked = reasons.asked(finding, about.reasons)
        reason, written = given.get(asked, (None, False)) if asked else (None, False)
        lines.append(Line(finding, _place(finding), asked, reason, written))
    return lines


def _place(finding: Finding) -> str | None:
    """The cell to jump to: the finding's own, else the first of its row or sheet."""
    if finding.sheet is None:
        return None
    if finding.cell and _CELL.fullmatch(finding.cell):
        return finding.cell
    return f"A{finding.row or 1}"


def _marks(lines: Sequence[Line]) -> dict[str, dict[str, list[Line]]]:
    """What is marked: {sheet: {cell: lines}}; a finding about a whole sheet stands in the list only."""
    found: dict[str, dict[str, list[Line]]] = {}
    for line in lines:
        finding = line.finding
        if finding.sheet and line.place and (finding.cell or finding.row is not None):
            found.setdefault(finding.sheet, {}).setdefault(line.place, []).append(line)
    return found


def _mark(parts: Parts, sheets: Sheets, name: str, marks: Mapping[str, list[Line]], looks: fills.Looks,
          about: About) -> None:
    listed = sheets.named(name)
    if listed is None or listed.part is None:
        return
    worst: dict[str, list[str]] = {}
    for cell, lines in marks.items():
        severity = min((line.finding.severity for line in lines), key=list(Severity).index)
        worst.setdefault(severity, []).append(cell)
    root, edits = parts.editing(listed.part, without="sheetData")
    fills.colour(root, edits, worst, looks)
    parts.put(listed.part, edits.done())
    texts = {cell: "\n".join(_says(line, about) for line in lines) for cell, lines in marks.items()}
    notes.comment(parts, sheets, listed.part, texts)


def _says(line: Line, about: About) -> str:
    finding = line.finding
    text = f"{finding.severity.label}:{finding.message}"
    if finding.suggestion:
        text += f"\n建议填写:{finding.suggestion}"
    if line.asked and about.reasons:
        where = f"{line.reason}格" if line.reason else f"空白行(校验码{finding.code})"
        text += f"\n请在《{about.reasons.name}》表{where}写一句话。"
    return text


# --- unmarking ------------------------------------------------------------------------------------


def _remove_list(parts: Parts, sheets: Sheets) -> None:
    """Remove our list, and what it says was written on other sheets."""
    if sheets.named(tasklist.NAME) is None:
        return
    try:
        held = {s.name: s for s in read_book(parts.original).sheets}
    except Unreadable as error:
        raise Unmarkable(error.message) from error
    if not tasklist.is_ours(held[tasklist.NAME]):
        return
    for name, queries in tasklist.written(held[tasklist.NAME]).items():
        listed = sheets.named(name)
        if listed is not None and listed.part is not None:
            reasons.unfill(parts, listed.part, held[name], queries)
    sheets.take_out(tasklist.NAME)


def _unmark(parts: Parts, sheet: str) -> None:
    if any(sign in parts[sheet] for sign in _SIGNS):
        root, edits = parts.editing(sheet, without="sheetData")
        fills.uncolour(root, edits)
        parts.put(sheet, edits.done())
    if any(k.kind == "comments" for k in parts.links(sheet)):
        notes.uncomment(parts, sheet)

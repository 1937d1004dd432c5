"""What the certain corrections of a judged book would write, and where; whoever files decides whether they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lvzhi.findings import Finding, Refused
from lvzhi.form import Column
from lvzhi.intake.cells import Sheet, Value, address, column_number
from lvzhi.intake.checking import Checked
from lvzhi.intake.filing import Filing, SheetRows
from lvzhi.kinds import Count, Kind, Money, Percent, Reading, as_words

Written = str | float


@dataclass(frozen=True)
class Fix:
    """One correction: the cell it is offered at, what stands there and what will; `writes` are all cells it fills.

    A merged cell that is filled down names the range in `unmerge`; its cells take over the first one as it is.
    """

    sheet: str
    cell: str
    column: str
    was: str
    now: str
    writes: tuple[tuple[str, Written], ...] = ()
    unmerge: str | None = None
    copies: tuple[str, ...] = ()


def fixes(checked: Checked) -> tuple[Fix, ...]:
    """Return the corrections on offer, in the order of the findings, one for a cell."""
    if checked.filing is None:
        return ()
    found: dict[tuple[str, str], Fix] = {}
    for finding in checked.findings:
        fix = _fix(finding, checked.filing, checked.identity.sheets)
        if fix is not None:
            found.setdefault((fix.sheet, fix.cell), fix)
    return tuple(found.values())


def fix_of(finding: Finding, on_offer: tuple[Fix, ...]) -> Fix | None:
    """Return the correction offered at a finding, where it has one."""
    meant = finding.suggestion is not None or finding.code == "GEN-MERGED"
    return next((f for f in on_offer if meant and (f.sheet, f.cell) == (finding.sheet, finding.cell)), None)


def _fix(finding: Finding, filing: Filing, sheets: Mapping[str, Sheet]) -> Fix | None:
    form, cell = finding.form or "", finding.cell
    if form not in filing.sheets or form not in sheets or cell is None:
        return None
    rows, sheet = filing.sheets[form], sheets[form]
    column = next((c for c in rows.form.all_columns if c.label == finding.column), None)
    if column is None or column.system or column.id in rows.form.key:
        return None
    if finding.code == "GEN-MERGED":
        return _filled_down(rows, sheet, column, cell)
    if finding.suggestion is None or _at(cell) in sheet.formulas:
        return None
    try:
        column.kind.parse(finding.suggestion, Reading(filing.plan, filing.filer))
    except Refused:
        return None
    writes = ((cell, written(column.kind, finding.suggestion)),)
    return Fix(sheet.name, cell, column.label, finding.value or "", finding.suggestion, writes)


def written(kind: Kind, suggestion: str) -> Written:
    """Return what is written for a correction: figures as a number, all else as text."""
    if isinstance(kind, Percent):
        # As a number it would be a hundred times itself where the cell shows percentages.
        return f"{suggestion}%"
    return float(suggestion) if isinstance(kind, Count | Money) else suggestion


def _filled_down(rows: SheetRows, sheet: Sheet, column: Column, cell: str) -> Fix | None:
    """A cell merged over rows of one column says the same of each of them: those that hold something take it over."""
    at = _at(cell)
    span = next((m for m in sheet.merged if m[:2] == at), None)
    value = sheet.cells.get(at)
    if span is None or span[1] != span[3] or value is None or at in sheet.formulas or not _plain(value):
        return None
    filled = [row for row in range(span[0] + 1, span[2] + 1) if row in rows.frame.index]
    if not filled:
        return None
    copies = tuple(address(row, span[1]) for row in filled)
    merged = f"{cell}:{address(span[2], span[3])}"
    return Fix(sheet.name, cell, column.label, merged, as_words(value), unmerge=merged, copies=copies)


def _plain(value: Value) -> bool:
    return isinstance(value, str | int | float) or hasattr(value, "year")


def _at(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters):]), column_number(letters)


def cells_written(adopted: tuple[Fix, ...]) -> Iterator[dict[str, str]]:
    """Say, cell by cell, what adopting wrote: as the journal keeps it."""
    for fix in adopted:
        for cell, value in fix.writes:
            yield {"sheet": fix.sheet, "cell": cell, "was": fix.was, "now": str(value)}
        for cell in fix.copies:
            yield {"sheet": fix.sheet, "cell": cell, "was": "", "now": fix.now}

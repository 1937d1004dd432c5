"""Certain corrections written into the filer's own workbook; all it held besides stays part for part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lvzhi.books.annotate.cells import CopyOf, write
from lvzhi.books.annotate.located import Unmarkable
from lvzhi.books.annotate.marking import remove_marks
from lvzhi.books.annotate.parts import Parts
from lvzhi.books.annotate.sheets import Sheets
from lvzhi.intake.fixes import Fix


def adopt(data: bytes, adopted: Sequence[Fix]) -> bytes:
    """Return the workbook with the corrections in their cells and our marks gone; the same bytes every time.

    Raises Unmarkable where the package is built so that writing might harm it.
    """
    if not adopted:
        return data
    parts = Parts(remove_marks(data))
    sheets = Sheets(parts)
    for name in dict.fromkeys(fix.sheet for fix in adopted):
        listed = sheets.named(name)
        if listed is None or listed.part is None:
            raise Unmarkable(f"没有《{name}》这张表")
        mine = [fix for fix in adopted if fix.sheet == name]
        values: dict[str, str | float | CopyOf] = {c: v for fix in mine for c, v in fix.writes}
        values |= {c: CopyOf(fix.cell) for fix in mine for c in fix.copies}
        write(parts, listed.part, values)
        _unmerge(parts, listed.part, {fix.unmerge for fix in mine if fix.unmerge})
    return parts.packed()


def _unmerge(parts: Parts, part: str, ranges: Iterable[str]) -> None:
    gone = set(ranges)
    root, edits = parts.editing(part, without="sheetData")
    merged = root.one("mergeCells")
    if merged is None or not gone:
        return
    held = merged.all("mergeCell")
    out = [m for m in held if m.attributes.get("ref", "").replace("$", "") in gone]
    if len(out) == len(held):
        edits.remove(merged)
    else:
        for node in out:
            edits.remove(node)
        if "count" in merged.attributes:
            edits.set(merged, "count", str(len(held) - len(out)))
    parts.put(part, edits.done())

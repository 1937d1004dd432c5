"""Cells written into a sheet's part: a text or a number in the style the cell has, or another cell's content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lvzhi.books.annotate.located import Edits, Node, Unmarkable, words
from lvzhi.books.annotate.parts import Parts
from lvzhi.intake.cells import column_number


@dataclass(frozen=True)
class CopyOf:
    """The content of another cell of the sheet, as it stands there."""

    cell: str


def write(parts: Parts, part: str, values: Mapping[str, str | float | CopyOf]) -> None:
    """Write values into cells by address; raise Unmarkable where the sheet has no such row."""
    root, edits = parts.editing(part)
    rows = {r.attributes.get("r"): r for r in root.deep("row")}
    cells = {c.attributes.get("r"): c for r in rows.values() for c in r.children}
    for cell, value in values.items():
        row = rows.get(str(row_of(cell)))
        if row is None:
            raise Unmarkable(f"没有{cell}所在的行")
        attributes, content = _said(value, cells, row.prefix, edits)
        _put(edits, row, cell, attributes, content)
    parts.put(part, edits.done())


def _said(value: str | float | CopyOf, cells: Mapping[str | None, Node], p: str, edits: Edits) -> tuple[str, str]:
    """The attributes of a cell beside its address and style, and its content."""
    if isinstance(value, CopyOf):
        node = cells.get(value.cell)
        if node is None or node.empty_tag:
            raise Unmarkable(f"{value.cell}没有内容")
        kind = node.attributes.get("t")
        return f' t="{kind}"' if kind else "", edits.data[node.inner : node.close].decode("utf-8")
    if isinstance(value, str):
        return ' t="inlineStr"', f"<{p}is><{p}t>{words(value)}</{p}t></{p}is>"
    return "", f"<{p}v>{value:.12g}</{p}v>"


def _put(edits: Edits, row: Node, cell: str, attributes: str, content: str) -> None:
    held = next((c for c in row.children if c.attributes.get("r") == cell), None)
    p = row.prefix
    style = f' s="{held.attributes["s"]}"' if held and "s" in held.attributes else ""
    tag = f'<{p}c r="{cell}"{style}{attributes}>{content}</{p}c>'
    if held:
        edits.replace(held.start, held.end, tag)
    elif row.empty_tag or not row.children:
        edits.append(row, tag)
    else:
        edits.insert(max((c.end for c in row.children if column(c) < column_of(cell)), default=row.inner), tag)


def row_of(cell: str) -> int:
    return int(re.sub(r"\D", "", cell))


def column(cell: Node) -> int:
    return column_of(cell.attributes.get("r", "A1"))


def column_of(cell: str) -> int:
    return column_number(cell.rstrip("0123456789"))

"""Colour on marked cells: a conditional format of ours over them, so that no cell's own style is touched.

A rule is found again by its formula, whatever program has saved the file since, moves with its cell when rows
are inserted, and leaves nothing to restore when it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lvzhi.books.annotate.located import Edits, Node, ascii_xml, place_behind
from lvzhi.books.annotate.parts import OURS, Parts
from lvzhi.books.annotate.sheets import Sheets
from lvzhi.findings import Severity

SIGN = "履职办核对"
TITLE, HEADER, LINK, GRID = "title", "header", "link", "grid"
_FORMULA = f'LEN("{SIGN}")&gt;0'
_CELLS = 200  # in one range list; Excel's own limit is on the length of its text
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting",
)
_STYLES_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_SIDES = ("left", "right", "top", "bottom")


def _look(font: str = "", fill: str = "", side: str = "") -> str:
    """A differential format: {0} stands for the prefix of the part it is written into."""
    sides = "".join(f'<{{0}}{s} style="thin"><{{0}}color rgb="{side}"/></{{0}}{s}>' for s in _SIDES)
    border = f"<{{0}}border>{sides}</{{0}}border>" if side else ""
    shade = f'<{{0}}fill><{{0}}patternFill><{{0}}bgColor rgb="{fill}"/></{{0}}patternFill></{{0}}fill>' if fill else ""
    return f"<{{0}}dxf>{font}{shade}{border}</{{0}}dxf>"


_BOLD = "<{0}font><{0}b/></{0}font>"
_LOOKS: Mapping[str, str] = {
    Severity.ERROR: _look("", "FFFFC7CE", "FFC00000"),
    Severity.QUERY: _look("", "FFFFE699", "FFBF8F00"),
    Severity.NOTE: _look("", "FFDDEBF7", "FF2F75B5"),
    TITLE: _look(_BOLD),
    HEADER: _look(_BOLD, "FFE7E6E6", "FF7F7F7F"),
    LINK: _look('<{0}font><{0}u/><{0}color rgb="FF0563C1"/></{0}font>', "", "FFBFBFBF"),
    GRID: _look("", "", "FFBFBFBF"),
}
_WRAPPED = (
    '<{0}xf numFmtId="0" fontId="0" fillId="0" borderId="0" applyAlignment="1">'
    '<{0}alignment vertical="top" wrapText="1"/></{0}xf>'
)
_BARE = (
    '<styleSheet xmlns="{0}"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
    '<border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Looks:
    """Numbers of our formats in the styles part; `wrapped` is None where cells have no styles at all."""

    numbers: Mapping[str, int]
    wrapped: int | None


def add_looks(parts: Parts, sheets: Sheets) -> Looks:
    """Write our formats behind those of the styles part, which is made if there is none."""
    part = sheets.target("styles")
    if part is None or part not in parts:
        part = parts.free("xl/styles{}.xml")
        parts.add(part, _BARE.format(sheets.namespaces[0]), _STYLES_TYPE)
        parts.link(sheets.main, part, sheets.type_of("styles"))
    root, edits = parts.editing(part)
    first = _add_dxfs(root, edits)
    cells = root.one("cellXfs")
    wrapped = None
    if cells is not None and cells.children:
        wrapped = len(cells.children)
        edits.append(cells, _WRAPPED.format(root.prefix))
        _counted(edits, cells, 1)
    parts.put(part, edits.done())
    return Looks({name: first + n for n, name in enumerate(_LOOKS)}, wrapped)


def _add_dxfs(root: Node, edits: Edits) -> int:
    ours = "".join(_LOOKS.values()).format(root.prefix)
    held = root.one("dxfs")
    if held is None:
        # Without a count, which every program writes: so it is known as ours.
        place = place_behind(root, _STYLES_ORDER, "dxfs")
        edits.insert(place, f"<{root.prefix}dxfs>{ours}</{root.prefix}dxfs>")
        return 0
    edits.append(held, ours)
    _counted(edits, held, len(_LOOKS))
    return len(held.children)


def _counted(edits: Edits, held: Node, more: int) -> None:
    if "count" in held.attributes:
        edits.set(held, "count", str(len(held.children) + more))


def remove_looks(parts: Parts, sheets: Sheets) -> None:
    """Take our formats out where they still stand last; a program that saved the file keeps what it likes."""
    link = next((k for k in parts.links(sheets.main) if k.kind == "styles"), None)
    if link is None or link.target not in parts:
        return
    if link.id.startswith(OURS):
        parts.unlink(sheets.main, link)
        parts.drop(link.target)
        return
    root, edits = parts.editing(link.target)
    for name, ours, count in (("dxfs", "".join(_LOOKS.values()), len(_LOOKS)), ("cellXfs", _WRAPPED, 1)):
        held, text = root.one(name), ascii_xml(ours.format(root.prefix))
        if held is None or not edits.data[held.inner : held.close].endswith(text):
            continue
        if "count" not in held.attributes and len(held.children) == count:
            edits.remove(held)
        else:
            edits.made.append((held.close - len(text), held.close, b""))
            _counted(edits, held, -count)
    parts.put(link.target, edits.done())


def colour(root: Node, edits: Edits, cells: Mapping[str, Sequence[str]], looks: Looks) -> None:
    """Colour cells of a sheet: {name of a look: addresses}.

    The sheet's own rules keep their order behind ours: the book itself tints what is still to be filled in.
    """
    made = rules(cells, looks, root.prefix)
    _rank(edits, _ranked(root), len(made))
    others = root.all("conditionalFormatting")
    # LibreOffice goes by the order of the blocks, Excel by their rank.
    place = others[0].start if others else place_behind(root, _SHEET_ORDER, "conditionalFormatting")
    edits.insert(place, "".join(made))


def _ranked(root: Node) -> list[Node]:
    """Rules with a rank of their own: the newer half of a data bar has none."""
    return [r for r in root.deep("cfRule") if r.attributes.get("priority", "").isdecimal()]


def _rank(edits: Edits, others: Sequence[Node], by: int) -> None:
    for rule in others:
        edits.set(rule, "priority", str(int(rule.attributes["priority"]) + by))


def rules(cells: Mapping[str, Sequence[str]], looks: Looks, prefix: str = "") -> list[str]:
    """Our conditional formats over cells, the first ranking highest."""
    chunks = [
        (name, addresses[start : start + _CELLS])
        for name, addresses in cells.items()
        for start in range(0, len(addresses), _CELLS)
    ]
    return [
        f'<{prefix}conditionalFormatting sqref="{" ".join(addresses)}"><{prefix}cfRule type="expression" '
        f'dxfId="{looks.numbers[name]}" priority="{rank}"><{prefix}formula>{_FORMULA}</{prefix}formula>'
        f"</{prefix}cfRule></{prefix}conditionalFormatting>"
        for rank, (name, addresses) in enumerate(chunks, start=1)
    ]


def uncolour(root: Node, edits: Edits) -> None:
    """Remove our conditional formats from a sheet; its own rules move up again."""
    ours = {r for block in root.all("conditionalFormatting") for r in _ours(block)}
    others = [r for r in _ranked(root) if r not in ours]
    for block in root.all("conditionalFormatting"):
        held = block.all("cfRule")
        if held and all(r in ours for r in held):
            edits.remove(block)
        else:
            for rule in held:
                if rule in ours:
                    edits.remove(rule)
    if all(int(r.attributes["priority"]) > len(ours) for r in others):
        _rank(edits, others, -len(ours))


def _ours(block: Node) -> Iterator[Node]:
    return (r for r in block.all("cfRule") if any(SIGN in f.text for f in r.all("formula")))

"""Comments on marked cells: written beside the filer's own, or behind what the filer wrote on the same cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lvzhi.books.annotate import shapes
from lvzhi.books.annotate.fills import SIGN
from lvzhi.books.annotate.located import Edits, Node, ascii_xml, locate, place_behind, words
from lvzhi.books.annotate.parts import Link, Parts
from lvzhi.books.annotate.sheets import Sheets

HEAD = f"【{SIGN}】"
_THREAD = "tc="  # Excel shows the thread such a comment stands for, never its text
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing",
)


@dataclass(frozen=True)
class Place:
    """A sheet's part and what it links to for its comments."""

    sheet: str
    comments: Link | None
    drawing: Link | None


def _place(parts: Parts, sheet: str) -> Place:
    links = parts.links(sheet)
    drawn = locate(parts[sheet], without="sheetData").one("legacyDrawing")
    key = next((v for k, v in drawn.attributes.items() if k.rpartition(":")[2] == "id"), "") if drawn else ""
    return Place(
        sheet,
        next((k for k in links if k.kind == "comments" and k.target in parts), None),
        next((k for k in links if k.id == key and k.target in parts), None),
    )


def comment(parts: Parts, sheets: Sheets, sheet: str, texts: Mapping[str, str]) -> None:
    """Put a text on each of the cells {address: text} of a sheet's part."""
    place = _place(parts, sheet)
    if place.comments is None:
        part = parts.free("xl/comments{}.xml")
        name = sheets.namespaces[0]
        parts.add(part, f'<comments xmlns="{name}"><authors></authors><commentList></commentList></comments>',
                  _COMMENTS_TYPE)
        parts.link(sheet, part, sheets.type_of("comments"))
    else:
        part = place.comments.target
    drawn = _write(parts, part, {a: HEAD + t for a, t in texts.items()})
    _draw(parts, sheets, place, {a: HEAD + texts[a] for a in drawn})


def _write(parts: Parts, part: str, texts: Mapping[str, str]) -> list[str]:
    """Write the comments; return the cells that had none and so need a shape."""
    root, edits = parts.editing(part)
    authors, listed = root.one("authors"), root.one("commentList")
    if authors is None or listed is None:
        return []
    names = [a.text for a in authors.children]
    held = {c.attributes.get("ref", ""): c for c in listed.all("comment")}
    fresh = [a for a in texts if a not in held]
    if fresh and SIGN not in names:
        edits.append(authors, f"<{root.prefix}author>{SIGN}</{root.prefix}author>")
    number = names.index(SIGN) if SIGN in names else len(names)
    if fresh:
        edits.append(listed, "".join(_comment(root.prefix, a, number, texts[a]) for a in fresh))
    for address, old in held.items():
        if address in texts and not _is_thread(old, names):
            _write_behind(edits, old, f"\n{texts[address]}")
    parts.put(part, edits.done())
    return fresh


def _comment(prefix: str, address: str, author: int, text: str) -> str:
    return (
        f'<{prefix}comment ref="{address}" authorId="{author}"><{prefix}text><{prefix}r>'
        f'<{prefix}t xml:space="preserve">{words(text)}</{prefix}t></{prefix}r></{prefix}text></{prefix}comment>'
    )


def _is_thread(old: Node, names: list[str]) -> bool:
    number = old.number("authorId")
    return number < len(names) and names[number].startswith(_THREAD)


def _write_behind(edits: Edits, old: Node, text: str) -> None:
    last = list(old.deep("t"))
    if last:
        edits.append(last[-1], words(text))


def _draw(parts: Parts, sheets: Sheets, place: Place, texts: Mapping[str, str]) -> None:
    if not texts:
        return
    if place.drawing is not None:
        part = place.drawing.target
        parts.put(part, shapes.added(parts[part], texts))
        return
    part = parts.free("xl/drawings/vmlDrawing{}.vml")
    parts.add(part, "", shapes.CONTENT_TYPE)
    parts.put(part, shapes.added(shapes.EMPTY, texts))
    key = parts.link(place.sheet, part, sheets.type_of("vmlDrawing"))
    root, edits = parts.editing(place.sheet, without="sheetData")
    tag = f'<{root.prefix}legacyDrawing xmlns:r="{sheets.namespaces[1]}" r:id="{key}"/>'
    edits.insert(place_behind(root, _SHEET_ORDER, "legacyDrawing"), tag)
    parts.put(place.sheet, edits.done())


# --- taking them out again ------------------------------------------------------------------------


def uncomment(parts: Parts, sheet: str) -> None:
    """Remove our comments from a sheet, and the parts that held nothing else."""
    place = _place(parts, sheet)
    if place.comments is None:
        return
    gone, left = _erase(parts, place.comments.target)
    if not gone and left:
        return
    if place.drawing is not None:
        drawing = shapes.without(parts[place.drawing.target], gone)
        if left or shapes.holds_any(drawing):
            parts.put(place.drawing.target, drawing)
        else:
            _drop_drawing(parts, place.sheet, place.drawing)
    if not left:
        parts.unlink(sheet, place.comments)
        parts.drop(place.comments.target)


def _erase(parts: Parts, part: str) -> tuple[set[str], bool]:
    """Erase our comments; return the cells they stood on, and whether there are others."""
    root, edits = parts.editing(part)
    authors, listed = root.one("authors"), root.one("commentList")
    names = [a.text for a in authors.children] if authors else []
    held = listed.all("comment") if listed else []
    ours = {c for c in held if _text(c).lstrip().startswith(HEAD)}
    for old in ours:
        edits.remove(old)
    others = [c for c in held if c not in ours]
    for old in others:
        _cut(edits, old)
    used = {c.number("authorId") for c in others}
    if authors and names and names[-1] == SIGN and len(names) - 1 not in used:
        edits.remove(authors.children[-1])
    parts.put(part, edits.done())
    return {c.attributes.get("ref", "") for c in ours}, bool(others)


def _text(comment: Node) -> str:
    return "".join(t.text for t in comment.deep("t"))


def _cut(edits: Edits, comment: Node) -> None:
    """Cut what we wrote behind the filer's own words, wherever its runs begin now."""
    found = False
    for text in comment.deep("t"):
        if found:
            edits.remove(text.parent if text.parent and text.parent.local == "r" else text)
        elif HEAD in text.text:
            found = True
            held = edits.data[text.inner : text.close]
            kept = re.split(rb"(?:\r?\n)?(?:%s|%s)" % (HEAD.encode(), ascii_xml(HEAD)), held, maxsplit=1)[0]
            edits.made.append((text.inner + len(kept), text.close, b""))


def _drop_drawing(parts: Parts, sheet: str, drawing: Link) -> None:
    root, edits = parts.editing(sheet, without="sheetData")
    for node in root.all("legacyDrawing"):
        edits.remove(node)
    parts.put(sheet, edits.done())
    parts.unlink(sheet, drawing)
    parts.drop(drawing.target)

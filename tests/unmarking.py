"""A marked package compared with the one it was made of, part for part; marks are known here by the written design alone.

Nothing of the product is used: what the product takes for its marks must not decide what is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.returned import LIST, parts_of

SIGN, HEAD = "履职办核对", "【履职办核对】"
_OURS = "lvzhi"  # ids of links to parts of ours
_SHAPE = re.compile(rb"<v:shape .*?</v:shape>", re.S)
_BOX = re.compile(rb'<v:shapetype id="_x0000_t202".*?</v:shapetype>', re.S)
_TAG = re.compile(rb"<(?!\?|!)[^>]*>")


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def differing(before: bytes, after: bytes) -> dict[str, str]:
    """{part: what differs beside marks}; {} where every part is byte for byte the same but for marks."""
    old, new = parts_of(before), parts_of(after)
    if list(old) != [name for name in new if name in old]:
        return {"": "parts are gone or stand in another order"}
    found = {n: said for n in old if old[n] != new[n] and (said := _beside(old[n], new[n], old, new))}
    return found | {n: "unknown new part" for n in new.keys() - old.keys() if not _made(n, new[n])}


def untouched(before: bytes, after: bytes) -> set[str]:
    """The parts that are byte for byte the same."""
    old, new = parts_of(before), parts_of(after)
    return {n for n in old if new.get(n) == old[n]}


def _made(name: str, data: bytes) -> bool:
    """A part we may add: the list, comments, their boxes, the links to these, styles where there were none."""
    text = data.decode()
    return LIST in text or bool(re.match(r"xl/(comments|drawings/vmlDrawing|worksheets/_rels/|styles)", name))


def _beside(old: bytes, new: bytes, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """What of a part differs once the marks are away; "" for nothing."""
    if b"urn:schemas-microsoft-com:vml" in old:
        return "" if _drawn(old, after) == _drawn(new, after) else "shapes differ"
    if _root(old) != _root(new):
        return "the first tag differs"
    trees = [ElementTree.fromstring(data) for data in (old, new)]
    made = {n.lower() for n in after.keys() - before.keys()}
    if take := _TAKEN.get(local(trees[1])):
        take(trees[1], made)
    said = [ElementTree.canonicalize(ElementTree.tostring(_plain(t), "unicode")) for t in trees]
    return "" if said[0] == said[1] else f"{said[0]}\n{said[1]}"


def _plain(root: Element) -> Element:
    """The first sheet is in view whether that is written down or not."""
    for view in [v for v in root.iter() if local(v) == "workbookView" and v.get("activeTab") == "0"]:
        del view.attrib["activeTab"]
    return root


def _root(data: bytes) -> bytes:
    """The first tag: prefixes it declares are quoted by attributes that no parser looks into."""
    found = _TAG.search(data)
    return found[0].rstrip(b"/>") if found else b""


def _drawn(data: bytes, after: Mapping[str, bytes]) -> tuple[list[bytes], bytes]:
    """The boxes of comments that are not ours, and all else that is drawn."""
    ours = {place for name, part in after.items() if "/comments" in name for place in _our_cells(part)}
    shapes = [s for s in _SHAPE.findall(data) if not (b'"Note"' in s and _cell(s) in ours)]
    return shapes, _BOX.sub(b"", _SHAPE.sub(b"", data))


def _our_cells(part: bytes) -> set[tuple[int, int]]:
    """Row and column, from 0, of the cells that had no comment before."""
    cells = [c.get("ref", "") for c in ElementTree.fromstring(part).iter()
             if local(c) == "comment" and "".join(c.itertext()).startswith(HEAD)]
    split = [(cell.rstrip("0123456789"), int(re.sub(r"\D", "", cell))) for cell in cells]
    return {(row - 1, sum((ord(x) - 64) * 26**n for n, x in enumerate(letters[::-1])) - 1) for letters, row in split}


def _cell(shape: bytes) -> tuple[int, int]:
    row, column = (int(re.findall(rb"<x:%s>(\d+)<" % name, shape)[0]) for name in (b"Row", b"Column"))
    return row, column


# --- taking marks out of a parsed part ------------------------------------------------------------


def _sheet(root: Element, made: set[str]) -> None:
    for block in [c for c in root if local(c) == "conditionalFormatting" and SIGN in "".join(c.itertext())]:
        root.remove(block)
        for rule in [r for r in root.iter() if local(r) == "cfRule" and (r.get("priority") or "").isdigit()]:
            rule.set("priority", str(int(rule.get("priority", "")) - 1))
    for drawing in [c for c in root if local(c) == "legacyDrawing"]:
        if any(v.startswith(_OURS) for v in drawing.attrib.values()):
            root.remove(drawing)


def _comments(root: Element, made: set[str]) -> None:
    authors, held = ([*root][n] for n in (0, 1))
    for comment in list(held):
        if "".join(comment.itertext()).startswith(HEAD):
            held.remove(comment)
        for text in comment.iter():
            if local(text) == "t" and HEAD in (text.text or ""):
                text.text = (text.text or "").split(f"\n{HEAD}")[0]
    if authors[-1].text == SIGN:
        authors.remove(authors[-1])


def _styles(root: Element, made: set[str]) -> None:
    counts = {"dxfs": 7, "cellXfs": 1}
    for group in list(root):
        ours = counts.get(local(group), 0)
        for element in list(group)[len(group) - ours :]:
            group.remove(element)
        if ours and "count" in group.attrib:
            group.set("count", str(len(group)))
        if ours and not len(group) and "count" not in group.attrib:
            root.remove(group)


def _book(root: Element, made: set[str]) -> None:
    for sheets in [c for c in root if local(c) == "sheets"]:
        sheets.remove(next(s for s in sheets if s.get("name") == LIST))
    for element in root.iter():
        for counted in ("activeTab", "localSheetId", "firstSheet"):
            if counted in element.attrib and not (counted == "firstSheet" and element.get(counted) == "0"):
                element.set(counted, str(int(element.get(counted, "")) - 1))
    for views in [c for c in root if local(c) == "bookViews" and [v.attrib for v in c] == [{"activeTab": "0"}]]:
        root.remove(views)  # written where there was no view, so that the filer's sheet stays in view


def _links(root: Element, made: set[str]) -> None:
    for link in [c for c in root if (c.get("Id") or "").startswith(_OURS)]:
        root.remove(link)


def _types(root: Element, made: set[str]) -> None:
    for said in [c for c in root if (c.get("PartName") or "").lower().lstrip("/") in made]:
        root.remove(said)


_TAKEN: Mapping[str, Callable[[Element, set[str]], None]] = {
    "worksheet": _sheet, "comments": _comments, "styleSheet": _styles, "workbook": _book, "Relationships": _links,
    "Types": _types,
}

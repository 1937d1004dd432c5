"""The workbook part: which sheet is in which part, a sheet put before all others and taken out again."""

from __future__ import annotations

from dataclasses import dataclass

from lvzhi.books.annotate.located import Edits, Node, Unmarkable
from lvzhi.books.annotate.parts import Parts
from lvzhi.intake.container import MAIN
from lvzhi.lazy import lazy_property

_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",  # Strict OOXML
)
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_VIEWS = ("fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "absPath",
                 "workbookProtection")


@dataclass(frozen=True)
class Listed:
    """A sheet as the workbook lists it: its place, name and part (None for a chart sheet)."""

    at: int
    name: str
    part: str | None
    node: Node


class Sheets:
    """The sheets of a package, as they are now."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.main = next((k.target for k in parts.links("") if k.kind == "officeDocument"), "")
        if not self.main:
            raise Unmarkable("缺少工作簿部件")

    @lazy_property
    def namespaces(self) -> tuple[str, str]:
        """The namespaces of the package's sheets and of its relationships: transitional or Strict."""
        root, _ = self.parts.editing(self.main)
        declared = set(root.attributes.values())
        found = next((n for n in range(2) if MAIN[n] in declared), None)
        if found is None:
            raise Unmarkable("工作簿部件读不出")
        return MAIN[found], _RELATIONSHIPS[found]

    def type_of(self, word: str) -> str:
        """The whole type of a relationship."""
        return f"{self.namespaces[1]}/{word}"

    def listed(self) -> list[Listed]:
        root, _ = self.parts.editing(self.main)
        return self._listed(root)

    def _listed(self, root: Node) -> list[Listed]:
        parts = {k.id: k.target for k in self.parts.links(self.main) if k.kind == "worksheet"}
        sheets = root.one("sheets")
        return [
            Listed(n, node.attributes.get("name", ""), parts.get(_link_id(node)), node)
            for n, node in enumerate(sheets.all("sheet") if sheets else ())
        ]

    def named(self, name: str) -> Listed | None:
        return next((s for s in self.listed() if s.name == name), None)

    def target(self, kind: str) -> str | None:
        """The part the workbook links to as its styles, texts and so on."""
        return next((k.target for k in self.parts.links(self.main) if k.kind == kind), None)

    def put_first(self, name: str, text: str) -> str:
        """Add a sheet before all others, which stay the ones in view; return its part."""
        part = self.parts.free("xl/worksheets/sheet{}.xml")
        self.parts.add(part, text, _SHEET_TYPE)
        key = self.parts.link(self.main, part, self.type_of("worksheet"))
        root, edits = self.parts.editing(self.main)
        sheets = root.one("sheets")
        if sheets is None or not sheets.children:
            raise Unmarkable("工作簿里没有表")
        number = max(s.number("sheetId") for s in sheets.all("sheet")) + 1
        tag = f'<{root.prefix}sheet xmlns:r="{self.namespaces[1]}" name="{name}" sheetId="{number}" r:id="{key}"/>'
        edits.insert(sheets.inner, tag)
        _shift(root, edits, at=0, by=1)
        self.parts.put(self.main, edits.done())
        return part

    def take_out(self, name: str) -> None:
        """Remove a sheet from the workbook, with its part."""
        root, edits = self.parts.editing(self.main)
        gone = next(s for s in self._listed(root) if s.name == name)
        edits.remove(gone.node)
        _shift(root, edits, at=gone.at, by=-1)
        self.parts.put(self.main, edits.done())
        links = [k for k in self.parts.links(self.main) if k.id == _link_id(gone.node)]
        for link in links:
            self.parts.unlink(self.main, link)
            self.parts.drop(link.target)


def _link_id(node: Node) -> str:
    return next((v for k, v in node.attributes.items() if k.rpartition(":")[2] == "id"), "")


def _shift(root: Node, edits: Edits, *, at: int, by: int) -> None:
    """Move what counts sheets by their place: the sheet in view, and names that belong to one sheet."""
    views = root.one("bookViews")
    for view in views.children if views else ():
        _count(edits, view, "firstSheet", at, by)
        _active(edits, view, at, by)
    if not views and by > 0:
        # Without a view the first sheet is the active one, and the filer's, still selected, would be grouped with it.
        place = max((c.end for c in root.all(*_BEFORE_VIEWS)), default=root.inner)
        p = root.prefix
        edits.insert(place, f'<{p}bookViews><{p}workbookView activeTab="1"/></{p}bookViews>')
    names = root.one("definedNames")
    for name in names.children if names else ():
        if "localSheetId" in name.attributes and by < 0 and name.number("localSheetId") == at:
            edits.remove(name)
        else:
            _count(edits, name, "localSheetId", at, by)


def _active(edits: Edits, view: Node, at: int, by: int) -> None:
    """Keep the sheet in view; an attribute that was added, and so stands first, goes again."""
    held = view.number("activeTab")
    moved = held + by if by > 0 or held > at else held
    if by < 0 and moved == 0 and dict(view.attributes) == {"activeTab": "1"} and view.parent:
        edits.remove(view.parent)
    elif by < 0 and moved == 0 and next(iter(view.attributes), "") == "activeTab":
        edits.unset(view, "activeTab")
    elif moved != held:
        edits.set(view, "activeTab", str(moved))


def _count(edits: Edits, node: Node, attribute: str, at: int, by: int) -> None:
    """Move an index that is written down; 0 as the first tab shown stays, so that ours is seen."""
    held = node.number(attribute)
    if attribute not in node.attributes or (attribute == "firstSheet" and held == 0):
        return
    if by > 0 or held > at:
        edits.set(node, attribute, str(held + by))

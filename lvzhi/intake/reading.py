"""Read a workbook: bytes that passed the gate in, every non-empty cell at its true address out.

One streaming pass over the parts, and no more: nothing between the file and the cell guesses, so errors,
formulas without a result, Strict packages, far cells and wrong dimensions need no second reader.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lvzhi.books.meta import HELPING
from lvzhi.intake.cells import Sheet, Workbook
from lvzhi.intake.container import MAIN, Package
from lvzhi.intake.numbers import shows_date, shows_percent
from lvzhi.intake.refusals import Unreadable, unreadable
from lvzhi.intake.sheetpart import Lookup, read_sheet
from lvzhi.intake.strings import shared_strings

__all__ = ["Unreadable", "read", "read_book"]

_RELATIONSHIP_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_TRUE = ("1", "true", "on")
_STATES = ("visible", "hidden", "veryHidden")


@dataclass(frozen=True)
class _Listed:
    """A sheet as the workbook part lists it; no part where it is a chart sheet or the like."""

    name: str
    state: str
    part: str | None


def read_book(data: bytes) -> Workbook:
    """Read a filled book but for the sheets that only help people to fill it in: those come back empty.

    Of thousands of units the lists to choose from are two thirds of a book.
    """
    return read(data, without=HELPING)


def read(data: bytes, without: Collection[str] = ()) -> Workbook:
    """Read a workbook; raise Unreadable, with a Chinese sentence, where the package is broken.

    `without`: names of sheets whose cells are not wanted.
    """
    with Package(data) as package:
        main = _target(package, "", "officeDocument")
        if main is None:
            raise unreadable("FILE-DAMAGED", detail="缺少工作簿部件")
        listed, is_1904 = _workbook_part(package, main)
        lookup = Lookup(_texts(package, main), *_styles(package, main), is_1904)
        return Workbook(tuple(_sheet(package, entry, lookup, without) for entry in listed), _producer(package))


def _target(package: Package, part: str, kind: str) -> str | None:
    links = package.relationships(part).values()
    return next((link.target for link in links if link.kind == kind and not link.external), None)


def _workbook_part(package: Package, main: str) -> tuple[list[_Listed], bool]:
    root = package.tree(main)
    namespace, _, name = root.tag.rpartition("}")
    if name != "workbook" or namespace[1:] not in MAIN:
        raise unreadable("FILE-DAMAGED", detail="工作簿部件读不出")
    properties = root.find(f"{namespace}}}workbookPr")
    is_1904 = properties is not None and properties.get("date1904", "").lower() in _TRUE
    parts = {key: link.target for key, link in package.relationships(main).items() if link.kind == "worksheet"}
    listed = [
        _Listed(sheet.get("name", ""), _state(sheet.get("state")), _part_of(sheet.attrib, parts))
        for sheet in root.iterfind(f"{namespace}}}sheets/{namespace}}}sheet")
    ]
    if len({entry.name.lower() for entry in listed}) < len(listed):
        raise unreadable("FILE-DAMAGED", detail="有同名的表")
    named = [entry.part for entry in listed if entry.part is not None]
    if len(set(named)) < len(named):
        # Else a few bytes for each sheet would have one long part read over and over.
        raise unreadable("FILE-PARTS", detail="几张表共用一个部件")
    return listed, is_1904


def _state(text: str | None) -> str:
    return text if text in _STATES else "visible"


def _part_of(attributes: dict[str, str], parts: dict[str, str]) -> str | None:
    return next((parts.get(attributes[key]) for key in _RELATIONSHIP_IDS if key in attributes), None)


def _sheet(package: Package, entry: _Listed, lookup: Lookup, without: Collection[str]) -> Sheet:
    if entry.part is None or entry.name in without:
        return Sheet(entry.name, entry.state)
    with package.stream(entry.part) as stream:
        return read_sheet(stream, entry.name, entry.state, lookup)


def _texts(package: Package, main: str) -> list[str]:
    part = _target(package, main, "sharedStrings")
    if part is None:
        return []
    with package.stream(part) as stream:
        return list(shared_strings(stream))


def _styles(package: Package, main: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the style numbers, as cells quote them, that show a date, and those that show a percentage."""
    part = _target(package, main, "styles")
    if part is None:
        return frozenset(), frozenset()
    root = package.tree(part)
    namespace = root.tag.rpartition("}")[0] + "}"
    codes = {
        item.get("numFmtId", ""): item.get("formatCode", "")
        for item in root.iterfind(f"{namespace}numFmts/{namespace}numFmt")
    }
    formats = [item.get("numFmtId", "0") for item in root.iterfind(f"{namespace}cellXfs/{namespace}xf")]
    dates, percents = (
        {key for key in set(formats) if key.isdecimal() and shows(int(key), codes.get(key))}
        for shows in (shows_date, shows_percent)
    )
    return _quoted(formats, dates), _quoted(formats, percents)


def _quoted(formats: list[str], chosen: set[str]) -> frozenset[str]:
    return frozenset(str(style) for style, key in enumerate(formats) if key in chosen)


def _producer(package: Package) -> str | None:
    part = _target(package, "", "extended-properties") or _target(package, "", "extendedProperties")
    if part is None or part not in package:
        return None
    return next((item.text for item in package.tree(part) if item.tag.endswith("}Application")), None)

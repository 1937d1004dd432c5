"""The parts of a zip package, found as Office finds them: by name whatever its case, by relationship."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

from lvzhi.intake.refusals import unreadable

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict OOXML
)
_HEAD = 64 * 1024

# What zipfile raises on damaged, encrypted or exotic entries, and expat on encodings it does not know.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
)


@dataclass(frozen=True)
class Relationship:
    """One arrow from a part to another: the last word of its type, and the target's part name."""

    kind: str
    target: str
    external: bool


def part_name(name: str) -> str:
    """Return the one form of a part name: forward slashes, no leading slash, lower case.

    >>> part_name("/XL\\\\workbook.xml")
    'xl/workbook.xml'
    """
    return name.replace("\\", "/").lstrip("/").lower()


class Package:
    """An open package; close it, or use it as a context."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise unreadable("FILE-DAMAGED", detail="压缩目录不全") from error
        self.entries = tuple(info for info in self._zip.infolist() if not info.filename.endswith(("/", "\\")))
        self._parts = {part_name(info.filename): info for info in self.entries}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._parts

    @property
    def parts(self) -> tuple[str, ...]:
        """Name every part, in the one form of `part_name`."""
        return tuple(self._parts)

    @contextmanager
    def open(self, part: str) -> Iterator[IO[bytes]]:
        """Open one part for reading; whatever breaks while it is read is Unreadable."""
        info = self._parts.get(part_name(part))
        if info is None:
            raise unreadable("FILE-DAMAGED", detail=f"缺少{part}")
        try:
            with self._zip.open(info) as stream:
                yield stream
        except (*BROKEN, ElementTree.ParseError) as error:
            raise unreadable("FILE-DAMAGED", detail=f"{part}读不出") from error

    def head(self, part: str, size: int = _HEAD) -> bytes:
        """Return the first bytes of a part."""
        with self.open(part) as stream:
            return stream.read(size)

    def tree(self, part: str) -> ElementTree.Element:
        """Parse a small part whole."""
        with self.stream(part) as stream:
            return ElementTree.parse(stream).getroot()  # the gate admits no declarations  # nosec B314

    @contextmanager
    def stream(self, part: str) -> Iterator[IO[bytes]]:
        """Open an XML part from its beginning, after seeing that it declares nothing of its own."""
        if declares_type(self.head(part)):
            raise unreadable("FILE-PARTS", detail="含有实体声明")
        with self.open(part) as stream:
            yield stream

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return the relationships of a part ("" for the package) by their id."""
        folder, name = posixpath.split(part_name(part))
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return {}
        return {
            element.get("Id", ""): Relationship(
                kind=element.get("Type", "").rpartition("/")[2],
                target=_resolve(folder, element.get("Target", "")),
                external=element.get("TargetMode") == "External",
            )
            for element in self.tree(rels)
        }


def _resolve(folder: str, target: str) -> str:
    target = unquote(target).replace("\\", "/")
    return part_name(posixpath.normpath(posixpath.join("/", folder, target)))


class _Begun(Exception):
    """The first element: what comes after it can declare no more."""


def declares_type(head: bytes) -> bool:
    """Tell whether an XML text carries a document type: the only place entities can be declared.

    A text that has not come to its first element within so much counts as one that does.
    """
    seen: list[str] = []

    def begun(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("doctype")
    parser.StartElementHandler = begun
    try:
        parser.Parse(head, False)
    except _Begun:
        return "doctype" in seen
    except (expat.ExpatError, ValueError, LookupError):
        # Not XML, of an unknown encoding, or broken further on: whoever needs the part will say so.
        return "doctype" in seen
    return "doctype" in seen or len(head) >= _HEAD

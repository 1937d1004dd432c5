"""A package whose parts can be changed, added and taken out; whatever is not touched stays byte for byte."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from urllib.parse import unquote

from lvzhi.books.annotate.located import Edits, Node, Unmarkable, locate
from lvzhi.intake.container import BROKEN, part_name

OURS = "lvzhi"  # what the ids of our relationships begin with
_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Link:
    """A relationship from a part: its id, the last word of its type, the part it points to."""

    id: str
    kind: str
    target: str
    node: Node


class Parts:
    """The parts of a package by name, whatever the case and slashes it is asked for in."""

    def __init__(self, data: bytes) -> None:
        self.original = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise Unmarkable("压缩目录不全") from error
        self._infos = {part_name(i.filename): i for i in self._zip.infolist()}
        self._changed: dict[str, bytes | None] = {}
        self._new: dict[str, str] = {}

    def __contains__(self, part: str) -> bool:
        name = part_name(part)
        return self._changed[name] is not None if name in self._changed else name in self._infos

    def __getitem__(self, part: str) -> bytes:
        name = part_name(part)
        if name in self._changed:
            held = self._changed[name]
            if held is not None:
                return held
        elif name in self._infos:
            try:
                return self._zip.read(self._infos[name])
            except BROKEN as error:
                raise Unmarkable(f"{part}读不出") from error
        raise Unmarkable(f"缺少{part}")

    @property
    def changed(self) -> bool:
        return bool(self._changed)

    def put(self, part: str, data: bytes) -> None:
        """Change a part that is there."""
        if data != self[part]:
            self._changed[part_name(part)] = data

    def free(self, pattern: str) -> str:
        """Return the first part name, `{}` counted from 1, that no part has."""
        return next(name for n in range(1, 100_000) if (name := pattern.format(n)) not in self)

    def add(self, part: str, text: str, content_type: str | None) -> None:
        """Add an XML part, and say what it is unless its extension does."""
        self._new[part_name(part)] = part
        self._changed[part_name(part)] = (_HEAD + text).encode()
        if content_type:
            root, edits = self.editing(_TYPES)
            tag = f'<{root.prefix}Override PartName="/{part}" ContentType="{content_type}"/>'
            edits.append(root, tag)
            self.put(_TYPES, edits.done())

    def drop(self, part: str) -> None:
        """Take a part out, with its relationships and what is said of its type."""
        for name in (part_name(part), rels_of(part)):
            if name in self:
                self._changed[name] = None
                self._new.pop(name, None)
        root, edits = self.editing(_TYPES)
        for override in root.all("Override"):
            if part_name(override.attributes.get("PartName", "")) == part_name(part):
                edits.remove(override)
        self.put(_TYPES, edits.done())

    def editing(self, part: str, *, without: str = "") -> tuple[Node, Edits]:
        """Return a part's root and what gathers the changes to it."""
        data = self[part]
        return locate(data, without=without), Edits(data)

    def links(self, part: str) -> list[Link]:
        """Return the relationships of a part ("" for the package) that stay inside the package."""
        rels = rels_of(part)
        if rels not in self:
            return []
        folder = posixpath.dirname(part_name(part))
        return [
            Link(a.get("Id", ""), a.get("Type", "").rpartition("/")[2], _target(folder, a.get("Target", "")), node)
            for node in locate(self[rels]).all("Relationship")
            if (a := node.attributes).get("TargetMode") != "External"
        ]

    def link(self, part: str, target: str, kind: str) -> str:
        """Add a relationship of a whole type to a part; return its id."""
        rels = rels_of(part)
        if rels not in self:
            self._new[rels] = _spelt_rels(part)
            self._changed[rels] = f'{_HEAD}<Relationships xmlns="{_PACKAGE}"></Relationships>'.encode()
        root, edits = self.editing(rels)
        taken = {node.attributes.get("Id") for node in root.children}
        key = next(k for n in range(1, 100_000) if (k := f"{OURS}{n}") not in taken)
        edits.append(root, f'<{root.prefix}Relationship Id="{key}" Type="{kind}" Target="/{target}"/>')
        self.put(rels, edits.done())
        return key

    def unlink(self, part: str, link: Link) -> None:
        """Take a relationship out; a list of relationships left empty goes too."""
        rels = rels_of(part)
        root, edits = self.editing(rels)
        edits.made += [(n.start, n.end, b"") for n in root.children if n.attributes.get("Id") == link.id]
        if len(root.children) > 1:
            self.put(rels, edits.done())
        else:
            self._changed[rels] = None
            self._new.pop(rels, None)

    def packed(self) -> bytes:
        """Return the package: parts in their order, new ones last."""
        if not self._changed:
            return self.original
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, info in self._infos.items():
                if name not in self._changed:
                    package.writestr(_like(info), self[name])
                elif (data := self._changed[name]) is not None:
                    package.writestr(_like(info), data)
            for name, spelt in self._new.items():
                package.writestr(_fresh(spelt), self[name])
        return out.getvalue()


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(info.filename, info.date_time)
    copy.compress_type, copy.external_attr, copy.create_system = (
        info.compress_type, info.external_attr, info.create_system,
    )
    return copy


def _fresh(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def rels_of(part: str) -> str:
    return part_name(_spelt_rels(part))


def _spelt_rels(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(folder: str, target: str) -> str:
    spelt = re.sub(r"^/*", "", posixpath.normpath(posixpath.join("/", folder, unquote(target).replace("\\", "/"))))
    return part_name(spelt)

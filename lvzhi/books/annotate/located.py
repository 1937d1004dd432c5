"""XML kept as the bytes it came in, with the place of every element, so that an edit leaves all else as it was.

Writing a parsed tree back renames prefixes that attributes such as mc:Ignorable quote; Excel then repairs the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

_TAG = re.compile(rb"""<(?>[^>"']|"[^"]*"|'[^']*')*+>""")
# What XML 1.0 has no place for.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unmarkable(Exception):
    """The package is built in a way that marks cannot be put into without a risk to what it holds."""


@dataclass(eq=False)
class Node:
    """An element in its part's bytes: from `start` to `end`, its content from `inner` to `close`."""

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, for elements written beside this one."""
        return self.name[: -len(self.local)]

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def empty_tag(self) -> bool:
        return self.close == self.end

    def all(self, *locals_: str) -> list[Node]:
        """Children of these names, in their order."""
        return [c for c in self.children if c.local in locals_]

    def one(self, local: str) -> Node | None:
        return next((c for c in self.children if c.local == local), None)

    def number(self, attribute: str) -> int:
        """A count or place among the attributes; 0 where it is not given."""
        held = self.attributes.get(attribute, "0")
        if not (held.isascii() and held.isdigit()):
            raise Unmarkable(f"{self.name}的编号读不出")
        return int(held)

    def deep(self, local: str) -> Iterator[Node]:
        """Descendants of this name, in document order."""
        for child in self.children:
            if child.local == local:
                yield child
            yield from child.deep(local)


def locate(data: bytes, *, without: str = "") -> Node:
    """Return the root of a part; what stands inside elements named `without` is passed over."""
    builder = _Builder(data, without)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: builder.starts(name, attributes, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: builder.ends(parser.CurrentByteIndex)
    parser.CharacterDataHandler = builder.says
    parser.StartDoctypeDeclHandler = _doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unmarkable("部件读不出") from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or builder.root is None:
        raise Unmarkable("部件的编码少见")
    return builder.root


def _doctype(*_: object) -> None:
    raise Unmarkable("含有实体声明")


class _Builder:
    def __init__(self, data: bytes, without: str) -> None:
        self.data = data
        self.without = without
        self.root: Node | None = None
        self.open: list[Node] = []
        self.skipped = 0

    def starts(self, name: str, attributes: dict[str, str], at: int) -> None:
        if self.skipped or (self.open and self.open[-1].local == self.without):
            self.skipped += 1
            return
        tag = _TAG.match(self.data, at)
        if tag is None:
            raise Unmarkable("部件的编码少见")
        parent = self.open[-1] if self.open else None
        node = Node(name, attributes, at, tag.end(), parent=parent)
        if parent:
            parent.children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def ends(self, at: int) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        node = self.open.pop()
        if self.data[node.inner - 2 : node.inner] == b"/>":
            node.close = node.end = node.inner
        else:
            node.close, node.end = at, self.data.index(b">", at) + 1

    def says(self, words: str) -> None:
        if self.open and not self.skipped:
            self.open[-1].words.append(words)


@dataclass
class Edits:
    """Changes to one part, gathered and made at once; of two at one place the earlier comes first."""

    data: bytes
    made: list[tuple[int, int, bytes]] = field(default_factory=list)

    def insert(self, at: int, text: str) -> None:
        self.made.append((at, at, ascii_xml(text)))

    def replace(self, start: int, end: int, text: str) -> None:
        self.made.append((start, end, ascii_xml(text)))

    def remove(self, node: Node) -> None:
        self.made.append((node.start, node.end, b""))

    def append(self, node: Node, text: str) -> None:
        """Write into an element behind all it holds."""
        if node.empty_tag:
            self.replace(node.inner - 2, node.inner, f">{text}</{node.name}>")
        else:
            self.insert(node.close, text)

    def set(self, node: Node, attribute: str, value: str) -> None:
        """Give an attribute of an element a value; only one change per attribute."""
        found = self._attribute(node, attribute)
        if found:
            self.replace(found.start(1), found.end(1), quoteattr(value))
        else:
            self.insert(node.start + 1 + len(node.name.encode()), f" {attribute}={quoteattr(value)}")

    def unset(self, node: Node, attribute: str) -> None:
        found = self._attribute(node, attribute)
        if found:
            self.replace(found.start(), found.end(), "")

    def _attribute(self, node: Node, attribute: str) -> re.Match[bytes] | None:
        pattern = rb"""\s%s\s*=\s*("[^"]*"|'[^']*')""" % re.escape(attribute.encode())
        return re.compile(pattern).search(self.data, node.start, node.inner)

    def done(self) -> bytes:
        """Return the part with all changes made."""
        pieces, at = [], 0
        for start, end, text in sorted(self.made, key=lambda edit: edit[:2]):
            pieces += [self.data[at:start], text]
            at = end
        return b"".join([*pieces, self.data[at:]])


def ascii_xml(text: str) -> bytes:
    """Encode for a part in any encoding that holds ASCII."""
    return text.encode("ascii", "xmlcharrefreplace")


def words(text: str) -> str:
    """Escape text for a cell or comment; characters XML cannot hold are left out.

    >>> words("a<b _x000D_")
    'a&lt;b _x005F_x000D_'
    """
    return escaped(re.sub(r"_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1", _UNFIT.sub("", text)))


def escaped(text: str) -> str:
    """Escape text for the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def place_behind(parent: Node, order: Iterable[str], target: str) -> int:
    """Where a child named `target` may be written among children that keep to a schema's order."""
    before = set()
    for name in order:
        if name == target:
            break
        before.add(name)
    return max((c.end for c in parent.children if c.local in before | {target}), default=parent.inner)

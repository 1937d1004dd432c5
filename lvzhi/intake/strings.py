"""Text as the parts of a workbook carry it: shared strings, inline strings, escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, iterparse

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Undo Excel's _xHHHH_ for line breaks and the underscore itself; leave what XML could not hold.

    >>> unescape("甲_x000D_乙 _x005F_x000D_ _x0000_")
    '甲\\r乙 _x000D_ _x0000_'
    """
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    allowed = code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return chr(code) if allowed else match[0]


def plain_text(item: Element, namespace: str) -> str:
    """Return the text of a string item: its runs joined, phonetic guides left out."""
    own = item.findtext(f"{namespace}t", "")
    runs = (run.findtext(f"{namespace}t", "") for run in item.iterfind(f"{namespace}r"))
    return unescape(own + "".join(runs))


def shared_strings(stream: IO[bytes]) -> Iterator[str]:
    """Yield the texts of a shared strings part in order."""
    for _, element in iterparse(stream):  # the gate admits no declarations  # nosec B314
        namespace, _, name = element.tag.rpartition("}")
        if name == "si":
            yield plain_text(element, namespace + "}" if namespace else "")
            element.clear()

"""What people typed, on its way to the screen: never read as formatting, links or pictures."""

from __future__ import annotations

import re

# Markdown makes links of bare addresses though every sign is escaped; an invisible joiner keeps them text.
_JOINER = "\u2060"
_ADDRESS = re.compile(r"(?=://|@)|(?<=www)(?=\.)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: object) -> str:
    """Return text that Markdown shows as it stands.

    >>> print(plain("![x](a)"))
    \\!\\[x\\]\\(a\\)
    >>> plain("http://a") == "http" + _JOINER + r"\\:\\/\\/a"
    True
    """
    return _PUNCTUATION.sub(r"\\\1", _ADDRESS.sub(_JOINER, " ".join(str(text).split())))


def whole(text: str) -> str:
    """Return text as `plain` does, within which no line ends: the number of a receipt.

    >>> whole("一-1") == "一" + _JOINER + r"\\-" + _JOINER + "1"
    True
    """
    return _JOINER.join(map(plain, text))

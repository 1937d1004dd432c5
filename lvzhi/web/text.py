"""What people typed, on its way to the screen: never read as formatting, links or pictures."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: object) -> str:
    """Return text that Markdown shows as it stands.

    >>> print(plain("![x](http://a)"))
    \\!\\[x\\]\\(http\\:\\/\\/a\\)
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))

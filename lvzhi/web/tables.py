"""Rows in words as a table: an empty cell says nothing, and a column is as wide as what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from unicodedata import east_asian_width

import pandas as pd
import streamlit as st

_OPEN, _SCROLLING = 12, 460
_FULL, _HALF, _EDGES, _MOST = 13.3, 7.3, 18, 360  # pixels: a character of full and of half width; a column
_ALL_COUNT = 5  # cells of a column: the browser leaves none out


def show(words: pd.DataFrame, key: str, tall: Literal["content"] | int | None = None, **chosen: Any) -> Any:
    """Show rows; `tall`: how high, where that does not go by their number; `chosen`: how a click on one is heard."""
    columns = {name: st.column_config.Column(width=wide) for name, wide in widths(words).items()}
    return st.dataframe(words, hide_index=True, height=height(len(words)) if tall is None else tall, key=key,
                        placeholder="", column_config=columns, **chosen)


def height(count: int) -> Literal["content"] | int:
    """Return the height of a table: short ones stand open, long ones scroll."""
    return "content" if count <= _OPEN else _SCROLLING


def widths(words: pd.DataFrame) -> dict[str, int]:
    """Return the widths of the columns that the browser would make too narrow.

    It finds them by itself, but leaves out cells twice as wide as the average: one long word among short ones, or all
    that stands in a column that is mostly empty.

    >>> widths(pd.DataFrame({"日期": [None] * 5 + ["2015-10-09"], "状态": ["待核查"] * 5 + [None]}))
    {'日期': 91}
    """
    if len(words) <= _ALL_COUNT:
        return {}
    said = {str(name): ["" if v is None or v != v else str(v) for v in words[name]] for name in words.columns}
    return {name: min(_MOST, max(map(_pixels, (name, longest)))) for name, held in said.items()
            if (longest := _left_out(held))}


def _left_out(held: Sequence[str]) -> str:
    """Return the longest cell if it is among those left out, else nothing."""
    lengths = [len(text.encode("gb18030", "replace")) for text in held]  # in characters of half width, about
    longest, average = max(lengths), sum(lengths) / len(held)
    left_out = longest * _HALF + _EDGES >= 1.9 * (average * _HALF + _EDGES)
    return held[lengths.index(longest)] if left_out else ""


def _pixels(text: str) -> int:
    return round(sum(_FULL if east_asian_width(c) in "FWA" else _HALF for c in text)) + _EDGES

"""Rows in words as a table: an empty cell says nothing, and a column is as wide as what stands in it."""

from __future__ import annotations

from typing import Any, Literal
from unicodedata import east_asian_width

import pandas as pd
import streamlit as st

_OPEN, _SCROLLING = 12, 460
_FULL, _HALF, _EDGES, _MOST = 13.3, 7.3, 18, 360  # pixels: a character of full and of half width; a column


def show(words: pd.DataFrame, key: str, tall: Literal["content"] | int | None = None, **chosen: Any) -> Any:
    """Show rows; `tall`: how high, where that does not go by their number; `chosen`: how a click on one is heard."""
    columns = {name: st.column_config.Column(width=wide) for name, wide in widths(words).items()}
    return st.dataframe(words, hide_index=True, height=height(len(words)) if tall is None else tall, key=key,
                        placeholder="", column_config=columns, **chosen)


def height(count: int) -> Literal["content"] | int:
    """Return the height of a table: short ones stand open, long ones scroll."""
    return "content" if count <= _OPEN else _SCROLLING


def widths(words: pd.DataFrame) -> dict[str, int]:
    """Return the widths of columns that are mostly empty.

    The browser finds a column's width by itself, but leaves out what is twice as wide as the average: where most cells
    are empty that is all there is to read.

    >>> widths(pd.DataFrame({"日期": [None, "", "2015-10-09"], "状态": ["待核查", "未销号", None]}))
    {'日期': 91}
    """
    said = {str(name): [str(v) for v in words[name] if v == v and v not in (None, "")] for name in words.columns}
    return {name: min(_MOST, max(map(_pixels, (name, *held)))) for name, held in said.items()
            if held and len(held) * 2 < len(words)}


def _pixels(text: str) -> int:
    return round(sum(_FULL if east_asian_width(c) in "FWA" else _HALF for c in text)) + _EDGES

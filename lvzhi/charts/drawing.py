"""A figure as the plain values that plotly draws from."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.basedatatypes import BaseFigure

_PLAIN = frozenset({str, int, bool, type(None)})
_APART = 13  # pixels that plotly keeps beside the longest name
_MOST = 216  # pixels before the marks, at most: of longer names plotly sees what it can give them


class Drawing:
    """A figure under way, with the methods of plotly's own that the charts use, for one x and one y axis.

    Plotly's own objects look up what may stand where at every value they are given, each time a page is shown: ten
    times the work of the chart. Here nothing is looked up; `data` and `layout`, which the tests look at, are plotly's
    objects made of the whole, and refuse what plotly does not know.
    """

    def __init__(self, **layout: Any) -> None:
        self._traces: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {"annotations": [], "shapes": []}
        self.update_layout(**layout)

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self._layout["height"])

    @property
    def data(self) -> tuple[Any, ...]:
        """The traces as plotly's objects."""
        return tuple(self._checked().data)

    @property
    def layout(self) -> go.Layout:
        """The layout as plotly's object."""
        return self._checked().layout

    def add_bar(self, **trace: Any) -> None:
        """Add bars."""
        self._traces.append({"type": "bar", **trace})

    def add_scatter(self, **trace: Any) -> None:
        """Add points or a line."""
        self._traces.append({"type": "scatter", **trace})

    def add_annotation(self, **annotation: Any) -> None:
        """Add words."""
        self._layout["annotations"].append(annotation)

    def add_shape(self, **shape: Any) -> None:
        """Add a line."""
        self._layout["shapes"].append(shape)

    def add_picture(self, address: str) -> None:
        """Lay a picture under the marks, as large as the room between the axes."""
        self._layout.setdefault("images", []).append({
            "source": address, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "sizex": 1, "sizey": 1,
            "sizing": "stretch", "layer": "below",
        })

    def make_room(self) -> None:
        """Widen the margins to the names before the marks and to the words behind them.

        Plotly finds out by itself that names need more room, once it has drawn all of the figure, and draws it again.
        """
        axis, margin = self._layout["yaxis"], self._layout["margin"]
        names = axis.get("ticktext") or [y for t in self._traces for y in plain(t["y"]) if isinstance(y, str)]
        before = [_long(name) * axis.get("tickfont", self._layout["font"])["size"] for name in names]
        words = [a for a in self._layout["annotations"] if a.get("xanchor") == "left"]
        behind = [_long(a["text"]) * a["font"]["size"] + a.get("xshift", 0) for a in words]
        needed = ceil(max(before, default=0)) + axis.get("ticklen", 0) + _APART
        margin["l"] = max(margin["l"], min(needed, _MOST))
        margin["r"] = max([margin["r"], *map(ceil, behind)])

    def update_layout(self, **layout: Any) -> None:
        """Set parts of the layout; of what is a mapping already, the entries given."""
        _merge(self._layout, layout)

    def update_xaxes(self, **axis: Any) -> None:
        """Set parts of the x axis."""
        self.update_layout(xaxis=axis)

    def update_yaxes(self, **axis: Any) -> None:
        """Set parts of the y axis."""
        self.update_layout(yaxis=axis)

    def to_dict(self) -> dict[str, Any]:
        """Return data and layout: mappings, lists and scalars all through."""
        return {"data": plain(self._traces), "layout": plain(self._layout)}

    def _checked(self) -> go.Figure:
        held = self.to_dict()
        return go.Figure(held["data"], {"template": "none", **held["layout"]}, skip_invalid=False)


class Sent(BaseFigure):  # type: ignore[misc]
    """Values on their way to a browser as they are; the framework takes only figures of plotly's without a check."""

    def __init__(self, held: dict[str, Any]) -> None:
        object.__setattr__(self, "_held", held)

    def to_dict(self) -> dict[str, Any]:
        """Return what is to be drawn."""
        held: dict[str, Any] = object.__getattribute__(self, "_held")
        return held


def plain(value: Any) -> Any:
    """Return a value with its frames, columns and arrays as lists; what is no number is None.

    >>> plain({"x": pd.Series([1.5, float("nan")]), "y": ("甲",)})
    {'x': [1.5, None], 'y': ['甲']}
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        # Thousands of words or whole numbers are nothing else already.
        return list(value) if set(map(type, value)) <= _PLAIN else [plain(held) for held in value]
    if isinstance(value, float):
        return None if value != value else value
    if isinstance(value, pd.DataFrame):
        return plain(value.to_numpy().tolist())
    return plain(value.tolist()) if isinstance(value, pd.Series | pd.Index | np.ndarray | np.generic) else value


def _long(words: str) -> float:
    """How long words are, in their own height: a digit is a little more than half of a character."""
    lines = words.split("<br>")
    return max(sum(1 if east_asian_width(character) in "FWA" else 0.6 for character in line) for line in lines)


def _merge(held: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(held.get(key), dict):
            _merge(held[key], value)
        else:
            held[key] = dict(value) if isinstance(value, Mapping) else value

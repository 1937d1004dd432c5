"""What a reader sees of a matrix: its picture read again, each piece found under the mark that hears a click there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.look import PICTURE

_NO_BREAK = "\xa0"
_SVG = "{http://www.w3.org/2000/svg}"
_TILE = re.compile(r"M([\d.-]+) ([\d.-]+)h([\d.]+)v([\d.]+)h-[\d.]+z")


@dataclass(frozen=True)
class Seen:
    """A piece of a tile: its fill, its sign and the sign's ink, and how wide it is in columns' widths."""

    fill: str
    sign: str
    ink: str
    width: float


def said(made: Drawing) -> dict[tuple[str, str], str]:
    """What is said on pointing at each tile: (row, column) -> words."""
    marks, *_ = made.data
    return {tuple(place): words for place, words in zip(marks.customdata, marks.hovertext, strict=True)}


def written(made: Drawing) -> list[str]:
    """What is written beside the tiles, from the top and the left: headings as <b>words</b>, notes as they are."""
    _, signs = _picture(made)
    held = [text for group in signs if not group.get("fill") for text in group]
    ordered = sorted(held, key=lambda t: [float(t.get(side)[:-1]) for side in "yx"])
    return ["".join([f"<b>{part.text}</b>{(part.tail or '').replace(_NO_BREAK, ' ')}" for part in t] or [t.text or ""]) for t in ordered]


def _picture(made: Drawing) -> tuple[ElementTree.Element, ElementTree.Element]:
    (address,) = (image.source for image in made.layout.images)
    tiles, signs = ElementTree.fromstring(unquote(address.removeprefix(PICTURE)))
    return tiles, signs


def seen_in(made: Drawing) -> dict[tuple[str, str], list[Seen]]:
    """The pieces drawn, by the row and column that a click on them names, from the left."""
    tiles, signs = _picture(made)
    _, _, wide, high = (float(number) for number in tiles.get("viewBox").split())
    left, right = made.layout.xaxis.range
    bottom, top = made.layout.yaxis.range
    assert abs(wide - (right - left)) < 0.001 and abs(high - (bottom - top)) < 0.001  # it fills the room between the axes
    held = []
    for group in (g for g in signs if g.get("fill")):
        for text in group:
            places, signed = text.get("x").split(), text.text or ""
            each = [signed] if len(places) == 1 else list(signed)  # one after the other, or a place for each character
            held += [(float(x[:-1]) / 100 * wide + left, float(text.get("y")[:-1]) / 100 * high + top, sign,
                      group.get("fill", "")) for x, sign in zip(places, each, strict=True)]
    found: dict[tuple[str, str], list[tuple[float, Seen]]] = {}
    for path in tiles.iter(f"{_SVG}path"):
        for at, down, width, height in (map(float, piece) for piece in _TILE.findall(path.get("d"))):
            x, y = at + left, down + height / 2 + top
            inside = [w for w in held if x <= w[0] <= x + width and abs(w[1] - y) < 0.1]
            assert len(inside) <= 1
            sign, ink = inside[0][2:] if inside else ("", "")
            place = under(made, x + width / 2, y)
            assert place
            found.setdefault(place, []).append((x, Seen(path.get("fill"), sign, ink, width)))
    return {place: [piece for _, piece in sorted(of, key=lambda o: o[0])] for place, of in found.items()}


def under(made: Drawing, x: float, y: float) -> tuple[str, str] | None:
    """Return what is named by the mark at a point or the nearest to it; None where nothing is."""
    marks, *empty = made.data
    if marks.type == "bar":
        return next((tuple(p) for base, wide, line, p in zip(marks.base, marks.x, marks.y, marks.customdata, strict=True)
                     if base <= x <= base + wide and abs(line - y) < marks.width / 2), None)
    far, place = min((abs(x - at) + abs(y - line), tuple(p or ()))
                     for trace in (marks, *empty)
                     for at, line, p in zip(trace.x, trace.y, trace.customdata or [None] * len(trace.x), strict=True))
    assert far < 1
    return place or None

"""Rows in groups × columns of status tiles: 52 units fit one under the other, on a screen and on a phone.

The tiles are one picture; over it lie marks that nobody sees, which say what a tile is and hear a click on it; of
narrow tiles there are marks on the empty places too, which hear a click and say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.look import APART, GREY, INK, STATUSES, Status, figure, write
from lvzhi.charts.tiles import HIGH, Piece, Words, picture

ROW, GAP, TILE = 23, 0.28, 0.93
_EDGE = 0.6  # of a line: how much is seen above the middle of the first line, and below that of the last
_WIDE = 8  # columns: of more the tiles are narrow, and many
_ACROSS = 30  # marks on a line of narrow tiles, at least: none is far from where somebody points
_CLEAR: Mapping[str, Any] = {"marker": {"opacity": 0}}
_UNSEEN: Mapping[str, Any] = {  # points of which all but one are no elements of the page: drawn they were of no use
    "mode": "markers", "marker": {"size": 6, "opacity": 0, "maxdisplayed": 1}, "selected": _CLEAR, "unselected": _CLEAR,
}
_SIGNED = 0.5  # of a cell: a narrower piece has no room for its sign


@dataclass(frozen=True)
class Tile:
    """One cell: the status, what is said on pointing at it, and a sign of its own where it has one."""

    status: str
    hover: str
    sign: str | None = None


@dataclass(frozen=True)
class Parts:
    """One cell of a row that stands for several: how many of them have which status."""

    counts: Mapping[str, int]


@dataclass(frozen=True)
class Column:
    """`over` is the heading it stands under; columns of one heading stand together."""

    key: str
    label: str
    over: str = ""


@dataclass(frozen=True)
class Block:
    """Rows under one heading; `note` stands behind the heading, `notes` behind the rows."""

    heading: str
    rows: Sequence[tuple[str, str]]
    note: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def matrix(blocks: Sequence[Block], columns: Sequence[Column], tiles: Mapping[tuple[str, str], Tile | Parts],
           title: str = "") -> Drawing:
    """Return the figure; a tile's `customdata` is [row key, column key]."""
    names = {key: label for b in blocks for key, label in b.rows}
    places, lines = _rows(blocks), sum(len(b.rows) + 1 for b in blocks)
    left = _places(columns)
    over = any(c.over for c in columns)
    header = 16 * max((upright(c.label).count("<br>") + 1 for c in columns), default=0) + 8
    top = header + (36 if over else 6) + (30 if title else 0)
    made = figure(ROW * lines + top + 10, title, {"t": top, "b": 10, "l": 8, "r": 6}, barmode="overlay")
    width = left[columns[-1].key] + 1 if columns else 1
    held = [(c, row) for c in columns for row in places if (row, c.key) in tiles]
    pieces = [p for c, row in held for p in _pieces(places[row], left[c.key], tiles[row, c.key])]
    words = [*_notes(blocks, places, width)]
    room = _room(blocks, len(columns))
    made.add_picture(picture(pieces, words, width + room, -_EDGE, lines - 1 + _EDGE))
    marks = [_Mark(row, c.key, left[c.key], places[row], _said(names[row], c, tiles[row, c.key])) for c, row in held]
    if len(columns) <= _WIDE:
        _add_bars(made, marks)
    else:
        _add_points(made, marks, [*left.values(), left[columns[-1].key] + TILE], lines)
    made.update_xaxes(
        range=[0, width + room], side="top", showgrid=False, ticks="", tickangle=0,
        tickvals=[left[c.key] + TILE / 2 for c in columns], ticktext=[upright(c.label) for c in columns],
        tickfont={"size": 12, "color": INK}, automargin=False, ticklabeloverflow="allow",
    )
    made.update_yaxes(
        range=[lines - 1 + _EDGE, -_EDGE], showgrid=False, tickvals=list(places.values()), **APART,
        ticktext=[label for b in blocks for _, label in b.rows], tickfont={"size": 12}, automargin=True,
    )
    made.make_room()
    write(made, _headings(columns, left, header) if over else ())
    return made


def upright(text: str) -> str:
    """Return text written downwards, as on a Chinese form; a short word stays as it is.

    >>> upright("广泛宣传"), upright("10月")
    ('广<br>泛<br>宣<br>传', '10月')
    """
    return text if len(text) <= 3 else "<br>".join(text)


def _room(blocks: Sequence[Block], columns: int) -> float:
    """Space behind the tiles for the notes, in columns' widths: narrow columns have room for a county's 46/52."""
    longest = max((len(note) for b in blocks for note in b.notes.values()), default=0)
    more = 0.7 * max(longest - 5, 0) if columns > _WIDE else 0
    return 1.6 + more if longest else 0.1


def _rows(blocks: Sequence[Block]) -> dict[str, int]:
    """Where each row stands: one line per row, one per heading before them."""
    places: dict[str, int] = {}
    line = 0
    for block in blocks:
        line += 1
        for key, _ in block.rows:
            places[key] = line
            line += 1
    return places


def _places(columns: Sequence[Column]) -> dict[str, float]:
    """Where each column begins: a little apart under a new heading."""
    places: dict[str, float] = {}
    at, before = 0.0, columns[0].over if columns else ""
    for column in columns:
        at += GAP if column.over != before else 0
        places[column.key], before = at, column.over
        at += 1
    return places


@dataclass(frozen=True)
class _Mark:
    """What is pointed at: the tile of a row and column, where it begins, and what is said of it."""

    row: str
    column: str
    left: float
    line: int
    said: str


def _add_bars(made: Drawing, tiles: Sequence[_Mark]) -> None:
    """Lay bars over wide tiles, each as large as its tile."""
    made.add_bar(orientation="h", base=[t.left for t in tiles], x=[TILE] * len(tiles), width=HIGH,
                 **_marks(tiles), marker={"opacity": 0}, selected=_CLEAR, unselected=_CLEAR)


def _add_points(made: Drawing, tiles: Sequence[_Mark], columns: Sequence[float], lines: int) -> None:
    """Lay points over narrow tiles and over the places without one, headings and the room behind the tiles among them.

    The nearest to where is pointed at is found; `columns` are where they begin, and where the last ends.
    """
    each = ceil(_ACROSS / (len(columns) - 1))
    full = {(t.left, t.line) for t in tiles}
    empty = [(left, line) for line in range(lines) for left in columns if (left, line) not in full]
    held = [t for t in tiles for _ in range(each)]
    made.add_scatter(x=[x for t in tiles for x in _across(t.left, each)], **_marks(held), **_UNSEEN)
    made.add_scatter(x=[x for left, _ in empty for x in _across(left, each)],
                     y=[line for _, line in empty for _ in range(each)], hoverinfo="none", **_UNSEEN)


def _across(left: float, each: int) -> list[float]:
    return [left + TILE * (n + 0.5) / each for n in range(each)]


def _marks(tiles: Sequence[_Mark]) -> dict[str, Any]:
    return {
        "y": [t.line for t in tiles], "customdata": [[t.row, t.column] for t in tiles],
        "hovertext": [t.said for t in tiles], "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _asked(tile: Parts) -> list[tuple[Status, int]]:
    """Return the statuses that take room: what is not asked of anybody takes none beside what is."""
    held = _counts(tile)
    return [(look, count) for look, count in held if not look.blank] or held[:1]


def _counts(tile: Parts) -> list[tuple[Status, int]]:
    return [(look, tile.counts[status]) for status, look in STATUSES.items() if tile.counts.get(status)]


def _pieces(line: int, left: float, tile: Tile | Parts) -> Iterator[Piece]:
    """Yield the pieces of a cell: one, or for a row that stands for several one per status, as wide as its share."""
    if isinstance(tile, Tile):
        look = STATUSES[tile.status]
        yield Piece(line, left, TILE, look, look.sign if tile.sign is None else tile.sign)
        return
    asked = _asked(tile)
    whole, before = sum(count for _, count in asked), 0
    for look, count in asked:
        share = count / whole
        yield Piece(line, left + TILE * before / whole, TILE * share, look, look.sign if share >= _SIGNED else "")
        before += count


def _said(name: str, column: Column, tile: Tile | Parts) -> str:
    if isinstance(tile, Tile):
        return tile.hover
    return "<br>".join([f"{name} · {column.label}", *(f"{look.word} {count}" for look, count in _counts(tile))])


def _notes(blocks: Sequence[Block], places: Mapping[str, int], width: float) -> Iterator[Words]:
    line = 0
    for block in blocks:
        yield Words(line, 0, block.heading, block.note)
        line += len(block.rows) + 1
        yield from (Words(places[key], width + 0.1, "", note) for key, note in block.notes.items())


def _headings(columns: Sequence[Column], left: Mapping[str, float], lift: int) -> Iterator[dict[str, Any]]:
    """The headings over the columns, two characters a line so that a single column carries one.

    On a phone that is still wider than its column: the last one leans into the room behind the tiles.
    """
    for over in dict.fromkeys(c.over for c in columns):
        held = [left[c.key] for c in columns if c.over == over]
        words = over if len(held) > 2 else "<br>".join(over[n:n + 2] for n in range(0, len(over), 2))
        alone = len(held) == 1
        leans = alone and over == columns[-1].over
        yield {
            "x": held[0] if leans else (held[0] + held[-1] + TILE) / 2, "xanchor": "left" if leans else "center",
            "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": lift,
            "text": words, "showarrow": False, "font": {"size": 10 if alone else 11, "color": GREY},
        }

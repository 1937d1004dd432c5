"""A paper as a value: paragraphs and tables of words, each number and each name with the measure it was asked of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

# text: the paper's own words; figure: a number or a day of a measure; name: a unit, group or leader a measure names;
# quote: what was filed, word for word.
Kind = Literal["text", "figure", "name", "quote"]
Style = Literal["title", "subtitle", "to", "body", "heading", "subheading", "sign", "caption", "note", "plain"]


@dataclass(frozen=True)
class Source:
    """Where a word of a paper comes from: `ask` counts the questions from 1; `row` tells the row, none: the totals."""

    ask: int
    figure: str
    value: Any
    row: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Piece:
    """Some words of one kind; all but text have a source."""

    text: str
    kind: Kind = "text"
    source: Source | None = None


Words = tuple[Piece, ...]


@dataclass(frozen=True)
class Para:
    """A paragraph in one of the paper's styles."""

    words: Words
    style: Style = "body"


@dataclass(frozen=True)
class Table:
    """A table: `widths` in millimetres, one per heading; `asks` are the questions its figures come from."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]

    @property
    def asks(self) -> tuple[int, ...]:
        """The questions its figures come from, in order."""
        found = {p.source.ask for row in self.rows for cell in row for p in cell if p.source}
        return tuple(sorted(found))


@dataclass(frozen=True)
class Masthead:
    """The head of a bulletin sheet: a red title, what stands left and right below it, a red line."""

    title: str
    below: str
    left: str
    right: str


@dataclass(frozen=True)
class Break:
    """A new page."""


Block = Para | Table | Masthead | Break


@dataclass(frozen=True)
class Ask:
    """One question put to a measure: what the reader finds in the 数据底稿 and can ask again.

    `statement`: rows, totals, by or another of the measure's file; `rows` its answer, codes as stored.
    """

    no: int
    measure: str
    title: str
    statement: str
    by: tuple[str, ...]
    filters: Mapping[str, Any]
    as_of: dt.datetime
    own: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Content:
    """A paper written: its blocks, the questions behind them, and what is said to the office alone."""

    paper: str
    title: str
    whose: str | None
    as_of: dt.datetime
    landscape: bool
    one_page: bool
    demo: bool
    author: str
    blocks: tuple[Block, ...]
    asks: tuple[Ask, ...]
    notes: tuple[str, ...] = ()

    def pieces(self) -> Iterator[tuple[int, Piece]]:
        """Yield (number of the block from 1, piece) in the order printed."""
        for n, block in enumerate(self.blocks, 1):
            if isinstance(block, Para):
                yield from ((n, piece) for piece in block.words)
            elif isinstance(block, Table):
                yield from ((n, piece) for row in block.rows for cell in row for piece in cell)

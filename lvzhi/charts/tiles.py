"""The tiles of a matrix as one picture: a browser draws thousands of signs at once that it would not one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from lvzhi.charts.look import FONT, GREY, INK, PICTURE, Status

HIGH = 0.86  # of a line
_SIGN, _SINK = 12, 4.4  # pixels: a sign, and how far under its tile's middle it stands
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_QUOTED = str.maketrans({"%": "%25", "#": "%23", "<": "%3C", ">": "%3E", '"': "%22"})


@dataclass(frozen=True)
class Piece:
    """One coloured piece on a line, from `start` and so wide, with the sign in its middle."""

    line: int
    start: float
    width: float
    look: Status
    sign: str = ""


@dataclass(frozen=True)
class Words:
    """Words on a line, from `start`: a heading in bold, what stands behind it as it is, or a note alone, in grey."""

    line: int
    start: float
    heading: str
    note: str = ""


def picture(pieces: Sequence[Piece], words: Sequence[Words], width: float, top: float, bottom: float) -> str:
    """Return the address of a picture of what lies between 0 and `width`, and between the lines `top` and `bottom`.

    It is as large as the room it is given; signs and words are not stretched with it.
    """
    high = bottom - top
    fills = _by_colour((p.look.fill, _tile(p, top)) for p in pieces)
    inks = _by_colour((p[0].look.ink, _signs(p, width, top, high)) for p in _together(pieces))
    tiles = "".join(f"<path fill='{colour}' d='{drawn}'/>" for colour, drawn in fills.items())
    signs = "".join(f"<g fill='{colour}'>{drawn}</g>" for colour, drawn in inks.items())
    said = "".join(_words(w, width, top, high) for w in words)
    return PICTURE + (
        f"<svg xmlns='http://www.w3.org/2000/svg' font-family='{FONT}' font-size='{_SIGN}' text-anchor='middle'>"
        f"<svg width='100%' height='100%' viewBox='0 0 {width:.3f} {high:.3f}' preserveAspectRatio='none'"
        f" shape-rendering='crispEdges'>{tiles}</svg>"
        f"<svg y='{_SINK}' width='100%' height='100%' overflow='visible'>{signs}"
        f"<g text-anchor='start'>{said}</g></svg></svg>"
    ).translate(_QUOTED)


def _by_colour(drawn: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for colour, shape in drawn:
        found.setdefault(colour, []).append(shape)
    return {colour: "".join(shapes) for colour, shapes in found.items()}


def _tile(piece: Piece, top: float) -> str:
    wide = f"{piece.width:.3f}"
    return f"M{piece.start:.3f} {piece.line - HIGH / 2 - top:.3f}h{wide}v{HIGH}h-{wide}z"


def _together(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return those whose signs are written at once: of one ink on one line, one character each."""
    found: dict[tuple[object, ...], list[Piece]] = {}
    for n, piece in enumerate(p for p in pieces if p.sign):
        found.setdefault((piece.look.ink, piece.line, None if len(piece.sign) == 1 else n), []).append(piece)
    return list(found.values())


def _signs(pieces: Sequence[Piece], width: float, top: float, high: float) -> str:
    across = " ".join(f"{(p.start + p.width / 2) / width:.2%}" for p in pieces)
    signs = _text("".join(p.sign for p in pieces))
    return f"<text x='{across}' y='{(pieces[0].line - top) / high:.3%}'>{signs}</text>"


def _words(words: Words, width: float, top: float, high: float) -> str:
    where = _where(words.start, words.line, width, top, high)
    if not words.heading:
        return f"<text {where} fill='{GREY}' font-size='11'>{_text(words.note)}</text>"
    note = f"&#160;&#160;{_text(words.note)}" if words.note else ""  # of other spaces one would be left
    return f"<text {where} dy='3' fill='{INK}'><tspan font-weight='bold'>{_text(words.heading)}</tspan>{note}</text>"


def _where(across: float, line: float, width: float, top: float, high: float) -> str:
    return f"x='{across / width:.3%}' y='{(line - top) / high:.3%}'"


def _text(words: str) -> str:
    """Return words as they may stand in a picture: one character that may not would leave all of it away."""
    return escape(_NOT_IN_XML.sub("", words))

"""Series of (size, cost) on two logarithmic axes as an SVG, written by hand: it needs no library."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from unicodedata import east_asian_width

Series = Mapping[str, Sequence[tuple[float, float]]]

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 460, 70, 34, 50  # WIDTH without the names, which take what they need
COLOURS = ("#1f4e79", "#c55a11", "#548235", "#7f6000", "#7030a0", "#595959")
APART, LETTER = 17, 7.2  # between two names; the width of a narrow letter


def drawn(series: Series, across: str, up: str) -> str:
    """Draw lines with their names at the end; a dashed one shows growth in step with the size."""
    points = [point for line in series.values() for point in line]
    names = sorted(series, key=lambda name: (_last(series, name)[1], name))
    height = max(HEIGHT, TOP + BOTTOM + APART * len(names))
    x = _scale([p[0] for p in points], LEFT, WIDTH)
    y = _scale([p[1] for p in points], height - BOTTOM, TOP)
    places = _apart([y(_last(series, name)[1]) for name in names], height - BOTTOM, TOP)
    wide = WIDTH + 40 + max(_wide(_label(series, name)) for name in names) + 10
    parts = [*_axes(x, y, height, across, up), *_in_step(series[names[-1]], x, y)]
    for n, (name, place) in enumerate(zip(names, places, strict=True)):
        colour = COLOURS[n % len(COLOURS)]
        parts += _line(series[name], colour, x, y)
        parts += _name(_label(series, name), _last(series, name), place, colour, x, y)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {height}" font-family="sans-serif" '
            f'font-size="13"><rect width="{wide:.0f}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n')


class _scale:
    """From values to places on the paper, by their logarithms; a one, two or five times a power of ten at the ends."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        round_ones = [step * 10.0**n for n in range(-9, 13) for step in (1, 2, 5)]
        self.low = max(v for v in round_ones if v <= min(values))
        self.high = min(v for v in round_ones if v > max(min(values), self.low) and v >= max(values))
        self._first, self._last = first, last
        self._ticks = [v for v in round_ones if self.low <= v <= self.high]

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self._first + share * (self._last - self._first)

    def ticks(self) -> list[float]:
        """The round numbers to be named: all of them, or of many the powers of ten."""
        tens = [v for v in self._ticks if f"{v:e}"[0] == "1"]
        return self._ticks if len(self._ticks) <= 8 else tens


def _last(series: Series, name: str) -> tuple[float, float]:
    return series[name][-1]


def _label(series: Series, name: str) -> str:
    cost = _last(series, name)[1]
    return f"{name} {cost:,.0f}" if cost >= 1000 else f"{name} {cost:.3g}"


def _wide(words: str) -> float:
    return sum(2 * LETTER if east_asian_width(c) in "WF" else LETTER for c in words)


def _axes(x: _scale, y: _scale, height: float, across: str, up: str) -> Iterator[str]:
    for tick in x.ticks():
        yield _stroke(x(tick), TOP, x(tick), height - BOTTOM, "#e5e5e5")
        yield _text(x(tick), height - BOTTOM + 18, f"{tick:,.0f}", "middle")
    for tick in y.ticks():
        yield _stroke(LEFT, y(tick), WIDTH, y(tick), "#e5e5e5")
        yield _text(LEFT - 8, y(tick) + 4, f"{tick:g}", "end")
    across = f"{across} (dashed: in step with the size, from the highest line)"
    yield _text((LEFT + WIDTH) / 2, height - 10, across, "middle")
    yield _text(LEFT - 40, TOP - 16, up, "start")


def _in_step(line: Sequence[tuple[float, float]], x: _scale, y: _scale) -> Iterator[str]:
    (size, cost), most = line[0], line[-1][0]
    reach = min(most, size * y.high / cost)
    yield _stroke(x(size), y(cost), x(reach), y(cost * reach / size), "#999", 'stroke-dasharray="5 4"')


def _line(line: Sequence[tuple[float, float]], colour: str, x: _scale, y: _scale) -> Iterator[str]:
    path = " ".join(f"{x(size):.1f},{y(cost):.1f}" for size, cost in line)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    for size, cost in line:
        yield f'<circle cx="{x(size):.1f}" cy="{y(cost):.1f}" r="3" fill="{colour}"/>'


def _name(words: str, end: tuple[float, float], place: float, colour: str, x: _scale, y: _scale) -> Iterator[str]:
    """A name to the right of all lines, with a thin stroke to it from the end of its own."""
    yield _stroke(x(end[0]) + 4, y(end[1]), WIDTH + 34, place, colour, 'stroke-width="0.6"')
    yield _text(WIDTH + 40, place + 4, words, "start", colour)


def _apart(places: Sequence[float], lowest: float, highest: float) -> list[float]:
    """Move names, given from the lowest line up, as little as makes each stand clear of the next, all on the paper.

    >>> _apart([100, 98, 40], 200, 0)
    [107.5, 90.5, 40.0]
    """
    runs: list[list[float]] = []  # names that touch: they stand around the middle of their lines
    for place in places:
        runs.append([place])
        while len(runs) > 1 and _foot(runs[-1], lowest, highest) > _head(runs[-2], lowest, highest):
            runs[-2:] = [runs[-2] + runs[-1]]
    return [_foot(run, lowest, highest) - APART * n for run in runs for n in range(len(run))]


def _foot(run: Sequence[float], lowest: float, highest: float) -> float:
    """Where the lowest name of a run stands."""
    most = APART * (len(run) - 1)
    return min(max(sum(run) / len(run) + most / 2, highest + most), lowest)


def _head(run: Sequence[float], lowest: float, highest: float) -> float:
    """Where the next name may stand above a run."""
    return _foot(run, lowest, highest) - APART * len(run)


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, how: str = "") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" {how}/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'

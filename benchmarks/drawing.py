"""Series of (size, seconds) on two logarithmic axes as an SVG, written by hand: it needs no library."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

Series = Mapping[str, Sequence[tuple[float, float]]]

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 460, 70, 24, 220, 50
COLOURS = ("#1f4e79", "#c55a11", "#548235", "#7f6000", "#7030a0", "#595959")


def drawn(series: Series, across: str, up: str) -> str:
    """Draw lines with their names at the end; a grey line shows growth in step with the size, from the first point."""
    points = [point for line in series.values() for point in line]
    x = _scale([p[0] for p in points], LEFT, WIDTH - RIGHT)
    y = _scale([p[1] for p in points], HEIGHT - BOTTOM, TOP)
    parts = [*_axes(points, x, y, across, up), *_in_step(next(iter(series.values())), x, y)]
    names = sorted(series, key=lambda name: series[name][-1][1])
    labels = _apart([y(series[name][-1][1]) for name in names])
    for n, (name, line) in enumerate(series.items()):
        parts += _line(name, line, COLOURS[n % len(COLOURS)], x, y, labels[names.index(name)])
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
            f'font-size="13"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n')


class _scale:
    """From values to places on the paper, by their logarithms; whole powers of ten at the ends."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        self.low, self.high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        self.high = max(self.high, self.low + 1)
        self._first, self._last = first, last

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self._first + share * (self._last - self._first)

    def ticks(self) -> list[float]:
        return [10.0**n for n in range(self.low, self.high + 1)]


def _axes(points: Sequence[tuple[float, float]], x: _scale, y: _scale, across: str, up: str) -> Iterator[str]:
    for tick in x.ticks():
        yield f'<line x1="{x(tick):.1f}" y1="{TOP}" x2="{x(tick):.1f}" y2="{HEIGHT - BOTTOM}" stroke="#e5e5e5"/>'
        yield _text(x(tick), HEIGHT - BOTTOM + 18, f"{tick:,.0f}", "middle")
    for tick in y.ticks():
        yield f'<line x1="{LEFT}" y1="{y(tick):.1f}" x2="{WIDTH - RIGHT}" y2="{y(tick):.1f}" stroke="#e5e5e5"/>'
        yield _text(LEFT - 8, y(tick) + 4, f"{tick:g}", "end")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, across, "middle")
    yield _text(LEFT - 8, TOP - 8, up, "start")


def _in_step(line: Sequence[tuple[float, float]], x: _scale, y: _scale) -> Iterator[str]:
    (rows, seconds), most = line[0], line[-1][0]
    reach = min(most, rows * 10**y.high / seconds)
    yield (f'<line x1="{x(rows):.1f}" y1="{y(seconds):.1f}" x2="{x(reach):.1f}" y2="{y(seconds * reach / rows):.1f}" '
           'stroke="#999" stroke-dasharray="5 4"/>')


def _line(
    name: str, line: Sequence[tuple[float, float]], colour: str, x: _scale, y: _scale, label: float
) -> Iterator[str]:
    path = " ".join(f"{x(rows):.1f},{y(seconds):.1f}" for rows, seconds in line)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for rows, seconds in line:
        yield f'<circle cx="{x(rows):.1f}" cy="{y(seconds):.1f}" r="3.5" fill="{colour}"/>'
    yield _text(x(line[-1][0]) + 10, label + 4, f"{name} {line[-1][1]:.3g} s", "start", colour)


def _apart(places: Sequence[float]) -> list[float]:
    """Move labels, given from the lowest line up, so that none lies over another."""
    moved: list[float] = []
    for place in places:
        moved.append(min(place, moved[-1] - 16) if moved else place)
    return moved


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'

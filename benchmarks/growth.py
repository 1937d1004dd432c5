"""What the product costs as the rows grow: `python -m benchmarks.growth DATA --out docs/images/growth-measures.svg`.

DATA is the example loaded by this version of the program. It is multiplied (`multiplied.py`), and at each size each
kind of work is measured on one core, in seconds of its processor so that what else runs on the machine counts little:
all measures, the slowest of them, DuckDB scanning the same columns once. A kind more is a function in `WORKS`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import measuring
from benchmarks.drawing import drawn
from benchmarks.multiplied import multiplied
from schemas import FORMS

Cost = Mapping[str, float]  # series -> seconds

WORKS: Mapping[str, Callable[[Path, int], Cost]] = {"measures": measuring.costs}


MOST = 100  # times the units; beyond that each book has been filed so many times more


@dataclass(frozen=True)
class Point:
    """A size and what each series cost at it."""

    rows: int
    seconds: Cost


def grown(source: Path, times: Sequence[int], work: str, rounds: int, folder: Path) -> list[Point]:
    """Measure a kind of work at each size; the large data are taken away again."""
    points = []
    for factor in times:
        data = folder / f"{factor}x"
        rows = multiplied(source, data, min(factor, MOST), FORMS, max(factor // MOST, 1))
        points.append(Point(rows, WORKS[work](data, rounds)))
        shutil.rmtree(data)
        print(table(points[-1:], head=len(points) == 1), flush=True)
    return points


def table(points: Sequence[Point], head: bool = True) -> str:
    """The points as a markdown table; per million rows in brackets: what does not grow faster than the rows falls."""
    names = list(points[0].seconds)
    lines = [f"| row versions | {' | '.join(names)} |", f"|{'---|' * (len(names) + 1)}"] if head else []
    for point in points:
        cells = (f"{s:.3g} s ({1e6 * s / point.rows:.3g})" for s in point.seconds.values())
        lines.append(f"| {point.rows:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table and draw it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a data directory with the example loaded")
    parser.add_argument("--work", choices=WORKS, default="measures")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the large data may lie for a while")
    parser.add_argument("--out", type=Path, help="an .svg to draw")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growth-", dir=args.folder) as folder:
        points = grown(args.data, args.times, args.work, args.rounds, Path(folder))
    if args.out:
        series = {name: [(p.rows, p.seconds[name]) for p in points] for name in points[0].seconds}
        args.out.write_text(drawn(series, "row versions", "seconds of a processor"), encoding="utf-8")


if __name__ == "__main__":
    main()

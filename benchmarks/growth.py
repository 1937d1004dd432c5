"""What the product costs as its inputs grow: `python -m benchmarks.growth DATA --work measures --out FILE.svg`.

DATA is the example loaded by this version of the program. It is multiplied (`multiplied.py`; for `load` the books are
written anew, so many times as many), and at each size a kind of work is measured in seconds of a processor, so that
what else runs on the machine counts little. A kind more is an entry in `WORKS`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import exporting, filing, intake, measuring, screens
from benchmarks.drawing import drawn
from benchmarks.multiplied import multiplied
from schemas import FORMS

Cost = Mapping[str, float]  # series -> seconds of a processor, or what the series' name says

MOST = 280  # times the units: the plan of more is larger than a plan file may be. Beyond, books are filed more often


def _many(source: Path, out: Path, times: int) -> int:
    return multiplied(source, out, min(times, MOST), FORMS, max(times // MOST, 1))


@dataclass(frozen=True)
class Work:
    """`made` makes something so many times the example's size and returns its size; `costs` measures the work on it."""

    costs: Callable[[Path, int], Cost]
    made: Callable[[Path, Path, int], int] = _many
    sizes: str = "row versions"
    unit: str = "seconds of a processor"


WORKS: Mapping[str, Work] = {
    "load": Work(intake.costs, intake.written, "filled books"),
    "measures": Work(measuring.costs),
    "pages": Work(screens.costs),
    "filing": Work(filing.costs, unit="seconds of a processor; MB"),
    "export": Work(exporting.costs, unit="seconds of a processor; MB"),
}


@dataclass(frozen=True)
class Point:
    """A size and what each series cost at it."""

    size: int
    cost: Cost


def grown(source: Path, times: Sequence[int], work: Work, rounds: int, folder: Path) -> list[Point]:
    """Measure a kind of work at each size; the large data are taken away again."""
    points = []
    for factor in times:
        data = folder / f"{factor}x"
        size = work.made(source, data, factor)
        points.append(Point(size, work.costs(data, rounds)))
        shutil.rmtree(data)
        print(f"{work.sizes}: {size:,}\n{table(points[-1])}", flush=True)
    return points


def table(point: Point) -> str:
    """A point as rows of a markdown table; the last cell is per million: what grows no faster than the size falls."""
    return "\n".join(f"| {name} | {cost:.3g} | {1e6 * cost / point.size:.3g} |" for name, cost in point.cost.items())


def lines(points: Sequence[Point]) -> dict[str, list[tuple[float, float]]]:
    """Return each series with the sizes it was measured at."""
    names = dict.fromkeys(name for p in points for name in p.cost)
    return {name: [(p.size, p.cost[name]) for p in points if name in p.cost] for name in names}


def main() -> None:
    """Measure, print the figures and draw them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a data directory with the example loaded")
    parser.add_argument("--work", choices=WORKS, default="measures")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the large data may lie for a while")
    parser.add_argument("--out", type=Path, help="an .svg to draw")
    args = parser.parse_args()
    work = WORKS[args.work]
    with tempfile.TemporaryDirectory(prefix="growth-", dir=args.folder) as folder:
        points = grown(args.data, args.times, work, args.rounds, Path(folder))
    if args.out:
        args.out.write_text(drawn(lines(points), work.sizes, work.unit), encoding="utf-8")


if __name__ == "__main__":
    main()

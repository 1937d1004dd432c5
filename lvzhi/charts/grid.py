"""Units, group by group, × anything the plan asks of each: one status per cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import Fold
from lvzhi.charts.look import STATUSES
from lvzhi.charts.matrix import Column, Tile, matrix
from lvzhi.plan import Plan


@dataclass(frozen=True)
class Cells:
    """One line per cell: `unit`, `column`, `status`, and what `said` needs of it.

    `said` makes of a line what is said on pointing at its cell: what the column asks, and what else is known.
    """

    lines: pd.DataFrame
    said: Callable[[Mapping[str, Any]], tuple[str, str]]


def grid(cells: Cells, columns: Sequence[Column], plan: Plan, fold: Fold) -> Drawing:
    """Return units × columns in the plan's order."""
    def tile(line: Mapping[str, Any]) -> Tile:
        asked, known = cells.said(line)
        lines = (f"{plan.filer(line['unit']).name} · {asked}", STATUSES[line["status"]].word, known)
        return Tile(line["status"], "<br>".join(said for said in lines if said))

    return matrix(fold.blocks, columns, fold.tiles(cells.lines, "unit", "column", tile))

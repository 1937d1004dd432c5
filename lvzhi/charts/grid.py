"""Units, group by group, × anything the plan asks of each: one status per cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import Fold
from lvzhi.charts.look import STATUSES
from lvzhi.charts.matrix import Column, Tile, matrix
from lvzhi.plan import Plan


@dataclass(frozen=True)
class Cell:
    """`words` say on pointing at the cell what its column asks; `note` what else is known of it."""

    unit: str
    column: str
    status: str
    words: str
    note: str = ""


def grid(cells: Sequence[Cell], columns: Sequence[Column], plan: Plan, fold: Fold) -> Drawing:
    """Return units × columns in the plan's order."""
    tiles = {(c.unit, c.column): Tile(c.status, _hover(c, plan)) for c in cells}
    return matrix(fold.blocks, columns, fold.tiles(tiles))


def _hover(cell: Cell, plan: Plan) -> str:
    lines = [f"{plan.filer(cell.unit).name} · {cell.words}", STATUSES[cell.status].word, cell.note]
    return "<br>".join(line for line in lines if line)

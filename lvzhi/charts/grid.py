"""Units, group by group, × anything the plan asks of each: one status per cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lvzhi.charts.look import STATUSES
from lvzhi.charts.matrix import Block, Column, Tile, matrix
from lvzhi.plan import Plan


@dataclass(frozen=True)
class Cell:
    """`words` say on pointing at the cell what its column asks; `note` what else is known of it."""

    unit: str
    column: str
    status: str
    words: str
    note: str = ""


def grid(cells: Sequence[Cell], columns: Sequence[Column], plan: Plan) -> go.Figure:
    """Return units × columns in the plan's order."""
    tiles = {(c.unit, c.column): Tile(c.status, _hover(c, plan)) for c in cells}
    return matrix(blocks({c.unit for c in cells}, plan), columns, tiles)


def blocks(units: set[str], plan: Plan) -> list[Block]:
    """Return the units named, under their group; those of no group under the bureau."""
    held = [(g.label, [u for u in g.units if u in units]) for g in plan.groups]
    grouped = {u for _, mine in held for u in mine}
    held.append((plan.bureau.name, [f.code for f in plan.filers if f.code in units - grouped]))
    return [
        Block(label, [(u, plan.filer(u).name) for u in mine]) for label, mine in held if mine
    ]


def _hover(cell: Cell, plan: Plan) -> str:
    lines = [f"{plan.filer(cell.unit).name} · {cell.words}", STATUSES[cell.status].word, cell.note]
    return "<br>".join(line for line in lines if line)

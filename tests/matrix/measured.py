"""role × measure: whose rows come with these eyes, and how many filers' there are to see."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi import measures
from lvzhi.viewer import Viewer, scope
from tests.matrix.cells import DONE, REFUSED, Cell
from tests.scoped import Campaign, units_in

MEASURES = {m.name: m.title for m in measures.catalogue()}
# Of the example: a unit, a group and a leader that have something in every measure.
WHO = {"unit": Viewer("unit", "园林"), "group": Viewer("group", "三组"), "leader": Viewer("leader", "刘俊"),
       "office": Viewer("office"), "admin": Viewer("admin")}
OWN, ALL, FIGURES = "own", "all", "figures"
COLUMNS = {
    **{f"{who}-{OWN}": f"{name}:自己范围的行" for who, name in (("unit", "填报单位"), ("group", "督办组"), ("leader", "局领导"))},
    **{f"{who}-{ALL}": f"{name}:别家的行" for who, name in (
        ("unit", "填报单位"), ("group", "督办组"), ("leader", "局领导"), ("office", "局履职办"), ("admin", "系统管理员"))},
    **{f"{who}-{FIGURES}": f"{name}:全局合计" for who, name in (("unit", "填报单位"), ("admin", "系统管理员"))},
}


def cells(held: Campaign, names: tuple[str, ...] = tuple(MEASURES)) -> Iterator[Cell]:
    """Run measures as everybody; a cell without anything to see for anybody is left out."""
    for name in names:
        if "rows" not in measures.measure(name).statements:
            continue
        every = _units(held, WHO["office"], name)
        for column in COLUMNS:
            who, _, what = column.partition("-")
            seen = scope(WHO[who], held.plan)
            if what == FIGURES:
                whole, mine = held.run(WHO["office"], name).totals, held.run(WHO[who], name).totals
                same = {k: v for k, v in whole.items() if not isinstance(v, list)}
                found = DONE if {k: mine[k] for k in same} == same else "另一个数"
                yield Cell(name, column, True, found)
                continue
            there = every & seen if what == OWN else every - seen if who != "office" else every
            if there:
                got = _units(held, WHO[who], name) & there
                yield Cell(name, column, what == OWN or who == "office", DONE if got == there else REFUSED if not got else
                           f"{len(got)}/{len(there)}")


def _units(held: Campaign, viewer: Viewer, name: str) -> frozenset[str]:
    rows = held.run(viewer, name).rows
    # The survey of the whole bureau is everybody's.
    rows = rows[rows["kind"] != "formal"] if name == "satisfaction" else rows
    return frozenset(units_in(rows, held.plan))

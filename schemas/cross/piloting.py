"""试点示范: every leader one unit, every unit one leader."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from schemas.cross.records import accepted, known, sheet


def two_leaders_on_one_unit(filing: Filing) -> Iterator[Hit]:
    """PILO-TWICE: another row gives the unit to another leader; shown at every such row of this book."""
    leaders: dict[str, list[str]] = {}
    for row in known(filing, "pilots", "pilot_no", accepted(filing, "pilots")):
        if row["unit"] is not None and row["leader"] is not None:
            leaders.setdefault(row["unit"], []).append(row["leader"])
    for row in sheet(filing, "pilots"):
        named = dict.fromkeys(leaders.get(row["unit"], ()))
        if row["leader"] is not None and len(named) > 1:
            said = {"unit": filing.plan.filer(row["unit"]).name, "leaders": "、".join(named)}
            yield Hit(row["_row"], "unit", said)


def leaders_without_pilot(filing: Filing) -> Iterator[Hit]:
    """PILO-LEADER-MISSING: leaders of the plan whom no pilot names, in the plan's order."""
    named = {row["leader"] for row in known(filing, "pilots", "pilot_no", accepted(filing, "pilots"))}
    missing = [leader for leader in filing.plan.leaders if leader not in named]
    if missing:
        yield Hit(values={"leaders": "、".join(missing)})

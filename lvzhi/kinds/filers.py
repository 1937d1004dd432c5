"""Kinds that name units and leaders of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from lvzhi.findings import Refused
from lvzhi.kinds.base import SEPARATORS, Bounds, Kind, Reading, as_words, offering
from lvzhi.kinds.texts import Text
from lvzhi.plan import Filer, Plan
from lvzhi.spellings import certain_entry, certain_person
from lvzhi.values import clean_text, squeeze


@dataclass(frozen=True)
class Unit(Kind):
    """Exactly one filer by name or alias, kept as its code; `bureau_as`: the sheet's word for the bureau."""

    own_group_first: bool = False
    bureau_as: str | None = None
    width: ClassVar[int] = 16

    def parse(self, value: Any, at: Reading) -> str:
        if self.bureau_as and squeeze(as_words(value)) == squeeze(self.bureau_as):
            return at.plan.bureau.code
        with offering(lambda: self._meant(as_words(value), at.plan)):
            return read_unit(as_words(value), at.plan)

    def _meant(self, text: str, plan: Plan) -> str | None:
        """The unit whose whole name stands between quotes or behind a number; a part of a name is asked about."""
        found = certain_entry(text, plan.squeezed_names)
        return self.show(plan.squeezed_names[found], plan) if found else None

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        units = plan.units
        if self.own_group_first and filer is not None and filer.group:
            units = tuple(sorted(units, key=lambda u: (u.group != filer.group, u.order)))
        return (*(u.name for u in units), self.bureau_as or plan.bureau.name)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        codes = frozenset(f.code for f in plan.filers)
        return (Bounds("GEN-UNIT", lambda code, _: code in codes, "“{value}”不是方案中的单位,请从下拉列表中选定。"),)

    def show(self, value: Any, plan: Plan) -> str:
        found = plan.find_filer(str(value))
        if found == plan.bureau and self.bureau_as:
            return self.bureau_as
        return found.name if found else str(value)

    def describe(self) -> str:
        return "单位,从下拉列表选"


def read_unit(text: str, plan: Plan) -> str:
    """The code of the unit named exactly; Refused names every candidate and chooses none."""
    wanted = squeeze(text)
    code = plan.squeezed_names.get(wanted)
    if code:
        return code
    near = tuple(f.name for f in (*plan.units, plan.bureau) if wanted and wanted in squeeze(f.name))
    if len(near) > 1:
        listed = ",也可能是".join(near)
        raise Refused("GEN-UNIT", f"“{text}”可能是{listed}。请从下拉列表中选定。", candidates=near)
    raise Refused("GEN-UNIT", f"“{text}”不是方案中单位的名称。请从下拉列表中选定。", candidates=near)


@dataclass(frozen=True)
class Body(Text):
    """Units by the plan's name and outside bodies as typed, parted by 、; kept as one text."""

    longest: int = 200

    def parse(self, value: Any, at: Reading) -> str:
        text = clean_text(as_words(value), one_line=True)
        names = at.plan.squeezed_names
        if squeeze(text) in names:  # 工、青、妇 is one unit
            return at.plan.filer(names[squeeze(text)]).name
        parts = [p.strip() for p in SEPARATORS.split(text) if p.strip()]
        return "、".join(at.plan.filer(names[squeeze(p)]).name if squeeze(p) in names else p for p in parts)

    def describe(self) -> str:
        return f"单位或其他机构,不超过{self.longest}字;可填多个,用“、”隔开"


@dataclass(frozen=True)
class Leader(Kind):
    """One of the plan's leaders; `own_group`: of the filer's group only."""

    own_group: bool = False

    def parse(self, value: Any, at: Reading) -> str:
        name = squeeze(as_words(value))
        allowed = self.options(at.plan, at.filer)
        if name in allowed:
            return name
        whose = "本组局领导" if self.own_group else "方案所列局领导"
        raise Refused(
            "GEN-LEADER", f"“{as_words(value)}”不在{whose}({'、'.join(allowed)})之内,请核对。",
            certain_person(as_words(value), allowed),
        )

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        if self.own_group and filer is not None and filer.group:
            return plan.leaders_of(filer.code)
        return plan.leaders

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        leaders = frozenset(plan.leaders)
        return (Bounds("GEN-LEADER", lambda name, _: name in leaders, "“{value}”不是方案所列局领导,请核对。"),)

    def describe(self) -> str:
        return "局领导,按方案"

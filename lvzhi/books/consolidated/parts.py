"""One workbook for each group, unit or stage: which there are, what they are called, all of them in one zip."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lvzhi.plan import Plan
from lvzhi.selection import staged, visible

PER: Mapping[str, str] = MappingProxyType({"group": "工作组", "unit": "单位", "stage": "阶段"})
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # equal content, equal bytes
_NO_NAME = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True)
class Part:
    """A group, unit or stage by name, `place` in the plan's order as digits, `filters` those of its workbook."""

    place: str
    name: str
    filters: Mapping[str, str]


def parts(plan: Plan, per: str, day: dt.date, filters: Mapping[str, str]) -> tuple[Part, ...]:
    """Return the parts of a kind in the plan's order, each under the filters besides; stages only when begun.

    What the filters leave out has no workbook.
    """
    besides, stages = staged(plan, filters)
    left = set(visible(plan, besides, None))
    if per == "stage":
        found = [(s.name, s.id) for s in plan.stages if s.start <= day and (stages is None or s.id in stages)]
    elif per == "group":
        found = [(g.name, g.code) for g in plan.groups if left & set(g.units)]
    else:
        found = [(f.name, f.code) for f in plan.units if f.code in left]
    digits = max(2, len(str(len(found))))
    return tuple(
        Part(f"{n:0{digits}}", name, {**filters, per: value}) for n, (name, value) in enumerate(found, 1)
    )


def file_name(plan: Plan, part: Part, day: dt.date) -> str:
    """Return the name of a part's workbook; numbered, so that a folder keeps the plan's order."""
    return _NO_NAME.sub("_", f"{part.place}{part.name}-{plan.campaign.title}汇总表-{day.isoformat()}.xlsx")


def zipped(books: Iterable[tuple[str, Callable[[], bytes]]]) -> bytes:
    """Return workbooks as one zip: each is made and packed before the next is begun."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # workbooks are packed already
        for name, make in books:
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), make())
    return out.getvalue()

"""Problems' lives for tests: each act filed on its own day, by the unit or its group, as the books would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from measures.world import World

WORDS = {
    "passed": "核查通过", "returned": "核查退回", "closed": "批准销号", "reopened": "重新挂号", "extended": "延期",
    "recognised": "长期认定", "ended_ongoing": "取消长期", "merged": "归并", "withdrawn": "撤销", "transferred": "移交",
}
OFFICE_ONLY = ("merged", "withdrawn", "transferred")


@dataclass
class Lives:
    """Writes problems into a world; numbers P1 become 甲-问题-001 and so on."""

    world: World
    units: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: int = 0

    def number(self, problem: str) -> str:
        return f"{self.units[problem]}-问题-{int(problem[1:]):03d}"

    def register(self, problem: str, unit: str, day: str, due: str, kind: str = "限期整改",
                 received: str | None = None, **more: Any) -> None:
        self.units[problem] = unit
        self.rows[problem] = {
            "key": self.number(problem), "problem_no": self.number(problem), "registered_on": day, "due": due,
            "category": kind, "source": "自查自纠", "area": "依法行政", "description": f"{problem}的情况说明一二三四五",
            "responsible_person": ["张某"], "responsible_leader": "赵某", "status": "整改中", **more,
        }
        self.file(problem, received or day)

    def file(self, problem: str, received: str) -> None:
        at = self.world.at(received)
        row = {k: v for k, v in self.rows[problem].items() if v is not None}
        self.world.file(self.units[problem], f"{at:%Y-%m}", received, {"rectification": [row]})

    def apply(self, problem: str, day: str, received: str | None = None, status: str = "申请销号") -> None:
        self.rows[problem] |= {"status": status, "applied_on": day}
        self.file(problem, received or day)

    def act(self, problem: str, event: str, day: str, received: str | None = None, **more: Any) -> None:
        """One row of 核查销号; what its event needs is filled in unless `more` says otherwise."""
        self.acts += 1
        filer = "履职办" if event in OFFICE_ONLY else "一组"
        number = f"{filer}-核查-{self.acts:03d}"
        row: dict[str, Any] = {
            "key": number, "verification_no": number, "problem_no": self.number(problem), "event": WORDS[event],
            "event_on": day, "result": "情况属实的详细说明", "approver": "刘", "entered_by": "钱某",
        }
        if event in ("passed", "returned", "closed"):
            applied = self.rows[problem].get("applied_on")
            row |= {"application_on": applied, "verifier_1": "关某", "verifier_2": "李某"}
        if event == "merged":
            row |= {"merged_into": "甲-问题-999"}
        row |= more
        at = self.world.at(received or day)
        kept = {k: v for k, v in row.items() if v is not None}
        self.world.file(filer, f"{at:%Y-%m}", received or day, {"verification": [kept]})


def day_of(world: World, row: Mapping[str, Any]) -> str:
    day: dt.date = row["day"] if isinstance(row["day"], dt.date) else dt.date.fromisoformat(row["day"])
    return f"{day:%m-%d}"

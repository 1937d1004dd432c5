"""The example with leaders held to their groups, asked with anybody's eyes; and whose rows a frame speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from lvzhi import measures
from lvzhi.datadir import opened
from lvzhi.plan import Plan
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS

# What statements ask for besides.
OWN: dict[str, dict[str, Any]] = {"events": {"problem": "园林-问题-001"}, "spans": {"through": dt.date(2015, 10, 20)}}
# What a row says of others without being theirs: who leads, who visited, who assigned.
ABOUT = {"group", "lead_unit", "lead_leader", "leader", "assigned_by"}


@dataclass(frozen=True)
class Campaign:
    workspace: Workspace
    plan: Plan
    seen: dict[Any, pd.DataFrame] = field(default_factory=dict)
    ran: dict[Any, measures.Result] = field(default_factory=dict)

    def rows(self, viewer: Viewer, name: str, statement: str, **filters: str) -> pd.DataFrame:
        key = (viewer, name, statement, tuple(filters.items()))
        if key not in self.seen:
            own = OWN.get(statement, {})
            with self.workspace.store.cursor() as cursor:
                self.seen[key] = measures.detail(cursor, self.plan, name, statement, self.now, filters, viewer, **own)
        return self.seen[key]

    def run(self, viewer: Viewer, name: str, by: tuple[str, ...] = (), **filters: str) -> measures.Result:
        key = (viewer, name, by, tuple(filters.items()))
        if key not in self.ran:
            with self.workspace.store.cursor() as cursor:
                self.ran[key] = measures.run(cursor, self.plan, name, self.now, filters, viewer, by)
        return self.ran[key]

    @property
    def now(self) -> Any:
        return self.workspace.clock.as_of(None)


@contextmanager
def narrowed(data: Path) -> Iterator[Campaign]:
    """Open the example with leaders held to their own groups and one unit that sees 举报."""
    with Workspace(opened(data), FORMS) as workspace:
        plan = workspace.plan
        settings = replace(plan.settings, leaders_see_all_groups=False, confidential_to=("监察",))
        yield Campaign(workspace, replace(plan, settings=settings))


def units_in(frame: pd.DataFrame, plan: Plan) -> set[str]:
    """Every unit a frame speaks of: in a cell, in a list in a cell, in a number such as 园林-问题-003."""
    units = {f.code for f in (*plan.units, plan.bureau)}
    found: set[str] = set()
    for name in set(frame.columns) - ABOUT:
        for value in frame[name]:
            for text in value if hasattr(value, "__iter__") and not isinstance(value, str) else (value,):
                if isinstance(text, str):
                    found |= {text, text.partition("-")[0]} & units
    return found

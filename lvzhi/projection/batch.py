"""A run of journal entries as the rows they add to the projection, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa

from lvzhi.chain import Entry
from lvzhi.form import Form
from lvzhi.intake.filing import SheetRows
from lvzhi.plan import Filer, Plan
from lvzhi.projection.entries import (
    DESK_FORMS,
    arrival_rows,
    attachment_rows,
    decision_rows,
    desk_rows,
    filing_rows,
    local,
)
from lvzhi.projection.plan_rows import plan_rows
from lvzhi.projection.plans import Plans
from lvzhi.projection.sheets import read_counts, sheet_rows
from lvzhi.projection.tables import FIXED_TABLES, Table, rows_table

Sheets = Mapping[str, SheetRows]
Read = tuple[Any, ...]  # what a file was read as: the file, whose, of when, under which plan version

_FIXED: Mapping[str, Table] = {table.name: table for table in FIXED_TABLES}


class Derive(Protocol):
    """Read an accepted file again into its sheets, without judging it."""

    def __call__(
        self, data: bytes, file_name: str, plan: Plan, filer: Filer, period: str, received_on: date
    ) -> Sheets: ...


def read_as(body: Mapping[str, Any]) -> Read:
    """Return what all of a filing's sheets hang on, from its entry's body."""
    return tuple(body[name] for name in ("sha256", "filer", "period", "plan_version"))


class RowsLost(Exception):
    """An accepted file no longer reads as the rows that were acknowledged."""


LEAVING = frozenset({"plan", "filing", "decision", "arrival", "attachment"})  # kinds of entries that leave rows
MOVING = LEAVING - {"arrival", "attachment"}  # those that leave rows a figure may rest on


@dataclass(frozen=True)
class Sources:
    """What entries refer to: files by SHA-256, and how they are read again."""

    forms: Mapping[str, Form]
    file: Callable[[str], bytes]
    derive: Derive


@dataclass
class Batch:
    """Rows to add. `plans` learns new versions; `known` are sheets already read."""

    sources: Sources
    plans: Plans
    known: Mapping[Read, Sheets] = field(default_factory=dict)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, entries: Iterable[Entry]) -> Batch:
        """Add what the entries say; accounts and reads leave no rows."""
        for entry in entries:
            adds = {"plan": self._plan, "filing": self._filing, "decision": self._decision,
                    "arrival": self._arrival, "attachment": self._attachment}.get(entry.kind)
            if adds is not None:
                adds(entry)
        return self

    def tables(self) -> Mapping[str, pa.Table]:
        """Return one Arrow table for each projection table that gets rows."""
        fixed = {name: _FIXED[name].filled(rows) for name, rows in self.rows.items() if rows}
        tables = {form: rows_table(self.sources.forms[form]) for form in self.forms}
        return fixed | {table.name: table.filled(self.forms[form]) for form, table in tables.items()}

    @property
    def _zone(self) -> ZoneInfo:
        return self.plans.newest[1].zone

    def _add(self, rows: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
        for table, more in rows.items():
            self.rows[table].extend(more)

    def _plan(self, entry: Entry) -> None:
        version = self.plans.learn(entry)
        plan = self.plans[version]
        self._add({"plan_version": [(version, entry.no, local(entry.at, plan.zone))]})
        self._add(plan_rows(plan, version))

    def _decision(self, entry: Entry) -> None:
        self._add(decision_rows(entry, self._zone))
        if entry.body["act"] in DESK_FORMS:
            form = self.sources.forms[DESK_FORMS[entry.body["act"]]]
            self.forms[form.id] += desk_rows(form, entry, self._zone)

    def _arrival(self, entry: Entry) -> None:
        self._add(arrival_rows(entry, self._zone))

    def _attachment(self, entry: Entry) -> None:
        self._add(attachment_rows(entry, self._zone))

    def _filing(self, entry: Entry) -> None:
        self._add(filing_rows(entry, self._zone))
        if entry.body["status"] != "accepted":
            return
        filer, period = entry.body["filer"], entry.body["period"]
        for name, sheet in self._sheets(entry).items():
            self.rows["sheet"].append((entry.no, name, sheet.sheet, sheet.nil, tuple(sheet.letters.items())))
            if len(sheet.frame):
                self.forms[name] += sheet_rows(sheet, entry.no, filer, period)

    def _sheets(self, entry: Entry) -> Sheets:
        body = entry.body
        sheets = self.known.get(read_as(body)) or self._derived(body)
        acknowledged = {form: count for form, count in body["rows"].items() if count}
        if read_counts(sheets) != acknowledged:
            raise RowsLost(
                f"回执{body['receipt']}登记的行数是{acknowledged},现在从原件读出的是{read_counts(sheets)}。"
                "数据没有更新,请联系管理员核对程序版本。"
            )
        return sheets

    def _derived(self, body: Mapping[str, Any]) -> Sheets:
        plan = self.plans[body["plan_version"]]
        received_on = local(body["received_at"], plan.zone).date()
        return self.sources.derive(
            self.sources.file(body["sha256"]), body["file_name"], plan, plan.filer(body["filer"]),
            body["period"], received_on,
        )

"""A data directory for tests of the store: three small forms, files that are JSON, filings and decisions."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lvzhi.campaign import Campaign
from lvzhi.chain import Entry
from lvzhi.datadir import DataDir, initialise
from lvzhi.form import Column, Form, number_column
from lvzhi.intake.filing import SheetRows
from lvzhi.journal import Journal
from lvzhi.kinds import Choice, Code, Count, Date, LongText, Many, Money, Person
from lvzhi.plan import Filer, Plan
from lvzhi.store import Store
from lvzhi.vault import Vault
from tests.standing import typed

CHILD = Path(__file__).with_name("store_children.py")
PLAN = Path(__file__).parent / "plans" / "worked.yaml"
SET_UP = dt.datetime.fromisoformat("2015-06-05T09:00:00+08:00")

LEDGER = Form(
    id="ledger", title="台账", books=("unit",), key=("ledger_no",), kept="cumulative", mark="问题",
    columns=(
        number_column("ledger_no", "编号", "问题"),
        Column("description", "描述", LongText()),
        Column("due", "时限", Date("ahead")),
        Column("people", "责任人", Many(Person())),
        Column("cost", "金额", Money()),
        Column("visits", "次数", Count()),
    ),
)
ANSWERS = Form(
    id="answers", title="自查", books=("unit",), key=("item", "part"), kept="periodic",
    columns=(
        Column("item", "检查项", Code(), system=True),
        Column("part", "分项", Code(), system=True),
        Column("conclusion", "结论", Choice(values=("未发现问题", "发现问题"))),
    ),
)
EVENTS = Form(
    id="verification", title="核查销号", books=("group", "office"), key=("verification_no",), kept="cumulative",
    mark="核查",
    columns=(
        number_column("verification_no", "核查编号", "核查"),
        Column("event_on", "事项日期", Date()),
        Column("verifiers", "核查人", Many(Person())),
    ),
)
FORMS = (LEDGER, ANSWERS, EVENTS)
_BY_ID = {form.id: form for form in FORMS}


def derive(
    data: bytes, file_name: str, plan: Plan, filer: Filer, period: str, received_on: dt.date
) -> Mapping[str, SheetRows]:
    """Read a file of these tests: form -> rows, the first on Excel's row 4."""
    return {form: sheet(_BY_ID[form], rows) for form, rows in json.loads(data)["sheets"].items()}


def sheet(form: Form, rows: Sequence[Mapping[str, Any]]) -> SheetRows:
    values = [{k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k != "raw"} for row in rows]
    frame = typed(form, values)
    frame.index = range(4, 4 + len(rows))
    raw = {(4 + n, column): text for n, row in enumerate(rows) for column, text in row.get("raw", {}).items()}
    letters = {column.id: chr(ord("B") + n) for n, column in enumerate(form.columns)}
    return SheetRows(form, form.title, frame, raw, letters, nil=not rows)


@dataclass(frozen=True)
class Office:
    """Files books and takes decisions in a data directory, one journal entry each."""

    datadir: DataDir

    def files(
        self, filer: str, period: str, received_at: str, status: str = "accepted",
        findings: Sequence[Mapping[str, Any]] = (), **sheets: Sequence[Mapping[str, Any]],
    ) -> Entry:
        data = book(received_at, **sheets)
        body = {
            "receipt": f"{filer}-{period}-{received_at}", "status": status, "sha256": self.keep(data),
            "file_name": "book.xlsx", "book": "unit", "filer": filer, "period": period,
            "received_at": received_at, "filed_by": filer, "on_behalf": False, "plan_version": 1,
            "findings": list(findings), "change": {}, "rows": {form: len(rows) for form, rows in sheets.items()},
        }
        return self.records("filing", body, f"{received_at}+08:00")

    def decides(self, act: str, at: str, **body: Any) -> Entry:
        return self.records("decision", {"act": act, "at": at, **body}, f"{at}+08:00")

    def records(self, kind: str, body: dict[str, Any], at: str) -> Entry:
        with Journal(self.datadir.journal) as journal:
            return journal.append(kind, "履职办", body, at)

    def keep(self, data: bytes) -> str:
        return Vault(self.datadir.vault).put(data)


def book(received_at: str, **sheets: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a book's bytes; the time in them makes every file another one."""
    return json.dumps({"at": received_at, "sheets": sheets}, ensure_ascii=False, sort_keys=True).encode()


def office(folder: Path) -> Office:
    return Office(initialise(folder, PLAN.read_bytes(), Campaign(), SET_UP, "管理员"))


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def row(number: str, description: str = "窗口排队时间长,群众意见大", **more: Any) -> dict[str, Any]:
    return {"ledger_no": number, "description": description, **more}


def opened(kept: Office) -> Store:
    return Store.open(kept.datadir, FORMS, derive)


def ask(store: Store, sql: str, as_of: str = "2015-12-31") -> list[tuple[object, ...]]:
    with store.cursor() as cursor:
        named = {"as_of": instant(as_of)} if "$as_of" in sql else {}
        return cursor.execute(sql, named).fetchall()


def ledger(store: Store, as_of: str) -> list[tuple[object, ...]]:
    return ask(store, "select key, description, entry from ledger_at($as_of) order by all", as_of)


def child_of(kept: Office, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(CHILD), str(kept.datadir.path), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

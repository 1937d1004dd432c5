"""Acts of the office, a group or a leader, as data: checked, completed, recorded in the journal.

The same records whether they come from a file (`decide`), from the desk's pages or from a paper form typed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lvzhi import objections
from lvzhi.access.model import By, whence
from lvzhi.access.permitted import require
from lvzhi.chain import Draft, Entry
from lvzhi.findings import Refused, Severity
from lvzhi.form import Form, format_number, number_of
from lvzhi.kinds import Many, Reading
from lvzhi.measures import instant
from lvzhi.permits import PERMITS
from lvzhi.plan import Plan
from lvzhi.validation import breaches
from lvzhi.workspace import Workspace

DESK_FORM = "verification"


@dataclass(frozen=True)
class Act:
    """An act by name: what it needs. Its words, and who may do it, are in `permits`."""

    name: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return PERMITS[f"decision.{self.name}"].label


ACTS = {
    a.name: a
    for a in (
        Act("approve", (), ("filing", "filer", "period", "reason")),
        Act("return", ("reason",), ("filing", "filer", "period", "cells")),
        Act("lock", ("filer", "period"), ("reason",)),
        Act("unlock", ("filer", "period", "reason")),
        Act("exempt", ("filer", "period", "reason"), ("form",)),
        Act("extend_deadline", ("period", "until", "reason"), ("filer",)),
        Act("withdraw_row", ("form", "filer", "key", "reason"), ("period",)),
        Act("accept_not_applicable", ("filer", "key"), ("reason", "form")),
        Act("nil_return", ("filer", "period")),
        Act("ask_help", ("filer", "period"), ("reason",)),
        Act("paper_received", (), ("filing", "filer", "period", "reason")),
        Act("open_review", (), ("reason",)),
        Act("object", ("filer", "key", "reason")),
        Act("answer_objection", ("objection", "reason")),
        Act("sign_paper", ("paper", "as_of", "code"), ("whose", "signed_by", "reason")),
        Act("verification", ("filer", "rows"), ("period",)),
    )
}
_ALWAYS = ("act", "by", "at")
_OF_A_FILING = ("approve", "return", "paper_received")


class DecisionRefused(Exception):
    """One or more acts cannot be recorded; `problems` say why, by position in the list."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def decide(
    workspace: Workspace, acts: Iterable[Mapping[str, Any]], actor: str, by: By | None = None
) -> list[Entry]:
    """Check all acts, then record all or none; the projection has caught up when this returns.

    `by`: the login they come from, where they come by one.
    """
    seen = workspace.refresh()
    drafts, problems = [], []
    for n, act in enumerate(acts, 1):
        try:
            drafts.append(_draft(workspace, act, actor, seen, by))
        except DecisionRefused as refused:
            problems += [f"第{n}条:{p}" for p in refused.problems]
    if problems:
        raise DecisionRefused(problems)
    entries = workspace.journal.append_many(drafts)
    workspace.refresh()
    return entries


def _draft(workspace: Workspace, given: Mapping[str, Any], actor: str, seen: int, by: By | None) -> Draft:
    act = ACTS.get(str(given.get("act")))
    if act is None:
        raise DecisionRefused([f"不认识“{given.get('act')}”。可用的有:{'、'.join(ACTS)}。"])
    filer = workspace.plan.find_filer(str(given.get("filer")))
    require(workspace.journal, f"decision.{act.name}", by, filer.code if filer else None)
    lacking = [n for n in act.needs if given.get(n) in (None, "", [])]
    strange = sorted(set(given) - {*_ALWAYS, *act.needs, *act.may})
    if lacking or strange:
        raise DecisionRefused(
            [f"{act.label}还缺“{n}”。" for n in lacking] + [f"{act.label}用不到“{n}”。" for n in strange]
        )
    body = {k: _plain(v) for k, v in given.items() if k not in ("by", "at")}
    body |= {"act": act.name, "at": _instant(given.get("at"), workspace).isoformat()}
    body |= _completed(workspace, act, given) | whence(by)
    if act.name in objections.ACTS:
        body |= _of_a_review(workspace, act, given)
    return Draft(
        "decision", str(given.get("by") or actor), body, workspace.clock.now().isoformat(),
        concerning=body.get("filer"), seen=seen if body.get("filer") else None,
    )


def _instant(value: Any, workspace: Workspace) -> dt.datetime:
    """When the act counts from; a day means its beginning, so that it counts on that day."""
    if value is None:
        return workspace.clock.now()
    if isinstance(value, dt.datetime):
        read = value
    elif isinstance(value, dt.date):
        read = dt.datetime.combine(value, dt.time())
    else:
        try:
            read = dt.datetime.fromisoformat(str(value))
        except ValueError:
            raise DecisionRefused([f"“{value}”不是日期或时刻。"]) from None
    return read if read.tzinfo else read.replace(tzinfo=workspace.plan.zone)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def _completed(workspace: Workspace, act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    """Names looked up: a receipt becomes its filing's entry, a filer's name its code, desk rows are numbered."""
    found: dict[str, Any] = {}
    if "filer" in given:
        found["filer"] = _filer(workspace.plan, given["filer"])
    if act.name in _OF_A_FILING:
        found |= _filing(workspace, given, found.get("filer"))
    if given.get("cells"):
        found["cells"] = _cells(given["cells"])
    if act.name == "accept_not_applicable":
        found["form"] = given.get("form", "stage_tasks")
        clauses = {t.clause for t in workspace.plan.tasks_of(found["filer"])}
        if found["form"] == "stage_tasks" and given["key"] not in clauses:
            raise DecisionRefused([f"“{given['key']}”不是这个单位的任务。"])
    if act.name == "verification":
        found["rows"] = desk_rows(workspace, found["filer"], given["rows"])
    return found


def _of_a_review(workspace: Workspace, act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    """Until when objections are taken; whether one still is; whose an answer is."""
    at = instant(_instant(given.get("at"), workspace), workspace.plan)
    with workspace.store.cursor() as cursor:
        found, problems = objections.completed(cursor, workspace.plan, act.name, given, at)
    if problems:
        raise DecisionRefused(problems)
    return found


def _cells(cells: Any) -> list[dict[str, str]]:
    """What is said to single cells of a returned book: sheet, cell and reason of each."""
    wanted = ("sheet", "cell", "reason")
    if not isinstance(cells, list) or not all(isinstance(c, Mapping) and all(c.get(w) for w in wanted) for c in cells):
        raise DecisionRefused(["退回到单元格的,每格请写明表(sheet)、单元格(cell)和原因(reason)。"])
    return [{w: str(c[w]) for w in wanted} for c in cells]


def _filer(plan: Plan, text: Any) -> str:
    found = plan.find_filer(str(text))
    if found is None:
        raise DecisionRefused([f"方案里没有“{text}”这个单位。"])
    return found.code


def _filing(workspace: Workspace, given: Mapping[str, Any], filer: str | None) -> dict[str, Any]:
    """The filing meant: by its receipt, or the one of this filer and period that stands."""
    receipt, period = given.get("filing"), given.get("period")
    if receipt is None and (filer is None or period is None):
        raise DecisionRefused(["请写明回执号(filing),或填报单位和报告期(filer、period)。"])
    with workspace.store.cursor() as cursor:
        row = cursor.execute(
            """
            select entry, filer, period from filing_at($now)
            where coalesce(receipt = $receipt, filer = $filer and period = $period)
            order by received_at desc, entry desc
            limit 1
            """,
            {"now": dt.datetime.max, "receipt": receipt, "filer": filer, "period": period},
        ).fetchone()
    if row is None:
        named = f"回执号为“{receipt}”" if receipt else f"{workspace.plan.filer(str(filer)).name}{period}"
        raise DecisionRefused([f"没有{named}的已接收报送。"])
    return dict(zip(("filing", "filer", "period"), row, strict=True))


def desk_rows(workspace: Workspace, filer: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of 核查销号 entered on the desk: read and checked as a sheet's rows are, and numbered."""
    plan = workspace.plan
    form = next(f for f in workspace.forms if f.id == DESK_FORM)
    typed, problems = _typed(form, plan, filer, rows)
    number = form.key[0]
    next_number = _next_number(workspace, form, filer)
    for n, row in enumerate(typed):
        row.setdefault(number, format_number(filer, form.mark or "", next_number + n))
    problems += _judged(form, plan, filer, typed, workspace.clock.today())
    if problems:
        raise DecisionRefused(problems)
    return [{k: _plain(v) for k, v in row.items()} for row in typed]


def _typed(
    form: Form, plan: Plan, filer: str, rows: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
    reading = Reading(plan, plan.filer(filer))
    typed: list[dict[str, Any]] = []
    problems: list[str] = []
    for row in rows:
        values: dict[str, Any] = {}
        for name, value in row.items():
            column = form.by_id.get(name)
            if column is None:
                problems.append(f"核查销号没有“{name}”一列。")
                continue
            try:
                text = "、".join(value) if isinstance(column.kind, Many) and isinstance(value, list) else value
                values[name] = column.kind.parse(text, reading)
            except Refused as refused:
                problems.append(f"{column.label}:{refused.message}")
        typed.append(values)
    return typed, problems


def _judged(form: Form, plan: Plan, filer: str, rows: Sequence[Mapping[str, Any]], today: dt.date) -> list[str]:
    frame = pd.DataFrame({c.id: c.kind.series([r.get(c.id) for r in rows]) for c in form.all_columns})
    size = len(frame)
    book = plan.filer(filer).book
    frame = frame.assign(
        _filer=pd.Series([filer] * size, dtype="str"), _book=pd.Series([book] * size, dtype="str"),
        _period=pd.Series([plan.period_at(today).id] * size, dtype="str"),
        _received_on=pd.Series([pd.Timestamp(today)] * size, dtype="datetime64[s]"),
        _file=0, _row=range(1, size + 1),
    )
    found = breaches(form, plan, frame, set())
    return [f"{form.labels[b.column]}:{b.message}" for b in found if b.severity is Severity.ERROR]


def _next_number(workspace: Workspace, form: Form, filer: str) -> int:
    numbers = workspace.standing().numbers(form.id)
    return max((number_of(n, filer, form.mark or "") or 0 for n in numbers), default=0) + 1

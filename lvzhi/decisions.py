"""Acts of the office, a group or a leader, as data: checked, completed, recorded in the journal.

The same records whether they come from a file (`decide`), from the desk's pages or from a paper form typed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lvzhi import chasing, entering, objections
from lvzhi.access.model import By, whence
from lvzhi.access.permitted import require
from lvzhi.chain import Draft, Entry
from lvzhi.measures import instant
from lvzhi.permits import PERMITS
from lvzhi.plan import Plan
from lvzhi.projection.entries import DESK_FORMS
from lvzhi.recheck import sealing
from lvzhi.workspace import Workspace


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
        Act("seal_recheck", ("rule",)),
        Act("publish_recheck", ("seal",)),
        Act("recheck_result", ("seal", "key", "result", "checked_on", "checkers", "reason")),
        Act("verification", ("filer", "rows"), ("period",)),
        Act("assign", ("filer", "rows"), ("period",)),
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
    desk = entering.desk(workspace)
    drafts: dict[int, Draft] = {}
    problems: list[str] = []
    for n, act in enumerate(acts, 1):
        try:
            draft = _draft(workspace, act, actor, seen, by, desk)
            if twice := next((k for k, d in drafts.items() if _same(d, draft)), None):
                problems.append(f"第{n}条:和第{twice}条相同。")
            drafts[n] = draft
        except DecisionRefused as refused:
            problems += [f"第{n}条:{p}" for p in refused.problems]
    with workspace.store.cursor() as cursor:
        problems += sealing.not_reopened(cursor, [d.body for d in drafts.values()])
    if problems:
        raise DecisionRefused(problems)
    entries = workspace.journal.append_many(list(drafts.values()))
    workspace.refresh()
    return entries


def _same(one: Draft, other: Draft) -> bool:
    """Say whether two acts of chasing, which are looked at before either is recorded, do the same thing."""
    keys = ("act", "filing", "filer", "period", "form")
    return other.body["act"] in chasing.ACTS and all(one.body.get(k) == other.body.get(k) for k in keys)


def _draft(
    workspace: Workspace, given: Mapping[str, Any], actor: str, seen: int, by: By | None, desk: entering.Desk
) -> Draft:
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
    body |= _completed(workspace, act, given, desk) | whence(by)
    if act.name in objections.ACTS or act.name in sealing.ACTS:
        body |= _looked_up(workspace, act, given)
    if act.name in chasing.ACTS:
        _refuse_senseless(workspace, act, body)
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


def _completed(workspace: Workspace, act: Act, given: Mapping[str, Any], desk: entering.Desk) -> dict[str, Any]:
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
    if act.name in DESK_FORMS:
        found["rows"] = _entered(desk, DESK_FORMS[act.name], found["filer"], given["rows"])
    return found


def _entered(desk: entering.Desk, form: str, filer: str, rows: Any) -> list[dict[str, Any]]:
    """The rows of an act as they are recorded; what is wrong with them refuses the act."""
    if not isinstance(rows, (list, tuple)) or not all(isinstance(r, Mapping) for r in rows):
        raise DecisionRefused(["rows 应是一列,每条按列名写明内容。"])
    if desk.plan.filer(filer).book not in desk.forms[form].books:
        raise DecisionRefused([f"《{desk.forms[form].title}》由督办组和局履职办登记。"])
    done = desk.enter(form, filer, rows)
    if done.faults:
        raise DecisionRefused([entering.said(f, len(rows) > 1) for f in done.faults])
    return [entering.plain(r) for r in done.rows]


def _looked_up(workspace: Workspace, act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    """What an act about objections or a 回头看 is completed with, by what stands at its instant."""
    at = instant(_instant(given.get("at"), workspace), workspace.plan)
    with workspace.store.cursor() as cursor:
        if act.name in sealing.ACTS:
            found, problems = sealing.completed(cursor, workspace.journal, act.name, given, at)
        else:
            found, problems = objections.completed(cursor, workspace.plan, act.name, given, at)
    if problems:
        raise DecisionRefused(problems)
    return found


def _refuse_senseless(workspace: Workspace, act: Act, body: Mapping[str, Any]) -> None:
    at = instant(dt.datetime.fromisoformat(body["at"]), workspace.plan)
    with workspace.store.cursor() as cursor:
        problems = chasing.hindrances(cursor, workspace.plan, act.name, body, at)
    if problems:
        raise DecisionRefused(problems)


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

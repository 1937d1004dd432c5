"""A small campaign with problems that were applied for, for tests of what is decided on the desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from lvzhi.findings import Severity
from lvzhi.intake.judging import Incoming, check_files
from lvzhi.intake.reasons import PageReason
from lvzhi.intake.receiving import Receipt, receive
from lvzhi.workspace import Workspace
from tests.campaigns import book, nil_everywhere

PLAN, TODAY = Path("tests/plans/small.yaml"), dt.date(2031, 5, 4)
UNIT, GROUP, OFFICE = "河道", "东片", "督查办"
NO, APPLIED = f"{UNIT}-问题-001", "2031-03-28"
OWNER, LEADER, APPROVER = "李某", "苏岚", "何启明"  # of the problem; an approver who is not its 责任领导
PROBLEM: dict[str, Any] = {
    "registered_on": dt.date(2031, 3, 20), "source": "行风热线", "area": "服务民生",
    "description": "二月水质公布比规定晚了四天,两个小区来电询问", "responsible_leader": LEADER,
    "responsible_person": OWNER, "category": "立行立改", "measures": "每月五日前公布,专人核对后张贴",
    "due": dt.date(2031, 3, 30), "status": "申请销号", "applied_on": dt.date.fromisoformat(APPLIED),
    "progress": "三月已按时公布", "evidence": "三月公布记录",
}
OPEN = {**PROBLEM, "description": "北堤水尺被芦苇遮住,汛前看不清读数", "status": "整改中", "applied_on": None, "evidence": None}
PASS = {"problem_no": NO, "event": "核查通过", "event_on": "2031-04-02", "application_on": APPLIED, "method": "现场",
        "verifier_1": "方晓", "verifier_2": "方远", "entered_by": "方晓"}
CLOSE = {"problem_no": NO, "event": "批准销号", "event_on": "2031-04-03", "application_on": APPLIED,
         "approver": APPROVER, "approval_no": "审批表1号", "entered_by": "方晓"}
ASSIGNED = {
    "assigned_on": "2031-04-20", "source": "行风热线", "unit": "河道管护股", "area": "服务民生",
    "matter": "北堤水尺夜间没有照明,来电两次未见处理", "request": "五月前装好照明", "due": "2031-05-20",
}
WHY = "本单位去年的清单仍在使用,今年五月修订后报"


def send(workspace: Workspace, filer: str, period: str, at: str, **sheets: list[dict[str, Any]]) -> Receipt:
    """File a book with its other sheets empty, every question answered."""
    data = book(workspace, filer, period, **{**nil_everywhere(workspace.plan, filer, period), **sheets})
    incoming = Incoming(f"{filer}.xlsx", data, dt.datetime.fromisoformat(at).replace(tzinfo=workspace.plan.zone), filer, filer)
    [(_, checked)] = check_files(workspace.ground(), workspace.pool, [incoming])
    reasons = tuple(
        PageReason(f.form or "", f.code, f.key, f.row, WHY) for f in checked.findings if f.severity is Severity.QUERY
    )
    [receipt] = receive(workspace, [replace(incoming, reasons=reasons)])
    return receipt


def filed(workspace: Workspace, *rows: dict[str, Any]) -> None:
    """Let the unit have filed its problems: the first applied for, the second open, unless others are given."""
    problems = [dict(r) for r in rows or (PROBLEM, OPEN)]
    receipt = send(workspace, UNIT, "2031-03", "2031-04-02T10:00", rectification=problems)
    assert receipt.status == "accepted", [f.message for f in receipt.findings if f.open]

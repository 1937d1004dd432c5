"""A filer's deadlines as a calendar file: what is still owed, what is still open, each on its day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from icalendar import Calendar

from lvzhi import measures
from lvzhi.deadlines import calendar
from lvzhi.workspace import Workspace
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month

TODAY = dt.date(2015, 8, 10)


def made(workspace: Workspace, filer: str) -> bytes:
    with workspace.store.cursor() as cursor:
        owed = measures.run(cursor, workspace.plan, "reporting", TODAY, {"filer": filer}).rows
        problems = measures.detail(cursor, workspace.plan, "rectification", "problems", TODAY)
    at = dt.datetime(2015, 8, 10, 9, tzinfo=workspace.plan.zone)
    return calendar(workspace.plan, workspace.plan.filer(filer), measures.records(owed), measures.records(problems), at)


def days(data: bytes) -> dict[str, dt.date]:
    return {str(e["SUMMARY"]): e.decoded("DTSTART") for e in Calendar.from_ical(data).walk("VEVENT")}


def test_what_is_owed_and_what_is_open_stand_on_their_days(tmp_path: Path) -> None:
    with campaign(tmp_path / "data") as workspace:
        plan = workspace.plan
        nothing = nothing_this_month(workspace, "园林", "2015-07")
        problem = {**PROBLEM, "category": "限期整改", "cause": "村级经办人更换,没有交接", "due": dt.date(2015, 9, 15), "description": "一行\n两行,分号;BEGIN:VEVENT"}
        filed = book(workspace, "园林", "2015-07", **{**nothing, "rectification": [problem]})
        receipt = file(workspace, filed, "2015-08-04T10:00")
        assert receipt.status == "accepted", [(f.code, f.message) for f in receipt.findings]
        own, others = made(workspace, "园林"), days(made(workspace, "泰丰"))
        later = days(made(workspace, "园林"))
    found = days(own)
    owed = {p.id for p in plan.periods if plan.owed("园林", p.id)} - {"2015-07"}
    wanted = {f"{plan.period(p).label}报送簿,24时前报送": plan.due("园林", p) for p in owed}
    assert found == later == wanted | {"园林-问题-001 整改时限": dt.date(2015, 9, 15)}
    assert [n for n in others if "问题" in n] == []
    assert "2015年7月报送簿,24时前报送" in others
    uids = [str(e["UID"]) for e in Calendar.from_ical(own).walk("VEVENT")]
    assert len(set(uids)) == len(uids) == len(found)
    assert len(Calendar.from_ical(own).walk("VALARM")) == len(found)
    told = [str(e["DESCRIPTION"]) for e in Calendar.from_ical(own).walk("VEVENT") if "DESCRIPTION" in e]
    assert told == ["一行\n两行,分号;BEGIN:VEVENT"]


def test_who_owes_nothing_has_an_empty_calendar(tmp_path: Path) -> None:
    with campaign(tmp_path / "data") as workspace:
        plan = workspace.plan
        at = dt.datetime(2015, 8, 10, tzinfo=plan.zone)
        assert days(calendar(plan, plan.filer("园林"), [], [], at)) == {}

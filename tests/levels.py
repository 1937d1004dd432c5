"""Bureaus above one another for tests: counties with rows, a city and a province that take in packages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from lvzhi import planfile
from lvzhi.campaign import Campaign
from lvzhi.datadir import initialise, opened
from lvzhi.outgoing.taking import Taking
from lvzhi.package.making import make
from lvzhi.plan import Plan
from lvzhi.plan_carry import moved
from lvzhi.plan_tree import tree_of
from lvzhi.selection import visible
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.measures.world import World, plan_of

AS_OF = dt.datetime(2031, 5, 12, 23, 59)
PLAN = Path("tests/plans/small.yaml")


@cache
def county_plan(bureau: str) -> Plan:
    plan = plan_of("small")
    return replace(plan, campaign=replace(plan.campaign, bureau=bureau, id=f"c-{crc32(bureau.encode())}"))


def upper_plan(bureau: str, bodies: Mapping[str, str]) -> bytes:
    """A plan whose units (code -> name) owe no books: they send packages."""
    tree: dict[str, Any] = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    tree["campaign"] |= {"id": f"u-{crc32(bureau.encode())}", "bureau": bureau, "title": f"{bureau}2031年度作风提升工作"}
    units = [{"code": code, "name": name, "type": "station", "trait": "后台"} for code, name in bodies.items()]
    tree["groups"] = [{"code": "督导组", "name": "督导组", "leaders": ["何启明"], "members": ["方晓"], "units": units}]
    for stage in tree["stages"]:
        stage["tasks"] = [t for t in stage["tasks"] if t["by"] != "unit"] or [
            {"id": f"{stage['id']}-0", "clause": f"二({stage['id']})", "text": "收齐各县的上报包", "name": "收齐", "by": "office"}
        ]
    for item in tree["check_items"]:
        item["applies"] = {"filers": ["县局"]}
    tree["projects"] = []
    tree["obligations"] = [o for o in tree["obligations"] if o.get("filers") == ["督查办"]]
    tree["settings"]["cross_verify"] = []
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode()


@contextmanager
def upper(folder: Path, bureau: str, bodies: Mapping[str, str], *, demo: bool = False) -> Iterator[Workspace]:
    """A data directory one level up, opened for work."""
    if not folder.exists():
        plan = upper_plan(bureau, bodies)
        start = dt.datetime(2031, 3, 3, tzinfo=dt.timezone(dt.timedelta(hours=8)))
        initialise(folder, plan, Campaign(today=dt.date(2031, 5, 13), demo=demo), start, "测试")
    with Workspace(opened(folder), FORMS) as workspace:
        yield workspace


def county(bureau: str, problems: int, closed: int, satisfied: int, visits: int, done: int, plan: Plan | None = None) -> World:
    """A county with so many problems, so many of them closed, ballots, visits on site and tasks done."""
    made = World(plan or county_plan(bureau))
    year = made.plan.campaign.start.year
    rows = [
        {"key": f"河道-问题-{n:03d}", "problem_no": f"河道-问题-{n:03d}", "registered_on": "03-20", "due": "04-10",
         "source": "自查自纠", "area": "服务民生", "responsible_unit": "河道", "description": f"第{n}件", "status": "申请销号",
         "applied_on": "04-01", "category": "立行立改", "responsible_leader": "张开明", "responsible_person": ["李某"]}
        for n in range(1, problems + 1)
    ]
    tasks = [{"key": clause, "task_no": clause, "status": "已完成" if n < done else "未启动",
              **({"done_on": "03-25"} if n < done else {})} for n, clause in enumerate(("二(一)1", "二(二)1"))]
    made.file("河道", f"{year}-03", "04-02", {"rectification": rows, "stage_tasks": tasks})
    made.file("节水", f"{year}-03", "04-20", {"stage_tasks": tasks})
    closing = [
        {"key": f"东片-核查-{n:03d}", "verification_no": f"东片-核查-{n:03d}", "problem_no": f"河道-问题-{n:03d}",
         "event": "批准销号", "event_on": "04-15", "application_on": "04-01", "verifier_1": "方晓", "verifier_2": "白桦",
         "approver": "苏岚", "result": "到现场看过,已按月公布", "entered_by": "方晓"} for n in range(1, closed + 1)
    ]
    seen = [
        {"key": f"东片-督办-{n:03d}", "visit_no": f"东片-督办-{n:03d}", "unit": "河道", "visited_on": "04-08", "method": "现场",
         "lead": "何启明", "leaders": ["何启明"]} for n in range(1, visits + 1)
    ]
    made.file("东片", f"{year}-04", "05-06", {"verification": closing, "supervision": seen})
    survey = {"key": "督查办-测评-001", "batch": f"{year}年4月第1次", "scoring": "局内测评", "subject": "节水", "respondents": "服务对象",
              "dimension": "总体", "organiser": "局督查办", "issued": 50, "collected": 45, "satisfied": satisfied,
              "basically": 10, "dissatisfied": 2, "unknown": 1, "invalid": 1}
    made.file("督查办", f"{year}-04", "05-07", {"satisfaction": [survey]})
    made.decide("exempt", "04-01", filer="供水", period=f"{year}-03", reason="停用检修")
    return made


def last_year() -> World:
    """The same county a year before: problems found and closed, ballots, a visit, a task done."""
    tree = moved(tree_of(plan_of("small")), -1)
    tree["campaign"]["id"], tree["settings"]["working_weekends"] = "qingshi-2030", []
    plan = planfile.checked(tree, tuple(f.id for f in FORMS), {})
    return county("青石县局", problems=5, closed=3, satisfied=30, visits=1, done=1, plan=plan)


def package_of(world: World, as_of: dt.datetime = AS_OF, *, demo: bool = False, forms: Sequence[Any] = FORMS,
               **filters: Any) -> bytes:
    """The package of a county's rows."""
    plan = world.plan
    taking = Taking(world.connection.cursor(), tuple(forms), plan, 1, as_of, filters, visible(plan, filters, None), demo)
    return make(taking, {1: plan}, b"PK\x03\x04 a workbook")


def plan_text(plan: Plan) -> bytes:
    return planfile.dump(plan)

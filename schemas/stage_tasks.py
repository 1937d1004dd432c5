"""阶段任务 (forms.md 6.2): what the plan asks of this filer stage by stage, and how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.conditions import equals
from lvzhi.form import NO_FILE, Column, Form, error, note, query
from lvzhi.kinds import Choice, Code, Date, LongText, Text
from lvzhi.plan import Plan
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross import stage_tasks as cross


def fixed_rows(plan: Plan, filer: str, period: str) -> tuple[Mapping[str, Any], ...]:
    """The tasks that are this filer's own, in the plan's order; the same in every period."""
    return tuple(
        {
            "stage": plan.stage(task.stage).name, "task_no": task.clause, "task": task.text,
            "due": dt.datetime.combine(task.due, dt.time()),
        }
        for task in plan.tasks_of(filer)
    )


def _before_stage(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    starts = {
        task.clause: pd.Timestamp(plan.stage(task.stage).start)
        for task in plan.tasks if task.due >= plan.stage(task.stage).start
    }
    return frame["done_on"] < pd.to_datetime(frame["task_no"].map(starts))


FORM = Form(
    id="stage_tasks",
    title="阶段任务",
    books=("unit",),
    columns=(
        Column("stage", "阶段", Text(), system=True),
        Column("task_no", "任务编号", Code(), system=True),
        Column("task", "任务内容", LongText(), system=True),
        Column("due", "截止日期", Date("any"), system=True),
        Column("status", "状态", Choice(words.TASK_STATUS), required=True, prefill="未启动",
               help="这项任务目前的状态"),
        Column("done_on", "完成日期", Date("past"), required=equals("status", "已完成"),
               help="实际完成的日期,写明年月日"),
        Column("result", "完成情况", LongText(longest=300, shortest=5),
               required=equals("status", "进行中", "已完成"), help="做了什么、到了哪一步,5至300字"),
        Column("evidence", "佐证材料", Text(longest=200), required=equals("status", "已完成"),
               help="材料名称或文号,材料随本簿一并报送", evidence=NO_FILE),
        Column("not_applicable_reason", "不适用理由", Text(longest=200), required=equals("status", "不适用"),
               help="这项任务为什么与本单位无关"),
    ),
    key=("task_no",),
    kept="cumulative",
    fixed_rows=fixed_rows,
    prints=("task_no", "task", "due", "status", "done_on", "result", "evidence", "not_applicable_reason",
            "remark"),
    rules=(
        error("TASK-DATE-NOT-DONE", ("done_on", "status"),
              lambda f, plan: f["done_on"].notna() & f["status"].notna() & (f["status"] != "已完成"),
              "填了完成日期“{done_on}”,状态却是“{status}”。已经完成的请改选“已完成”,没有完成的请删去日期。"),
        note("TASK-BEFORE-STAGE", ("done_on", "task_no"), _before_stage,
             "完成日期“{done_on}”早于所在阶段的开始,请核对。"),
        query("TASK-NA", ("status",), rowwise.when(equals("status", "不适用")),
              "填了“不适用”。请写明原因,如“本科室无行政审批事项”。", reason_in="not_applicable_reason"),
    ),
    cross_rules=cross.RULES,
    measure_unit="项",
    note="任务由方案列出,逐项填写状态;不能增减任务。",
    good_rows=(
        {"status": "已完成", "done_on": "××××年6月12日", "evidence": "会议记录、签到表",
         "result": "6月12日召开动员会,36人参加,成立领导小组并印发本单位方案。"},
        {"status": "进行中", "result": "已在镇政务公开栏张贴民政职能宣传画3处,广播稿定于7月3日播出。"},
    ),
    poor_row={"status": "已完成", "result": "已按要求完成", "evidence": "已完成"},
)

"""投诉举报台账 (forms.md 6.11): what was received and how it was handled; never who complained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.conditions import equals, is_not
from lvzhi.form import Column, Form, error, note, number_column, query
from lvzhi.kinds import Area, Choice, Date, LongText, Person, Ref, Unit, day_words, yes_no
from lvzhi.plan import Filer, Plan
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross.redating import redated

WHISTLE = "举报"
ANSWERED = ("已答复", "办结", "退回")


def due_day(received: pd.Timestamp, category: str, plan: Plan) -> pd.Timestamp | None:
    """受理日期 and the plan's days of the category; None for a category the plan gives no days."""
    days = plan.settings.complaint_due_days.get(category)
    if days is None:
        return None
    if "working_days" in days:
        return pd.Timestamp(plan.add_working_days(received.date(), days["working_days"]))
    return received + dt.timedelta(days=days["days"])


def _due(row: Mapping[str, Any], plan: Plan, filer: Filer) -> pd.Timestamp | None:
    received, category = row.get("received_on"), row.get("category")
    if received is None or category is None:
        return None
    return due_day(pd.Timestamp(received), category, plan)


def _due_days(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    known = frame["received_on"].notna() & frame["category"].notna()
    pairs = zip(known, frame["received_on"], frame["category"], strict=True)
    days = [due_day(received, category, plan) if whole else None for whole, received, category in pairs]
    return pd.Series(pd.to_datetime(pd.Series(days, index=frame.index, dtype="object")))


def _overdue(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    pending = frame["status"].notna() & ~frame["status"].isin(ANSWERED)
    return pending & (_due_days(frame, plan) < frame["_received_on"])


def _no_problem(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    founded = frame["truth"].isin(("属实", "部分属实")) & (frame["status"] == "办结")
    return founded & frame["problem_no"].isna()


def _due_words(row: Mapping[str, Any], plan: Plan) -> Mapping[str, Any]:
    return {"last_day": day_words(due_day(row["received_on"], row["category"], plan))}


FORM = Form(
    id="complaints",
    title="投诉举报台账",
    books=("unit", "office"),
    columns=(
        number_column("complaint_no", "受理编号", "投诉"),
        Column("received_on", "受理日期", Date("past"), required=True, help="受理的日期"),
        Column("channel", "渠道", Choice(words.COMPLAINT_CHANNEL), required=True, help="从什么渠道来的"),
        Column("named", "是否实名", yes_no(), required=True, help="是或否,姓名只记在纸质登记本上"),
        Column("subject_unit", "反映对象单位", Unit(), required=True, prefill="filer", help="反映的是哪个单位"),
        Column("summary", "内容摘要", LongText(longest=300, shortest=10), required=True,
               help="反映的事情,10至300字,不写来人姓名和电话"),
        Column("category", "类别", Choice(words.COMPLAINT_CATEGORY, books={WHISTLE: ("office",)}), required=True,
               help="咨询、求决、投诉或建议"),
        Column("area", "所属方面", Area(words.AREA), required=equals("category", "求决", "投诉", WHISTLE),
               help="五个方面中的一个"),
        Column("handling_unit", "承办单位", Unit(), required=True, prefill="filer", help="承办的单位"),
        Column("handler", "承办人", Person(), required=True, help="承办人姓名"),
        Column("due", "办结时限", Date("any"), system=True, computed=_due),
        Column("status", "办理状态", Choice(words.COMPLAINT_STATUS), required=True, help="办理到了哪一步"),
        Column("result", "办理结果", LongText(longest=300, shortest=5), required=equals("status", *ANSWERED),
               help="怎样处理、怎样答复,5至300字"),
        Column("truth", "属实情况", Choice(words.TRUTH),
               required=equals("category", "投诉", WHISTLE) & equals("status", "办结"), help="核查的结论"),
        Column("held_to_account", "是否问责", yes_no(), required=equals("truth", "属实", "部分属实"),
               help="是或否"),
        Column("answered_on", "答复日期", Date("past"), required=equals("status", "已答复", "办结"),
               help="答复的日期"),
        Column("feedback", "群众评价", Choice(words.CALL_BACK),
               required=equals("category", "求决", "投诉", WHISTLE) & equals("status", "办结"),
               help="回访的结果;没有回访的选“未回访”"),
        Column("problem_no", "转问题编号", Ref(("rectification", "assignments")),
               help="转入整改后的问题编号;市局受理的填交办编号"),
    ),
    key=("complaint_no",),
    kept="cumulative",
    mark="投诉",
    relist=is_not("status", "办结"),
    confidential=("category", WHISTLE),
    prints=("complaint_no", "received_on", "channel", "subject_unit", "summary", "category", "handling_unit",
            "due", "status", "result", "answered_on"),
    rules=(
        error("COMP-WHISTLE-UNIT", ("category",),
              lambda f, plan: (f["category"] == WHISTLE) & (f["_book"] == "unit"),
              "举报件由局履职办登记,请转局履职办,本表不列。"),
        error("COMP-ANSWER-BEFORE", ("answered_on", "received_on"), rowwise.before("answered_on", "received_on"),
              "答复日期“{answered_on}”早于受理日期“{received_on}”,请核对这两个日期。"),
        note("COMP-OVERDUE", ("status", "received_on", "category"), _overdue,
             "办结时限是{last_day},已过,现为“{status}”。已经答复的请更新办理状态。", values=_due_words),
        error("COMP-PENDING-CLOSED", ("status", "truth"),
              lambda f, plan: (f["status"] == "办结") & (f["truth"] == "待查"),
              "办理状态是“办结”,属实情况还是“待查”。请填写核查结论,或改选“办理中”。"),
        query("COMP-NO-PROBLEM", ("problem_no", "truth", "status"), _no_problem,
              "属实未转整改,请写明已当场解决的情况。"),
        error("COMP-ACCUSED-HANDLES", ("handling_unit", "category", "subject_unit"),
              lambda f, plan: (f["category"] == WHISTLE) & rowwise.same("handling_unit", "subject_unit")(f, plan),
              "举报件的承办单位就是反映对象单位“{subject_unit}”,请改由其他单位承办。"),
    ),
    cross_rules=(
        redated("COMP-ANSWERED-CHANGED", "complaints", "answered_on", "status", ("已答复", "办结"),
                "答复日期由{was}改为{now}。请说明原因。"),
    ),
    note="来信来访人的姓名、电话只记在纸质登记本上,本表不填。没有办结的下期已经列出。",
    good_rows=(
        {"received_on": "××××年7月6日", "channel": "来访", "named": "是", "subject_unit": "××镇民政办",
         "summary": "反映临时救助申请交件27天没有答复。", "category": "投诉", "area": "收集解决",
         "handling_unit": "××镇民政办", "handler": "王某", "status": "办结", "truth": "属实",
         "result": "当日补办书面答复,建立受理登记本。", "held_to_account": "否",
         "answered_on": "××××年7月6日", "feedback": "满意", "problem_no": "××镇-问题-004"},
        {"received_on": "××××年7月9日", "channel": "来电", "named": "否", "subject_unit": "××镇民政办",
         "summary": "咨询高龄津贴申领要带哪些材料。", "category": "咨询", "handling_unit": "××镇民政办",
         "handler": "李某某", "status": "已答复", "result": "电话一次说清3样材料。",
         "answered_on": "××××年7月9日"},
    ),
    poor_row={"received_on": "7月", "channel": "来访", "named": "是", "subject_unit": "××处",
              "summary": "群众张某某13800000000来访", "category": "投诉", "area": "收集解决",
              "handling_unit": "民政办", "handler": "全体", "status": "办结", "result": "已处理"},
)

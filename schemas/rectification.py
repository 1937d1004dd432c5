"""问题整改台账 (forms.md 6.3): every problem of the filer, from its registration to its closing."""

from __future__ import annotations

import re

import pandas as pd

from lvzhi.conditions import empty, equals, is_not
from lvzhi.findings import Refused
from lvzhi.form import NO_FILE, Column, Form, error, note, query
from lvzhi.kinds import (
    Area,
    CheckItem,
    Choice,
    Code,
    Count,
    Date,
    Leader,
    LongText,
    Many,
    Person,
    Ref,
    Text,
    Unit,
    day_words,
)
from lvzhi.plan import Plan
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross import assigned, problems

SOURCES = {
    "征求意见": "consultations", "群众投诉举报": "complaints", "明察暗访": "inspections",
    "督办检查": "supervision", "点题监督": "special_topics",
}
PROGRESS = ("整改中", "申请销号", "申请延期", "阶段性完成")
CLOSED = ("已销号", "已归并", "已撤销", "已移交", "阶段性完成")

_CLOSED_BY_UNIT = Refused(
    "RECT-CLOSED-BY-UNIT", "“已销号”由局履职办核查后登记,请改选“申请销号”。", suggestion="申请销号",
)
_STATUS = Choice(words.UNIT_STATUS, redirects={"已销号": _CLOSED_BY_UNIT, "销号": _CLOSED_BY_UNIT})
_WEAK = re.compile(
    r"进一步|继续保持|加强|强化|重视|高度|提高|提升|增强|切实|认真|严格|思想|认识|意识|学习|教育|管理|领导|监督|宣传"
    r"|服务|责任|作风|力度|业务|能力|水平|政治|工作|落实|整改|要求|今后|不断|努力|注意|注重|[对的了和与及并在中等]"
)


def _weak(text: str) -> bool:
    """Measures that name nothing anyone will do: 加强学习,提高认识."""
    return not re.sub(r"\W", "", _WEAK.sub("", text))


def _weak_measures(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return frame["measures"].notna() & frame["measures"].map(lambda m: isinstance(m, str) and _weak(m))


def _co_unit_responsible(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    pairs = zip(frame["co_units"], frame["responsible_unit"], strict=True)
    return pd.Series([isinstance(held, tuple) and own in held for held, own in pairs], index=frame.index)


def _due_late(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    late = frame["due"] > pd.Timestamp(plan.settings.final_due)
    return late & frame["category"].isin(("立行立改", "限期整改"))


def _immediate_long(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    latest = frame["registered_on"] + pd.Timedelta(days=plan.settings.immediate_days)
    return (frame["category"] == "立行立改") & (frame["due"] > latest)


def _filled_unless(column: str, other: str, value: str) -> rowwise.Violated:
    return lambda f, plan: f[column].notna() & f[other].notna() & (f[other] != value)


COLUMNS = (
    Column("problem_no", "问题编号",
           Code(r".+-(问题|交办)-\d{3,}", "“单位-问题-001”的样式"), system=True),
    Column("registered_on", "登记日期", Date("past"), required=True, assigned=True,
           help="发现并登记问题的日期,写明年月日"),
    Column("source", "问题来源", Choice(words.SOURCE), required=True, assigned=True, help="问题是怎样发现的"),
    Column("source_ref", "来源编号", Ref(tuple(SOURCES.values()), chosen_by=("source", SOURCES)),
           required=equals("source", "征求意见", "群众投诉举报"), assigned=True,
           help="意见编号、受理编号等,如“单位-意见-003”"),
    Column("check_item", "检查项", CheckItem(), required=equals("source", "自查自纠"), assigned=True,
           help="方案的检查项,从下拉列表中选"),
    Column("area", "所属方面", Area(words.AREA), required=empty("check_item"), assigned=True,
           help="五个方面中的一个", computed=lambda row, plan, filer: rowwise.area_of_item(row, plan)),
    Column("description", "问题描述", LongText(longest=500, shortest=10), required=True, assigned=True,
           help="时间、地点、事情、数量,10至500字,不写群众姓名和电话"),
    Column("cause", "产生原因", LongText(longest=300, shortest=5),
           required=equals("category", "限期整改", "长期坚持"), help="问题为什么会发生,5至300字"),
    Column("responsible_unit", "责任单位", Unit(), required=True, assigned=True, prefill="filer",
           help="负责整改的单位"),
    Column("co_units", "协办单位", Many(Unit()), help="协助整改的单位,两个以上用“、”隔开"),
    Column("responsible_leader", "责任领导", Person(), required=True, help="本单位分管此事的领导姓名"),
    Column("responsible_person", "责任人", Many(Person()), required=True,
           help="承办人姓名,两人以上用“、”隔开"),
    Column("category", "整改类别", Choice(words.CATEGORY), required=True, help="立行立改、限期整改或长期坚持"),
    Column("goal", "整改目标", Text(longest=200, shortest=5), required=equals("category", "长期坚持"),
           help="阶段性完成标准,5至200字"),
    Column("measures", "整改措施", LongText(longest=500, shortest=10), required=True,
           help="谁在什么时候做什么事,10至500字"),
    Column("due", "整改时限", Date("ahead"), required=True, assigned=True, in_force="deadline",
           help="计划完成的日期;长期坚持的填复查日"),
    Column("progress", "整改进展", LongText(longest=500, shortest=5), required=equals("status", *PROGRESS),
           help="到目前做了什么、有什么变化,5至500字"),
    Column("status", "整改状态", _STATUS, required=True, help="整改到了哪一步"),
    Column("applied_on", "申请日期", Date("past"),
           required=equals("status", "申请销号", "申请延期", "阶段性完成"), help="提出申请的日期"),
    Column("evidence", "佐证材料", Text(longest=200), required=equals("status", "申请销号", "阶段性完成"),
           help="材料名称或文号,材料随本簿一并报送", evidence=NO_FILE, asked_if="evidence_required_to_apply"),
    Column("extend_to", "申请延期至", Date("ahead"), required=equals("status", "申请延期"),
           help="申请延到哪一天"),
    Column("extend_reason", "延期理由", Text(longest=200, shortest=5), required=equals("status", "申请延期"),
           help="延期的原因,5至200字"),
    Column("feedback", "群众反馈", Choice(words.CALL_BACK),
           required=equals("source", "群众投诉举报") & equals("status", "申请销号"), help="回访群众的结果"),
    Column("rules_made", "形成制度(名称、文号)", Text(longest=200), help="整改中建立的制度,写名称和文号"),
    Column("assigned_request", "交办要求", LongText(longest=300), system=True),
    Column("supervising_leaders", "督办领导", Many(Leader()), system=True,
           computed=lambda row, plan, filer: plan.leaders_of(filer.code) or None),
    Column("original_due", "原定时限", Date("any"), system=True),
    Column("closure_state", "销号状态", Choice(words.CLOSURE_STATE), system=True),
    Column("last_verification", "最近核查", Text(longest=400), system=True),
    Column("approver", "批准人", Leader(), system=True),
    Column("closed_on", "批准日期", Date("any"), system=True),
    Column("returned_count", "退回次数", Count(unit="次"), system=True),
    Column("reopened_count", "重新挂号次数", Count(unit="次"), system=True),
    Column("extended_count", "延期次数", Count(unit="次"), system=True),
)

RULES = (
    error("RECT-DUE-BEFORE-REG", ("due", "registered_on"), rowwise.before("due", "registered_on"),
          "整改时限“{due}”早于登记日期“{registered_on}”,请核对这两个日期。"),
    error("RECT-APPLY-BEFORE-REG", ("applied_on", "registered_on"), rowwise.before("applied_on", "registered_on"),
          "申请日期“{applied_on}”早于登记日期“{registered_on}”,请核对这两个日期。"),
    error("RECT-EXTEND-NOT-LATER", ("extend_to", "due"), rowwise.not_after("extend_to", "due"),
          "申请延期至“{extend_to}”,没有晚于整改时限“{due}”,请核对。"),
    error("RECT-AREA-ITEM", ("area", "check_item"), rowwise.area_differs,
          "检查项“{check_item}”不属于“{area}”,请改填“{right}”,或核对检查项。",
          suggest=rowwise.area_of_item, values=lambda row, plan: {"right": rowwise.area_of_item(row, plan)}),
    error("RECT-INTERIM-NOT-LONG", ("status", "category"),
          lambda f, plan: (f["status"] == "阶段性完成") & f["category"].isin(("立行立改", "限期整改")),
          "“阶段性完成”只用于长期坚持的问题,本条是“{category}”。整改完了的请选“申请销号”。"),
    error("RECT-GOAL-NOT-LONG", ("goal", "category"), _filled_unless("goal", "category", "长期坚持"),
          "整改目标只在“长期坚持”时填写,本条是“{category}”。请把内容移到整改措施,或核对整改类别。"),
    error("GEN-UNIT", ("co_units", "responsible_unit"), _co_unit_responsible,
          "协办单位里有责任单位“{responsible_unit}”,请只留协助整改的其他单位。"),
    query("RECT-SAME-DAY", ("applied_on", "registered_on"), rowwise.same("applied_on", "registered_on"),
          "登记当日即提出申请。请说明当场整改了什么、谁在场。"),
    query("RECT-DUE-LATE", ("due", "category"), _due_late,
          "整改时限“{due}”晚于集中整改结束的{final_due}。请说明原因和能够完成的日期。",
          values=lambda row, plan: {"final_due": day_words(plan.settings.final_due)}),
    note("RECT-IMMEDIATE-LONG", ("due", "category", "registered_on"), _immediate_long,
         "本条是“立行立改”,整改时限“{due}”在登记{days}天以后。需要较长时间的请选“限期整改”。",
         values=lambda row, plan: {"days": plan.settings.immediate_days}),
    query("RECT-OWNER-OTHER", ("responsible_unit",),
          lambda f, plan: f["responsible_unit"].notna() & (f["responsible_unit"] != f["_filer"]),
          "责任单位不是本单位,现为“{responsible_unit}”。请写明移交依据(会议、通知或商定日期)。"),
    note("RECT-WEAK-MEASURES", ("measures",), _weak_measures,
         "整改措施只有“加强、重视、提高认识”一类的话。请写明谁在什么时候做什么事。"),
    note("RECT-SOURCE-REF-EMPTY", ("source_ref", "source"),
         lambda f, plan: f["source_ref"].isna() & f["source"].isin(("明察暗访", "督办检查", "点题监督")),
         "问题来源是“{source}”,还没有填来源编号。知道编号的请补上。"),
)

FORM = Form(
    id="rectification",
    title="问题整改台账",
    books=("unit",),
    columns=COLUMNS,
    key=("problem_no",),
    kept="cumulative",
    mark="问题",
    relist=is_not("closure_state", *CLOSED),
    standing_rows=assigned.rows,
    prints=("problem_no", "source", "description", "responsible_leader", "responsible_person", "measures", "due",
            "progress", "status", "evidence", "remark"),
    rules=RULES,
    cross_rules=problems.RULES,
    measure_unit="个",
    note="一个问题一行;上期没有销号的问题已经列出,请接着填写整改进展。由督办组交办的问题,交办内容已经锁定。",
    good_rows=(
        {"registered_on": "××××年7月10日", "source": "自查自纠", "check_item": "三(二)3", "area": "服务民生",
         "description": "二季度农村低保金到账比规定晚9天,3个村群众来询问。", "responsible_unit": "××镇民政办",
         "responsible_leader": "陈某", "responsible_person": "王某", "category": "立行立改",
         "measures": "每季首月10日前送达发放表,到账当日在村务公开栏告知。", "due": "××××年7月25日",
         "progress": "7月10日已送达三季度发放表,3个村公开栏已张贴到账告知。", "status": "申请销号",
         "applied_on": "××××年7月20日", "evidence": "三季度发放表、公开栏照片3张"},
        {"registered_on": "××××年8月12日", "source": "征求意见", "source_ref": "××镇-意见-004",
         "check_item": "三(二)5", "area": "服务民生", "cause": "护理人员编制少,夜班没有排定。",
         "description": "福利院12名失能五保老人只有2名护理员,夜间无人值守。", "responsible_unit": "××镇民政办",
         "responsible_leader": "陈某", "responsible_person": "李某某、周某", "category": "限期整改",
         "measures": "9月底前增聘2名护理员,排定夜班表,院长每周抽查签字。", "due": "××××年9月30日",
         "progress": "已与2人谈妥,9月10日到岗。", "status": "整改中"},
    ),
    poor_row={
        "registered_on": "7月10日", "source": "自查自纠", "check_item": "三(三)5", "area": "工作作风",
        "description": "服务意识不强", "responsible_unit": "××镇民政办", "responsible_leader": "陈某",
        "responsible_person": "全体人员", "category": "立行立改", "measures": "加强学习,提高认识",
        "due": "××××年7月25日", "progress": "已整改", "status": "已销号", "evidence": "已整改",
    },
)

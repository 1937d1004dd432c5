"""Faults in the rows of a unit's book, one declared row each."""

from __future__ import annotations

from tests.planting.drafts import Draft
from tests.planting.faults import Row, ahead, past, setting
from tests.planting.worlds import LISTS

PLAIN = {"source": "测评反馈", "check_item": None, "category": "限期整改"}
APPLY = {**PLAIN, "status": "申请销号", "registered_on": past(6), "applied_on": past(2)}


def own(draft: Draft) -> str:
    return draft.world.filer.name


def stranger(draft: Draft) -> str:
    filer = draft.world.filer
    return next(u.name for u in draft.world.plan.units if u.code != filer.code and "、" not in u.name)


def first_clause(draft: Draft) -> str:
    return draft.world.plan.check_items[0].clause


def wrong_area(draft: Draft) -> str:
    return draft.world.plan.areas[-1].short


ROWS = (
    # 问题整改台账
    Row("RECT-DUE-BEFORE-REG", "rectification", {**PLAIN, "registered_on": past(3), "due": past(4)}, "due"),
    Row(
        "RECT-APPLY-BEFORE-REG",
        "rectification",
        {**APPLY, "registered_on": past(2), "applied_on": past(4)},
        "applied_on",
    ),
    Row(
        "RECT-EXTEND-NOT-LATER",
        "rectification",
        {**APPLY, "status": "申请延期", "due": ahead(3), "extend_to": ahead(3)},
        "extend_to",
    ),
    Row("RECT-CLOSED-BY-UNIT", "rectification", {**PLAIN, "status": "已销号"}, "status"),
    Row("RECT-AREA-ITEM", "rectification", {**PLAIN, "check_item": first_clause, "area": wrong_area}, "area"),
    Row("RECT-INTERIM-NOT-LONG", "rectification", {**APPLY, "status": "阶段性完成"}, "status"),
    Row("RECT-GOAL-NOT-LONG", "rectification", {**PLAIN, "goal": "每月抽查一次登记本"}, "goal"),
    Row(
        "RECT-DATE-NOT-APPLIED",
        "rectification",
        {**PLAIN, "status": "整改中", "registered_on": past(6), "applied_on": past(1)},
        "applied_on",
    ),
    Row("RECT-LONG-CLAIM", "rectification", {**PLAIN, "category": "长期坚持", "status": "未启动"}, "category"),
    Row("RECT-SAME-DAY", "rectification", {**APPLY, "registered_on": past(2)}, "applied_on"),
    Row("RECT-DUE-LATE", "rectification", {**PLAIN, "status": "未启动", "due": setting("final_due", 1)}, "due"),
    Row(
        "RECT-IMMEDIATE-LONG",
        "rectification",
        {**PLAIN, "category": "立行立改", "status": "未启动", "registered_on": past(6), "due": ahead(10)},
        "due",
        when=lambda d: ahead(10)(d) <= d.world.plan.settings.final_due,
    ),
    Row(
        "RECT-OWNER-OTHER",
        "rectification",
        {**PLAIN, "responsible_unit": stranger, "co_units": None},
        "responsible_unit",
    ),
    Row("GEN-UNIT", "rectification", {**PLAIN, "co_units": own}, "co_units"),
    Row("RECT-WEAK-MEASURES", "rectification", {**PLAIN, "measures": "加强学习,提高认识,高度重视"}, "measures"),
    Row("RECT-SOURCE-REF-EMPTY", "rectification", {**PLAIN, "source": "明察暗访"}, "source_ref"),
    Row("GEN-REQUIRED", "rectification", {**PLAIN, "source": "征求意见"}, "source_ref"),
    Row("GEN-REQUIRED", "rectification", {**PLAIN, "source": "自查自纠", "area": "工作作风"}, "check_item"),
    Row("GEN-REQUIRED", "rectification", {**PLAIN, "area": None}, "area"),
    Row("GEN-REQUIRED", "rectification", {**APPLY, "evidence": None}, "evidence"),
    Row("GEN-REQUIRED", "rectification", {**APPLY, "evidence": "/"}, "evidence"),
    Row(
        "GEN-REF",
        "rectification",
        {**PLAIN, "source": "群众投诉举报", "source_ref": lambda d: f"{d.world.filer.code}-投诉-999"},
        "source_ref",
    ),
    Row("GEN-REF", "rectification", {**PLAIN, "source": "督办检查", "source_ref": "一组-督办-999"}, "source_ref"),
    Row("GEN-REASON-WORDS", "rectification", {**PLAIN, "cause": "情况属实。。"}, "cause"),
    Row("GEN-LENGTH", "rectification", {**PLAIN, "description": "排队时间太长"}, "description"),
    Row(
        "GEN-PRIVACY", "rectification", {**PLAIN, "description": "群众张某电话13800001234反映低保未到账"}, "description"
    ),
    Row(
        "GEN-PRIVACY",
        "rectification",
        {**PLAIN, "description": "来电人１３８００００１２３４说公示栏一直空着"},
        "description",
    ),
    Row("GEN-PRIVACY", "rectification", {**PLAIN, "progress": "身份证42900419630102123X已核对"}, "progress"),
    Row("GEN-EVIDENCE-FILE", "rectification", {**APPLY, "evidence": "验收单、照片2张"}, "evidence", lacks_file=True),
    Row("GEN-EVIDENCE-FILE", "stage_tasks", {"status": "进行中", "done_on": None, "evidence": "会议记录"}, "evidence",
        lacks_file=True),
    Row("GEN-EVIDENCE-WORDS", "rectification", {**APPLY, "evidence": "已整改"}, "evidence"),
    Row("GEN-OTHER", "rectification", {**PLAIN, "source": "其他", "remark": None}, "source"),
    Row(
        "GEN-DATE-RANGE",
        "rectification",
        {**PLAIN, "status": "未启动", "registered_on": ahead(1), "due": ahead(3)},
        "registered_on",
    ),
    Row(
        "GEN-DATE-RANGE",
        "rectification",
        {**PLAIN, "status": "未启动", "due": setting("last_date", 1)},
        "due",
        also=(("RECT-DUE-LATE", "due"),),
    ),
    # against what was accepted
    Row("RECT-DUE-CHANGED", "rectification", {"due": ahead(2)}, "due", was={"due": ahead(4), "status": "整改中"}),
    Row(
        "RECT-CLOSED-CHANGED",
        "rectification",
        {"measures": "再次逐户核对发放名册并张贴公示"},
        "measures",
        was={**APPLY, "due": ahead(4)},
        problem={"state": "已销号"},
    ),
    Row("", "rectification", {}, None, was={**APPLY, "due": ahead(4)}, problem={"state": "已销号"}),
    Row("RECT-STATUS-BACK", "rectification", {"status": "整改中"}, "status", was={**APPLY, "due": ahead(4)}),
    Row("", "rectification", {"status": "整改中"}, None, was={**APPLY, "due": ahead(4)}, problem={"state": "退回"}),
    Row("RECT-APPLIED-CHANGED", "rectification", {"applied_on": past(1)}, "applied_on", was={**APPLY, "due": ahead(4)}),
    Row("", "rectification", {"applied_on": past(1)}, None, was={**APPLY, "due": ahead(4)}, problem={"state": "退回"}),
    Row(
        "RECT-OVERDUE-NO-PROGRESS",
        "rectification",
        {},
        "progress",
        was={**PLAIN, "status": "整改中", "registered_on": past(8), "due": past(1)},
    ),
    Row(
        "",
        "rectification",
        {"progress": "已逐户核对,名册已张贴公示"},
        None,
        was={**PLAIN, "status": "整改中", "registered_on": past(8), "due": past(1)},
    ),
    Row("", "rectification", {}, None, was={**PLAIN, "category": "长期坚持", "status": "整改中", "due": ahead(3)}),
    # 公开承诺台账
    Row(
        "PROM-DUE-BEFORE-PUBLISHED",
        "commitments",
        {"published_on": past(2), "due": past(3), "status": "已兑现", "kept_on": past(1)},
        "due",
    ),
    Row(
        "PROM-KEPT-BEFORE-PUBLISHED",
        "commitments",
        {"published_on": past(2), "due": ahead(3), "status": "已兑现", "kept_on": past(3)},
        "kept_on",
    ),
    Row(
        "PROM-DATE-NOT-KEPT",
        "commitments",
        {"published_on": past(4), "status": "推进中", "kept_on": past(1)},
        "kept_on",
    ),
    Row("PROM-NOT-DUE-PAST", "commitments", {"published_on": past(4), "due": past(1), "status": "未到期"}, "status"),
    Row("PROM-PAST-PENDING", "commitments", {"published_on": past(4), "due": past(1), "status": "推进中"}, "status"),
    Row("PROM-DUE-LATE", "commitments", {"status": "未到期", "due": setting("final_due", 1)}, "due"),
    Row("PROM-CHANGED", "commitments", {"target": "十日内全部办结"}, "target", was={"status": "推进中"}),
    Row("", "commitments", {"target": "十日内全部办结", "status": "调整"}, None, was={"status": "推进中"}),
    Row("PROM-KEPT-CHANGED", "commitments", {"kept_on": past(1)}, "kept_on", was={"status": "已兑现", "kept_on": past(0)}),
    Row("GEN-REQUIRED", "commitments", {"channels": "网络", "media": None}, "media"),
    Row("GEN-REQUIRED", "commitments", {"channels": "公示栏", "published_evidence": None}, "published_evidence"),
    Row(
        "GEN-REASON-WORDS",
        "commitments",
        {"status": "未兑现", "not_kept_reason": "核实无误"},
        "not_kept_reason",
        also=(("GEN-LENGTH", "not_kept_reason"),),
    ),
    # 自查自纠, 阶段任务
    Row(
        "SELF-NA",
        "self_inspection",
        {"conclusion": "不适用", "not_applicable_reason": "本单位没有行政审批事项"},
        "conclusion",
    ),
    Row(
        "SELF-TEXT-WITHOUT-FINDING",
        "self_inspection",
        {"conclusion": "未发现问题", "manifestation": "二季度低保金到账晚九天,三个村来问"},
        "conclusion",
    ),
    Row(
        "SELF-FOUND-UNREGISTERED",
        "self_inspection",
        {"conclusion": "发现问题", "problem_nos": lambda d: f"{d.world.filer.code}-问题-998"},
        "problem_nos",
    ),
    Row(
        "TASK-DATE-NOT-DONE",
        "stage_tasks",
        {"status": "进行中", "done_on": past(0)},
        "done_on",
        when=lambda d: d.world.chance.period == "2015-11",
    ),
    Row("TASK-NA", "stage_tasks", {"status": "不适用", "not_applicable_reason": "本单位没有服务窗口"}, "status"),
    Row("TASK-UNDONE", "stage_tasks", {"status": "进行中", "done_on": None}, "status", was={"status": "已完成"}),
    Row("TASK-DONE-CHANGED", "stage_tasks", {"done_on": past(1)}, "done_on", was={"status": "已完成", "done_on": past(0)}),
    # 五项清单
    Row(
        "DUTY-LATE",
        "duty_list",
        {"duty_kind": "省厅下达", "due": past(5), "status": "已完成", "done_on": past(3)},
        "done_on",
    ),
    Row("DUTY-DATE-NOT-DONE", "duty_list", {"status": "进行中", "done_on": past(3)}, "done_on"),
    Row(
        "COOR-NOT-IN-IT",
        "coordination_list",
        {"lead_body": stranger, "partner_bodies": "公安局、城管局"},
        "partner_bodies",
    ),
    *(Row("LIST-NOT-UPDATED", form, {"name": "窗口服务事项一览"}, "updated_on", was={}) for form in LISTS),
    *(
        Row("", form, {"name": "窗口服务事项一览", "updated_on": past(0)}, None, was={"updated_on": past(3)})
        for form in LISTS
    ),
    Row("GEN-CODE", "service_list", {"window_phone": "见通讯录"}, "window_phone"),
    Row("GEN-NUMBER", "service_list", {"days": 61}, "days"),
    Row("GEN-DATE", "coordination_list", {"due": "尽快"}, "due"),
    # 投诉举报台账
    Row(
        "COMP-WHISTLE-UNIT",
        "complaints",
        {"category": "举报", "status": "受理", "received_on": past(1)},
        "category",
        book="unit",
    ),
    Row(
        "COMP-ANSWER-BEFORE",
        "complaints",
        {"category": "咨询", "status": "已答复", "received_on": past(2), "answered_on": past(3)},
        "answered_on",
    ),
    Row(
        "COMP-OVERDUE",
        "complaints",
        {"category": "咨询", "status": "办理中", "received_on": lambda d: d.world.plan.campaign.start},
        "status",
    ),
    Row("COMP-PENDING-CLOSED", "complaints", {"category": "投诉", "status": "办结", "truth": "待查"}, "status"),
    Row("COMP-NO-PROBLEM", "complaints", {"category": "投诉", "status": "办结", "truth": "部分属实"}, "problem_no"),
    Row(
        "COMP-ANSWERED-CHANGED",
        "complaints",
        {"answered_on": past(1)},
        "answered_on",
        was={"category": "咨询", "status": "已答复", "received_on": past(2), "answered_on": past(0)},
    ),
    Row(
        "COMP-ACCUSED-HANDLES",
        "complaints",
        {
            "category": "举报",
            "status": "受理",
            "received_on": past(1),
            "subject_unit": stranger,
            "handling_unit": stranger,
        },
        "handling_unit",
        book="office",
    ),
    # 征求意见
    Row("CONS-COLLECTED", "consultations", {"method": "问卷调查", "issued": 50, "collected": 51}, "collected"),
    Row("CONS-NO-WHY", "consultations", {"decision": "不采纳", "remark": None}, "remark"),
    Row("CONS-NO-PROBLEM", "consultations", {"decision": "采纳"}, "problem_nos"),
    Row(
        "CONS-FEWER",
        "consultations",
        {"method": "问卷调查", "issued": 50, "collected": 40},
        "collected",
        was={"method": "问卷调查", "issued": 50, "collected": 41},
    ),
    Row("GEN-REQUIRED", "consultations", {"method": "问卷调查", "issued": None, "collected": 3}, "issued"),
    Row("GEN-NUMBER", "consultations", {"method": "问卷调查", "issued": 50, "collected": -2}, "collected"),
    # 项目进度
    Row("PROJ-SPENT", "projects", {"budget": 900, "received": 500, "spent": 500.01}, "spent"),
    Row("PROJ-RECEIVED", "projects", {"budget": 900, "received": 900.5, "spent": 1}, "received"),
    Row("PROJ-WORKS-RATE", "projects", {"works": "竣工", "progress": 99}, "progress"),
    Row("PROJ-BACK", "projects", {"progress": 20}, "progress", was={"progress": 30}),
    Row(
        "PROJ-BACK",
        "projects",
        {"progress": 40, "spent": 10},
        "spent",
        was={"progress": 30, "received": 400, "spent": 20},
    ),
    Row(
        "PROJ-BACK",
        "projects",
        {"progress": 40, "received": 390, "spent": 20},
        "received",
        was={"progress": 30, "received": 400, "spent": 20},
    ),
    Row("PROJ-NO-PROGRESS", "projects", {"obstacles": None}, "progress", was={"progress": 30, "works": "在建"}),
    # 督查员名册, 工作总结
    Row("SUPR-TERM", "supervisors", {"term_from": past(3), "term_to": past(4), "term": "期满"}, "term_to"),
    Row(
        "SUPR-EXPIRED",
        "supervisors",
        {
            "term_from": lambda d: d.world.plan.campaign.start.replace(day=1),
            "term_to": lambda d: d.world.plan.campaign.start.replace(day=2),
            "term": "在聘",
        },
        "term",
        when=lambda d: d.world.before is not None,
    ),
    Row("SUPR-OWN-STAFF", "supervisors", {"workplace": own}, "workplace", book="unit"),
    Row("SUMM-ATTACHMENT", "summaries", {"attachment": "工作总结.docx"}, "attachment"),
    Row("GEN-LENGTH", "summaries", {"practice": "领导重视措施有力"}, "practice"),
)

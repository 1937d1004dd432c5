"""交办事项: a problem found by a group or the office, given to a unit (forms.md 7.2)."""

from __future__ import annotations

from lvzhi.conditions import empty, equals
from lvzhi.findings import Severity
from lvzhi.form import Column, CrossRule, Form, error, note, number_column
from lvzhi.kinds import Area, CheckItem, Choice, Code, Date, LongText, Ref, Unit
from schemas import vocabulary as words
from schemas.cross import assigning
from schemas.cross.registered import OPEN
from schemas.rowwise import area_differs, area_of_item, before, unit_of_other_group

SOURCE_FORMS = {
    "征求意见": "consultations",
    "群众投诉举报": "complaints",
    "明察暗访": "inspections",
    "督办检查": "supervision",
    "点题监督": "special_topics",
}

FORM = Form(
    id="assignments",
    title="交办事项",
    books=("group", "office"),
    mark="交办",
    key=("assignment_no",),
    kept="cumulative",
    relist=empty("closure_state") | equals("closure_state", *OPEN),
    columns=(
        number_column("assignment_no", "交办编号", "交办"),
        Column("assigned_on", "交办日期", Date("past"), required=True, help="交给承办单位的日期"),
        Column(
            "source", "来源", Choice(tuple(s for s in words.SOURCE if s != "自查自纠")), required=True,
            help="问题从哪里来",
        ),
        Column(
            "source_ref", "来源编号",
            Ref(
                ("inspections", "supervision", "special_topics", "complaints", "consultations"),
                chosen_by=("source", SOURCE_FORMS),
            ),
            required=equals("source", "明察暗访", "督办检查", "点题监督", "群众投诉举报"),
            help="来源表中那一行的编号,如“×组-督办-003”",
        ),
        Column(
            "unit", "承办单位", Unit(own_group_first=True), required=True,
            help="负责整改的单位,从下拉列表中选",
        ),
        Column("check_item", "检查项", CheckItem(), help="问题对应的方案检查项"),
        Column(
            "area", "所属方面", Area(words.AREA), required=empty("check_item"),
            help="问题所属方面;选了检查项的可留空", computed=lambda row, plan, filer: area_of_item(row, plan),
        ),
        Column(
            "matter", "交办事项", LongText(500, 10), required=True,
            help="什么时间、什么地方、什么问题,10至500字,不写反映人",
        ),
        Column("request", "要求", LongText(300, 5), required=True, help="整改到什么程度,5至300字"),
        Column("due", "时限", Date("ahead"), required=True, help="整改完成的日期"),
        Column("notice_no", "通知单号", Code(), help="督办通知单的编号"),
        Column("unit_status", "整改状态", Choice(words.UNIT_STATUS), system=True),
        Column("unit_progress", "整改进展", LongText(), system=True),
        Column("closure_state", "销号状态", Choice(words.CLOSURE_STATE), system=True),
    ),
    prints=(
        "assignment_no", "assigned_on", "source", "unit", "matter", "request", "due", "unit_status",
        "unit_progress", "closure_state",
    ),
    rules=(
        error(
            "ASGN-DUE-BEFORE", ("due", "assigned_on"), before("due", "assigned_on"),
            "时限“{due}”早于交办日期“{assigned_on}”,请核对这两个日期。",
        ),
        error(
            "ASGN-AREA-ITEM", ("area", "check_item"), area_differs,
            "检查项“{check_item}”属于{belongs},所属方面现为“{area}”,请核对。",
            suggest=area_of_item, values=lambda row, plan: {"belongs": area_of_item(row, plan)},
        ),
        note(
            "ASGN-OTHER-GROUP", ("unit",), unit_of_other_group,
            "{unit}由其他工作组联系,交办照常接收,请与联系该单位的工作组通气。",
        ),
    ),
    cross_rules=(
        CrossRule(
            "ASGN-CHANGED", Severity.ERROR, assigning.changed_after_answer,
            "承办单位已经答复,{label}不再改动(原为“{was}”)。"
            "登记有误的,请局履职办登记“撤销”后另行交办。",
        ),
        CrossRule(
            "ASGN-WHISTLE", Severity.ERROR, assigning.accused_assigned,
            "来源编号“{source_ref}”的举报件反映的就是承办单位,不交其自办,请改选其他承办单位。",
        ),
        CrossRule(
            "ASGN-TWICE", Severity.NOTE, assigning.assigned_twice,
            "本条与{other}的来源编号、承办单位和交办事项相同,请核对是否重复交办。",
        ),
    ),
    good_rows=(
        {
            "assigned_on": "××××年8月20日", "source": "督办检查", "source_ref": "×组-督办-003",
            "unit": "××镇民政办", "check_item": "三(二)3", "area": "服务民生",
            "matter": "抽查6户低保档案,2户缺入户调查表,1户公示照片无日期",
            "request": "逐户补查,由包村干部入户补齐并签字", "due": "××××年9月20日",
            "notice_no": "督办〔××××〕3号",
        },
        {
            "assigned_on": "××××年8月12日", "source": "明察暗访", "source_ref": "履职办-察访-005",
            "unit": "××镇民政办", "check_item": "三(三)6", "area": "工作作风",
            "matter": "上班时间窗口1人离岗40分钟,未挂去向牌",
            "request": "设去向牌和AB岗,离岗登记", "due": "××××年8月27日", "notice_no": "",
        },
    ),
    poor_row={
        "assigned_on": "8月", "source": "其他", "unit": "各单位", "matter": "服务意识不强",
        "request": "加强学习",
        "due": "尽快",
    },
)

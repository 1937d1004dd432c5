"""核查销号: one event in a problem's life (forms.md 7.3; effects: section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from lvzhi.conditions import differs, elsewhere, equals, filled
from lvzhi.findings import Severity
from lvzhi.form import Column, CrossRule, Form, error, number_column
from lvzhi.kinds import Choice, Code, Date, Leader, LongText, Person, Ref
from lvzhi.plan import Plan
from schemas import vocabulary as words
from schemas.cross import events, verifying
from schemas.rowwise import before, not_after, same

if TYPE_CHECKING:
    from lvzhi.intake.filing import Standing

PROBLEM = Ref(("rectification", "assignments"))
WAITING = ("待核查", "待批准")
OFFICE_ONLY = ("归并", "撤销", "移交")


# The second half needs other rows: verifying.without_verifiers asks it.
VERIFIED = equals("event", "核查通过", "核查退回") | elsewhere("批准销号且无同一申请的核查通过")


def office_only(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return frame["event"].isin(OFFICE_ONLY) & (frame["_book"] != "office")


def waiting(plan: Plan, filer: str, standing: Standing) -> int:
    """Two rows, 核查通过 and 批准销号, for each problem a unit of the group has applied for."""
    known = standing.problems_naming("unit", {u.code for u in plan.units if u.group == filer})
    return 2 * int(known["state"].isin(WAITING).sum())


FORM = Form(
    id="verification",
    title="核查销号",
    books=("group", "office"),
    mark="核查",
    key=("verification_no",),
    kept="cumulative",
    relist="none",
    about=waiting,
    columns=(
        number_column("verification_no", "核查编号", "核查"),
        Column("problem_no", "问题编号", PROBLEM, required=True, help="问题整改台账中的问题编号或交办编号"),
        Column(
            "event", "事项", Choice(words.EVENT, books=dict.fromkeys(OFFICE_ONLY, ("office",))),
            required=True,
            help="本次办理的事项,从下拉列表中选",
        ),
        Column("event_on", "事项日期", Date("past"), required=True, help="办理本事项的日期"),
        Column(
            "application_on", "所依申请日期", Date("past"),
            required=equals("event", "核查通过", "核查退回", "批准销号"), help="单位申请销号的日期",
        ),
        Column(
            "method", "核查方式", Choice(words.CHECK_METHOD),
            required=equals("event", "核查通过", "核查退回"),
            help="主要的一种核查方式",
        ),
        Column("verifier_1", "核查人1", Person(), required=VERIFIED, help="核查人姓名,核查须由两人进行"),
        Column("verifier_2", "核查人2", Person(), required=VERIFIED, help="另一名核查人的姓名"),
        Column(
            "result", "结果说明或理由", LongText(300, 10),
            required=equals("event", "核查退回", "重新挂号", "延期", "长期认定", "取消长期", *OFFICE_ONLY),
            help="核查看到的情况或办理的理由,10至300字",
        ),
        Column(
            "new_due", "新时限", Date("ahead"),
            required=equals("event", "重新挂号", "延期", "长期认定", "取消长期"),
            help="新的整改时限;长期认定填复查日",
        ),
        Column(
            "merged_into", "归并到编号", PROBLEM, required=equals("event", "归并"),
            help="归并后保留的问题编号",
        ),
        Column(
            "approver", "批准人", Leader(),
            required=equals("event", "批准销号", "延期", "长期认定", "取消长期"),
            help="批准的局领导,一组有两位的任一位均可",
        ),
        Column(
            "approval_no", "签批单号", Code(),
            required=filled("approver") & differs("entered_by", "approver"),
            help="销号审批表或其他签批件的编号",
        ),
        Column("entered_by", "录入人", Person(), required=True, help="登记本行的人"),
    ),
    prints=(
        "verification_no", "problem_no", "event", "event_on", "application_on", "method", "verifier_1",
        "verifier_2", "result", "new_due", "approver",
    ),
    rules=(
        error(
            "VERI-SAME-PERSON", ("verifier_2", "verifier_1"), same("verifier_1", "verifier_2"),
            "核查人1和核查人2同为“{verifier_2}”。核查须由两人进行,请核对。",
        ),
        error(
            "VERI-BEFORE-APPLICATION", ("event_on", "application_on"), before("event_on", "application_on"),
            "事项日期“{event_on}”早于所依申请日期“{application_on}”,请核对这两个日期。",
        ),
        error(
            "VERI-NEW-DUE", ("new_due", "event_on"), not_after("new_due", "event_on"),
            "新时限“{new_due}”不晚于事项日期“{event_on}”,请核对这两个日期。",
        ),
        error(
            "VERI-MERGE-SELF", ("merged_into", "problem_no"), same("merged_into", "problem_no"),
            "归并到编号与问题编号同为“{problem_no}”。请填写归并后保留的另一个问题编号。",
        ),
        error("VERI-OFFICE-ONLY", ("event",), office_only, "归并、撤销、移交由局履职办登记。"),
    ),
    cross_rules=(
        CrossRule(
            "GEN-REQUIRED", Severity.ERROR, verifying.without_verifiers,
            "“{label}”尚未填写(批准销号且无同一申请的核查通过时填写)。请填写核查人姓名,核查须由两人进行。",
        ),
        CrossRule(
            "VERI-OWNER", Severity.ERROR, verifying.owner_verifies,
            "核查人“{person}”是{problem_no}的责任人。请由其他人核查。",
        ),
        CrossRule(
            "VERI-OWNER", Severity.NOTE, verifying.owner_unknown,
            "{problem_no}的承办单位还没有填报责任人,暂不能核对核查人。本事项先行保存,待单位填报后再认定是否生效。",
        ),
        CrossRule(
            "VERI-APPROVER", Severity.ERROR, verifying.own_leader_approves,
            "批准人“{approver}”是{problem_no}的责任领导。请由其他局领导批准。",
        ),
        CrossRule(
            "VERI-APPROVER", Severity.NOTE, verifying.leader_unknown,
            "{problem_no}的承办单位还没有填报责任领导,暂不能核对批准人。本事项先行保存,待单位填报后再认定是否生效。",
        ),
        CrossRule(
            "VERI-SECTION", Severity.ERROR, verifying.own_section_verifies,
            "核查人“{person}”是责任单位{unit}的人员。请由其他单位的人员核查。",
        ),
        CrossRule(
            "VERI-SECTION", Severity.NOTE, verifying.section_unknown,
            "方案没有写明{people}所在单位,请自行核对核查人不是责任单位的人员。",
        ),
        CrossRule(
            "VERI-NO-APPLICATION", Severity.NOTE, events.no_application,
            "{problem_no}的台账中还没有{application_on}的申请,本事项先行保存,收到单位申请后生效。",
        ),
        CrossRule(
            "VERI-NO-EFFECT", Severity.NOTE, events.no_effect,
            "{problem_no}现为“{state}”,不能由此办理“{event}”。本事项先行保存,不改变销号状态,请核对。",
        ),
        CrossRule(
            "VERI-EXTEND-EARLIER", Severity.ERROR, events.extended_earlier,
            "新时限“{new_due}”不晚于现行时限“{deadline}”,请核对。",
        ),
        CrossRule(
            "VERI-LONG-NOT-CLAIMED", Severity.NOTE, events.long_not_claimed,
            "{problem_no}在单位台账中的整改类别不是“长期坚持”,请与单位核对。",
        ),
        CrossRule(
            "VERI-APPROVER-GROUP", Severity.NOTE, verifying.approver_of_other_group,
            "批准人“{approver}”不是{unit}所在工作组的局领导,请核对。",
        ),
        CrossRule(
            "VERI-OWN-HOUSE", Severity.NOTE, verifying.own_house,
            "{unit}的问题宜由其他工作组核查,请核对。",
        ),
        CrossRule(
            "VERI-TWICE", Severity.ERROR, verifying.entered_twice,
            "本条与{other}的问题编号、事项和事项日期相同,请只留一条。",
        ),
        CrossRule(
            "VERI-TWICE", Severity.NOTE, verifying.entered_by_others,
            "{filer}已登记同一问题、同一日期的“{event}”({other}),只按一次计算。",
        ),
        CrossRule(
            "VERI-ORDER", Severity.ERROR, verifying.approved_before_passed,
            "批准销号日期“{event_on}”早于核查通过日期“{passed_on}”,请核对这两个日期。",
        ),
    ),
    good_rows=(
        {
            "problem_no": "××-问题-003", "event": "核查通过", "event_on": "××××年9月14日",
            "application_on": "××××年9月8日", "method": "现场", "verifier_1": "李某", "verifier_2": "王某",
            "result": "到村查看公示栏和发放表,4个村已按期到账", "new_due": "", "merged_into": "",
            "approver": "", "approval_no": "", "entered_by": "李某",
        },
        {
            "problem_no": "×组-交办-002", "event": "延期", "event_on": "××××年9月18日", "application_on": "",
            "method": "", "verifier_1": "", "verifier_2": "",
            "result": "入户调查涉及外出务工户,春节前难以全部见面,同意延期", "new_due": "××××年10月31日",
            "merged_into": "", "approver": "张某", "approval_no": "销号审批〔××××〕5号", "entered_by": "李某",
        },
    ),
    poor_row={
        "problem_no": "第3条", "event": "已整改", "event_on": "9月", "verifier_1": "工作组", "result": "属实",
        "entered_by": "办公室",
    },
)

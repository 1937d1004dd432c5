"""满意度测评: one batch × subject × respondents × dimension (forms.md 8.1)."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

import pandas as pd

from lvzhi.conditions import equals
from lvzhi.findings import Severity
from lvzhi.form import Column, CrossRule, Form, error, query
from lvzhi.kinds import Choice, Code, Count, LongText, Text, Unit
from lvzhi.plan import Plan
from schemas import vocabulary as words
from schemas.cross import surveys
from schemas.rowwise import more

if TYPE_CHECKING:
    from lvzhi.intake.filing import Standing

FORMAL = "市级正式"
INTERNAL = ("局内测评", "窗口即时")
NOT_SERVING = "综合"
VOTES = ("satisfied", "basically", "dissatisfied", "unknown", "invalid")
COUNTS = ("issued", "collected", *VOTES)
ANNOUNCED = ("formal_organiser", "announced_score", "announced_rank", "departments", "notice_no")


def votes_off(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """The five answers do not add up to 收回; asked only of rows in which all six are filled."""
    total = reduce(operator.add, (frame[c] for c in VOTES))
    return total != frame["collected"]


def _total(row: Mapping[str, Any], plan: Plan) -> Mapping[str, Any]:
    return {"total": sum(int(row[c]) for c in VOTES)}


def _is_formal(frame: pd.DataFrame) -> pd.Series:
    return frame["scoring"] == FORMAL


def _is_internal(frame: pd.DataFrame) -> pd.Series:
    return frame["scoring"].isin(INTERNAL)


def formal_of_unit(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return _is_formal(frame) & frame["subject"].notna() & (frame["subject"] != plan.bureau.code)


def internal_of_bureau(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return _is_internal(frame) & (frame["subject"] == plan.bureau.code)


def formal_says_nothing(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    told = frame[[*COUNTS, "announced_score", "announced_rank"]].notna().any(axis=1)
    return _is_formal(frame) & ~told


def formal_in_part(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    told = frame[list(COUNTS)].notna()
    return _is_formal(frame) & told.any(axis=1) & ~told.all(axis=1)


def _missing_counts(row: Mapping[str, Any], plan: Plan) -> Mapping[str, Any]:
    return {"missing": "、".join(FORM.labels[c] for c in COUNTS if pd.isna(row[c]))}


def internal_announced(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return _is_internal(frame) & frame[list(ANNOUNCED)].notna().any(axis=1)


def all_satisfied(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    enough = frame["collected"] >= plan.settings.all_satisfied_from
    return _is_internal(frame) & enough & (frame["satisfied"] == frame["collected"])


def nobody_served(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    within = [u.code for u in plan.units if u.trait == NOT_SERVING]
    return frame["subject"].isin(within) & (frame["respondents"] == "服务对象")


def surveyed(plan: Plan, filer: str, standing: Standing) -> int:
    """A row for each unit the people it serves are asked about, and one for the bureau as a whole."""
    return 1 + sum(u.trait != NOT_SERVING for u in plan.units)


def count(column_id: str, label: str, text: str) -> Column:
    return Column(column_id, label, Count(unit="份"), required=equals("scoring", *INTERNAL), help=text)


FORM = Form(
    id="satisfaction",
    title="满意度测评",
    books=("office",),
    key=("batch", "subject", "respondents", "dimension"),
    kept="cumulative",
    relist="none",
    about=surveyed,
    measure_unit="份",
    columns=(
        Column(
            "batch", "测评批次", Code(r"\d{4}年(1[0-2]|[1-9])月第[1-9]\d*次", "“××××年8月第1次”的样式"),
            required=True, help="哪年哪月第几次,如“××××年8月第1次”",
        ),
        Column("scoring", "测评类型", Choice(words.SCORING), required=True, help="测评的类型,从下拉列表中选"),
        Column(
            "subject", "测评对象", Unit(bureau_as="全局"), required=True,
            help="被测评的单位;市级正式测评选“全局”",
        ),
        Column("respondents", "参评人员类别", Choice(words.RESPONDENTS), required=True, help="谁来评"),
        Column(
            "dimension", "维度", Choice(words.DIMENSION), required=True, help="评哪一方面;只有总评的选“总体”",
        ),
        count("issued", "发放", "发出的份数"),
        count("collected", "收回", "收回的份数"),
        count("satisfied", "满意", "选“满意”的份数"),
        count("basically", "基本满意", "选“基本满意”的份数"),
        count("dissatisfied", "不满意", "选“不满意”的份数"),
        count("unknown", "不了解", "选“不了解”的份数"),
        count("invalid", "无效", "无法认定的份数,没有的填0"),
        Column(
            "organiser", "测评组织方", Choice(words.ORGANISER), required=equals("scoring", *INTERNAL),
            help="由谁组织发放和收回;“本单位”的只列示,不比较",
        ),
        Column(
            "formal_organiser", "组织单位", Choice(words.FORMAL_ORGANISER),
            required=equals("scoring", FORMAL),
            help="市级正式测评的组织单位",
        ),
        Column("announced_score", "通报得分", Text(), help="通报上印的得分,照抄"),
        Column("announced_rank", "通报名次", Count(1, unit="名次"), help="通报上印的名次"),
        Column("departments", "参评部门数", Count(1), help="一同参评的部门个数"),
        Column("notice_no", "通报文号", Code(), help="通报的文号"),
        Column("excerpts", "意见摘录", LongText(), help="有代表性的意见,不写姓名"),
    ),
    prints=(
        "batch", "scoring", "subject", "respondents", "dimension", "issued", "collected", "satisfied",
        "basically",
        "dissatisfied", "unknown",
    ),
    rules=(
        error(
            "SATI-SUM", ("collected", *VOTES), votes_off,
            "满意、基本满意、不满意、不了解、无效票合计{total}份,与收回{collected}份不一致,请核对。",
            values=_total,
        ),
        error(
            "SATI-COLLECTED", ("collected", "issued"), more("collected", "issued"),
            "收回{collected}份,多于发放{issued}份,请核对。",
        ),
        error(
            "SATI-FORMAL-SUBJECT", ("subject", "scoring"), formal_of_unit,
            "市级正式测评的对象是全局,现为“{subject}”,请核对。", suggest=lambda row, plan: "全局",
        ),
        error(
            "SATI-INTERNAL-SUBJECT", ("subject", "scoring"), internal_of_bureau,
            "{scoring}按单位登记,请从下拉列表中选定被测评的单位。",
        ),
        error(
            "SATI-FORMAL-EMPTY", ("scoring", *COUNTS, "announced_score",
            "announced_rank"), formal_says_nothing,
            "市级正式测评还没有填写结果。请填写各项份数,或填写通报得分、通报名次。",
        ),
        error(
            "SATI-FORMAL-PART", ("scoring", *COUNTS), formal_in_part,
            "市级正式测评的份数只填了一部分,还缺{missing}。请补齐;通报没有份数的,各项份数都留空。",
            values=_missing_counts,
        ),
        error(
            "SATI-RANK", ("announced_rank", "departments"), more("announced_rank", "departments"),
            "通报名次{announced_rank}大于参评部门数{departments},请核对。",
        ),
        error(
            "SATI-FORMAL-COLUMNS", ("scoring", *ANNOUNCED), internal_announced,
            "{scoring}不填组织单位和通报各栏,这几格请留空;如为市级正式测评,请改选测评类型。",
        ),
        query(
            "SATI-ALL-SATISFIED", ("satisfied", "collected", "scoring"), all_satisfied,
            "收回{collected}份全部为“满意”。请说明由谁组织、在何处发放。",
        ),
        query(
            "SATI-NO-SERVED", ("respondents", "subject"), nobody_served,
            "{subject}一般不直接面向服务对象。请说明参评的服务对象是哪些人、在何处参评。",
        ),
    ),
    cross_rules=(
        CrossRule(
            "SATI-BATCH-TYPE", Severity.ERROR, surveys.batch_of_two_types,
            "测评批次“{batch}”已有测评类型“{other}”,本行为“{scoring}”。一个批次只有一种测评类型,请核对。",
        ),
        CrossRule(
            "SATI-FEWER", Severity.QUERY, surveys.fewer_collected,
            "收回份数由上期{was}份减为{now}份。请说明原因。",
        ),
    ),
    good_rows=(
        {
            "batch": "××××年8月第1次", "scoring": "局内测评", "subject": "××镇民政办",
            "respondents": "服务对象",
            "dimension": "总体", "issued": "60", "collected": "52", "satisfied": "36", "basically": "11",
            "dissatisfied": "2", "unknown": "2", "invalid": "1", "organiser": "市局",
            "excerpts": "希望救助金到账后在村里张榜",
        },
        {
            "batch": "××××年11月第1次", "scoring": "市级正式", "subject": "全局", "respondents": "社会各界",
            "dimension": "总体", "formal_organiser": "市纠风办", "announced_score": "91.26",
            "announced_rank": "7",
            "departments": "46", "notice_no": "纠风办〔××××〕12号",
        },
    ),
    poor_row={
        "batch": "8月", "scoring": "问卷", "subject": "各单位", "respondents": "群众", "dimension": "满意度",
        "issued": "约60份", "collected": "60", "satisfied": "全部",
    },
)

"""公开承诺台账 (forms.md 6.4): what was promised in public, where, by when, and whether it was kept."""

from __future__ import annotations

import pandas as pd

from lvzhi.conditions import contains, equals, is_not, lacks
from lvzhi.form import NO_FILE, Column, Form, error, number_column, query
from lvzhi.kinds import Choice, Date, LongText, Many, Person, Ref, Text, day_words
from lvzhi.plan import Plan
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross import commitments as cross

MEDIA = ("报纸", "广播", "电视", "网络")


def _passed_while(status: str) -> rowwise.Violated:
    """The promise's day has passed on the day of receipt and the status still says so."""
    return lambda f, plan: (f["status"] == status) & (f["due"] < f["_received_on"])


def _due_late(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return frame["due"] > pd.Timestamp(plan.settings.final_due)


FORM = Form(
    id="commitments",
    title="公开承诺台账",
    books=("unit",),
    columns=(
        number_column("commitment_no", "承诺编号", "承诺"),
        Column("batch", "批次", Choice(words.PROMISE_BATCH), required=True, help="首批承诺或后续承诺"),
        Column("promise", "承诺事项", LongText(longest=200, shortest=10), required=True,
               help="向社会公开承诺的原话,10至200字"),
        Column("problem_no", "对应问题编号", Ref(("rectification",), own=True),
               help="本单位问题整改台账中的编号"),
        Column("target", "目标或量化指标", Text(longest=200), required=True, help="做到什么程度,尽量用数字"),
        Column("due", "承诺时限", Date("ahead"), required=True, help="承诺兑现的日期"),
        Column("channels", "公开方式", Many(Choice(words.CHANNEL)), required=True,
               help="在哪里公开,两种以上用“、”隔开"),
        Column("media", "媒体名称", Text(), required=contains("channels", *MEDIA), help="媒体的名称"),
        Column("published_on", "公开日期", Date("past"), required=True, help="向社会公开的日期"),
        Column("published_evidence", "公开佐证", Text(longest=200), required=lacks("channels", *MEDIA),
               help="照片、截图等材料的名称", evidence=NO_FILE),
        Column("responsible_leader", "责任领导", Person(), required=True, help="本单位分管此事的领导姓名"),
        Column("responsible_person", "责任人", Many(Person()), required=True,
               help="承办人姓名,两人以上用“、”隔开"),
        Column("progress", "兑现进展", LongText(longest=300, shortest=5),
               required=equals("status", "推进中", "已兑现", "部分兑现", "未兑现"),
               help="做到了哪一步;已兑现的一并写明依据,5至300字"),
        Column("status", "兑现状态", Choice(words.PROMISE_STATUS), required=True, help="兑现到了哪一步"),
        Column("kept_on", "兑现日期", Date("past"), required=equals("status", "已兑现"), help="兑现的日期"),
        Column("rating", "群众评价", Choice(words.RATING), help="群众对兑现结果的评价"),
        Column("not_kept_reason", "未兑现原因", Text(longest=200, shortest=5),
               required=equals("status", "部分兑现", "未兑现", "调整"),
               help="没有兑现或调整的原因,5至200字"),
    ),
    key=("commitment_no",),
    kept="cumulative",
    mark="承诺",
    relist=is_not("status", "已兑现"),
    prints=("commitment_no", "promise", "target", "due", "channels", "published_on", "responsible_leader",
            "responsible_person", "progress", "status", "kept_on"),
    rules=(
        error("PROM-DUE-BEFORE-PUBLISHED", ("due", "published_on"), rowwise.before("due", "published_on"),
              "承诺时限“{due}”早于公开日期“{published_on}”,请核对这两个日期。"),
        error("PROM-KEPT-BEFORE-PUBLISHED", ("kept_on", "published_on"),
              rowwise.before("kept_on", "published_on"),
              "兑现日期“{kept_on}”早于公开日期“{published_on}”,请核对这两个日期。"),
        error("PROM-DATE-NOT-KEPT", ("kept_on", "status"),
              lambda f, plan: f["kept_on"].notna() & f["status"].notna() & (f["status"] != "已兑现"),
              "填了兑现日期“{kept_on}”,兑现状态却是“{status}”。已经兑现的请改选“已兑现”,没有兑现的请删去日期。"),
        error("PROM-NOT-DUE-PAST", ("status", "due"), _passed_while("未到期"),
              "承诺时限“{due}”已过,不能再选“未到期”。请按实际选已兑现、部分兑现、未兑现或推进中。"),
        query("PROM-PAST-PENDING", ("status", "due"), _passed_while("推进中"),
              "承诺时限“{due}”已过,仍在推进。请说明原因和预计兑现的日期。"),
        query("PROM-DUE-LATE", ("due",), _due_late,
              "承诺时限“{due}”晚于集中整改结束的{final_due}。请说明原因。",
              values=lambda row, plan: {"final_due": day_words(plan.settings.final_due)}),
    ),
    cross_rules=cross.RULES,
    measure_unit="项",
    note="一项承诺一行;没有兑现的承诺下期已经列出,请接着填写兑现进展。",
    good_rows=(
        {"batch": "首批承诺", "promise": "临时救助申请材料齐全的,10个工作日内书面答复申请人。",
         "target": "10个工作日答复率100%", "due": "××××年9月30日", "channels": "公示栏、网络",
         "media": "民政局网站", "published_on": "××××年6月25日", "responsible_leader": "陈某",
         "responsible_person": "王某", "progress": "6月以来受理11件,均在10个工作日内书面答复。",
         "status": "推进中"},
        {"batch": "首批承诺", "promise": "每季首月10日前把农村低保金发放表送达金融机构。",
         "target": "每季首月10日前", "due": "××××年7月10日", "channels": "公示栏",
         "published_on": "××××年6月25日", "published_evidence": "公示栏照片2张",
         "responsible_leader": "陈某", "responsible_person": "李某某",
         "progress": "三季度发放表7月8日送达,有签收单。", "status": "已兑现", "kept_on": "××××年7月8日",
         "rating": "满意"},
    ),
    poor_row={"batch": "首批承诺", "promise": "为民服务", "target": "满意", "due": "年底", "channels": "公示栏",
              "published_on": "6月", "responsible_leader": "陈某", "responsible_person": "全体",
              "status": "推进中", "progress": "正常"},
)

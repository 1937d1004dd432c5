"""督查员名册 (forms.md 6.15): the volunteers appointed to watch over the work."""

from __future__ import annotations

import pandas as pd

from lvzhi.conditions import equals
from lvzhi.form import Column, Form, error, note, number_column, printed, query
from lvzhi.kinds import Choice, Count, Date, Person, Phone, Text, Unit
from lvzhi.plan import Plan
from lvzhi.values import squeeze
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross import supervisors as cross


def _expired(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    begins = frame["_period"].map({p.id: pd.Timestamp(p.first_day) for p in plan.periods})
    return (frame["term"] == "在聘") & (frame["term_to"] < pd.to_datetime(begins))


def _own_staff(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """工作单位 names the appointing unit, which is the filer; names are compared exactly, aliases included."""
    names = {squeeze(name): code for name, code in plan.filer_names.items()}
    where = frame["workplace"].map(lambda name: names.get(squeeze(name)) if isinstance(name, str) else None)
    return where.notna() & (where == frame["_filer"])


COLUMNS = (
    number_column("supervisor_no", "名册编号", "名册"),
    Column("name", "姓名", Person(), required=True, help="督查员姓名"),
    Column("kind", "身份类别", Choice(words.SUPERVISOR_KIND), required=True, help="督查员的身份"),
    Column("workplace", "工作单位", Text(), required=True, help="工作单位或居住的村、社区"),
    Column("phone", "联系电话", Phone(), restricted=True, help="7至12位数字,可用“-”隔开区号"),
    Column("appointed_by", "聘任层级", Choice(words.APPOINTED_BY), system=True,
           computed=lambda row, plan, filer: "市局" if filer.kind == "office" else "本单位"),
    Column("appointing_unit", "聘任单位", Unit(), system=True, prefill="filer",
           computed=lambda row, plan, filer: filer.code),
    Column("term_from", "聘期起", Date("any"), required=True, help="聘期开始的日期"),
    Column("term_to", "聘期止", Date("any"), required=True, help="聘期结束的日期"),
    Column("recommended_by", "推荐单位", Text(), help="推荐的单位"),
    Column("term", "状态", Choice(words.TERM), required=True, help="在聘、期满或解聘"),
    Column("activities", "参加活动次数", Count(unit="次"), system=True),
)

FORM = Form(
    id="supervisors",
    title="督查员名册",
    books=("unit", "office"),
    columns=COLUMNS,
    key=("supervisor_no",),
    kept="cumulative",
    mark="名册",
    relist=equals("term", "在聘"),
    prints=printed(COLUMNS, "phone", "recommended_by"),
    rules=(
        error("SUPR-TERM", ("term_to", "term_from"), rowwise.before("term_to", "term_from"),
              "聘期止“{term_to}”早于聘期起“{term_from}”,请核对这两个日期。"),
        note("SUPR-EXPIRED", ("term", "term_to"), _expired,
             "聘期“{term_to}”已满,状态还是“在聘”。请改选“期满”,或更新聘期。"),
        query("SUPR-OWN-STAFF", ("workplace",), _own_staff,
              "工作单位“{workplace}”就是聘任单位。督查员一般从外单位聘请,请说明。"),
    ),
    cross_rules=cross.RULES,
    measure_unit="人",
    note="在聘的督查员下期已经列出;期满、解聘的请改状态,不要删行。",
    good_rows=(
        {"name": "周某某", "kind": "人大代表", "workplace": "××镇刘岭社区", "phone": "0728-6240003",
         "term_from": "××××年6月15日", "term_to": "××××年6月14日", "recommended_by": "镇人大",
         "term": "在聘"},
        {"name": "吴某", "kind": "服务对象", "workplace": "××镇周湾村", "term_from": "××××年6月15日",
         "term_to": "××××年6月14日", "term": "在聘"},
    ),
    poor_row={"name": "群众代表2人", "kind": "群众", "workplace": "××镇民政办", "term_from": "××××年6月",
              "term_to": "长期", "term": "在聘"},
)

"""协办清单 (forms.md 6.10): what the filer does together with other units and bodies, and who leads."""

from __future__ import annotations

import pandas as pd

from lvzhi.form import Column, query
from lvzhi.kinds import Body, DayOrAlways, LongText, Person
from lvzhi.plan import Plan
from schemas.entries import entries


def _not_in_it(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """This filer is neither the leading unit nor among the others."""
    rows = zip(frame["_filer"], frame["lead_body"], frame["partner_bodies"], strict=True)
    return pd.Series(
        [isinstance(lead, str) and isinstance(others, str) and not _named(plan, filer, f"{lead}、{others}")
         for filer, lead, others in rows],
        index=frame.index,
    )


def _named(plan: Plan, filer: str, bodies: str) -> bool:
    """Bodies are kept under the plan's names; a name may itself hold a 、, so it is looked for as a whole."""
    own = plan.filer(filer)
    names = {own.name} | ({plan.campaign.bureau} if own.kind == "bureau" else set())
    return any(f"、{name}、" in f"、{bodies}、" for name in names)


FORM = entries(
    "coordination_list", "协办清单", "协办",
    own=(
        Column("lead_body", "牵头单位", Body(), required=True, help="牵头的单位或机构"),
        Column("partner_bodies", "协办单位", Body(), required=True,
               help="协办的单位或机构,两个以上用“、”隔开"),
        Column("content", "协办内容", LongText(longest=300, shortest=5), required=True,
               help="各自做什么,5至300字"),
        Column("due", "时限", DayOrAlways(), required=True, help="完成的日期,或“长期”"),
        Column("contact", "联系人", Person(), required=True, help="联系人姓名,不写电话"),
    ),
    rules=(
        query("COOR-NOT-IN-IT", ("partner_bodies", "lead_body"), _not_in_it,
              "牵头单位和协办单位里都没有本单位。请核对;确实如此的,请说明本单位在其中做什么。"),
    ),
    good_rows=(
        {"name": "流浪乞讨人员救助", "basis": "《救助管理办法》", "lead_body": "救助站",
         "partner_bodies": "××镇民政办、公安局、城管局", "content": "发现后2小时内护送到救助站,甄别送医。",
         "due": "长期", "contact": "王某", "post": "社会事务岗", "responsible_person": "王某",
         "openness": "内部", "updated_on": "××××年6月20日"},
        {"name": "优抚对象数据核查", "basis": "优抚科通知", "lead_body": "优抚科", "partner_bodies": "××镇民政办",
         "content": "8月底前逐人核对身份、住址和待遇。", "due": "××××年8月31日", "contact": "李某某",
         "post": "优抚岗", "responsible_person": "李某某", "openness": "内部", "updated_on": "××××年6月20日"},
    ),
    poor_row={"name": "协作", "basis": "规定", "lead_body": "上级", "partner_bodies": "各单位", "content": "配合",
              "due": "尽快", "contact": "办公室", "post": "民政办", "responsible_person": "全体",
              "openness": "内部", "updated_on": "6月"},
)

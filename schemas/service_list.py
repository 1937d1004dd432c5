"""服务清单 (forms.md 6.7): what people can come for, what they need, how long it takes, what it costs."""

from __future__ import annotations

from lvzhi.form import Column
from lvzhi.kinds import Choice, Count, LongText, Phone, Text
from schemas import vocabulary as words
from schemas.entries import entries

FORM = entries(
    "service_list", "服务清单", "服务",
    own=(
        Column("served", "服务对象", Text(), required=True, help="哪些人可以来办"),
        Column("conditions", "办理条件", LongText(longest=300), help="办理要满足的条件"),
        Column("documents", "所需材料", LongText(longest=300), help="要带的材料,逐项列出"),
        Column("steps", "办理流程", LongText(longest=300), help="从受理到办结的步骤"),
        Column("days", "承诺时限(工作日)", Count(least=1, most=60, unit="个工作日"), required=True,
               help="从受理到办结的工作日数,1至60"),
        Column("charge", "收费", Choice(words.CHARGE), required=True, help="收费或不收费"),
        Column("window_phone", "窗口电话", Phone(), required=True,
               help="窗口对外公开的电话,7至12位数字,可用“-”隔开区号"),
    ),
    not_printed=("basis", "conditions", "remark"),
    good_rows=(
        {"name": "临时救助申请", "basis": "《社会救助暂行办法》", "served": "遭遇突发困难的家庭",
         "conditions": "本镇户籍或居住满1年", "documents": "申请书、身份证明、困难情况证明",
         "steps": "受理→入户调查→公示→审批→发放", "days": "10", "charge": "不收费",
         "window_phone": "0728-6240001", "post": "社会救助岗", "responsible_person": "王某",
         "openness": "已公开", "updated_on": "××××年6月20日"},
        {"name": "五保供养申请", "basis": "《农村五保供养工作条例》", "served": "符合条件的老年人、残疾人、未成年人",
         "documents": "申请书、户口簿、残疾证", "steps": "受理→评议→公示→审核→审批", "days": "30",
         "charge": "不收费", "window_phone": "0728-6240001", "post": "福利岗", "responsible_person": "李某某",
         "openness": "已公开", "updated_on": "××××年6月20日"},
    ),
    poor_row={"name": "救助", "basis": "规定", "served": "群众", "days": "尽快", "charge": "不收费",
              "window_phone": "无", "post": "民政办", "responsible_person": "全体", "openness": "已公开",
              "updated_on": "6月"},
)

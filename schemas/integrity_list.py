"""廉政清单 (forms.md 6.8): where power may be misused, how much is at risk, what guards against it."""

from __future__ import annotations

from lvzhi.form import Column
from lvzhi.kinds import Choice, LongText, Text
from schemas import vocabulary as words
from schemas.entries import entries

FORM = entries(
    "integrity_list", "廉政清单", "廉政",
    own=(
        Column("risk_point", "风险点", Text(longest=200), required=True, help="哪个环节、可能出什么事"),
        Column("risk", "风险等级", Choice(words.RISK), required=True, help="高、中或低"),
        Column("safeguards", "防控措施", LongText(longest=300, shortest=10), required=True,
               help="谁怎样防、怎样查,10至300字"),
        Column("overseer", "监督部门", Text(), required=True, help="负责监督的部门"),
    ),
    good_rows=(
        {"name": "低保审核审批", "basis": "《社会救助暂行办法》", "risk_point": "入户调查走过场,优亲厚友",
         "risk": "高", "safeguards": "两人入户、照片留档,近亲属备案回避,公示7天,每季抽查10%。",
         "overseer": "镇纪委", "post": "社会救助岗", "responsible_person": "王某", "openness": "已公开",
         "updated_on": "××××年6月20日"},
        {"name": "救灾物资发放", "basis": "《自然灾害救助条例》", "risk_point": "账实不符,私自调拨", "risk": "中",
         "safeguards": "两人签字出入库,每月盘点一次,发放名册张榜公布。", "overseer": "审计科",
         "post": "救灾岗", "responsible_person": "李某某", "openness": "内部", "updated_on": "××××年6月20日"},
    ),
    poor_row={"name": "廉政", "basis": "规定", "risk_point": "无", "risk": "低", "safeguards": "加强教育",
              "overseer": "上级", "post": "民政办", "responsible_person": "全体", "openness": "内部",
              "updated_on": "6月"},
)

"""作风清单 (forms.md 6.9): what staff must or must not do, how it is looked into, what follows."""

from __future__ import annotations

from lvzhi.form import Column
from lvzhi.kinds import Text
from schemas.entries import entries

FORM = entries(
    "conduct_list", "作风清单", "作风",
    own=(
        Column("rule", "禁止或规范行为", Text(longest=200), required=True, help="不许做什么、应当怎样做"),
        Column("check_method", "检查方式", Text(), required=True, help="怎样检查、多久一次"),
        Column("sanction", "违反处理", Text(longest=200), help="违反了怎样处理"),
    ),
    good_rows=(
        {"name": "窗口在岗纪律", "basis": "本单位工作纪律规定", "rule": "上班时间离岗要挂去向牌,由B岗顶岗",
         "check_method": "分管领导每周抽查2次并登记", "sanction": "第一次提醒,第二次办公会点名",
         "post": "服务窗口", "responsible_person": "王某", "openness": "已公开", "updated_on": "××××年6月20日"},
        {"name": "一次性告知", "basis": "首问负责制", "rule": "受理时一次说清全部材料,当面交付告知单",
         "check_method": "每月电话回访5名群众", "post": "服务窗口", "responsible_person": "李某某",
         "openness": "已公开", "updated_on": "××××年6月20日"},
    ),
    poor_row={"name": "作风", "basis": "规定", "rule": "遵守纪律", "check_method": "检查", "post": "民政办",
              "responsible_person": "全体", "openness": "已公开", "updated_on": "6月"},
)

"""履职清单 (forms.md 6.6): what the filer is bound to do, on what basis and by when."""

from __future__ import annotations

from lvzhi.conditions import equals
from lvzhi.form import Column, error, note
from lvzhi.kinds import CheckItem, Choice, Date, Text
from schemas import rowwise
from schemas import vocabulary as words
from schemas.entries import entries

FORM = entries(
    "duty_list", "履职清单", "履职",
    own=(
        Column("duty_kind", "职责类别", Choice(words.DUTY_KIND), required=True, help="职责的来处"),
        Column("target", "目标标准", Text(longest=200), required=True, help="做到什么程度,尽量用数字"),
        Column("due", "时限", Date("ahead"), required=equals("duty_kind", *words.DUTY_KIND[1:]),
               help="要求完成的日期"),
        Column("status", "完成状态", Choice(words.DUTY_STATUS), required=True, help="完成到了哪一步"),
        Column("done_on", "完成日期", Date("past_any"), required=equals("status", "已完成"),
               help="实际完成的日期"),
        Column("check_item", "对应检查项", CheckItem(), help="方案的检查项,从下拉列表中选"),
    ),
    not_printed=("check_item", "openness", "remark"),
    rules=(
        note("DUTY-LATE", ("done_on", "due"), rowwise.more("done_on", "due"),
             "完成日期“{done_on}”晚于时限“{due}”。"),
        error("DUTY-DATE-NOT-DONE", ("done_on", "status"),
              lambda f, plan: f["done_on"].notna() & f["status"].notna() & (f["status"] != "已完成"),
              "填了完成日期“{done_on}”,完成状态却是“{status}”。已经完成的请改选“已完成”,没有完成的请删去日期。"),
    ),
    good_rows=(
        {"name": "农村低保年度复核", "basis": "《社会救助暂行办法》", "duty_kind": "法定职责",
         "target": "9月底前逐户复核一遍", "status": "进行中", "post": "社会救助岗", "responsible_person": "王某",
         "openness": "已公开", "updated_on": "××××年6月20日"},
        {"name": "农村福利院消防设施改造", "basis": "省民政厅××××年工作要点", "duty_kind": "省厅下达",
         "target": "2所福利院通过消防验收", "due": "××××年10月31日", "status": "未启动", "post": "福利岗",
         "responsible_person": "李某某", "openness": "内部", "updated_on": "××××年6月20日"},
    ),
    poor_row={"name": "工作", "basis": "有关规定", "duty_kind": "法定职责", "target": "做好", "status": "已完成",
              "post": "民政办", "responsible_person": "全体", "openness": "已公开", "updated_on": "6月"},
)

"""交办事项: which assigned problems are not answered yet."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("assignments", "交办的问题承办单位答复了没有,未答复的列在前面。",
             ("group", "leader", "type", "unit", "area"))
topics.show(page, Topic(
    "assignments",
    (
        Headline("已答复", "answered", "assigned", note="答复率 {answered_rate},未答复 {unanswered} 个"),
        Headline("已销号", "closed", "assigned", note="销号率 {closure_rate}"),
        Headline("逾期", "overdue", "open", note="未销号的交办事项中"),
    ),
    Shares("各单位答复", "answered", "assigned", statement="units"),
    (
        Table("交办事项", "rows"),
        Table("各单位合计", "units"),
    ),
    "还没有交办事项。督办组和局履职办在《交办事项》中登记。",
))

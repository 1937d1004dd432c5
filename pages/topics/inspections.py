"""明察暗访: which units were looked at, and what became of what was found."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("inspections", "明察暗访查了哪些单位,发现的问题交办了没有。", ("group", "leader", "type", "unit"))
topics.show(page, Topic(
    "inspections",
    (
        Headline("发现问题", "found", "visits", note="察访次数中,{found_rate}"),
        Headline("已交办", "assigned", "found", note="发现问题的察访中"),
        Headline("察访", "visits", unit="次", note="暗访 {secret} 次,查到 {units} 个单位,已通报 {made_known} 次"),
    ),
    Shares("各单位察访", "found", "visits"),
    (
        Table("察访记录", "inspections"),
        Table("各单位合计", "rows"),
    ),
    "还没有察访记录。局履职办在《明察暗访》中登记。",
))

"""征求意见: whom did the units ask, and what became of what they were told."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("consultations", "各单位征求到什么意见,采纳了没有,转入整改了没有。", ("group", "leader", "type", "unit"))
topics.show(page, Topic(
    "consultations",
    (
        Headline("采纳", "adopted", "opinions", note="含部分采纳"),
        Headline("转为问题", "to_problems", "opinions", note="{units} 个单位征求过意见"),
        Headline("收回问卷", "collected", "issued", note="回收率 {response}"),
    ),
    Shares("各单位意见采纳", "adopted", "opinions"),
    (
        Table("意见", "opinions"),
        Table("各单位合计", "rows"),
    ),
    "还没有征求到意见。各单位在《征求意见》中填报。",
))

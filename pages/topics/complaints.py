"""投诉举报: are complaints answered in time, and what are they about."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("complaints", "来信来访来电在时限内答复了没有。举报件由局履职办单独登记,不在这里。",
             ("group", "leader", "type", "unit", "area"))
topics.show(page, Topic(
    "complaints",
    (
        Headline("按时办结", "on_time", "due", note="时限已过的受理件中,{on_time_rate}"),
        Headline("超期未办结", "overdue", "received", note="已办结 {finished} 件"),
        Headline("受理", "received", unit="件", note="其中咨询 {inquiries} 件,属实和部分属实 {upheld} 件"),
    ),
    Shares("各单位按时办结", "on_time", "due", note="受理件数多不等于工作差,不作排名。"),
    (
        Table("受理件", "complaints"),
        Table("各单位合计", "rows"),
    ),
    "还没有时限已过的受理件。各单位在《投诉举报台账》中填报。",
))

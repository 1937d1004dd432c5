"""典型案例: which cases were made known, and were both responsibilities looked into."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("accountability", "典型案例一案双查了没有,转入整改了没有。", ("group", "leader", "type", "unit"))
topics.show(page, Topic(
    "accountability",
    (
        Headline("已双查", "dual", "cases", note="双查率 {dual_rate}"),
        Headline("公开通报曝光", "exposed", "cases"),
        Headline("已转入整改", "in_ledger", "cases", note="涉及 {units} 个单位"),
    ),
    Shares("各类案例双查", "dual", "cases", key="case_class", statement="classes"),
    (
        Table("典型案例", "rows", key="case_class"),
    ),
    "还没有典型案例。局履职办在《典型案例》中登记。",
))

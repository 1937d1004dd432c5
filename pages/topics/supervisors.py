"""督查员: are the supervisors of conduct appointed, and do they take part."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("supervisors", "应聘请的政风督查员聘请了没有,参加活动了没有。", ("group", "leader", "type", "unit"))
topics.show(page, Topic(
    "supervisors",
    (
        Headline("有督查员的单位", "units_with", "units_required", note="方案要求聘请的单位中"),
        Headline("在聘", "serving", "listed", note="名册上的人中"),
        Headline("身份类别", "categories", unit="类", note="在聘督查员的"),
    ),
    Shares("各单位在聘督查员", "serving", "listed", key="filer"),
    (
        Table("各单位督查员", "rows", key="filer"),
        Table("在册督查员", "people", key="filer"),
    ),
    "名册上还没有人。各单位在《督查员名册》中填报,市局聘请的由局履职办填报。",
))

"""公开承诺: which promises fell due, and were they kept."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("commitments", "到期的公开承诺兑现了没有。", ("group", "leader", "type", "unit"))
topics.show(page, Topic(
    "commitments",
    (
        Headline("已兑现", "kept", "due", note="时限已过的承诺中;兑现率 {rate}"),
        Headline("按期兑现", "kept_on_time", "due", note="时限已过未兑现 {broken} 项"),
        Headline("公开承诺", "promised", note="{units} 个单位,提前兑现 {kept_early} 项"),
    ),
    Shares("各单位承诺兑现", "kept", "due"),
    (
        Table("公开承诺", "promises"),
        Table("各单位合计", "rows"),
    ),
    "还没有时限已过的承诺。各单位在《公开承诺台账》中填报。",
))

"""五项清单: who has not handed in which list."""

from __future__ import annotations

from lvzhi.web import asked, topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Grid, Headline, Table, Topic

page = guard("lists", "五项清单报齐了没有,还差哪个单位的哪一项。", ("group", "leader", "type", "unit"))
topics.show(page, Topic(
    "lists",
    (
        Headline("清单已报", "reported", "required", note="已报率 {rate},只看报没报"),
        Headline("报全的单位", "units_complete", "units"),
        Headline("未报", "missing", note="方案要求而没有报的,未到报送时间的在内"),
    ),
    Grid("单位 × 清单", "lists", ("reported", "missing", "pending"), asked.list_cells, asked.list_columns,
         ("unit", "form"), note="无格的表示方案不要求这个单位报。"),
    (
        Table("各单位各项清单", "lists"),
    ),
    "方案在所选范围内没有要求清单。",
))

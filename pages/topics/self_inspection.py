"""自查自纠: what was found under each check item, and is it closed."""

from __future__ import annotations

from lvzhi.web import asked, topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Grid, Headline, Table, Topic

page = guard("self_inspection", "各检查项自查出了什么问题,销号了没有。", ("group", "leader", "type", "unit", "area"))
topics.show(page, Topic(
    "self_inspection",
    (
        Headline("已答", "answered", "applicable", note="检查项按单位计"),
        Headline("发现问题", "found", "answered", note="已答的检查项中,{found_rate}"),
        Headline("线索已移交", "transferred", note="按规定移交,不重复计入发现问题"),
    ),
    Grid("单位 × 检查项", "answers", ("nothing_found", "problem_found", "handed_over", "not_applicable", "unanswered"),
         asked.item_cells, asked.item_columns, ("unit", "clause"),
         note="列为方案第三部分的检查项,上方为所属方面;无格的表示该项不适用于这个单位。"),
    (
        Table("各单位各项结论", "answers"),
        Table("各检查项合计", "rows", key="clause"),
    ),
    "方案在所选范围内没有检查项。",
))

"""宣传与总结: what was published, and who has sent in the year's summary."""

from __future__ import annotations

from lvzhi.web import asked, topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Grid, Headline, Shares, Table, Topic

page = guard("publicity", "宣传信息有多少,年度总结报了没有。", ("group", "leader", "type", "unit"))
topics.show(
    page,
    Topic(
        "publicity",
        (
            Headline("市级以上", "above_city", "items", note="媒体 {media},成果 {results},热线 {hotline} 件"),
            Headline("信息被采用", "adopted", "reports", note="采用率 {adopted_rate}"),
        ),
        Shares("各单位宣传信息", "above_city", "items"),
        (
            Table("宣传信息", "items"),
            Table("各单位宣传合计", "rows"),
        ),
        "还没有宣传信息。各单位在《宣传信息》中填报。",
    ),
    Topic(
        "summaries",
        (
            Headline("总结初稿已报", "drafts", "expected", note="迟报 {drafts_late},未报 {drafts_missing}"),
            Headline("总结定稿已报", "finals", "expected", note="迟报 {finals_late},未报 {finals_missing}"),
        ),
        Grid("年度总结", "rows", ("on_time", "late", "missing", "pending"), asked.summary_cells, asked.summary_columns),
        (Table("各单位总结", "rows"),),
        "方案在所选范围内没有要求总结。",
    ),
)

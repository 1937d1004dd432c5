"""项目进度: how far the plan's projects are, in work and in money."""

from __future__ import annotations

from lvzhi.web import topics
from lvzhi.web.head import guard
from lvzhi.web.topics import Headline, Shares, Table, Topic

page = guard("projects", "实事项目建到哪一步,资金用了多少。", ("group", "leader", "type", "unit"))
topics.show(page, Topic(
    "projects",
    (
        Headline("竣工", "finished", "projects", note="在建 {in_progress} 个,未开工 {not_begun} 个"),
        Headline("已报送", "reported", "projects"),
        Headline("支出", "spent", unit="万元", note="到位 {received} 万元,计划 {budget} 万元;支出率 {spent_rate}"),
    ),
    Shares("各项目资金支出(万元)", "spent", "received", key="project"),
    (
        Table("项目进度", "rows", key="project"),
    ),
    "还没有项目报送资金。承办单位在《项目进度》中填报。",
))

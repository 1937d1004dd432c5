"""公文: the papers that leave, each for whom it is made."""

from __future__ import annotations

from lvzhi.web import papers
from lvzhi.web.head import guard

page = guard("papers", "按截至日期写出公文:每个数都能查到出处,签发前是草稿。")

papers.show(page)

"""核查销号: what waits for a decision, one after the other, with its evidence beside it; a signed list at once."""

from __future__ import annotations

from lvzhi.web.deciding import batch, closing
from lvzhi.web.head import guard

page = guard("closing", "等核查、等批准的问题逐件办理,和工作簿《核查销号》登记的是同样的记录。", dated=False)

every = page.worklist
if closing.one_by_one(page):
    closing.show(page, every)
else:
    batch.show(page, every)

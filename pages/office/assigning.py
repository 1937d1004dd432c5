"""交办: a problem somebody else found, given to a unit."""

from __future__ import annotations

from lvzhi.web.deciding import assigning
from lvzhi.web.head import guard

page = guard("assigning", "明察暗访、督办、投诉等发现的问题交给承办单位整改,与工作簿《交办事项》一样。", dated=False)

assigning.show(page)

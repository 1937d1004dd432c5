"""核对异议: figures sent out to be checked before a bulletin, and what the units object to."""

from __future__ import annotations

from lvzhi.web import objecting
from lvzhi.web.head import guard

page = guard("objections", "通报前送各单位核对自己的数,有异议的在这里答复。", dated=False)

objecting.desk(page)

"""回头看: closed problems drawn by lot and looked at again; sealed beforehand, published afterwards."""

from __future__ import annotations

from lvzhi.web.deciding import rechecks
from lvzhi.web.head import guard

page = guard("recheck", "已销号的问题抽一部分回头看:事先封存规则和种子,事后公布,谁都可以核对。", dated=False)

rechecks.show(page)

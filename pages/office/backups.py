"""备份: those there are, one more, one read through."""

from __future__ import annotations

from lvzhi.web import backing_up
from lvzhi.web.head import guard

page = guard("backups", "原件、日志和账号名册的副本,盘坏了从这里恢复。", dated=False)

backing_up.one_more(page)
backing_up.read_through(page, backing_up.listed(page))

"""What of accounts and logins goes into the journal: who, when, from where, what; never a secret."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lvzhi.access.model import Account, By
from lvzhi.chain import Draft
from lvzhi.permits import labels

# act -> what a reader of 操作日志 sees
ACCOUNT_ACTS: Mapping[str, str] = MappingProxyType(labels("account"))
LOGIN_ACTS: Mapping[str, str] = MappingProxyType({
    "login": "登录", "login_refused": "登录未成", **{act: labels("audit")[act] for act in ("logout", "end_session")},
})
TAKEN, NOT_DONE = "下载文件", "未予办理"
REASONS: Mapping[str, str] = MappingProxyType({
    "unknown": "没有这个登录名", "password": "密码不对", "waiting": "次数较多,须等待", "disabled": "账号已停用",
    "expired": "一次性密码已过期",
})


def changed(act: str, account: Account, by: By, **more: Any) -> Draft:
    """Draft the entry of a change of an account."""
    body = {"act": act, "login": account.login, "role": account.role, "filer": account.filer, "from": by.address}
    return Draft("account", by.actor, body | more, by.at.isoformat())


def came(act: str, login: str | None, by: By, **more: Any) -> Draft:
    """Draft the entry of a login, a refused one, a logout. An unknown name is left out: it may be a password."""
    return Draft("audit", by.actor, {"act": act, "login": login, "from": by.address, **more}, by.at.isoformat())


def refused(what: str, by: By, filer: str | None) -> Draft:
    """Draft the entry of an act, a file or a page that was asked for and not given; `what` in words."""
    return came("refused", by.actor, by, what=what, **({"filer": filer} if filer else {}))


def taken(file: str, data: bytes, by: By) -> Draft:
    """Draft the entry of a file made and handed to somebody's browser."""
    return came("download", by.actor, by, file=file, size=len(data), sha256=hashlib.sha256(data).hexdigest())

"""What of accounts and logins goes into the journal: who, when, from where, what; never a secret."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lvzhi.access.model import Account, By
from lvzhi.chain import Draft

# act -> what a reader of 操作日志 sees
ACCOUNT_ACTS: Mapping[str, str] = MappingProxyType({
    "create": "新建账号", "reset": "重置密码", "change_password": "修改密码", "disable": "停用账号",
    "enable": "启用账号", "change_role": "变更身份", "hand_over": "办理交接", "unlock": "解除等待",
})
LOGIN_ACTS: Mapping[str, str] = MappingProxyType({
    "login": "登录", "login_refused": "登录未成", "logout": "退出登录", "end_session": "结束一处登录",
})
TAKEN = "下载文件"
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


def taken(file: str, data: bytes, by: By) -> Draft:
    """Draft the entry of a file made and handed to somebody's browser."""
    return came("download", by.actor, by, file=file, size=len(data), sha256=hashlib.sha256(data).hexdigest())

"""操作日志: the journal's entries as a reader looks them up: who, when, from where, what, which file.

What was typed into a filing or a decision stays there: a line names the book, the row or the account it is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from lvzhi.access.people import stands_for
from lvzhi.access.record import ACCOUNT_ACTS, LOGIN_ACTS, NOT_DONE, REASONS, TAKEN
from lvzhi.chain import EVERYONE, Entry
from lvzhi.decisions import ACTS
from lvzhi.permits import labels
from lvzhi.plan import Plan

AT_THE_MACHINE = "服务器上"
SORTS: Mapping[str, str] = {
    "audit": "登录和下载", "account": "账号", "arrival": "收件", "filing": "报送", "attachment": "附件",
    "decision": "审核和核查", "package": "上报包", "plan": "方案",
}
_STATUSES: Mapping[str, str] = {
    "accepted": "已接收", "rejected": "系统退回", "unreadable": "读不出", "duplicate": "重复",
}
_NAMED = 20  # rows a line names
_WAYS: Mapping[str, str] = {
    "password": "", "change_password": "改密码后", "oidc": "统一身份", "proxy": "统一身份", "test": "",
}


@dataclass(frozen=True)
class Line:
    """One entry in words; `no` is its number in the journal, `sort` its kind there."""

    no: int
    at: dt.datetime
    sort: str
    who: str
    address: str
    act: str
    about: str
    details: str


_HEADINGS: Mapping[str, str] = {
    "no": "序号", "at": "时间", "sort": "类别", "who": "办理人", "address": "来访地址", "act": "事项",
    "about": "涉及", "details": "文件或说明",
}


def line(entry: Entry, plan: Plan) -> Line:
    """Return an entry in words, its instant in the plan's time zone."""
    act, details = _SAID.get(entry.kind, _other)(entry.body, plan)
    at = dt.datetime.fromisoformat(entry.at).astimezone(plan.zone)
    address = entry.body.get("from") or ""
    if not address and entry.actor.startswith("服务器"):
        address = AT_THE_MACHINE
    return Line(entry.no, at, entry.kind, _who(entry), str(address), act, _about(entry, plan), details)


def _who(entry: Entry) -> str:
    """The actor; of what is done on behalf of a unit or the office also the login it was done by."""
    login = entry.body.get("login") if entry.kind in ("arrival", "filing", "attachment", "decision") else None
    return f"{entry.actor}(登录名 {login})" if login and login != entry.actor else entry.actor


def matching(
    lines: Iterable[Line], sorts: Sequence[str] = (), first: dt.date | None = None, last: dt.date | None = None,
    words: str = "",
) -> list[Line]:
    """Return the lines of these sorts (none named: of all), of these days, with these words, the newest first."""
    found = [
        one for one in lines
        if (not sorts or one.sort in sorts)
        and (first is None or one.at.date() >= first) and (last is None or one.at.date() <= last)
        and all(word in _text(one) for word in words.split())
    ]
    return sorted(found, key=lambda one: -one.no)


def table(lines: Sequence[Line]) -> pd.DataFrame:
    """Return lines under Chinese headings, instants to the second."""
    named = [f.name for f in fields(Line)]
    rows = [[_cell(getattr(one, name), name) for name in named] for one in lines]
    return pd.DataFrame(rows, columns=[_HEADINGS[name] for name in named])


def _cell(value: Any, name: str) -> Any:
    if name == "at":
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return SORTS.get(value, "其他") if name == "sort" else value


def _text(one: Line) -> str:
    return " ".join((one.who, one.address, one.act, one.about, one.details))


def _about(entry: Entry, plan: Plan) -> str:
    if entry.concerning == EVERYONE:
        return "全体"
    code: str | None = entry.concerning or entry.body.get("filer")
    if entry.kind == "account":
        return stands_for(entry.body["role"], code, plan)
    known = {f.code: f.name for f in plan.filers}
    return known.get(code, code) if code else ""


def _filing(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    act = "代报" if body.get("on_behalf") else "报送"
    file = _file(body.get("file_name"), body["sha256"])
    return f"{act},{_STATUSES.get(body['status'], body['status'])}", f"{file},回执号 {body['receipt']}"


def _arrival(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    return "收到文件", f"{_file(body['file_name'], body['sha256'])},收件号 {body['receipt']}"


def _attachment(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    """The row by its number; what the file is called may say more than a log may."""
    act = "on_behalf" if body.get("on_behalf") else body["act"]
    parts = (body["key"], _file(None, body["sha256"]))
    return labels("attachment").get(act, body["act"]), ",".join(str(part) for part in parts if part)


def _decision(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    known = ACTS.get(body["act"])
    periods = {p.id: p.label for p in plan.periods}
    about = (periods.get(body.get("period") or "", body.get("period")), body.get("key"), _rows_named(body.get("rows")))
    return known.label if known else body["act"], ",".join(str(part) for part in about if part)


def _rows_named(rows: Any) -> str:
    """Name the rows entered on the desk; where somebody else approved they were typed in for that person."""
    said = []
    for row in rows or ():
        typed_for = row.get("approver") not in (None, row.get("entered_by"))
        number = row.get("problem_no") or row.get("assignment_no")
        said.append(" ".join(str(p) for p in (number, row.get("event")) if p) + ("(代录)" if typed_for else ""))
    return "、".join(said[:_NAMED]) + (f"等{len(said)}件" if len(said) > _NAMED else "")


def _package(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    act = f"收上报包,{_STATUSES.get(body['status'], body['status'])}"
    return act, ",".join(s for s in (_file(body["file_name"], body["sha256"]), body.get("bureau") or "") if s)


def _account(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    said = [f"登录名 {body['login']}"]
    if body["act"] == "hand_over":
        said.append(f"使用人由{body.get('before') or '(未登记)'}变为{body['holder']}")
    if body["act"] == "change_role":
        before = body["before"]
        said.append(f"原为{stands_for(before['role'], before['filer'], plan)}")
    return ACCOUNT_ACTS.get(body["act"], body["act"]), ",".join(said)


def _audit(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    act = body["act"]
    if act in LOGIN_ACTS:
        said = REASONS.get(body.get("reason", ""), "") or _WAYS.get(body.get("how", ""), "")
        return LOGIN_ACTS[act], ",".join(s for s in (f"登录名 {body['login']}" if body.get("login") else "", said) if s)
    if act == "refused":
        return NOT_DONE, str(body["what"])
    label = TAKEN if act == "download" else labels("audit").get(act, act)
    return label, _file(body.get("file"), body.get("sha256"))


def _plan(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    return f"第{body['version']}版方案生效", _file(None, body["sha256"])


def _other(body: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    return "登记", _file(body.get("file_name") or body.get("file"), body.get("sha256"))


def _file(name: Any, sha256: Any) -> str:
    parts = [str(name)] if name else []
    return ",".join([*parts, f"校验码 {str(sha256)[-8:]}"] if sha256 else parts)


_SAID = {
    "arrival": _arrival, "attachment": _attachment, "filing": _filing, "decision": _decision, "account": _account,
    "audit": _audit, "plan": _plan, "package": _package,
}

"""校验码 of prints: eight characters on paper, and what in the journal they stand for.

A file (a filing, anything taken out, an attachment) is known by the last 8 of its SHA-256; a signed paper by that of
its words; a 回头看 and a package by their own 校验码; what is made of figures or rows (a page, a 汇总表, what a book is
pre-filled with) by the last 8 of the hash of the journal entry up to which it was worked out: with the same code, as-of
and filters the same comes out again. A returned book bears the code of the file it marks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from lvzhi.audit import Line, line
from lvzhi.chain import ROOT, Entry
from lvzhi.journal import Journal
from lvzhi.plan import Plan
from lvzhi.workspace import Workspace

LENGTH = 8
_CODE = re.compile(rf"[0-9a-f]{{{LENGTH}}}")
_STANDING = """
select f.receipt from filing_at($now) as f
where (f.filer, f.period) = (select (g.filer, g.period) from filing as g where g.entry = $entry)
order by f.received_at desc, f.entry desc
limit 1
"""


class NoCode(ValueError):
    """What was typed is no 校验码."""


@dataclass(frozen=True)
class Known:
    """An entry of the journal a code stands for, in words: `what` kind of print it is, `state` of a filing now."""

    what: str
    line: Line
    state: str = ""

    @property
    def words(self) -> str:
        """It in one line."""
        one = self.line
        parts = (one.about, one.act, one.details, f"{one.at:%Y-%m-%d %H:%M}", one.who, self.state)
        return f"{self.what}:{' · '.join(p for p in parts if p)}"


def file_code(data: bytes) -> str:
    """Return the code of a file."""
    return hashlib.sha256(data).hexdigest()[-LENGTH:]


def data_code(journal: Journal, no: int) -> str:
    """Return the code of what is worked out from the journal up to an entry; 0: from an empty one."""
    found = next(iter(journal.entries(after=no - 1, until=no)), None) if no else None
    return (found.hash if found else ROOT)[-LENGTH:]


def code_now(workspace: Workspace) -> str:
    """Return the code of what stands in a workspace now."""
    return data_code(workspace.journal, workspace.store.changed)


def read(text: str) -> str:
    """Return a code as typed from paper, in small letters; NoCode where it is none."""
    code = _bare(text.strip().lower())
    if not _CODE.fullmatch(code):
        raise NoCode(f"“{text.strip()}”不是校验码。校验码是8位数字和字母(0—9、a—f),印在回执、公文和打印件上。")
    return code


def known(journal: Journal, cursor: duckdb.DuckDBPyConnection, plan: Plan, code: str) -> list[Known]:
    """Return what a code stands for, the newest first; nothing where no print of this campaign bears it."""
    found = [
        Known(what, line(entry, plan), _state(cursor, entry) if entry.kind == "filing" else "")
        for entry in journal.entries() for what in _meant(entry, code)
    ]
    return found[::-1]


def _meant(entry: Entry, code: str) -> Iterator[str]:
    if entry.hash.endswith(code):
        yield "数据版本(页面打印件、导出的行、汇总表、上报版、交接单,报送簿里预填的内容),算到这一条为止"
    if _ends(entry.body, "sha256", code):
        yield _FILES.get(entry.kind, "文件")
    if _ends(entry.body, "original", code):
        yield "采用建议前的原件"
    if _ends(entry.body, "code", code):
        yield _CODED.get(entry.body.get("act", entry.kind), "登记")


_CODED: Mapping[str, str] = {
    "sign_paper": "签发的公文", "seal_recheck": "封存的回头看", "publish_recheck": "公布的回头看",
    "package": "下级的上报包",
}
_FILES: Mapping[str, str] = {
    "filing": "报送簿", "arrival": "收到的文件", "attachment": "附件", "audit": "下载的文件", "plan": "方案",
    "package": "上报包文件",
}


def _ends(body: Mapping[str, Any], key: str, code: str) -> bool:
    value = body.get(key)
    return isinstance(value, str) and _bare(value).endswith(code)


def _bare(text: str) -> str:
    """A code without the blanks and the stroke it may be written with."""
    return text.replace(" ", "").replace("-", "")


def _state(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> str:
    """Say whether a filing is the one that stands for its book."""
    if entry.body.get("status") != "accepted":
        return ""
    row = cursor.execute(_STANDING, {"now": dt.datetime.max, "entry": entry.no}).fetchone()
    if row is None:
        return "已退回,现在没有有效的报送"
    return "现行有效" if row[0] == entry.body["receipt"] else f"已有更新的报送,现行的是回执号{row[0]}"

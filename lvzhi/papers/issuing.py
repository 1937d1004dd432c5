"""A paper on its way out: written for somebody, known by its 校验码, a draft until that very text is signed off."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from lvzhi.form import Form
from lvzhi.measures import instant
from lvzhi.papers import typeset, word, working
from lvzhi.papers.blocks import Block, Content, Masthead, Para, Table
from lvzhi.papers.desk import Desk
from lvzhi.papers.paper import Paper, write
from lvzhi.papers.typeset import Fonts
from lvzhi.plan import Plan
from lvzhi.selection import Filters

TEMPLATE = "公文模板.docx"  # in the data directory; without it the built-in one is used


@dataclass(frozen=True)
class Signature:
    """Who signed a paper's text, and when; naive, in the campaign's time zone."""

    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Issue:
    """A paper written: its content, the last 8 of its 校验码, and who signed it off, if somebody has."""

    content: Content
    code: str
    signature: Signature | None

    @property
    def name(self) -> str:
        """Name of its files, without an ending."""
        draft = "" if self.signature else "-草稿"
        return f"{self.content.title}-{self.content.as_of:%Y-%m-%d}{draft}"

    def act(self, signed_by: str) -> dict[str, Any]:
        """Return the decision that signs this very text off."""
        act = {"act": "sign_paper", "paper": self.content.paper, "as_of": self.content.as_of.isoformat(),
               "code": self.code, "signed_by": signed_by}
        return act | ({"whose": self.content.whose} if self.content.whose else {})

    def docx(self, template: bytes | None = None) -> bytes:
        """Return it as a Word file."""
        return word.write(self.content, self.code, signed=self.signature is not None, template=template)

    def pdf(self, fonts: Fonts) -> bytes:
        """Return it as a PDF; `packing.NoFonts` where the machine has none that knows Chinese."""
        return typeset.pdf(self.content, self.code, signed=self.signature is not None, fonts=fonts)

    def picture(self, fonts: Fonts) -> bytes:
        """Return it as one picture as wide as a phone."""
        return typeset.picture(self.content, self.code, signed=self.signature is not None, fonts=fonts)

    def working(self) -> bytes:
        """Return its 数据底稿."""
        return working.write(self.content, self.code)


def template_in(folder: Path) -> bytes | None:
    """Return the office's own template, if it has put one into the data directory."""
    path = folder / TEMPLATE
    return path.read_bytes() if path.is_file() else None


def written_as_of(as_of: dt.datetime, settled: dt.datetime) -> dt.datetime:
    """Return the instant a paper is written as of: a day's end; of a running day `settled` (`measures.settled`).

    Its words name that instant. Were it the minute in which somebody looks, nobody could sign what was printed before.
    """
    return as_of if as_of.time() == dt.time.max else settled


def issue(
    paper: Paper, cursor: duckdb.DuckDBPyConnection, plan: Plan, forms: Sequence[Form], as_of: dt.datetime,
    whose: str | None = None, *, scope: Filters | None = None, demo: bool = False,
) -> Issue:
    """Write a paper as of an instant, for whom it is made; look whether its text has been signed off."""
    titles = {f.id: f.title for f in forms}
    desk = Desk(cursor, plan, instant(as_of, plan), paper.viewer(whose), whose, titles, scope or {})
    content = write(paper, desk, demo=demo)
    code = check_code(content)
    return Issue(content, code, _signature(cursor, paper, whose, code))


def check_code(content: Content) -> str:
    """Return the last 8 of the SHA-256 of a paper's words, in the order printed; a different word, another code."""
    text = json.dumps([content.paper, content.whose, [_words(b) for b in content.blocks]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[-8:]


def _words(block: Block) -> list[Any]:
    if isinstance(block, Para):
        return [p.text for p in block.words]
    if isinstance(block, Table):
        return [list(block.headings), *([[p.text for p in cell] for cell in row] for row in block.rows)]
    return [block.title, block.below, block.left, block.right] if isinstance(block, Masthead) else []


def signed_papers(cursor: duckdb.DuckDBPyConnection, paper: str, whose: Collection[str]) -> pd.DataFrame:
    """Return the signatures under papers of a kind for those named ("" is everybody): at, by, whose, as_of, code.

    With `as_of` (naive) and whose it is, `issue` writes the paper again, unless what came in later was dated back.
    """
    return cursor.execute(
        """
        select
          "at",
          coalesce(json_extract_string(body, '$.signed_by'), actor) as by,
          coalesce(json_extract_string(body, '$.whose'), '') as whose,
          json_extract_string(body, '$.as_of')::timestamp as as_of,
          json_extract_string(body, '$.code') as code
        from decision
        where act = 'sign_paper'
          and json_extract_string(body, '$.paper') = $paper
          and list_contains($whose, coalesce(json_extract_string(body, '$.whose'), ''))
        order by entry desc
        """,
        {"paper": paper, "whose": list(whose)},
    ).df()


def _signature(cursor: duckdb.DuckDBPyConnection, paper: Paper, whose: str | None, code: str) -> Signature | None:
    found = cursor.execute(
        """
        select coalesce(json_extract_string(body, '$.signed_by'), actor), "at"
        from decision
        where act = 'sign_paper'
          and json_extract_string(body, '$.paper') = $paper
          and json_extract_string(body, '$.whose') is not distinct from $whose
          and json_extract_string(body, '$.code') = $code
        order by entry
        limit 1
        """,
        {"paper": paper.id, "whose": whose, "code": code},
    ).fetchone()
    return Signature(*found) if found else None

"""What a printed paper says of where its words come from, the same in every kind of file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lvzhi.papers.blocks import Ask, Content, Piece, Table, Words
from lvzhi.papers.desk import as_of_words, official
from lvzhi.papers.packing import printable

DRAFT = "草稿(未签发)"
_SHORT = 14  # characters of a cell that stand in its middle
_CLAUSE_ENDS = "\uff0c\u3002\uff1b"  # the full-width comma, stop, semicolon
_KEYS = {"unit": "单位", "group": "工作组", "leader": "局领导", "stage": "阶段", "type": "单位类别"}


@dataclass(frozen=True)
class Run:
    """Words printed alike: the paper's own, what a measure said, or the mark of a question."""

    text: str
    kind: Literal["text", "figure", "mark"]


def runs(words: Words, *, marked: bool) -> Iterator[Run]:
    """Yield the runs of a paragraph; a question's mark stands behind the last of its pieces, where the clause ends."""
    asked = [piece.source.ask if piece.source else None for piece in words]
    due: list[int] = []
    for n, piece in enumerate(words):
        text = printable(piece.text)
        if piece.source is None:
            at = next((i for i, sign in enumerate(text) if sign in _CLAUSE_ENDS), len(text)) if due else 0
            yield Run(text[:at], "text")
            if at < len(text):
                yield from _marks(due)
                yield Run(text[at:], "text")
            continue
        yield Run(text, "figure")
        following = next((ask for ask in asked[n + 1:] if ask is not None), None)
        if marked and following != piece.source.ask:
            due.append(piece.source.ask)
    yield from _marks(due)


def _marks(due: list[int]) -> Iterator[Run]:
    yield from (Run(f"〔{ask}〕", "mark") for ask in due)
    due.clear()


def short(words: Sequence[Piece]) -> bool:
    """Say whether a cell's words stand in its middle."""
    return sum(len(p.text) for p in words) <= _SHORT and all(p.kind != "quote" for p in words)


def margin(content: Content, code: str, *, signed: bool) -> str:
    """Return the line at the head of every page: draft or not, invented or not, 校验码."""
    return " ".join(w for w in ("" if signed else DRAFT, "演示数据" if content.demo else "", f"校验码 {code}") if w)


def of_table(block: Table) -> str:
    """Return the line below a table."""
    return official(f"本表出处:{marks(block.asks)}")


def closing(content: Content, fonts: str, *, signed: bool) -> Iterator[str]:
    """Yield what stands at the end: what each mark means; on a draft also what the office has to know, and of fonts."""
    if content.asks:
        listed = ";".join(f"{marks(numbers)}{words}" for words, numbers in _grouped(content).items())
        when = as_of_words(content.as_of)
        yield official(f"数据出处(未注明的截至{when};逐项见同名数据底稿):{listed}。")
    if not signed:
        yield from (official(f"草稿说明:{text}") for text in (*content.notes, fonts))


def _grouped(content: Content) -> dict[str, list[int]]:
    """Questions by what is said of them, in the order asked."""
    found: dict[str, list[int]] = {}
    for ask in content.asks:
        found.setdefault(_said(ask, content), []).append(ask.no)
    return found


def _said(ask: Ask, content: Content) -> str:
    """Say what a question asks: the measure, how it is parted, as of when if not as of the paper's instant."""
    by = f"(按{'、'.join(_KEYS.get(k, k) for k in ask.by)})" if ask.by else ""
    return f"{ask.title}{by}" + ("" if ask.as_of == content.as_of else f"(截至{as_of_words(ask.as_of)})")


def marks(numbers: Sequence[int]) -> str:
    """Return marks, three and more in a row as from and to.

    >>> marks([1, 3, 4, 5, 6, 8])
    '〔1〕〔3〕至〔6〕〔8〕'
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return "".join(
        f"〔{run[0]}〕至〔{run[-1]}〕" if len(run) > 2 else "".join(f"〔{n}〕" for n in run) for run in found
    )

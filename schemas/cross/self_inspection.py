"""自查自纠 against the problem ledger: what was found is registered, what is open is not cleared."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from lvzhi.plan import PART_MARKS
from schemas.cross.ledger import overlaid, problems
from schemas.cross.records import Record, sheet


def unregistered(filing: Filing) -> Iterator[Hit]:
    """SELF-FOUND-UNREGISTERED: a number that is no row of this filer's ledger, this book's or accepted."""
    known = {*overlaid(filing, "rectification"), *problems(filing)}
    for row in sheet(filing, "self_inspection"):
        missing = [n for n in row["problem_nos"] or () if n not in known]
        if row["conclusion"] == "发现问题" and missing:
            yield Hit(row["_row"], "problem_nos", {"clause": _clause(row), "numbers": "、".join(missing)})


def item_differs(filing: Filing) -> Iterator[Hit]:
    """SELF-ITEM-DIFFERS: the problem's 检查项 is another; parts of one item are the same item."""
    ledger = overlaid(filing, "rectification")
    for row in sheet(filing, "self_inspection"):
        named = [ledger[n] for n in row["problem_nos"] or () if n in ledger]
        other = [p["problem_no"] for p in named if p["check_item"] and _item(p["check_item"]) != row["check_item"]]
        if other:
            yield Hit(row["_row"], "problem_nos", {"clause": _clause(row), "numbers": "、".join(other)})


def cleared_open(filing: Filing) -> Iterator[Hit]:
    """SELF-CLEARED-OPEN: the re-check finds nothing while a problem of the item is open."""
    if filing.plan.duty("self_inspection", filing.filer.code, filing.period) != "confirm":
        return
    ledger, known = overlaid(filing, "rectification"), problems(filing)
    for row in sheet(filing, "self_inspection"):
        numbers = [n for n, p in ledger.items() if _about(p, row) and (n not in known or known[n]["open"])]
        if row["conclusion"] == "未发现问题" and numbers:
            yield Hit(row["_row"], "conclusion", {"numbers": "、".join(numbers)})


def _about(problem: Record, row: Record) -> bool:
    """The problem is of the row's item: of its part where both name one."""
    clause = problem["check_item"] or ""
    return clause in (row["check_item"], _clause(row))


def _clause(row: Record) -> str:
    part = row["part"] if row["part"] in PART_MARKS else ""
    return f"{row['check_item']}{part}"


def _item(clause: str) -> str:
    return clause.rstrip(PART_MARKS)


RULES = (
    CrossRule("SELF-FOUND-UNREGISTERED", Severity.ERROR, unregistered,
              "{clause}填了“发现问题”,《问题整改台账》中还没有对应问题({numbers})。"
              "请先登记,再把问题编号填入本格。"),
    CrossRule("SELF-ITEM-DIFFERS", Severity.NOTE, item_differs,
              "{numbers}在《问题整改台账》中登记的检查项不是{clause},请核对。"),
    CrossRule("SELF-CLEARED-OPEN", Severity.QUERY, cleared_open,
              "本次填“未发现问题”,对应的{numbers}尚未销号。请说明。"),
)

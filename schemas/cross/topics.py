"""Topics of 点题监督 against the problems they led to and their own deadlines."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from lvzhi.kinds import day_words
from schemas.cross.records import naming, sheet
from schemas.cross.registered import still_open


def done_while_open(filing: Filing) -> Iterator[Hit]:
    """TOPI-DONE-OPEN: 已办结 while a 对应问题 is open."""
    for row in sheet(filing, "special_topics"):
        if row["status"] == "已办结" and (numbers := still_open(filing, row["problem_nos"] or ())):
            yield Hit(row["_row"], "status", {"open_nos": "、".join(numbers)})


def group_done_while_open(filing: Filing) -> Iterator[Hit]:
    """TOPP-DONE-OPEN: 本组办结日期 filled while a 对应问题 is open."""
    for row in sheet(filing, "special_topic_progress"):
        if row["done_on"] is not None and (numbers := still_open(filing, row["problem_nos"] or ())):
            yield Hit(row["_row"], "done_on", {"open_nos": "、".join(numbers)})


def group_overdue(filing: Filing) -> Iterator[Hit]:
    """TOPP-OVERDUE: the topic's own 时限 lies before the day of receipt, and no 本组办结日期."""
    mine = sheet(filing, "special_topic_progress")
    told = naming(filing, "special_topics", "topic_no", (row["topic_no"] for row in mine))
    dues = {row["topic_no"]: row["due"] for row in told}
    for row in mine:
        due = dues.get(row["topic_no"])
        if row["done_on"] is None and due is not None and due.date() < filing.received_on:
            yield Hit(row["_row"], "done_on", {"due": day_words(due)})

"""Which rows of the example have files beside them: what still waits for the group, and a few of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from lvzhi.demo import ledger, pictures
from lvzhi.demo.book import Book
from lvzhi.demo.problem import Problem

FOLDER = "附件"
OTHERS = 0.05  # of the applications that have been answered
_ANSWERS = ("核查通过", "核查退回", "批准销号")


def beside(book: Book, problems: Sequence[Problem], seed: str) -> tuple[tuple[str, bytes], ...]:
    """Return the files sent with an accepted book, by name: named by the rows they are tied to."""
    return tuple(_files(book, problems, seed))


def _files(book: Book, problems: Sequence[Problem], seed: str) -> Iterator[tuple[str, bytes]]:
    rows = {r["problem_no"]: r for r in book.answers.get(ledger.FORM, ()) if r.get("status") == "申请销号"}
    for problem in problems:
        number = book.number(problem.uid)
        if number not in rows:
            continue
        row, rng = rows[number], Random(f"{seed} evidence {number}")
        waits = not any(e.event in _ANSWERS and e.application_on == row["applied_on"] for e in problem.events)
        if not waits and rng.random() > OTHERS:
            continue
        yield f"{number}_整改后照片.png", pictures.photo(rng)
        if rng.random() < 0.5:
            yield f"{number}_整改情况说明.docx", pictures.paper(
                f"{number} 整改情况说明", f"问题:{problem.description}", f"措施:{problem.measures}",
                f"结果:{row['progress']}", f"材料:{row['evidence']}")

"""Our reader and two libraries over the same books: what differs is known, and is theirs."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from tests.readers.books import by_hand, generated, of_folder
from tests.readers.comparing import CALAMINE, OPENPYXL, compared

TEMPLATES = Path(__file__).parents[2] / "data" / "templates"


ESCAPED = (OPENPYXL, "an escaped character stays escaped")
NO_RESULT = "a formula without a result is an empty cell"
SPOILT = {(OPENPYXL, "a cell under a merged one is empty"), (OPENPYXL, NO_RESULT), (CALAMINE, NO_RESULT)}


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_every_known_difference_is_the_librarys() -> None:
    tally = compared(by_hand())
    print(tally)
    assert tally.unexplained == []
    assert tally.known == {
        (OPENPYXL, "a Strict workbook holds nothing"): 1,
        (OPENPYXL, "a Chinese date is a number"): 4,
        (OPENPYXL, NO_RESULT): 4,
        (OPENPYXL, "a cell under a merged one is empty"): 1,
        (CALAMINE, NO_RESULT): 4,
        (CALAMINE, "an error is an empty cell"): 4,
        (CALAMINE, "a far cell ends the process, not asked"): 1,
    }


def test_readers_agree_on_what_programs_write(example: Path) -> None:
    books = of_folder(example.parent / "books", count=5)
    tally = compared(chain(generated(16), of_folder(TEMPLATES), books))
    print(tally)
    assert tally.unexplained == []
    assert {ESCAPED} <= set(tally.known) <= {ESCAPED, *SPOILT}
    assert tally.books == 16 + 3 + 5
    assert min(tally.cells[OPENPYXL], tally.cells[CALAMINE]) > 6000


@pytest.mark.soak
def test_readers_agree_over_the_whole_example(example: Path) -> None:
    tally = compared(chain(generated(1000), of_folder(TEMPLATES), of_folder(example.parent / "books")))
    print(tally)
    assert tally.unexplained == []
    assert set(tally.known) == {ESCAPED, *SPOILT}
    assert tally.books > 1300  # some of the example are spoilt on purpose

"""A kind of hostile or broken file: how it is made, and the code of what must be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lvzhi.intake.cells import Workbook

FILER, PERIOD = "园林", "2015-07"  # who sends every one of them, and for when


@dataclass(frozen=True)
class Kind:
    """`code`: of the first finding, "" where there is none and the book may be filed.

    `quick`: cheap enough for every run. `then`: what the file makes its reader do.
    """

    name: str
    make: Callable[[], bytes]
    code: str
    quick: bool = False
    file_name: str = "园林-2015-07-单位报送簿.xlsx"
    then: Callable[[Workbook], object] | None = field(default=None)

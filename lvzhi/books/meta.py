"""The sheets beside the forms': hidden `_meta`, by which a machine knows a book, and those that help people.

What stands in the helping ones was asked of nobody: they need not be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SHEET = "_meta"
DICTIONARY, GUIDE = HELPING = ("字典", "填报说明")
_FORM = "form:"


@dataclass(frozen=True)
class Meta:
    """A book's identity; `sheets` maps form ids to sheet names. A blank book has no filer and no period."""

    book: str
    campaign: str
    plan_version: int
    filer: str | None = None
    period: str | None = None
    demo: bool = False
    sheets: Mapping[str, str] = field(default_factory=dict)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The sheet's rows: a key in column A, its value in column B, always text."""
        yield "book", self.book
        yield "campaign", self.campaign
        yield "plan_version", str(self.plan_version)
        yield "filer", self.filer or ""
        yield "period", self.period or ""
        yield "demo", "1" if self.demo else "0"
        for form, title in self.sheets.items():
            yield f"{_FORM}{form}", title


def parse(cells: Mapping[tuple[int, int], Any]) -> Meta | None:
    """Read the pairs back from a sheet's cells; None when they are not ours."""
    pairs = {str(v): str(cells.get((row, 2), "")) for (row, column), v in cells.items() if column == 1}
    version = pairs.get("plan_version", "")
    if "book" not in pairs or not version.isdigit():
        return None
    return Meta(
        book=pairs["book"],
        campaign=pairs.get("campaign", ""),
        plan_version=int(version),
        filer=pairs.get("filer") or None,
        period=pairs.get("period") or None,
        demo=pairs.get("demo") == "1",
        sheets={k.removeprefix(_FORM): v for k, v in pairs.items() if k.startswith(_FORM)},
    )

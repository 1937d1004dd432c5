"""What is amiss in a plan: faults by their place in the tree, problems by the line or cell people see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing to mend at `path`; `subject` is the key the message is about, put in front in quotes."""

    path: Path
    message: str
    subject: str | None = None


@dataclass(frozen=True)
class Place:
    """Where people find something: a line of the plan file, or a sheet, cell and heading of its workbook."""

    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    heading: str | None = None


@dataclass(frozen=True)
class PlanProblem:
    """One thing to mend, and where: `line` in a plan file; `sheet` and `cell` in a plan workbook."""

    line: int | None
    path: str
    message: str
    sheet: str | None = None
    cell: str | None = None

    @property
    def where(self) -> str:
        """The place in words: 第12行, 《单位》C5."""
        if self.sheet is not None:
            return f"《{self.sheet}》{self.cell or ''}"
        return f"第{self.line}行"

    def __str__(self) -> str:
        return f"{self.where}:{self.message}"


class PlanRefused(Exception):
    """A plan with something to mend; `problems` holds all of it, in the order of the file."""

    def __init__(self, problems: Iterable[PlanProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


def dotted(path: Path) -> str:
    """A path in words, positions counted from 1: `groups[2].units[1].code`."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def place_of(path: Path, places: Mapping[Path, Place]) -> Place:
    """The place of a path, else of the nearest thing around it that has one."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place(line=1))


def problems(faults: Iterable[Fault], places: Mapping[Path, Place]) -> tuple[PlanProblem, ...]:
    """Turn faults into problems at their places, each once, in the order of the file or the workbook."""
    order = {place: n for n, place in enumerate(places.values())}
    found: dict[PlanProblem, int] = {}
    for fault in faults:
        place = place_of(fault.path, places)
        text = f"“{place.heading or fault.subject}”{fault.message}" if fault.subject else fault.message
        problem = PlanProblem(place.line, dotted(fault.path), text, place.sheet, place.cell)
        found.setdefault(problem, order.get(place, -1))
    return tuple(sorted(found, key=lambda p: p.line if p.line is not None else found[p]))

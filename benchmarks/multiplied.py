"""A loaded example many times over, for pages and measures: `python -m benchmarks.multiplied DATA OUT --times 100`.

Loading thousands of books takes hours and says nothing more of a measure. The plan is the one `demo --scale` makes;
the rows of the one example that was loaded stand in the projection once for each copy of its units, groups and people.
There are no files behind the copies, so the way from a number to its cells ends at the row.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from lvzhi import planfile
from lvzhi.datadir import DataDir, initialise, opened
from lvzhi.demo import invented_plan
from lvzhi.demo.planned import suffixes
from lvzhi.form import Form
from lvzhi.journal import Journal
from lvzhi.kinds import Code, Kind, Leader, Many, Ref, Unit
from lvzhi.plan import Plan
from lvzhi.vault import Vault
from lvzhi.workspace import Workspace
from schemas import FORMS

APART = 10_000_000  # copied entries get numbers that the copy's own journal does not reach
NUMBERED = "regexp_replace({value}, '([一-龥]+)-([一-龥]+)-([0-9]+)', '\\1{sign}-\\2-\\3', 'g')"
OF_ENTRIES = ("filing", "sheet", "finding", "decision")


def main() -> None:
    """Write a data directory with `times` as many units as DATA has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a data directory with the example loaded")
    parser.add_argument("out", type=Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--versions", type=int, default=1, help="how many versions of each filing, all alike")
    args = parser.parse_args()
    rows = multiplied(args.data, args.out, args.times, FORMS, args.versions)
    print(f"{args.out}\t{args.times}x\t{rows} row versions")


def multiplied(source: Path, out: Path, times: int, forms: Sequence[Form], versions: int = 1) -> int:
    """Make the data directory `out` and return how many row versions stand in its projection.

    The plan of more than some 290 times the units is larger than a plan file may be; `versions` gives more rows.
    """
    made = _begun(source, out, times, forms)
    with duckdb.connect(str(made.projection)) as held:
        held.execute(f"attach '{opened(source).projection}' as one (read_only)")
        one = Scale(held, forms, _plan(opened(source), forms), _plan(made, forms), times)
        held.execute("begin")
        for copy in range(times):
            one.add(copy)
        one.file_before(versions - 1)
        held.execute("commit")
        return one.rows()


def rebuilt(data: Path) -> bool:
    """Open a data directory and say whether its projection had to be made anew: of copies nothing is left then."""
    with Workspace(opened(data), FORMS) as workspace:
        return bool(workspace.store.notices)


def _plan(datadir: DataDir, forms: Sequence[Form]) -> Plan:
    return planfile.read(first_plan(datadir)[0], [f.id for f in forms])


def first_plan(datadir: DataDir) -> tuple[bytes, dt.datetime]:
    """Return a campaign's first plan as it came, and since when it is in force."""
    with Journal(datadir.journal) as journal:
        entry = next(iter(journal.entries(kinds=["plan"])))
    return Vault(datadir.vault).get(entry.body["sha256"]), dt.datetime.fromisoformat(entry.at)


def _begun(source: Path, out: Path, times: int, forms: Sequence[Form]) -> DataDir:
    """The empty campaign of the multiplied plan, its projection built."""
    first = opened(source)
    plan, at = first_plan(first)
    made = initialise(out, invented_plan(plan, forms, 1, times), first.campaign(), at, "局履职办")
    with Workspace(made, forms):
        return made


class Scale:
    """Copies what came in, one copy of the units after the other."""

    def __init__(
        self, held: duckdb.DuckDBPyConnection, forms: Sequence[Form], one: Plan, many: Plan, times: int
    ) -> None:
        self._held, self._forms, self._one, self._many = held, forms, one, many
        self._signs = suffixes(times)
        self._apart: int = _number(held, "select no from one.projection_state")

    def add(self, copy: int) -> None:
        """Add one copy of everything that was received and decided."""
        sign = self._signs[copy]
        shift = APART + copy * self._apart
        codes = (*(u.code for u in self._one.units), *(g.code for g in self._one.groups))
        filers = {code: code + sign for code in codes}
        leaders = {
            name: renamed for g in self._one.groups
            for name, renamed in zip(g.leaders, self._group(g.code + sign), strict=True)
        }
        kept = "" if copy == 0 else f"where coalesce(filer, '') <> '{self._one.bureau.code}'"
        for table in OF_ENTRIES:
            own = {"entry": f"entry + {shift}", "filing": f"filing + {shift}", "filer": _named("filer", filers),
                   "key": NUMBERED.format(value='"key"', sign=sign)}
            whose = "" if table in ("sheet", "finding") else kept
            self._insert(table, own, whose)
        for form in self._forms:
            cells = {c.id: _copied(c.id, c.kind, sign, filers, leaders) for c in form.columns}
            own = {k: v for k, v in cells.items() if v}
            own |= {"entry": f"entry + {shift}", "filer": _named("filer", filers), "key": self._key(form, sign)}
            self._insert(f"rows_{form.id}", own, kept)

    def file_before(self, times: int) -> None:
        """Let every accepted book have been filed some times before, with the same rows, a minute apart."""
        apart = 2 * APART + len(self._signs) * self._apart
        said = f"(select n, n * {apart} as shift from range(1, {times + 1}) as r(n)) as r"
        accepted = "t.entry in (select entry from filing where status = 'accepted')"
        for table in ("sheet", *(f"rows_{form.id}" for form in self._forms), "filing"):
            sooner = ", received_at - to_minutes(r.n) as received_at" if table == "filing" else ""
            self._held.execute(
                f"insert into {table} select t.* replace (t.entry + r.shift as entry{sooner}) "
                f"from {table} as t, {said} where {accepted}"
            )

    def rows(self) -> int:
        """Return how many row versions there are."""
        return sum(_number(self._held, f"select count(*) from rows_{f.id}") for f in self._forms)

    def _group(self, code: str) -> tuple[str, ...]:
        return next(g.leaders for g in self._many.groups if g.code == code)

    def _key(self, form: Form, sign: str) -> str:
        """Rows of the office are those of all copies: what is no number of its own is told apart by the sign."""
        numbered = NUMBERED.format(value='"key"', sign=sign)
        offices = f"filer = '{self._one.office.code}' and {numbered} = \"key\""
        return f"case when {offices} then \"key\" || '{sign}' else {numbered} end"

    def _insert(self, table: str, own: Mapping[str, str], kept: str) -> None:
        columns = [name for name, *_ in self._held.execute(f"describe one.{table}").fetchall()]
        values = ", ".join(f'{own[c]} as "{c}"' if c in own else f'"{c}"' for c in columns)
        self._held.execute(f"insert into {table} by name select {values} from one.{table} {kept}")


def _copied(column: str, kind: Kind, sign: str, filers: Mapping[str, str], leaders: Mapping[str, str]) -> str | None:
    """Return the SQL of a cell in a copy; None where it stays as it is."""
    one = kind.of if isinstance(kind, Many) else kind
    value = "x" if isinstance(kind, Many) else f'"{column}"'
    if isinstance(one, Unit):
        told = _named(value, filers)
    elif isinstance(one, Leader):
        told = _named(value, leaders)
    elif isinstance(one, Code | Ref):
        told = NUMBERED.format(value=value, sign=sign)
    else:
        return None
    return f'list_transform("{column}", lambda x: {told})' if isinstance(kind, Many) else told


def _named(value: str, names: Mapping[str, str]) -> str:
    pairs = ", ".join(f"'{old}': '{new}'" for old, new in names.items())
    return f"coalesce((map {{{pairs}}})[{value}], {value})"


def _number(held: duckdb.DuckDBPyConnection, statement: str) -> int:
    found = held.execute(statement).fetchone()
    assert found is not None
    return int(found[0])


if __name__ == "__main__":
    main()

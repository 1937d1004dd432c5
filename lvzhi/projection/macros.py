"""A form's macros: its rows that are in effect at an instant, and the current one of each key."""

from __future__ import annotations

from lvzhi.form import Form
from lvzhi.projection.tables import quoted

# The newest row of a key is found over four narrow columns; only what is asked for is read of the wide rows
# (four times faster than row_number() over them). Excel has 1,048,576 rows: `place * 1048577 + ord` puts the
# filings in order and the rows of one filing within them, and tells every row apart by one number.
_MACROS = """
create or replace macro {versions}(as_of) as table
select r.*, s.received_at, s.approved
from {rows} as r
join source_at(as_of) as s using (entry);

create or replace macro {current}(as_of) as table
with source as (
  select entry, received_at, approved, row_number() over (order by period, received_at, entry) as place
  from source_at(as_of)
),
latest as (
  select max(s.place * 1048577 + r.ord) as position, min(s.received_at) as first_received_at
  from {rows} as r
  join source as s using (entry)
  group by {identity}
)
select r.*, s.received_at, s.approved, s.place as newness, l.first_received_at
from {rows} as r
join source as s using (entry)
join latest as l on l.position = s.place * 1048577 + r.ord
where not exists (
  from withdrawn_at(as_of) as w
  where w.form = {form} and {withdrawn}
);
"""


def form_macros(form: Form) -> str:
    """Write `<form>_versions(as_of)` and `<form>_at(as_of)`; the period is part of a periodic form's key.

    `newness` orders the rows by the period, then the receipt, of their filings; `first_received_at`: when the first
    effective version of the row came in.
    """
    identity = ("filer", "period", "key") if form.kept == "periodic" else ("filer", "key")
    return _MACROS.format(
        versions=quoted(f"{form.id}_versions"),
        current=quoted(f"{form.id}_at"),
        rows=quoted(f"rows_{form.id}"),
        form="'" + form.id.replace("'", "''") + "'",
        identity=", ".join(f"r.{name}" for name in identity),
        withdrawn=_equal("w", identity),
    )


def _equal(alias: str, names: tuple[str, ...]) -> str:
    return " and ".join(f"{alias}.{name} = r.{name}" for name in names)

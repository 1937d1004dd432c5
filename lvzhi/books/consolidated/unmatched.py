"""References from row to row that match nothing, worked out from what the forms declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lvzhi.form import Column, Form
from lvzhi.kinds import Many, Ref
from lvzhi.projection.tables import quoted
from lvzhi.restricted import open_columns, public_rows


@dataclass(frozen=True)
class Reference:
    """A column that names rows of the forms `meant`; `sql` ($as_of, $filers) gives filer, key and each number amiss."""

    form: Form
    column: Column
    meant: tuple[str, ...]
    sql: str


def references(forms: Sequence[Form]) -> Iterator[Reference]:
    """Yield every column that names rows of other forms, in the order of the forms."""
    here = {f.id for f in forms}
    for form in forms:
        for column in open_columns(form):
            kind = column.kind.of if isinstance(column.kind, Many) else column.kind
            if isinstance(kind, Ref) and (meant := tuple(f for f in kind.forms if f in here)):
                yield Reference(form, column, meant, _sql(form, column, meant, forms))


def _sql(form: Form, column: Column, meant: Sequence[str], forms: Sequence[Form]) -> str:
    """Any of the forms meant will do: which one a row means is asked when it is filed (GEN-REF)."""
    number = f"unnest({quoted(column.id)})" if isinstance(column.kind, Many) else quoted(column.id)
    keys = " union all ".join(f"select key from {quoted(f'{f}_at')}($as_of)" for f in meant)
    return f"""
        with named as (
            select filer, key, {number} as number
            from {public_rows(form, forms)}
            where filer in (select unnest($filers))
        )
        select filer, key, number from named
        where number is not null and number not in ({keys})
        order by list_position($filers, filer), length(key), key, number
    """

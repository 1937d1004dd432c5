"""The rows of a package for the level above: of the body and all below it, each number with the code of its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from lvzhi.form import Column, Form
from lvzhi.kinds import Many, Ref
from lvzhi.kinds import Unit as UnitKind
from lvzhi.package.contents import unpacked
from lvzhi.package.replay import Replayed, replayed
from lvzhi.projection.tables import quoted
from lvzhi.restricted import open_columns

BESIDE = ("filer", "filer_name", "period", "key")


def rows(data: bytes, forms: Sequence[Form], form: Form, code: str) -> pd.DataFrame:
    """Return a form's rows as they stand in a package already checked; `code` is the body's at this level.

    A county's 园林-问题-003 is QJ/园林-问题-003 for the city and JZ/QJ/园林-问题-003 for the province, wherever a row
    names it.
    """
    found = [row for part in _parts(data, forms, form, code) for row in part]
    return pd.DataFrame(found, columns=[*BESIDE, *(c.id for c in open_columns(form))])


def _parts(data: bytes, forms: Sequence[Form], form: Form, code: str) -> Iterator[list[tuple[Any, ...]]]:
    manifest, members = unpacked(data)
    with replayed(manifest, members, forms) as body:
        yield list(_own(body, form, code))
    for one in manifest["lower"]:
        yield from _parts(members[f"lower/{one['filer']}.zip"], forms, form, f"{code}/{one['filer']}")


def _own(body: Replayed, form: Form, code: str) -> Iterator[tuple[Any, ...]]:
    columns = open_columns(form)
    names = ", ".join(f"r.{quoted(c.id)}" for c in columns)
    found = body.cursor.execute(
        f"select r.filer, n.name, r.period, r.key, {names} from {quoted(f'{form.id}_at')}($at) as r"
        " left join filer_at($at) as n on n.code = r.filer order by n.ord, r.period, length(r.key), r.key",
        {"at": body.as_of},
    ).fetchall()
    for filer, name, period, key, *values in found:
        cells = (prefixed(code, c, v, form) for c, v in zip(columns, values, strict=True))
        yield f"{code}/{filer}", name, period, f"{code}/{key}", *cells


def prefixed(code: str, column: Column, value: Any, form: Form) -> Any:
    """Return a cell for the level above: what names a row or a unit of the body gets the body's code before it."""
    kind = column.kind.of if isinstance(column.kind, Many) else column.kind
    names = isinstance(kind, Ref | UnitKind) or (form.numbered and column is form.number_column)
    if value is None or not names:
        return value
    return [f"{code}/{v}" for v in value] if isinstance(value, list | tuple) else f"{code}/{value}"


def titled(found: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Return rows under Chinese headings, each cell a text; a numbered row is named by its number alone."""
    labels: Mapping[str, str] = {"filer": "代号", "filer_name": "填报单位", "period": "报告期", "key": "行的标识"}
    shown = found.drop(columns=["key"] if form.numbered else []).astype(object).map(_text)
    # Forms have a column of their own called 填报单位 or 报告期; a table's headings must differ.
    own = {c: f"{label}(表内)" if label in labels.values() else label for c, label in form.labels.items()}
    return shown.rename(columns={**own, **labels})


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None or value is pd.NaT or value != value else str(value)

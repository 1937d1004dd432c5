"""Answers laid over pre-filled rows, as if somebody had typed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lvzhi.books.layout import NIL
from lvzhi.books.prefill import Row
from lvzhi.form import Form

Answer = Mapping[str, Any]


class NoRoom(ValueError):
    """An answer names a row the sheet has not, or there is no blank row left for it."""


@dataclass(frozen=True)
class Typed:
    """A row as it stands in the sheet: what was pre-filled and, apart from it, what was typed over it."""

    row: Row
    typed: Answer


def lay(form: Form, rows: Sequence[Row], answers: Sequence[Answer]) -> tuple[Typed, ...]:
    """Put each answer into the row it names by its key, else into the next blank one."""
    laid = [Typed(row, {}) for row in rows]
    for answer in answers:
        cells = {k: v for k, v in answer.items() if k != NIL}
        if cells:
            at = _place(form, laid, cells)
            laid[at] = replace(laid[at], typed={**laid[at].typed, **cells})
    return tuple(laid)


def nil(answers: Sequence[Answer]) -> Any:
    """What is typed into 本期无, or None."""
    return next((a[NIL] for a in answers if NIL in a), None)


def _place(form: Form, laid: Sequence[Typed], cells: Answer) -> int:
    if form.layout == "card":
        return 0
    named = {k: str(cells[k]) for k in form.key if k in cells and _printed(form, k)}
    if named:
        found = (n for n, t in enumerate(laid) if all(str(t.row.values.get(k)) == v for k, v in named.items()))
    else:
        found = (n for n, t in enumerate(laid) if t.row.blank and not t.typed)
    place = next(found, None)
    if place is None:
        raise NoRoom(f"{form.id}: {named or 'no blank row left'}")
    return place


def _printed(form: Form, key: str) -> bool:
    """A key column the sheet prints; one the filer types says nothing about where."""
    return form.by_id[key].system

"""One book being filled in: answers by form, and the numbers that new rows take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from lvzhi.books import prefill
from lvzhi.books.layout import NIL
from lvzhi.demo.cast import Staff
from lvzhi.demo.held import Held
from lvzhi.demo.words import Words
from lvzhi.demo.world import World
from lvzhi.form import Form, format_number
from lvzhi.plan import Filer

Answers = dict[str, list[dict[str, Any]]]


@dataclass
class Book:
    """A filer's book of a period on the day it is filled in; `numbers` are given to new rows as they are written."""

    world: World
    held: Held
    forms: Mapping[str, Form]
    words: Words
    rng: Random
    filer: Filer
    period: str
    cutoff: dt.date
    answers: Answers = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def has(self, form: str) -> bool:
        """Say whether the filer's book of the period holds the sheet."""
        return self.world.plan.duty(form, self.filer.code, self.period) is not None

    @property
    def staff(self) -> Staff:
        return self.world.staff[self.filer.code]

    def number(self, uid: str) -> str | None:
        """The number a thing has by now."""
        return self.numbers.get(uid) or self.held.numbers_of.get(uid)

    def give(self, form: str, uid: str) -> str:
        """The next free number of the filer for a new row."""
        taken = sum(n.startswith(f"{self.filer.code}-{self.forms[form].mark}-") for n in self.numbers.values())
        n = self.held.count(form, self.filer.code) + self._foreign(form) + taken + 1
        self.numbers[uid] = format_number(self.filer.code, self.forms[form].mark or "", n)
        return self.numbers[uid]

    def _foreign(self, form: str) -> int:
        """Rows of the sheet that carry somebody else's number take none of the filer's (交办)."""
        column, own = self.forms[form].key[0], f"{self.filer.code}-{self.forms[form].mark}-"
        return -sum(not r[column].startswith(own) for r in self.held.rows(form, self.filer.code))

    def write(self, form: str, row: Mapping[str, Any]) -> None:
        self.answers.setdefault(form, []).append(dict(row))

    def explain(self, form: str, ref: str, code: str, reason: str) -> None:
        """Answer a query on the 说明 sheet."""
        self.write("explanations", {"form": self.forms[form].title, "row_ref": ref, "code": code, "reason": reason})

    def close(self) -> None:
        """Say 本期无 on every sheet that is due, shows no earlier row and has nothing new."""
        for form_id, duty in self.world.plan.owed(self.filer.code, self.period).items():
            form = self.forms[form_id]
            if duty != "event" and not form.fixed_rows and not self.answers.get(form_id) and not self._shows(form):
                self.write(form_id, {NIL: "是"})

    def _shows(self, form: Form) -> bool:
        """Say whether the printed sheet shows a row already."""
        printed = prefill.rows(form, self.world.plan, self.filer, self.period, self.held)
        return not all(row.blank for row in printed)

"""The standing of a campaign in which nothing has been accepted yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from lvzhi.form import Form
from lvzhi.intake.filing import empty_frame


@dataclass(frozen=True)
class NothingAccepted:
    """A Standing without rows: what the first books of a campaign are pre-filled from."""

    forms: Mapping[str, Form]

    @classmethod
    def of(cls, forms: Sequence[Form]) -> NothingAccepted:
        return cls({f.id: f for f in forms})

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        frame = empty_frame(self.forms[form]) if form in self.forms else pd.DataFrame()
        return frame.assign(filer=pd.Series(dtype="str"), period=pd.Series(dtype="str"),
                            key=pd.Series(dtype="str"), entry=pd.Series(dtype="Int64"))

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        return self.current(form, filer)

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        return pd.DataFrame({"problem_no": pd.Series(dtype="str"), "state": pd.Series(dtype="str")})

    def numbers(self, form: str) -> frozenset[str]:
        return frozenset()

    def periods(self, filer: str) -> tuple[str, ...]:
        return ()

    def reasons(self, filer: str) -> pd.DataFrame:
        return pd.DataFrame({k: pd.Series(dtype="str") for k in ("form", "key", "code", "period", "reason", "cells")})

"""The standing of a campaign in which nothing has been accepted yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from lvzhi.form import Form
from lvzhi.intake.filing import empty_frame

_FILED: Mapping[str, pd.Series] = {
    "filer": pd.Series(dtype="str"), "period": pd.Series(dtype="str"), "key": pd.Series(dtype="str"),
    "entry": pd.Series(dtype="Int64"),
}


@dataclass(frozen=True)
class NothingAccepted:
    """A Standing without rows: what the first books of a campaign are pre-filled from."""

    frames: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, forms: Sequence[Form]) -> NothingAccepted:
        return cls({f.id: empty_frame(f).assign(**_FILED) for f in forms})

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        return self.frames.get(form, pd.DataFrame(_FILED))

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        return self.current(form, filer)

    def versions_naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        return self.current(form)

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        return pd.DataFrame({"problem_no": pd.Series(dtype="str"), "state": pd.Series(dtype="str")})

    def naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        return self.current(form)

    def problems_naming(self, column: str, values: Collection[str]) -> pd.DataFrame:
        return self.problems()

    def numbers(self, form: str, filer: str | None = None) -> frozenset[str]:
        return frozenset()

    def registered(self, form: str, numbers: Collection[str]) -> frozenset[str]:
        return frozenset()

    def periods(self, filer: str) -> tuple[str, ...]:
        return ()

    def attached(self, filer: str) -> frozenset[tuple[str, str]]:
        return frozenset()

    def expect(self, filers: Iterable[str]) -> None:
        """Whose rows are asked for makes no difference."""

    def forget(self, filer: str, forms: Iterable[str]) -> None:
        """Nothing is held."""

    def let_go(self) -> None:
        """Nothing is held."""

    def reasons(self, filer: str) -> pd.DataFrame:
        return pd.DataFrame({k: pd.Series(dtype="str") for k in ("form", "key", "code", "period", "reason", "basis")})

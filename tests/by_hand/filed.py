"""What was filed, as plain frames: the rows in force are found by pandas, without any of the product's SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from lvzhi.plan import Plan
from lvzhi.workspace import Workspace
from schemas import FORMS

_KEPT = {f.id: f.kept for f in FORMS}


class Filed:
    """The accepted rows of sheets, the filings and the plan, up to the end of the campaign's day."""

    def __init__(self, workspace: Workspace) -> None:
        self.plan: Plan = workspace.plan
        self.day = pd.Timestamp(workspace.clock.today())
        self._cursor = workspace.store.cursor()

    def table(self, name: str) -> pd.DataFrame:
        """A table as it is kept; days by dtype as everywhere."""
        frame = self._cursor.execute(f"from {name}").df()
        days = frame.select_dtypes("datetime64").columns
        return frame.assign(**{c: frame[c].astype("datetime64[s]") for c in days})

    @cached_property
    def filings(self) -> pd.DataFrame:
        """Accepted and not returned; `approved` ones by a decision."""
        filings, decided = self.table("filing"), self.table("decision")
        returned, approved = (set(decided.loc[decided["act"] == act, "filing"].dropna()) for act in ("return", "approve"))
        held = filings[(filings["status"] == "accepted") & ~filings["entry"].isin(returned)]
        return held.assign(approved=held["entry"].isin(approved))

    def versions(self, form: str) -> pd.DataFrame:
        """All rows of a form in filings that stand, oldest first."""
        rows = self.table(f"rows_{form}").merge(
            self.filings[["entry", "received_at", "approved"]], on="entry", how="inner"
        )
        return rows.sort_values(["period", "received_at", "entry", "ord"], kind="stable")

    def __call__(self, form: str) -> pd.DataFrame:
        """The rows in force, without those of the bureau itself: it counts only where it is asked for by name."""
        by = ["filer", "period", "key"] if _KEPT[form] == "periodic" else ["filer", "key"]
        rows = self.versions(form).drop_duplicates(by, keep="last")
        return rows[rows["filer"] != self.plan.bureau.code]

    def asked(self, *forms: str) -> set[tuple[str, str]]:
        """Which sheets the plan asks of which units, each form once."""
        return {
            (f.code, form) for form in forms for f in self.plan.units for p in self.plan.periods
            if self.plan.duty(form, f.code, p.id) == "due"
        }

    def nothing_to_list(self, forms: Sequence[str]) -> set[tuple[str, str]]:
        """The sheets accepted when they were due, on which 本期无 was ticked, or 零报告 on their book's cover."""
        sheets = self.table("sheet").merge(self.filings[["entry", "filer", "period"]], on="entry")
        covers = self.table("rows_cover").set_index("entry")["nil_return"]
        empty = sheets["nil"] | sheets["entry"].map(covers).eq("是")
        held = sheets[empty & sheets["form"].isin(forms)]
        return {
            (h.filer, h.form) for h in held.itertuples() if self.plan.duty(h.form, h.filer, h.period) == "due"
        }


def n_of(part: object, whole: object) -> str:
    return f"{int(part)}/{int(whole)}"  # type: ignore[call-overload]


def rate(part: float, whole: float) -> str:
    return f"{part / whole * 100:.1f}%"


def day_of(day: dt.date) -> pd.Timestamp:
    return pd.Timestamp(day)

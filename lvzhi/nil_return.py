"""零报告 without a workbook: what stands in the way of saying that a period has nothing new and no change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from lvzhi.form import Form
from lvzhi.intake.filing import Standing
from lvzhi.plan import Filer, Plan


def hindrances(
    plan: Plan, forms: Sequence[Form], filer: Filer, period: str, standing: Standing, today: dt.date
) -> tuple[str, ...]:
    """Return why a filer cannot make a nil return for a period, in words; empty when it can (forms.md section 4)."""
    owed = plan.owed(filer.code, period)
    printed = [f"《{f.title}》" for f in forms if owed.get(f.id) == "due" and f.fixed_rows]
    found = [f"本期{'、'.join(printed)}须逐行填写,请用报送簿报送。"] if printed else []
    problems = standing.problems(filer.code)
    if problems.empty:
        return tuple(found)
    found += [f"交办事项{n}还没有答复,请在《问题整改台账》中填写。" for n in _unanswered(problems)]
    found += [f"{n}已过整改时限,还没有填写整改进展。" for n in _silent(problems, standing, filer.code, today)]
    return tuple(found)


def _unanswered(problems: pd.DataFrame) -> list[str]:
    asked = problems[problems["is_open"] & (problems["origin"] == "assignment") & ~problems["answered"].astype(bool)]
    return list(asked["problem_no"])


def _silent(problems: pd.DataFrame, standing: Standing, filer: str, today: dt.date) -> list[str]:
    """Open problems past their deadline whose row in the ledger says nothing of progress."""
    rows = standing.current("rectification", filer)
    said = set(rows[rows["progress"].notna()]["key"])
    late = problems[problems["is_open"] & (problems["deadline"] < pd.Timestamp(today))]
    return [n for n in late["problem_no"] if n not in said]

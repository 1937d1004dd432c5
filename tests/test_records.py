"""Rows as mappings: values as plain Python, blanks as None."""

from __future__ import annotations

import pandas as pd

from lvzhi.records import records


def test_values_are_plain_python_and_blanks_are_none() -> None:
    frame = pd.DataFrame({
        "many": pd.Series([("甲", "乙"), (), None], dtype="object"), "word": pd.Series(["甲", None, "丙"], dtype="str"),
        "number": pd.Series([1, None, 3], dtype="Int64"), "count": pd.Series([0, 1, 2], dtype="int64"),
        "nothing": pd.Series([None] * 3, dtype="str"),
    })
    found = [{k: v for k, v in r.items() if k != "_row"} for r in records(frame)]
    assert found == [
        {"many": ("甲", "乙"), "word": "甲", "number": 1, "count": 0, "nothing": None},
        {"many": (), "word": None, "number": None, "count": 1, "nothing": None},
        {"many": None, "word": "丙", "number": 3, "count": 2, "nothing": None},
    ]
    assert {type(r["count"]) for r in found} == {int}

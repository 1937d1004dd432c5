"""Rows as mappings: values as the kinds hold them, blanks as None."""

from __future__ import annotations

import pandas as pd

from lvzhi.records import records


def test_several_values_in_a_cell_stay_a_tuple_and_blanks_are_none() -> None:
    frame = pd.DataFrame({
        "many": pd.Series([("甲", "乙"), (), None], dtype="object"), "word": pd.Series(["甲", None, "丙"], dtype="str"),
        "number": pd.Series([1, None, 3], dtype="Int64"), "nothing": pd.Series([None] * 3, dtype="str"),
    })
    assert [{k: v for k, v in r.items() if k != "_row"} for r in records(frame)] == [
        {"many": ("甲", "乙"), "word": "甲", "number": 1, "nothing": None},
        {"many": (), "word": None, "number": None, "nothing": None},
        {"many": None, "word": "丙", "number": 3, "nothing": None},
    ]

"""Rows as mappings: values as plain Python, blanks as None."""

from __future__ import annotations

import pandas as pd

from lvzhi.records import _MADE, records, share


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


def test_the_parts_of_a_frame_have_the_records_they_would_have_alone() -> None:
    whole = pd.DataFrame({"word": ["甲", None, "丙"]}, index=[4, 9, 4]).astype({"word": "str"})
    parts = [whole.iloc[:2], whole.iloc[2:]]
    alone = [records(part.copy()) for part in parts]
    share(whole, parts)
    assert [records(part) for part in parts] == alone
    assert [r["_row"] for r in records(parts[0])] == [4, 9]


def test_the_records_of_a_frame_are_made_once_and_go_with_it() -> None:
    frame = pd.DataFrame({"word": pd.Series(["甲"], dtype="str")})
    first = records(frame)
    assert records(frame) is first
    count = len(_MADE)
    del frame
    assert len(_MADE) == count - 1
    for word in ("乙", "丙"):  # the second may be given the place in memory that the first had
        assert records(pd.DataFrame({"word": pd.Series([word], dtype="str")}))[0]["word"] == word

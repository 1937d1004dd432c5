"""Tables on the pages: what stands in them is there to be read, and nothing of it is the framework's English."""

from __future__ import annotations

import pandas as pd
import pytest

from lvzhi.web.tables import widths
from tests.test_layers import SOURCES, named

DAY = "2015-10-09"


@pytest.mark.parametrize(("filled", "found"), [
    (0, {}), (1, {"申请日期": 91}), (4, {"申请日期": 91}), (6, {}), (10, {}),
])
def test_a_column_that_is_mostly_empty_has_room_for_what_stands_in_it(filled: int, found: dict[str, int]) -> None:
    words = pd.DataFrame({"编号": ["园林-问题-001"] * 10, "申请日期": [DAY] * filled + [None] * (10 - filled)})
    assert widths(words) == found
    assert widths(words[:5]) == {}  # the browser sees to it


def test_one_long_cell_among_short_ones_is_read_whole_but_for_a_story() -> None:
    words = pd.DataFrame({
        "指标": ["阶段任务完成(有异议,待答复)", *["按时报送"] * 6], "退回原因": [*[""] * 6, "略"], "备注": [*[""] * 6, "很长的话" * 30],
        "一样长": ["不长不短的话"] * 7, "数": [1.5] * 7,
    })
    assert widths(words) == {"指标": 200, "备注": 360}


def test_every_table_is_shown_the_same_way() -> None:
    """The framework's own way says None in an empty cell."""
    assert [named(p) for p in SOURCES if "st.dataframe(" in p.read_text(encoding="utf-8")] == ["lvzhi/web/tables.py"]

"""下级上报: packages put in are answered one by one; the bodies, their sum and their rows are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.levels import county, package_of, upper
from tests.test_pages import OFFICE, fresh_server, said, visit  # noqa: F401


def put(app: AppTest, count: int, **files: bytes) -> AppTest:
    app.file_uploader(key=f"below.files.{count}").set_value([(n, d, "") for n, d in files.items()]).run()
    app.button(key="below.receive").click().run()
    assert [e.message for e in app.exception] == []
    return app


def test_packages_are_taken_in_and_summed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with upper(tmp_path / "data", "江水市局", {"QJ": "潜水县局", "XT": "仙水县局"}):
        pass
    good = package_of(county("潜水县局", problems=5, closed=3, satisfied=30, visits=2, done=2))
    torn = bytearray(good)
    torn[len(torn) // 2] ^= 1
    app = put(visit(tmp_path / "data", "below", OFFICE, monkeypatch), 0, **{"潜水.zip": good, "坏.zip": bytes(torn)})
    assert ["已接收" in s.value and "潜水县局" in s.value for s in app.success] == [True]
    assert ["没有接收" in w.value and "tables/" in w.value.replace("\\", "") for w in app.warning] == [True]
    table = app.dataframe[0].value
    assert [list(map(str, row)) for row in table[["下级", "已销号/应整改", "任务完成/应做"]].to_numpy()] == [
        ["潜水县局", "3/5", "4/8"], ["仙水县局", "–", "–"], ["合计", "3/5", "4/8"]]
    rows = app.dataframe[1].value
    assert (len(rows), rows["问题编号"].iloc[0], rows["责任单位"].iloc[0]) == (5, "QJ/河道-问题-001", "QJ/河道")
    again = put(app, 1, **{"潜水.zip": good})
    assert ["以前收过" in s.value for s in again.success] == [True]

"""What stands, as a filing's checks see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest

import schemas
from lvzhi.intake.filing import SheetRows
from lvzhi.records import records
from lvzhi.standing import StoreStanding
from lvzhi.store import Store
from tests.filed import FORMS, LEDGER, Office, derive, instant, office, row, sheet


@pytest.fixture
def kept(tmp_path: Path) -> Office:
    return office(tmp_path / "data")


@pytest.fixture
def filed(kept: Office) -> Iterator[Store]:
    full = row("甲-问题-002", "窗口", due="2015-09-30", people=["王某", "李某"], cost=12.3, visits=4)
    asked = {
        "form": "ledger", "severity": "query", "code": "RECT-DUE-LATE", "message": "请说明。", "key": "甲-问题-002",
        "basis": "due=2015-12-01",
    }
    kept.files(
        "甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001"), full],
        findings=[{**asked, "reason": "市里统一安排"}, asked],
    )
    kept.files("甲", "2015-07", "2015-08-01T10:00:00", ledger=[{**full, "visits": 5}])
    kept.files("乙", "2015-07", "2015-08-02T10:00:00", ledger=[row("乙-问题-001")])
    with Store.open(kept.datadir, FORMS, derive) as store:
        yield store


def standing(store: Store, as_of: str, expected: Sequence[str] = ()) -> StoreStanding:
    made = StoreStanding(store.cursor(), instant(as_of), FORMS, store.plan_at(instant("2015-12-01")))
    made.expect(expected)
    return made


def test_current_rows_have_the_dtypes_of_their_kinds(filed: Store) -> None:
    frame = standing(filed, "2015-12-31").current("ledger", "甲")
    assert {c.id: frame[c.id].dtype for c in LEDGER.all_columns} == {
        c.id: c.kind.series([]).dtype for c in LEDGER.all_columns
    }
    assert frame["key"].tolist() == ["甲-问题-001", "甲-问题-002"]
    last = frame.iloc[1]
    assert (last["due"], last["people"], last["cost"], last["visits"], last["period"], last["entry"]) == (
        pd.Timestamp("2015-09-30"), ("王某", "李某"), 12.3, 5, "2015-07", 3,
    )
    assert frame.iloc[0][["due", "people", "cost", "visits"]].isna().tolist() == [True] * 4


def test_current_rows_of_everybody_and_of_nobody(filed: Store) -> None:
    assert standing(filed, "2015-12-31").current("ledger")["key"].tolist() == [
        "乙-问题-001", "甲-问题-001", "甲-问题-002",
    ]
    empty = standing(filed, "2015-06-30").current("ledger", "甲")
    assert (len(empty), list(empty.columns)[-4:]) == (0, ["filer", "period", "key", "entry"])
    assert {c.id: empty[c.id].dtype for c in LEDGER.all_columns} == {
        c.id: c.kind.series([]).dtype for c in LEDGER.all_columns
    }


@pytest.mark.parametrize("together", [(), ("甲",), ("甲", "乙"), ("甲", "乙", "丙", "丁")])
def test_rows_fetched_together_are_those_fetched_alone(filed: Store, together: tuple[str, ...]) -> None:
    shared = standing(filed, "2015-12-31", together)
    for filer in ("甲", "乙", "丙"):
        alone = standing(filed, "2015-12-31")
        pd.testing.assert_frame_equal(shared.current("ledger", filer), alone.current("ledger", filer))
        pd.testing.assert_frame_equal(shared.versions("ledger", filer), alone.versions("ledger", filer))
        assert records(shared.versions("ledger", filer)) == records(alone.versions("ledger", filer))
    assert len(shared.current("ledger")) == 3
    assert shared.current("ledger", "乙")["key"].tolist() == ["乙-问题-001"]
    for expected in (["甲"], ["乙", "丙"], []):
        shared.expect(expected)
        shared.forget("乙", ["ledger"])
        assert [len(shared.current("ledger", filer)) for filer in ("乙", "丙", "甲")] == [1, 0, 2]
        assert shared.naming("ledger", "ledger_no", {"甲-问题-002"})["filer"].tolist() == ["甲"]
        assert shared.numbers("ledger", "乙") == {"乙-问题-001"}


def test_versions_come_oldest_first(filed: Store) -> None:
    frame = standing(filed, "2015-12-31").versions("ledger", "甲")
    assert list(zip(frame["key"], frame["entry"], strict=True)) == [
        ("甲-问题-001", 2), ("甲-问题-002", 2), ("甲-问题-002", 3),
    ]


@pytest.mark.parametrize("together", [(), ("甲", "乙")])
@pytest.mark.parametrize("whole_first", [True, False])
def test_rows_that_name_something_are_those_of_everybody(
    filed: Store, together: tuple[str, ...], whole_first: bool
) -> None:
    asked = standing(filed, "2015-12-31", together)
    if whole_first:
        asked.current("ledger")
    found = [asked.naming("ledger", "ledger_no", wanted) for wanted in ({"乙-问题-001", "甲-问题-002", "丙"}, set())]
    assert [frame["key"].tolist() for frame in found] == [["乙-问题-001", "甲-问题-002"], []]
    assert [list(frame.dtypes) for frame in found] == [list(asked.current("ledger").dtypes)] * 2


def test_versions_that_name_something_are_those_of_everybody(filed: Store) -> None:
    asked = standing(filed, "2015-12-31")
    frame = asked.versions_naming("ledger", "ledger_no", {"乙-问题-001", "甲-问题-002"})
    of_each = pd.concat([asked.versions("ledger", filer) for filer in ("乙", "甲")], ignore_index=True)
    named = of_each[of_each["ledger_no"] != "甲-问题-001"].reset_index(drop=True)
    assert sorted(zip(frame["key"], frame["entry"], strict=True)) == sorted(zip(named["key"], named["entry"], strict=True))
    assert frame["key"].tolist().count("甲-问题-002") == 2 and list(frame.dtypes) == list(named.dtypes)


@pytest.mark.parametrize("together", [(), ("甲", "乙")])
def test_of_the_numbers_named_those_are_known_that_anybody_registered(filed: Store, together: tuple[str, ...]) -> None:
    asked = standing(filed, "2015-12-31", together)
    for _ in range(2):
        assert asked.registered("ledger", {"乙-问题-001", "甲-问题-002", "丙-问题-001"}) == {"乙-问题-001", "甲-问题-002"}
        assert asked.registered("ledger", set()) == frozenset()
        assert asked.numbers("ledger", "甲") == {"甲-问题-001", "甲-问题-002"}
        assert asked.numbers("ledger", "丙") == set()
        assert len(asked.numbers("ledger")) == 3  # the second time all are at hand


def test_numbers_and_periods(filed: Store) -> None:
    now, july = standing(filed, "2015-12-31"), standing(filed, "2015-07-31")
    assert now.numbers("ledger") == {"甲-问题-001", "甲-问题-002", "乙-问题-001"}
    assert july.numbers("ledger") == {"甲-问题-001", "甲-问题-002"}
    for asked in (now, standing(filed, "2015-12-31")):  # part of everybody's, or alone
        assert asked.numbers("ledger", "乙") == {"乙-问题-001"}
    assert (now.periods("甲"), july.periods("甲"), now.periods("丙")) == (("2015-06", "2015-07"), ("2015-06",), ())


def test_reasons_given_are_kept_with_what_they_rest_on(filed: Store) -> None:
    assert standing(filed, "2015-12-31").reasons("甲").to_dict("records") == [
        {
            "form": "ledger", "key": "甲-问题-002", "code": "RECT-DUE-LATE", "period": "2015-06",
            "reason": "市里统一安排", "basis": "due=2015-12-01",
        }
    ]
    assert list(standing(filed, "2015-12-31").reasons("乙").columns) == [
        "form", "key", "code", "period", "reason", "basis",
    ]


def test_rows_once_asked_for_stay_as_they_were(filed: Store, kept: Office) -> None:
    before = standing(filed, "2015-12-31")
    assert before.current("ledger", "乙")["entry"].tolist() == [4]
    entry = kept.files("乙", "2015-07", "2015-08-03T10:00:00", ledger=[row("乙-问题-001")])
    filed.catch_up()
    assert before.current("ledger", "乙")["entry"].tolist() == [4]
    assert standing(filed, "2015-12-31").current("ledger", "乙")["entry"].tolist() == [entry.no]


def test_what_is_forgotten_is_asked_again(filed: Store, kept: Office) -> None:
    asked = standing(filed, "2015-12-31")

    def found() -> tuple[list[str], frozenset[str]]:
        return asked.naming("ledger", "ledger_no", {"乙-问题-002"})["key"].tolist(), asked.numbers("ledger", "乙")

    assert found() == ([], {"乙-问题-001"})
    kept.files("乙", "2015-08", "2015-09-03T10:00:00", ledger=[row("乙-问题-002")])
    filed.catch_up()
    assert found() == ([], {"乙-问题-001"})
    asked.forget("乙", ["ledger"])
    assert found() == (["乙-问题-002"], {"乙-问题-001", "乙-问题-002"})


def test_an_instant_with_its_offset_is_one_of_the_campaign(filed: Store) -> None:
    assert standing(filed, "2015-08-02T01:59:59+00:00").periods("乙") == ()
    assert standing(filed, "2015-08-02T02:00:00+00:00").periods("乙") == ("2015-07",)


def test_problems_registered_with_the_real_forms(kept: Office) -> None:
    ledger, day = schemas.rectification.FORM, "2015-07-03"
    problem = {
        "problem_no": "甲-问题-001", "registered_on": day, "source": "自查自纠", "area": "依法行政",
        "description": "窗口排队时间长,群众意见大", "category": "限期整改", "due": "2015-09-30", "status": "整改中",
        "responsible_unit": "甲", "responsible_leader": "周某", "responsible_person": ["王某", "李某"],
    }

    def read(*_: object) -> dict[str, SheetRows]:
        return {"rectification": sheet(ledger, [problem])}

    kept.files("甲", "2015-06", "2015-07-04T10:00:00", rectification=[problem])
    with Store.open(kept.datadir, schemas.FORMS, read) as store:
        plan = store.plan_at(instant(day))
        before, after = (
            StoreStanding(store.cursor(), instant(as_of), schemas.FORMS, plan)
            for as_of in ("2015-07-03", "2015-07-31")
        )
        assert before.problems().empty
        assert after.problems("乙").empty
        shown = ["problem_no", "unit", "origin", "registered_on", "original_due", "deadline", "state", "closed_on"]
        assert after.problems("甲")[shown].to_dict("records") == [
            {
                "problem_no": "甲-问题-001", "unit": "甲", "origin": "ledger", "state": "未销号",
                "registered_on": pd.Timestamp(day), "original_due": pd.Timestamp("2015-09-30"),
                "deadline": pd.Timestamp("2015-09-30"), "closed_on": pd.NaT,
            }
        ]
        assert after.problems()["responsible_persons"].tolist() == [("王某", "李某")]
        # One unit's alone, or its part of everybody's: the same rows and dtypes.
        for together in ((), ("甲", "乙")):
            others_first = StoreStanding(store.cursor(), instant("2015-07-31"), schemas.FORMS, plan)
            others_first.expect(together)
            others_first.problems(None if not together else "乙")
            for unit in ("甲", "乙"):
                pd.testing.assert_frame_equal(others_first.problems(unit), after.problems(unit))
                alone = StoreStanding(store.cursor(), instant("2015-07-31"), schemas.FORMS, plan)
                alone.expect(together)
                for asked in (others_first, alone):
                    pd.testing.assert_frame_equal(asked.problems_naming("unit", {unit}), after.problems(unit))
                    assert asked.problems_naming("problem_no", {"甲-问题-001", "甲-问题-009"})["unit"].tolist() == ["甲"]
                    assert asked.problems_naming("problem_no", set()).empty

"""A percentage typed as 45% reaches us as 0.45: it must not be read as less than half a per cent."""

from __future__ import annotations

import pytest

from lvzhi.findings import Refused
from lvzhi.kinds import Percent, Reading
from tests.campaigns import plan_of

PLAN = plan_of()
AT = Reading(PLAN, PLAN.units[0])


@pytest.mark.parametrize(("typed", "kept"), [(45, 0.45), (45.5, 0.455), ("45%", 0.45), ("45", 0.45), ("0.5", 0.005), (0, 0.0), (100, 1.0)])
def test_what_is_clear_is_read(typed: object, kept: float) -> None:
    assert Percent().parse(typed, AT) == kept


@pytest.mark.parametrize("kept", [0.0, 0.0001, 0.005, 0.00999, 0.01, 0.455, 1.0])
def test_what_a_book_is_printed_with_is_read_as_the_same(kept: float) -> None:
    assert Percent().parse(Percent().to_type(kept, PLAN), AT) == kept


def test_what_could_be_two_percentages_is_asked_about() -> None:
    with pytest.raises(Refused) as refused:
        Percent().parse(0.45, AT)
    assert (refused.value.code, refused.value.candidates) == ("GEN-NUMBER", ("0.45", "45"))
    assert refused.value.message == (
        "本格填0至100之间的数(百分比)。“0.45”可能是0.45%,也可能是45%。请只填百分数,如“45”。"
    )

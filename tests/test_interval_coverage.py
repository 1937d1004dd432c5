"""The intervals of satisfaction hold the true rate as often as they say: summed exactly over all counts."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.interval_coverage import coverage, of_changes


def test_for_every_number_of_answers_the_mean_over_rates_is_at_least_94_of_100() -> None:
    mean = pd.concat([coverage(range(n, n + 4)) for n in (5, 10, 20, 40, 100, 200, 350, 497)]).mean(axis=1)
    assert (len(mean), mean.index.max()) == (32, 500)
    assert mean.min() >= 0.94 and mean.mean() <= 0.97


@pytest.mark.soak
def test_every_number_of_answers_from_5_to_500() -> None:
    assert coverage().mean(axis=1).min() >= 0.94


@pytest.mark.parametrize("sizes", [(10, 10), (20, 60), (60, 60)])
def test_the_change_between_batches_too(sizes: tuple[int, int]) -> None:
    assert 0.94 <= of_changes(*sizes).to_numpy().mean() <= 0.98

"""Do the intervals of satisfaction hold the true rate? `python -m tests.interval_coverage` prints it, exactly."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd

from tests.measures.world import World, plan_of

RATES = np.round(np.arange(0.5, 0.9901, 0.01), 2)
COUNTS = range(5, 501)


def intervals(counts: range) -> pd.DataFrame:
    """Return low and high of every count k of n, as the product's own SQL computes them."""
    return _asked(
        "select n, k, wilson(k / n, n).low as low, wilson(k / n, n).high as high "
        "from (select unnest(range($1, $2)) as n) as size, unnest(range(0, n + 1)) as answer(k) order by n, k",
        counts.start, counts.stop,
    )


@cache
def _world() -> World:
    return World(plan_of("worked"))


def _asked(query: str, *parameters: int) -> pd.DataFrame:
    return _world().connection.execute(query, parameters).df()


def chances(n: int, rates: np.ndarray) -> np.ndarray:
    """Return the binomial chance of each count 0…n (rows) under each rate (columns)."""
    k = np.arange(n + 1)[:, None]
    ways = np.array([math.lgamma(n + 1) - math.lgamma(j + 1) - math.lgamma(n - j + 1) for j in range(n + 1)])[:, None]
    return np.exp(ways + k * np.log(rates) + (n - k) * np.log1p(-rates))


def coverage(counts: range = COUNTS) -> pd.DataFrame:
    """Return per n how often the interval holds the true rate, rates as columns: summed exactly, nothing is drawn."""
    rows = {}
    for n, part in intervals(counts).groupby("n"):
        holds = (part["low"].to_numpy()[:, None] <= RATES) & (part["high"].to_numpy()[:, None] >= RATES)
        rows[n] = (chances(int(n), RATES) * holds).sum(axis=0)
    return pd.DataFrame(rows, index=RATES).T


def of_changes(n1: int, n2: int, step: int = 5) -> pd.DataFrame:
    """Return how often Newcombe's interval holds the true change: rates before as rows, after as columns."""
    found = _asked(
        "select i, j, newcombe(i / $1, $1, j / $2, $2) as swing "
        "from unnest(range(0, $1 + 1)) as a(i), unnest(range(0, $2 + 1)) as b(j) order by i, j", n1, n2,
    )
    low = np.array([s["low"] for s in found["swing"]]).reshape(n1 + 1, n2 + 1)
    high = np.array([s["high"] for s in found["swing"]]).reshape(n1 + 1, n2 + 1)
    rates = RATES[::step]
    before, after = chances(n1, rates), chances(n2, rates)
    return pd.DataFrame({
        q: {p: float(before[:, a] @ ((low <= q - p) & (q - p <= high)) @ after[:, b]) for a, p in enumerate(rates)}
        for b, q in enumerate(rates)
    })


def main() -> None:
    mean = coverage().mean(axis=1)
    print(f"one rate, Wilson, mean over rates {RATES[0]}-{RATES[-1]}, n = {COUNTS.start}-{COUNTS.stop - 1}: "
          f"mean {mean.mean():.4f}, minimum {mean.min():.4f} at n = {mean.idxmin()}")
    for sizes in ((10, 10), (20, 60), (60, 60), (150, 150)):
        found = of_changes(*sizes)
        print(f"change, Newcombe, n = {sizes}: mean {found.to_numpy().mean():.4f}, minimum {found.to_numpy().min():.4f}")


if __name__ == "__main__":
    main()

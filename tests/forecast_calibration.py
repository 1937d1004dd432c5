"""Is the forecast honest? `python -m tests.forecast_calibration` prints it over simulated campaigns of every kind."""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from tests.forecasting.scoring import score, table
from tests.forecasting.simulated import KINDS, KNOWN, campaign, mixed


def scores(each: int, seed: int = 1) -> pd.DataFrame:
    """Return one row per forecast: `each` campaigns of every kind, forecast from every day known to."""
    rows = []
    for kind, n in ((k, n) for k in (*KINDS, "mixed") for n in range(each)):
        rng = np.random.default_rng([seed, n, *kind.encode()])
        lives = campaign(mixed(seed * 1000 + n) if kind == "mixed" else KINDS[kind], rng)
        for k, day in enumerate(KNOWN):
            if found := score(lives, day, seed * 100_000 + n * 10 + k):
                rows.append({"kind": kind, **vars(found)})
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=60, help="campaigns of every kind")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with pd.option_context("display.width", 200, "display.max_columns", 30):
        print(table(scores(args.each, args.seed)).round(3).to_string())


if __name__ == "__main__":
    main()

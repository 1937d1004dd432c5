"""`python -m tests.hostile [word …]`: every kind (whose name holds a word), what is said of it, what that took."""

from __future__ import annotations

import sys

from lvzhi.intake.worker import Pool
from tests.hostile.every import KINDS
from tests.hostile.measuring import outcome


def main(words: list[str]) -> int:
    print(f"{'kind':42}{'MB':>7}{'s':>7}{'reader MB':>11}{'server +MB':>12}  said")
    wrong = 0
    for kind in (k for k in KINDS if not words or any(word in k.name for word in words)):
        data = kind.make()
        with Pool(1) as pool:
            found = outcome(kind, data, pool)
        is_wrong = found.code != kind.code
        wrong += is_wrong
        print(
            f"{kind.name:42}{len(data) / 1024**2:7.2f}{found.seconds:7.2f}{found.reader:11.0f}{found.grown:12.0f}  "
            f"{found.sentence}{f' <-- {found.code}, not {kind.code}' if is_wrong else ''}",
            flush=True,
        )
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

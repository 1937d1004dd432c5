"""`python -m tests.readers FOLDER …`: our reader beside openpyxl and calamine over all workbooks of the folders."""

from __future__ import annotations

import sys
import warnings
from itertools import chain
from pathlib import Path

from tests.readers.books import by_hand, generated, of_folder
from tests.readers.comparing import compared


def main(folders: list[str]) -> int:
    warnings.filterwarnings("ignore", "Workbook contains no default style")
    tally = compared(chain(by_hand(), generated(1000), *(of_folder(Path(folder)) for folder in folders)))
    print(tally)
    print("\n".join(tally.unexplained))
    return bool(tally.unexplained)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

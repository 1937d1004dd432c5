"""What became of files, for those who sent them: a line to paste into a message, and the marked books in one zip.

And the line for those who sent nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, UNREADABLE, Receipt

LONGEST = 70
NAMED = 3  # months that are named one by one


def reply(receipt: Receipt, names: Mapping[str, str]) -> str:
    """Return the line for one file, at most LONGEST characters; `names` are the filers' names by code."""
    if receipt.status in (ACCEPTED, DUPLICATE):
        said = f"报送簿已接收,回执号 {receipt.receipt}。"
    elif receipt.status == UNREADABLE:
        said = f"文件读不出,请另存为.xlsx再报。收件号 {receipt.receipt}。"
    else:
        count = sum(f.open for f in receipt.findings)
        said = f"报送簿有 {count} 处需要处理,请按标注版改好再报。收件号 {receipt.receipt}。"
    return _to(names.get(receipt.filer or "", receipt.file), said)


def reminder(whose: str, months: Sequence[str]) -> str:
    """Return the line for who has not filed the books of some months, at most LONGEST characters."""
    which = "、".join(months) if len(months) <= NAMED else f"{months[0]}起{len(months)}期"
    return _to(whose, f"{which}报送簿已过截止日,还没有收到,请尽快报来。")


def _to(whose: str, said: str) -> str:
    room = LONGEST - len("【履职办】:") - len(said)
    return f"【履职办】{whose if len(whose) <= room else whose[: room - 1] + '…'}:{said}"


def bundle(books: Iterable[tuple[str, bytes]], lines: Iterable[str]) -> bytes:
    """Pack marked books (name, bytes) and the lines to send with them into one zip; a name met twice is numbered."""
    out, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in books:
            stem, dot, ending = name.rpartition(".")
            free = next(n for k in range(1, len(taken) + 2)
                        if (n := name if k == 1 else f"{stem}({k}){dot}{ending}") not in taken)
            taken.add(free)
            packed.writestr(free, data)
        packed.writestr("回复.txt", "﻿" + "\r\n".join(lines))
    return out.getvalue()

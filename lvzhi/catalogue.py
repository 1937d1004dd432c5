"""Every finding code with its wording, gathered from where each is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lvzhi.attachments import kinds, rows
from lvzhi.findings import Severity, Wording
from lvzhi.intake import general, identity_check, listing, normalising, reasons, refusals, structure


def catalogues() -> Mapping[str, Sequence[Wording]]:
    """Heading -> wordings of what is not any single form's: files, books, sheets."""
    files = tuple(Wording(r.code, Severity.ERROR, r.message) for r in refusals.CATALOGUE)
    return {
        "文件": files,
        "报送簿": identity_check.WORDINGS,
        "各表通用:读取": normalising.WORDINGS,
        "各表通用:表头": structure.WORDINGS,
        "各表通用:核对": general.WORDINGS,
        "各表通用:数量": listing.WORDINGS,
        "说明": reasons.WORDINGS,
        "附件": (*kinds.WORDINGS, *rows.WORDINGS),
    }

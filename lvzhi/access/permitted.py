"""The question before every act: whoever may not do it is told so, and the journal keeps that they asked."""

from __future__ import annotations

from lvzhi.access import record
from lvzhi.access.model import Account, By
from lvzhi.journal import Journal
from lvzhi.permits import PERMITS, NotPermitted, refusal


def require(
    journal: Journal, name: str, by: By | None, filer: str | None = None, account: Account | None = None
) -> None:
    """Go on when somebody may do an act; NotPermitted otherwise, noted in the journal. Arguments as for `refusal`."""
    said = refusal(name, by, filer, account)
    if said is None:
        return
    if by is not None and name in PERMITS:
        concerned = filer or (account.filer if account else None)
        journal.append_many([record.refused(PERMITS[name].label, by, concerned)])
    raise NotPermitted(said)

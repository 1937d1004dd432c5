"""Every paper that leaves, in the order in which they are offered."""

from __future__ import annotations

from lvzhi.papers import annual, bulletin, cases, closing, leader_page, monthly, newsletter, notice, unit_sheet
from lvzhi.papers.paper import Paper

PAPERS: tuple[Paper, ...] = (
    bulletin.PAPER, monthly.PAPER, leader_page.PAPER, unit_sheet.PAPER, closing.PAPER, notice.PAPER, cases.PAPER,
    newsletter.PAPER, annual.PAPER,
)


class UnknownPaper(LookupError):
    """No paper has this name."""


def paper(name: str) -> Paper:
    """Return the paper of an id or a title."""
    for found in PAPERS:
        if name in (found.id, found.title):
            return found
    raise UnknownPaper(f"没有“{name}”这种公文。可用的有:{'、'.join(f'{p.id}({p.title})' for p in PAPERS)}。")

"""工作总结: the final version against the draft, and the full text announced."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import overlaid
from schemas.cross.records import sheet

PARTS = ("practice", "results", "shortcomings", "next_steps")


def attachment(filing: Filing) -> Iterator[Hit]:
    """SUMM-ATTACHMENT: the full text is named, and no such file has come: a book brings none with it."""
    with_files = filing.standing.attached(filing.filer.code)
    for row in sheet(filing, "summaries"):
        if row["attachment"] is not None and ("summaries", row["version"]) not in with_files:
            yield Hit(row["_row"], "attachment", {"attachment": row["attachment"]})


def final_as_draft(filing: Filing) -> Iterator[Hit]:
    """SUMM-FINAL-AS-DRAFT: the final version is the draft word for word."""
    both = overlaid(filing, "summaries")
    draft, final = both.get("初稿"), both.get("定稿")
    if draft is None or final is None or final["_row"] is None or final["practice"] is None:
        return
    if all(draft[part] == final[part] for part in PARTS):
        yield Hit(final["_row"], "practice")


RULES = (
    CrossRule("SUMM-ATTACHMENT", Severity.NOTE, attachment,
              "附件“{attachment}”没有随本簿收到:仅有名称,未附材料。请在报送页附上。"),
    CrossRule("SUMM-FINAL-AS-DRAFT", Severity.NOTE, final_as_draft,
              "定稿与初稿一字不差。初稿之后有新情况的,请补充。"),
)

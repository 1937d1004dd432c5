"""A plan read from file or workbook, what stands in the way of its being the next version, and putting it in force."""

from __future__ import annotations

from collections.abc import Mapping

from lvzhi import planbook, planfile
from lvzhi.access.model import By, whence
from lvzhi.access.permitted import require
from lvzhi.journal import EVERYONE
from lvzhi.plan import Plan
from lvzhi.plan_carry import unconfirmed
from lvzhi.workspace import Workspace

WORKBOOK = ".xlsx"


class NotPutInForce(Exception):
    """The plan cannot be the next version; the text says why."""


def read(data: bytes, name: str, titles: Mapping[str, str]) -> Plan:
    """Read a plan; PlanRefused names what to mend. `titles`: form id -> title; the name tells workbook from file."""
    if name.lower().endswith(WORKBOOK):
        return planbook.from_workbook(data, tuple(titles), titles)
    return planfile.read(data, tuple(titles))


def hindrance(before: Plan, after: Plan) -> str | None:
    """Say why a plan cannot follow the one in force: another year's, or one not filled in yet."""
    return unconfirmed(after) or _of_another_year(before, after)


def put_in_force(workspace: Workspace, found: Plan, actor: str, *, by: By | None = None, kept: bytes | None = None,
                 instead_of: int | None = None) -> int:
    """Record a plan as the next version and return its number; in force when this returns.

    `kept`: the plan file it came as, else it is kept as the file that says the same. `instead_of`: the version it was
    compared with; NotPutInForce when another has come meanwhile.
    """
    require(workspace.journal, "plan.import", by)
    seen = workspace.refresh()
    if instead_of is not None and instead_of != workspace.plan_version:
        raise NotPutInForce(f"第{workspace.plan_version}版方案刚刚生效,刚才是与前一版比的。请重新上传,再看一遍不同。")
    if said := hindrance(workspace.plan, found):
        raise NotPutInForce(said)
    version = workspace.plan_version + 1
    body = {"version": version, "sha256": workspace.keep(kept or planfile.dump(found))} | whence(by)
    workspace.journal.append("plan", actor, body, workspace.clock.now().isoformat(), concerning=EVERYONE, seen=seen)
    workspace.refresh()
    return version


def _of_another_year(before: Plan, after: Plan) -> str | None:
    """A campaign's rows are measured by its own plan; another year is another data directory."""
    if before.campaign.id == after.campaign.id:
        return None
    return (
        f"这份方案是“{after.campaign.title}”的,现在的数据目录是“{before.campaign.title}”的。"
        "换一届请另建数据目录(init --data 新文件夹 --plan 方案),往年的照原样保留。"
    )

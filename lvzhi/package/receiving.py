"""Packages in, receipts out: checked, kept verbatim, recorded; what stands of the bodies below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lvzhi.access.model import By, whence
from lvzhi.access.permitted import require
from lvzhi.measures import instant
from lvzhi.package.checking import opened, shaped
from lvzhi.package.contents import LARGEST, NotAPackage, sha256_of, unpacked
from lvzhi.package.figures import Figures
from lvzhi.package.making import Lower, files_books, lower_filers
from lvzhi.plan import Filer, Plan
from lvzhi.values import file_name
from lvzhi.workspace import Workspace

ACCEPTED, DUPLICATE, REJECTED = "accepted", "duplicate", "rejected"


@dataclass(frozen=True)
class Receipt:
    """What became of a package; `problem` says why it was refused, `notes` what the reader should know."""

    file: str
    status: str
    filer: str | None = None
    bureau: str | None = None
    as_of: str | None = None
    code: str | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """A body of the level below by its newest package; None of it where nothing has come yet."""

    filer: Filer
    as_of: dt.datetime | None = None
    received_at: dt.datetime | None = None
    code: str | None = None
    sha256: str | None = None
    bureau: str | None = None
    figures: Figures | None = None
    completeness: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()


def receive(workspace: Workspace, name: str, data: bytes, actor: str, by: By | None = None) -> Receipt:
    """Check a package and record it. The same package once more changes nothing; a refused one is kept, unread."""
    require(workspace.journal, "package.receive", by)
    workspace.refresh()
    name = file_name(name)
    if before := next((b for b in _accepted(workspace) if b["sha256"] == sha256_of(data)), None):
        return Receipt(name, DUPLICATE, before["filer"], before["bureau"], before["as_of"], before["code"])
    try:
        filer = _filer(workspace, unpacked(data)[0])
        found = opened(data, workspace.forms)
    except NotAPackage as fault:
        receipt = Receipt(name, REJECTED, problem=f"“{name}”:{fault}")
        if len(data) <= LARGEST:
            _record(workspace, receipt, data, actor, by, {})
        return receipt
    about = (filer.code, found.bureau, found.manifest["as_of"], found.code)
    receipt = Receipt(name, ACCEPTED, *about, notes=found.notes)
    _record(workspace, receipt, data, actor, by, {
        "figures": found.figures, "completeness": found.manifest["completeness"], "notes": list(found.notes),
    })
    return receipt


def bodies(workspace: Workspace, as_of: dt.datetime) -> tuple[Body, ...]:
    """Return the bodies of the level below in the plan's order, each by the newest package received by an instant.

    The newest is the one of the latest 截至, of these the one received last.
    """
    plan = workspace.plan_at(as_of)
    until = instant(as_of, plan)
    newest = {f.code: Body(f) for f in lower_filers(plan)}
    for entry in workspace.journal.entries(kinds=["package"]):
        at = instant(dt.datetime.fromisoformat(entry.at), plan)
        if entry.body["status"] != ACCEPTED or at > until:
            continue
        of, before = dt.datetime.fromisoformat(entry.body["as_of"]), newest.get(entry.body["filer"])
        if before and (before.as_of is None or before.as_of <= of):
            newest[before.filer.code] = _body(plan, entry.body, of, at)
    return tuple(newest.values())


def lower_packages(workspace: Workspace, as_of: dt.datetime) -> Iterator[Lower]:
    """Yield the packages that stand, verbatim, to go along upward."""
    for body in bodies(workspace, as_of):
        if body.sha256 and body.as_of and body.figures:
            yield Lower(body.filer.code, str(body.bureau), body.as_of.isoformat(), str(body.code), body.figures,
                        workspace.vault.get(body.sha256))


def _body(plan: Plan, said: Mapping[str, Any], of: dt.datetime, at: dt.datetime) -> Body:
    return Body(plan.filer(said["filer"]), of, at, said["code"], said["sha256"], said["bureau"], said["figures"],
                said["completeness"], tuple(said["notes"]))


def _filer(workspace: Workspace, manifest: Mapping[str, Any]) -> Filer:
    """The unit of this plan a package is of, by the exact name of the bureau; refused by name otherwise."""
    shaped(manifest)
    bureau, of, plan = manifest["bureau"], manifest["as_of"][:10], workspace.plan
    if manifest["demo"] != workspace.demo:
        whose = "演示数据做成的,正式工作不收" if manifest["demo"] else "正式工作的,演示数据里不收"
        raise NotAPackage(f"{bureau}的这份上报包是{whose}。")
    filer = plan.find_filer(bureau)
    if filer is None or filer.kind != "unit":
        raise NotAPackage(f"方案里没有“{bureau}”这个单位。请在方案中增加这个单位或它的别名。")
    if files_books(plan, filer):
        raise NotAPackage(f"{filer.name}按方案填报送簿,不收上报包。")
    if of < plan.campaign.start.isoformat():
        raise NotAPackage(f"这份上报包截至{of},在本届工作开始({plan.campaign.start})之前,不是本届的。")
    return filer


def _accepted(workspace: Workspace) -> Iterator[Mapping[str, Any]]:
    return (e.body for e in workspace.journal.entries(kinds=["package"]) if e.body["status"] == ACCEPTED)


def _record(
    workspace: Workspace, receipt: Receipt, data: bytes, actor: str, by: By | None, more: Mapping[str, Any]
) -> None:
    body = {
        "status": receipt.status, "sha256": workspace.keep(data), "file_name": receipt.file, "size": len(data),
        "filer": receipt.filer, "bureau": receipt.bureau, "as_of": receipt.as_of, "code": receipt.code,
        "problem": receipt.problem, **more, **whence(by),
    }
    workspace.journal.append("package", actor, body, workspace.clock.now().isoformat(), concerning=receipt.filer)

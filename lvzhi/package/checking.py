"""A package read and checked from end to end: container, manifest, figures, rows; those inside it likewise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from lvzhi.form import Form
from lvzhi.package.auditing import audited
from lvzhi.package.contents import NotAPackage, check_code_of, sha256_of, unpacked
from lvzhi.package.figures import Figures, differing, own_figures, pooled
from lvzhi.package.making import has_own
from lvzhi.package.replay import replayed
from lvzhi.projection.schema import fingerprint

_DEEPEST = 4  # levels below one another: 乡镇, 县, 市, 省
_SHAPES: Mapping[str, type | tuple[type, ...]] = {
    "title": str, "bureau": str, "campaign": str, "demo": bool, "as_of": str, "filters": dict, "made_by": str,
    "plan_versions": list, "forms": dict, "completeness": dict, "queries": list, "figures": dict, "lower": list,
}


@dataclass(frozen=True)
class Opened:
    """A package that has been checked. `figures` are those worked out here, of the body and all below it.

    `own` None: the bureau has no campaign beside those below. `notes`: what the reader should know.
    """

    manifest: Mapping[str, Any]
    members: Mapping[str, bytes]
    code: str
    own: Figures | None
    figures: Figures
    lower: Mapping[str, Opened]
    notes: tuple[str, ...]

    @property
    def bureau(self) -> str:
        return str(self.manifest["bureau"])


def opened(data: bytes, forms: Sequence[Form], deep: int = 0) -> Opened:
    """Check a package; `NotAPackage` says what is amiss, by the name of the body and the part where it lies."""
    if deep >= _DEEPEST:
        raise NotAPackage("上报包里层层相套,超过四级。")
    manifest, members = unpacked(data)
    shaped(manifest)
    lower = {name: _inside(members, name, forms, deep) for name in _lower_names(manifest, members)}
    own, notes = _replayed(manifest, members, forms)
    together = pooled([*([own] if own else []), *(one.figures for one in lower.values())])
    notes += tuple(f"{one.bureau}:{note}" for one in lower.values() for note in one.notes)
    notes += _compared(manifest, own, together, same_program=manifest["made_by"] == fingerprint(forms))
    return Opened(manifest, members, check_code_of(data), own, together, lower, notes)


def shaped(manifest: Mapping[str, Any]) -> None:
    """Refuse a manifest that lacks what every one has, and one of a part."""
    if wrong := [name for name, kind in _SHAPES.items() if not isinstance(manifest.get(name), kind)]:
        raise NotAPackage(f"清单(manifest.json)里的“{wrong[0]}”读不出来。")
    if manifest["filters"]:
        said = ";".join(f"{k}={v}" for k, v in manifest["filters"].items())
        raise NotAPackage(f"这份上报包只有一部分(筛选:{said}),不能代表全局。请下级不加筛选重新生成。")


def _lower_names(manifest: Mapping[str, Any], members: Mapping[str, bytes]) -> list[str]:
    there = {name.removeprefix("lower/").removesuffix(".zip") for name in members if name.startswith("lower/")}
    listed = [one.get("filer") for one in manifest["lower"] if isinstance(one, dict)]
    if sorted(map(str, listed)) != sorted(there):
        raise NotAPackage("清单所列的下级包与里面的下级包对不上。")
    return [str(name) for name in listed]


def _inside(members: Mapping[str, bytes], name: str, forms: Sequence[Form], deep: int) -> Opened:
    try:
        return opened(members[f"lower/{name}.zip"], forms, deep + 1)
    except NotAPackage as fault:
        raise NotAPackage(f"下级“{name}”的包:{fault}") from fault


def _replayed(
    manifest: Mapping[str, Any], members: Mapping[str, bytes], forms: Sequence[Form]
) -> tuple[Figures | None, tuple[str, ...]]:
    try:
        with replayed(manifest, members, forms) as body:
            own = own_figures(body.cursor, body.plan, body.as_of) if has_own(body.plan) else None
            return own, (*body.notes, *audited(body.cursor, body.plans, forms))
    except (duckdb.Error, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise NotAPackage(f"清单或数据读不出来({sha256_of(str(fault).encode())[:8]})。请下级重新生成。") from fault


def _compared(
    manifest: Mapping[str, Any], own: Figures | None, together: Figures, *, same_program: bool
) -> tuple[str, ...]:
    """Figures made by the same program must come out the same; by another, its definitions may have been others."""
    said = manifest["figures"]
    first = differing(own, said.get("own")) if own else None
    if (own is None) != (said.get("own") is None):
        first = "own"
    first = first or differing(together, said.get("together"))
    if first is None:
        return ()
    if same_program:
        raise NotAPackage(f"按包里的数据重新计算,“{first}”与清单上的不一致。")
    return (f"由另一版本的程序做成,按本级的口径重新计算,“{first}”等数与下级的不同,以本级计算的为准。",)

"""An earlier year out of its package, to stand beside this one; and this one as it is at its end, or now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from lvzhi.form import Form
from lvzhi.measures import instant
from lvzhi.package.checking import shaped
from lvzhi.package.contents import NotAPackage, sha256_of, unpacked
from lvzhi.package.replay import replayed
from lvzhi.package.sending import plans_by
from lvzhi.workspace import Workspace
from lvzhi.years import Year, table


def beside(workspace: Workspace, data: bytes) -> list[dict[str, str]]:
    """Return the two years' rows: the package's, as of its own day, and this data directory's at its end or now."""
    with _packed(data, workspace.forms, workspace.demo) as earlier, workspace.store.cursor() as cursor:
        if earlier.plan.campaign.start.year >= workspace.plan.campaign.start.year:
            raise NotAPackage(f"上报包是{earlier.label}的,要放以前年份的。")
        last = dt.datetime.combine(workspace.plan.settings.last_date, dt.time.max)
        at = min(instant(workspace.clock.now(), workspace.plan), last)
        plans = plans_by(workspace, cursor, at)
        return table(earlier, Year(cursor, plans[-1], plans, at))


@contextmanager
def _packed(data: bytes, forms: Sequence[Form], demo: bool) -> Iterator[Year]:
    manifest, members = unpacked(data)
    shaped(manifest)
    if manifest["demo"] != demo:
        raise NotAPackage("演示数据和正式工作的不能并列。")
    try:
        with replayed(manifest, members, forms) as body:
            plans = tuple(plan for version, plan in sorted(body.plans.items()) if plan is not body.plan)
            yield Year(body.cursor, body.plan, (*plans, body.plan), body.as_of)
    except (duckdb.Error, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise NotAPackage(f"清单或数据读不出来({sha256_of(str(fault).encode())[:8]})。请重新生成。") from fault

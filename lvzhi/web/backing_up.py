"""备份 on the screen: those there are, when each was last read through; one more; one read through."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from lvzhi import backups
from lvzhi.backups import Kept, Looked
from lvzhi.faults import sentence
from lvzhi.manifest import NotABackup
from lvzhi.web import tables
from lvzhi.web.head import Page
from lvzhi.web.settings import settings

_NO_ROWS = "还没有备份。"


def place(page: Page) -> Path:
    """Return the folder of backups of this server."""
    return settings().backups_in(page.workspace.datadir.path)


def listed(page: Page) -> list[Kept]:
    """Show the backups, the latest first."""
    found = backups.listed(place(page))
    if not found:
        st.caption(_NO_ROWS)
        return found
    looked = backups.looked(page.workspace.journal.entries(kinds=["audit"]))
    tables.show(pd.DataFrame([_row(k, looked.get((k.path.name, k.size)), page) for k in found]), "backups.rows")
    return found


def _row(kept: Kept, looked: Looked | None, page: Page) -> dict[str, str]:
    read = "未核对"
    if looked:
        day = pd.Timestamp(looked.at).tz_convert(page.plan.zone)
        read = f"{day:%Y-%m-%d %H:%M} {looked.fault or '完整'}"
    return {
        "时间": f"{kept.at:%Y-%m-%d %H:%M:%S}", "大小": f"{kept.size / 2**20:.1f} MB",
        "内容": kept.manifest.holds.words() if kept.manifest else str(kept.fault), "核对": read, "文件": kept.path.name,
    }


def one_more(page: Page) -> None:
    """Let a backup be taken now."""
    told, by = settings(), page.by
    at = None if page.workspace.demo else told.backup_at
    daily = f"每天 {at:%H:%M} 自动备份。" if at else "没有自动备份。"
    st.caption(f"{daily}备份里有全部报送簿、日志和账号名册,没有密码。恢复由系统管理员在服务器上办理。")
    if not st.button("马上备份", key="backups.take"):
        return
    with st.spinner("正在备份并核对"):
        try:
            taken = backups.take(page.workspace.datadir, place(page), by.at, by.actor, told.keep, by)
        except Exception as fault:
            if (said := sentence(fault)) is None:
                raise
            st.warning(said)
            return
    st.success(f"备份已做好,并逐字节核对过:{taken.kept.path.name}")


def read_through(page: Page, found: list[Kept]) -> None:
    """Let one be read to its last byte."""
    if not found:
        return
    st.subheader("核对")
    names = {kept.path.name: kept.path for kept in found}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("备份", list(names), key="backups.chosen")
        asked = st.button("核对这一份", key="backups.check")
    if not asked:
        return
    by = page.by
    with st.spinner("正在核对"):
        try:
            manifest = backups.look_through(page.workspace.datadir, names[name], by.at, by.actor, by)
        except NotABackup as fault:
            st.warning(str(fault))
            return
    st.success(f"完整:{manifest.holds.words()}。")

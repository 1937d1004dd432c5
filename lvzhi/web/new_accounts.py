"""Accounts that are not there yet: one by one, or all the plan asks for with slips to print."""

from __future__ import annotations

import streamlit as st

from lvzhi.access.accounts import Handed, Wanted
from lvzhi.access.people import create_one, hand_out, lacking, never_used
from lvzhi.books.slips import slips
from lvzhi.web import accounts, downloads
from lvzhi.web.accounts import Desk

_HANDED = "accounts.bulk"


def all_of_the_plan(desk: Desk) -> None:
    """Make the accounts the plan still lacks and offer their slips; passwords stay on this page and no longer."""
    held = desk.page.workspace.access.accounts
    missing, unused = lacking(desk.plan, held, desk.by), never_used(held, desk.by)
    given: list[Handed] | None = st.session_state.get(_HANDED)
    if given:
        _slips(desk, given)
        return
    if not missing and not unused:
        st.caption("方案里的单位、组、局领导和局履职办都有账号了。")
        return
    st.write(f"方案里还有 {len(missing)} 个单位、组、局领导或局履职办没有账号;"
             f"已建账号中 {len(unused)} 个的一次性密码还没有用过。")
    again = len(unused) > 0 and st.checkbox(
        f"没有用过的 {len(unused)} 个也换新的一次性密码(原来发放的作废)", key="accounts.again", value=not missing
    )
    count = len(missing) + (len(unused) if again else 0)
    if count and st.button(f"准备 {count} 个账号的发放条", type="primary", key="accounts.bulk.make"):
        with st.spinner("正在准备"):
            st.session_state[_HANDED] = hand_out(desk.plan, held, desk.by, again)
        st.rerun()


def _slips(desk: Desk, given: list[Handed]) -> None:
    until = desk.page.workspace.access.accounts.limits.first_until(desk.by.at)
    st.success(f"{len(given)} 个账号已备好。请现在下载发放条,打印后剪开发放,另一页请领取人签字。")
    downloads.offer(desk.page, "slips", "下载发放条", lambda: slips(desk.plan, given, until), "账号发放条.xlsx",
                    "accounts.slips", look="primary")
    st.caption("密码只在这一页里,离开后不能再取;没有发出去的,可以回来换新的再印。印好后请删去下载的文件。")
    if st.button("已下载,收起", key="accounts.bulk.done"):
        st.session_state.pop(_HANDED, None)
        st.rerun()


def one(desk: Desk) -> None:
    """Make one account."""
    role, whose = accounts.role_and_whose(desk.plan, "accounts.new.role")
    login = st.text_input("登录名", value=whose or "", max_chars=40, key=f"accounts.new.login.{role}.{whose}")
    holder = st.text_input("使用人(可不填)", max_chars=40, key="accounts.new.holder")
    if st.button("新建", type="primary", key="accounts.new"):
        wanted = Wanted(login, role, whose, holder.strip() or None)
        accounts.do(lambda: create_one(desk.plan, desk.page.workspace.access.accounts, wanted, desk.by))

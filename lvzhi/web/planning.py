"""The plan on the screen: what is in force, what a changed workbook has otherwise, next year's proposal."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lvzhi import plan_versions, planbook
from lvzhi.books.rows import rows_book
from lvzhi.journal import Moved
from lvzhi.package.contents import NotAPackage
from lvzhi.package.earlier import beside
from lvzhi.plan import Plan
from lvzhi.plan_carry import carry_over
from lvzhi.plan_compare import compare
from lvzhi.plan_faults import PlanRefused
from lvzhi.web import downloads, tables
from lvzhi.web.head import Page
from lvzhi.web.identity import named
from lvzhi.web.rows import about_lines
from lvzhi.web.text import plain

_UPLOADS, _DONE, _YEARS = "plan.uploads", "plan.done", "plan.years.held"


def in_force(page: Page) -> None:
    """Say which version is in force, and offer it as a workbook."""
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done))
    plan, version = page.workspace.plan, page.workspace.plan_version
    st.markdown(plain(
        f"第 {version} 版 · {plan.campaign.doc_no} · {len(plan.units)} 个单位 · {len(plan.groups)} 个工作组 · "
        f"{len(plan.tasks)} 项任务 · {len(plan.periods)} 个报告期"
    ))
    name = f"{plan.campaign.title}方案-第{version}版.xlsx"
    downloads.offer(page, "plan", "下载方案工作簿", lambda: planbook.to_workbook(plan, page.titles), name,
                    "plan.download", look="primary")


def change(page: Page) -> None:
    """Take a changed plan in: what to mend, or what is otherwise, and the button that puts it in force."""
    count = st.session_state.get(_UPLOADS, 0)
    st.caption("更名只改名称;合并、拆分的另起代号,在“原单位(代号)”写明原来的。生效以前各天的数不变。")
    file = st.file_uploader("改好的方案工作簿(.xlsx)", key=f"plan.file.{count}")
    if file is None:
        return
    version, before = page.workspace.plan_version, page.workspace.plan
    try:
        found = planbook.from_workbook(file.getvalue(), tuple(page.titles), page.titles)
    except PlanRefused as refused:
        _to_mend(refused)
        return
    if said := plan_versions.hindrance(before, found):
        st.warning(plain(said))
        return
    label = f"作为第 {version + 1} 版生效"
    if _differences(page, before, found) and st.button(label, type="primary", key=f"plan.confirm.{version}"):
        _put(page, found, version, count)


def _to_mend(refused: PlanRefused) -> None:
    st.warning(f"方案没有收,有 {len(refused.problems)} 处要改。改好后再上传。")
    lines = pd.DataFrame([{"位置": p.where, "怎样改": p.message} for p in refused.problems])
    tables.show(lines, "plan.problems")


def _differences(page: Page, before: Plan, found: Plan) -> int:
    """Show what the changed plan has otherwise; return in how many places."""
    changes = compare(before, found, page.titles)
    if not changes:
        st.info("与现行方案的内容相同,不用生效。")
        return 0
    st.markdown(f"与现行方案相比,有 {len(changes)} 处不同:")
    lines = pd.DataFrame([{"部分": c.part, "不同": c.text} for c in changes])
    tables.show(lines, "plan.changes")
    st.caption("生效以后,新报的报送簿按新方案核对,已接收的不变;以前各版方案都留着。生效不能撤回,要改的再上传一版。")
    return len(changes)


def _put(page: Page, found: Plan, version: int, count: int) -> None:
    try:
        now = plan_versions.put_in_force(page.workspace, found, named(page.viewer, page.plan), by=page.by,
                                         instead_of=version)
    except plan_versions.NotPutInForce as fault:
        st.warning(plain(str(fault)))
        return
    except Moved:
        st.warning("刚才有新的报送或办理,方案没有生效。请再点一次。")
        return
    st.session_state[_DONE], st.session_state[_UPLOADS] = f"方案第 {now} 版已生效。", count + 1
    st.rerun()


def next_year(page: Page) -> None:
    """Offer the proposal for the next year, and say what of it is to be checked."""
    plan = page.workspace.plan
    carried = carry_over(plan, plan.campaign.start.year + 1)
    st.caption("单位、工作组、局领导、检查项、期限和代号照旧,日期顺延一年。填好文号、核对好日期以后,由系统管理员用它另建下一年的"
               "数据目录;这一年的照原样保留。")
    name = f"{carried.plan.campaign.title}方案草稿.xlsx"
    downloads.offer(page, "next_plan", f"下载{carried.plan.campaign.start.year}年方案草稿",
                    lambda: planbook.to_workbook(carried.plan, page.titles), name, "plan.next")
    with st.expander(f"草稿中要核对的({len(carried.to_confirm)} 项)"):
        st.markdown("\n".join(f"- {plain(text)}" for text in carried.to_confirm))


def two_years(page: Page) -> None:
    """Take the package of an earlier year, and show its figures beside this year's, unit by unit."""
    st.caption("放入以前一年的上报包(“汇总下载”页生成的.zip),五项主要数字逐个单位并列:以前一年按上报包的截至日,本年按年底或今天。"
               "更名的照代号对应;合并的,以前一年是原来各单位合在一起的;拆分的,是原来整个单位的。")
    file = st.file_uploader("以前一年的上报包(.zip)", key="plan.earlier")
    if file is None:
        return
    held = st.session_state.get(_YEARS)
    if not held or held[0] != (file.file_id, page.entry):
        with st.spinner("正在按上报包里的数据重新计算"):
            try:
                held = (file.file_id, page.entry), pd.DataFrame(beside(page.workspace, file.getvalue()))
            except NotAPackage as fault:
                st.warning(plain(str(fault)))
                return
        st.session_state[_YEARS] = held
    lines = held[1]
    tables.show(lines, "plan.years")
    downloads.offer(page, "rows", "导出这些行", lambda: rows_book(lines, "两年并列", about_lines(page)),
                    f"两年并列-{page.day.isoformat()}.xlsx", "plan.years.export")

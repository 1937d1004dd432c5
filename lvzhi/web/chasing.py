"""Chasing on the page: deadlines put off, books not asked for, paper copies received; a 校验码 looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi import check_codes
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.kinds import day_words
from lvzhi.plan import Period
from lvzhi.web import downloads, trouble
from lvzhi.web.head import Page
from lvzhi.web.text import plain

_ALL, _WHOLE = "", ""  # all filers; the whole book
_DONE, _OPENED = "chasing.done", "chasing.opened"
_OFFERED = (
    ("decision.extend_deadline", "延长报送期限"), ("decision.exempt", "登记本期不要求"),
    ("decision.paper_received", "登记纸质件已收"),
)


def desk(page: Page) -> None:
    """Offer the acts to who may do them, each in a dialog; and the box for a 校验码."""
    if all(page.may(permit) for permit, _ in _OFFERED):
        with st.container(key="hint-chasing"):  # of no use on paper
            _desk(page)


def _desk(page: Page) -> None:
    st.subheader("期限、免报和纸质件")
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done))
    if page.day < page.today:
        st.caption("这是过去某一天的情况。要办理的,请把截至日期选到今天。")
    else:
        with st.container(horizontal=True):
            for permit, label in _OFFERED:
                st.button(label, key=f"chasing.{permit}", on_click=_open, args=(permit,))
        if opened := st.session_state.get(_OPENED):
            st.dialog(dict(_OFFERED)[opened], width="medium", on_dismiss=_close)(_DIALOGS[opened])(page)
    _look_up(page)


def _open(permit: str) -> None:
    st.session_state[_OPENED] = permit


def _close() -> None:
    st.session_state.pop(_OPENED, None)


def _books(page: Page) -> pd.DataFrame:
    """Every book as it stands now, whatever the page's filters."""
    return page.measure("reporting", keys=()).rows


def _begun(page: Page) -> list[Period]:
    """Return the periods that have begun, the newest first."""
    return [p for p in page.plan.periods if p.first_day <= page.today][::-1]


def _extend(page: Page) -> None:
    with trouble.on_the_page():
        if not downloads.goes_on(page):
            return
        period, books = _period(page, "extend")
        names = {_ALL: "全体", **{f: page.plan.filer(f).name for f in books["filer"]}}
        filer = st.selectbox("给谁延期", list(names), format_func=lambda f: names[f], key="chasing.extend.filer")
        mine = books if filer == _ALL else books[books["filer"] == filer]
        due = max(pd.to_datetime(mine["due"])).date()
        until = st.date_input("延到(当日24时)", page.today if page.today > due else due + dt.timedelta(days=1),
                              format="YYYY-MM-DD", key="chasing.extend.until")
        reason = _reason("extend", "如:服务器停机两天")
        earlier = mine[pd.to_datetime(mine["due"]) < pd.Timestamp(until)]
        if earlier.empty:
            st.warning(f"{period.label}报送簿的截止日已经是{day_words(due)},延到的日子要比它晚。")
        else:
            st.info(f"登记后,{names[filer]}{period.label}的 {len(earlier)} 份报送簿截止日改为{day_words(until)};"
                    "迟报、未报按新的截止日重新判断,各页、日历和汇总表随之改变,不能撤回。")
        act = {"act": "extend_deadline", "period": period.id, "until": until.isoformat(), "reason": reason}
        _confirm(page, "extend", [act | ({"filer": filer} if filer else {})],
                 f"{names[filer]}{period.label}报送簿延期到{day_words(until)},已登记。")


def _exempt(page: Page) -> None:
    with trouble.on_the_page():
        if not downloads.goes_on(page):
            return
        period, books = _period(page, "exempt")
        filer = st.selectbox("哪个单位", list(books["filer"]), format_func=lambda f: page.plan.filer(f).name,
                             key="chasing.exempt.filer")
        owed = [form for form, duty in page.plan.owed(filer, period.id).items() if duty == "due"]
        form = st.selectbox("不要求什么", [_WHOLE, *owed], key="chasing.exempt.form",
                            format_func=lambda f: f"《{page.titles[f]}》" if f else "整本报送簿")
        reason = _reason("exempt", "如:本月整体搬迁,已报局领导同意")
        whose, what = page.plan.filer(filer).name, f"《{page.titles[form]}》" if form else "报送簿"
        st.info(f"登记后,{whose}{period.label}的{what}不再算作"
                f"{'缺少的表' if form else '未报、迟报,单列为“本期不要求”'};报来的照样接收。不能撤回。")
        act = {"act": "exempt", "filer": filer, "period": period.id, "reason": reason}
        _confirm(page, "exempt", [act | ({"form": form} if form else {})],
                 f"{whose}{period.label}{what}本期不要求,已登记。")


def _paper(page: Page) -> None:
    with trouble.on_the_page():
        if not downloads.goes_on(page):
            return
        copies = page.detail("reporting", "copies", keys=())
        waiting = copies[copies["state"] == "electronic_only"]
        if waiting.empty:
            st.caption("已接收的报送簿,纸质件都收到了。")
            return
        periods = [p for p in page.plan.periods if p.id in set(waiting["period"])][::-1]
        period = st.selectbox("报告期", periods, format_func=lambda p: p.label, key="chasing.paper.period")
        listed = waiting[waiting["period"] == period.id].to_dict("records")
        day = st.date_input("收到日期", page.today, min_value=page.plan.campaign.start, max_value=page.today,
                            format="YYYY-MM-DD", key="chasing.paper.day")
        st.caption("电子已报·纸质未收。先核对纸质件所附回执上的文件校验码和这里的一致,再勾选,可以一次勾几份。"
                   "报送簿页脚的“预填数据校验码”不是文件校验码。")
        with st.container(height=320 if len(listed) > _FEW else "content"):
            ticked = [r for r in listed if st.checkbox(_copy(page, r), key=f"chasing.paper.{r['entry']}")]
        st.info(f"登记后,勾选的 {len(ticked)} 份记为{day_words(day)}收到纸质件;"
                "以后又报了新的一份的,要另收纸质件。不能撤回。")
        at = {} if day == page.today else {"at": day.isoformat()}
        acts = [{"act": "paper_received", "filing": r["receipt"], **at} for r in ticked]
        _confirm(page, "paper", acts, f"{len(ticked)} 份纸质件已登记收到。")


_FEW = 8
_DIALOGS = {"decision.extend_deadline": _extend, "decision.exempt": _exempt, "decision.paper_received": _paper}


def _copy(page: Page, row: Mapping[str, Any]) -> str:
    return plain(f"{page.plan.filer(row['filer']).name} · 回执号 {row['receipt']} · 校验码 {row['code']}")


def _period(page: Page, key: str) -> tuple[Period, pd.DataFrame]:
    """Let a period be chosen that has begun and in which something is owed; return it with its books."""
    books = _books(page)
    owed = [p for p in _begun(page) if p.id in set(books["period"])]
    period = st.selectbox("报告期", owed, format_func=lambda p: p.label, key=f"chasing.{key}.period")
    if period is None:
        st.caption("还没有开始的报告期。")
        st.stop()
    return period, books[books["period"] == period.id]


def _reason(key: str, example: str) -> str:
    return st.text_area("原因(必填)", key=f"chasing.{key}.reason", max_chars=200, placeholder=example)


def _confirm(page: Page, key: str, acts: Sequence[Mapping[str, Any]], done: str) -> None:
    """Record the acts when the button is pressed; what stands in their way is said where it was pressed."""
    lacking = not acts or any("reason" in act and not str(act["reason"]).strip() for act in acts)
    if not st.button("确认登记", key=f"chasing.{key}.confirm", type="primary"):
        return
    if lacking:
        st.warning("请写明原因。" if acts else "请先勾选收到的份。")
        return
    try:
        decide(page.workspace, acts, page.by.actor, page.by)
    except DecisionRefused as refused:
        st.warning(plain("\n\n".join(p.partition(":")[2] for p in refused.problems)))
        return
    st.session_state[_DONE] = done
    _close()
    st.rerun()


def _look_up(page: Page) -> None:
    with st.expander("核对校验码"):
        st.caption("输入纸质件、打印件、汇总表、报送簿页脚上的8位校验码,看它是哪一份报送、哪一份公文,或算到日志哪一条的数。")
        text = st.text_input("校验码", max_chars=20, key="chasing.code")
        if not text.strip():
            return
        try:
            code = check_codes.read(text)
        except check_codes.NoCode as no:
            st.warning(plain(str(no)))
            return
        with page.workspace.store.cursor() as cursor:
            found = check_codes.known(page.workspace.journal, cursor, page.plan, code)
        for one in found:
            st.markdown(plain(one.words))
        if not found:
            st.warning(f"没有校验码 {code} 的报送、签发件或数据版本。可能看错了一位;"
                       "草稿签发以后、标注版的原件报送以后才能查到。")

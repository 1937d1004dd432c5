"""有异议 on the pages: what is out to be checked, a unit's objections beside its figures, the office's answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi import objections
from lvzhi.charts.look import short_day
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.measures import instant
from lvzhi.objections import Review
from lvzhi.permits import refusal
from lvzhi.plan import Filer
from lvzhi.web import listening
from lvzhi.web.head import ROOT, Page
from lvzhi.web.routes import route
from lvzhi.web.text import plain
from lvzhi.web.unit import LINES

_SAID = "objecting.said"
_NAMES: Mapping[str, str] = {line.key: line.label for line in LINES}


def found(page: Page, filer: str | None = None) -> pd.DataFrame:
    """Return the objections of one unit, or of all, as of the page's instant."""
    with page.workspace.store.cursor() as cursor:
        return objections.objections(cursor, instant(page.as_of, page.plan), filer)


def flags(held: pd.DataFrame) -> Mapping[str, str]:
    """Return what stands beside a figure that somebody objected to, by its key: an open objection before answered ones.

    >>> flags(pd.DataFrame({"key": ["a.b", "a.b", "c.d"], "answer": [None, "x", "y"]}))
    {'a.b': '有异议,待答复', 'c.d': '异议已答复'}
    """
    opened = {r["key"]: isinstance(r["answer"], str) for r in reversed(held.to_dict("records"))}
    opened |= {r["key"]: False for r in held.to_dict("records") if not isinstance(r["answer"], str)}
    return {key: "异议已答复" if done else "有异议,待答复" for key, done in sorted(opened.items())}


def of_unit(page: Page, unit: Filer, held: pd.DataFrame) -> None:
    """Show a unit's objections with their answers; to who may object, until when and the form to do so."""
    if listening.now():
        for record in held.to_dict("records"):
            listening.heard(listening.Said(_answer(record), _objection(record, None)))
        return
    may = refusal("decision.object", page.by, unit.code) is None
    now = page.workspace.clock.now()
    with page.workspace.store.cursor() as cursor:
        review = objections.review(cursor, instant(now, page.plan))
    if may and review:
        _until(review, review.runs(now.date()))
    for record in held.to_dict("records"):
        _one(record, page, unit=None)
    if may and review and review.runs(now.date()):
        _form(page, unit, f"{unit.code}.{len(held)}")


def _until(review: Review, runs: bool) -> None:
    day = f"{short_day(review.until)}24时"
    about = f"({plain(review.about)})" if review.about else ""
    if runs:
        st.info(f"这些数正在核对{about}。有出入的,{day}前在下面提出;数照旧显示,旁边注明有异议,由局履职办答复。")
    else:
        st.caption(f"上一次核对{about}到{day}为止。数有出入的,请在下期报送簿中更正,或与局履职办联系。")


def _form(page: Page, unit: Filer, told: str) -> None:
    """Ask what is wrong; `told` tells it from the last objection and from other units', whose fields are their own."""
    with st.expander("提出异议"):
        key = st.selectbox("哪一个数", list(_NAMES), format_func=lambda k: _NAMES[k], key=f"objecting.key.{told}")
        reason = st.text_area("哪里不对、应是多少、依据什么", key=f"objecting.reason.{told}", max_chars=300)
        if st.button("提交异议", key=f"objecting.send.{told}"):
            _act(page, {"act": "object", "filer": unit.code, "key": key, "reason": reason})
        if said := st.session_state.pop(_SAID, None):
            st.warning(said)


def _act(page: Page, act: Mapping[str, Any]) -> None:
    """Record an act, or keep what stands in its way for the page to say."""
    st.session_state.pop(_SAID, None)
    actor = page.plan.filer(page.viewer.filer).name if page.viewer.role == "unit" and page.viewer.filer else "局履职办"
    try:
        decide(page.workspace, [act], actor, page.by)
    except DecisionRefused as refused:
        st.session_state[_SAID] = "\n\n".join(p.removeprefix("第1条:") for p in refused.problems)
    st.rerun()


def _one(record: Mapping[str, Any], page: Page, unit: str | None) -> None:
    """Show one objection and its answer; `unit`: its name where several units' are listed."""
    st.markdown(f"**{plain(_objection(record, unit))}**")
    st.caption(plain(_answer(record)))


def _objection(record: Mapping[str, Any], unit: str | None) -> str:
    head = " · ".join(part for part in (unit, _NAMES.get(record["key"], record["key"])) if part)
    return f"有异议:{head} {short_day(record['at'])} {record['reason']}"


def _answer(record: Mapping[str, Any]) -> str:
    if isinstance(record["answer"], str):
        return f"{short_day(record['answered_at'])}答复:{record['answer']}"
    return "待局履职办答复。"


def desk(page: Page) -> None:
    """Let the office send the figures out to be checked, and answer what the units object to."""
    _send_out(page)
    held = found(page)
    waiting = held[held["answer"].isna()]
    st.subheader(f"待答复({len(waiting)})")
    if waiting.empty:
        st.caption("没有待答复的异议。")
    for record in waiting.to_dict("records"):
        with st.container(border=True):
            _one(record, page, page.plan.called(record["filer"]))
            if page.plan.knows(record["filer"]):
                st.page_link(ROOT / route("unit").path, label="看单位情况表", query_params={"unit": record["filer"]})
            answer = st.text_area("核对结果", key=f"objecting.answer.{record['entry']}", max_chars=300)
            if st.button("答复", key=f"objecting.answered.{record['entry']}"):
                _act(page, {"act": "answer_objection", "objection": int(record["entry"]), "reason": answer})
    if said := st.session_state.pop(_SAID, None):
        st.warning(said)
    done = held[held["answer"].notna()]
    if len(done):
        st.subheader(f"已答复({len(done)})")
    for record in done.to_dict("records"):
        _one(record, page, page.plan.called(record["filer"]))


def _send_out(page: Page) -> None:
    now, days = page.workspace.clock.now(), page.plan.settings.objection_working_days
    with page.workspace.store.cursor() as cursor:
        review = objections.review(cursor, instant(now, page.plan))
    if review and review.runs(now.date()):
        about = f"({plain(review.about)})" if review.about else ""
        st.info(f"{short_day(review.begun_at)}送各单位核对{about},{short_day(review.until)}24时前可以提出异议。")
        return
    st.write(f"通报前把数送各单位核对 {days} 个工作日:各单位在单位情况表上看到自己的数,可以逐项提出异议;"
             f"今天送出,到{short_day(objections.until(page.plan, now.date()))}24时为止。")
    about = st.text_input("为哪一期通报", key="objecting.about", max_chars=40, placeholder="如:第3期督查通报")
    if st.button("送各单位核对", key="objecting.open", type="primary"):
        _act(page, {"act": "open_review", **({"reason": about} if about else {})})

"""回头看 on the page: the office seals, looks, publishes; the others see the 校验码 before and the list afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi.charts.look import percent, short_day
from lvzhi.measures import instant
from lvzhi.recheck import sealing, verifying
from lvzhi.recheck.drawing import STRATA
from lvzhi.recheck.sealing import RELAPSED, REOPENS, RESULTS, Sealed
from lvzhi.web import tables
from lvzhi.web.deciding import recording
from lvzhi.web.head import Page
from lvzhi.web.text import plain

_SAID = "recheck.said"


def show(page: Page) -> None:
    """Show the form to seal, and every sealing with what may be known of it."""
    recording.done()
    for text in st.session_state.pop(_SAID, ()):
        st.warning(text)
    office = page.may("decision.seal_recheck")
    now = instant(page.as_of, page.plan)
    with page.workspace.store.cursor() as cursor:
        found = sealing.overview(cursor, now)
    if office:
        _seal(page, len(found))
    if not found:
        st.caption("还没有封存的回头看。")
    for line in found:
        with st.container(border=True):
            _one(page, line, office, now)


def _act(page: Page, acts: Sequence[Mapping[str, Any]], words: str) -> None:
    """Record acts of the office, or keep what stands in the way for the next run to say."""
    if refused := recording.record(page, acts):
        st.session_state[_SAID] = [refused]
    else:
        recording.after([("done", words)])
    st.rerun()


def _seal(page: Page, sealed: int) -> None:
    """Ask for the rule of the next lot; a lot once drawn cannot be taken back.

    With each sealing the form is another one: a second click on the button of the one before draws nothing.
    """
    with st.expander("封存一次回头看", expanded=False), st.form(f"recheck.seal.{sealed}", border=False):
        left, right = st.columns(2, gap="large")
        # A second row, for the fields to stand in the order they are asked on a phone, too.
        below, beside = st.columns(2, gap="large")
        start = page.plan.campaign.start
        first = left.date_input("批准销号日期从", value=start, format="YYYY-MM-DD", key="recheck.from")
        last = right.date_input("到", value=page.today, format="YYYY-MM-DD", key="recheck.to")
        strata = below.selectbox("分层", list(STRATA), index=1, format_func=lambda s: STRATA[s], key="recheck.strata")
        how = beside.selectbox("每层抽", ["件数", "百分比"], key="recheck.how")
        many = beside.number_input("抽多少(件或百分之几)", min_value=1, max_value=10_000, value=2, key="recheck.many")
        st.caption("封存后名单当即抽出,只有局履职办看得到;其他人先只看到校验码,公布后才看到规则、种子和名单,可自行核对。"
                   "种子由系统随机产生,每次封存都留在日志里,不能改动或撤回。")
        pressed = st.form_submit_button("封存", type="primary")
    if pressed:
        take, share = (int(many), None) if how == "件数" else (None, int(many))
        rule = {"closed_from": str(first), "closed_to": str(last), "strata": strata, "take": take, "percent": share}
        _act(page, [{"act": "seal_recheck", "rule": rule}], "已封存,校验码列在下面。")


def _one(page: Page, line: Mapping[str, Any], office: bool, now: dt.datetime) -> None:
    number = int(line["entry"])
    known = line["published"] is not None
    state = f"{short_day(line['published_at'])}公布" if known else "未公布"
    st.markdown(f"**第{number}号回头看** {short_day(line['sealed_at'])}封存 · {state}")
    st.caption(f"校验码 {line['code']}")
    st.write(_found(line, page.plan.settings.small_denominator))
    held = sealing.sealed(page.workspace.journal, number) if office or known else None
    if held is None:
        st.caption("规则、种子和名单公布后列在这里。")
        return
    st.caption(f"规则:{held.rule.words()}" + (f"。种子 {held.seed}" if known else ""))
    with page.workspace.store.cursor() as cursor:
        results = {r["problem_no"]: r for r in sealing.results(cursor, number, now)}
    _list(held, results)
    if office:
        _result(page, held, [n for n in held.numbers if n not in results])
        _publish(page, number, known)
    if known and st.button("重新核对", key=f"recheck.verify.{number}"):
        with page.workspace.store.cursor() as cursor:
            verdict = verifying.verify(cursor, page.workspace.journal, number)
        (st.success if verdict.fine else st.warning)(plain("".join(verdict.lines)))


def _found(line: Mapping[str, Any], least: int) -> str:
    """Return what was found in words: n/N, the percentage and its interval where N is large enough."""
    drawn = f"从 {line['population']} 件中抽 {line['sampled']} 件,已查 {line['checked']} 件"
    if not line["checked"]:
        return f"{drawn}。"
    said = f"{drawn},反弹 {line['relapsed']}/{line['checked']}"
    if line["checked"] < least:
        return f"{said}(件数较少,仅列示)。"
    return f"{said}({percent(line['rate'])},抽样波动范围 {percent(line['low'])}—{percent(line['high'])})。"


def _list(held: Sealed, results: Mapping[str, Mapping[str, Any]]) -> None:
    strata = dict(held.population)
    words = pd.DataFrame(
        [(n, strata[n], r["result"] if (r := results.get(n)) else "未查", r["checked_on"] if r else "",
          r["reason"] if r else "") for n in held.numbers],
        columns=["问题编号", "层", "结果", "日期", "看到的情况"],
    )
    tables.show(words, f"recheck.list.{held.no}")


def _result(page: Page, held: Sealed, left: Sequence[str]) -> None:
    if not left:
        return
    with st.expander(f"登记结果(还有 {len(left)} 件)"):
        key = f"recheck.{held.no}"
        number = st.selectbox("问题编号", left, key=f"{key}.of")
        result = st.pills("结果", RESULTS, default=RESULTS[0], required=True, key=f"{key}.result")
        with st.form(f"{key}.form.{number}.{result}", border=False):
            day = st.date_input("回头看日期", value=page.today, format="YYYY-MM-DD", key=f"{key}.day")
            people = [st.text_input(f"查看人{n}", max_chars=20, key=f"{key}.who.{n}").strip() for n in (1, 2)]
            reason = st.text_area("看到的情况", max_chars=300, key=f"{key}.reason.{number}", height=90).strip()
            acts = [{"act": "recheck_result", "seal": held.no, "key": number, "result": result, "checked_on": str(day),
                     "checkers": people, "reason": reason}]
            if result == RELAPSED:
                acts.append(_reopened(page, str(number), day, reason, people[0], key))
                st.caption("登记后该问题重新挂号,重新成为未销号问题,按新时限办理;登记了不能改动。")
            else:
                st.caption("登记后计入已查件数;登记了不能改动。")
            pressed = st.form_submit_button("登记结果", type="primary")
        if pressed:
            _act(page, acts, f"已登记:{number} {result}。")


def _reopened(page: Page, number: str, day: Any, reason: str, by: str, key: str) -> dict[str, Any]:
    """The event that re-opens a problem that has relapsed, recorded together with the result or not at all."""
    due = st.date_input("新时限", value=None, format="YYYY-MM-DD", key=f"{key}.due.{number}",
                        min_value=page.plan.campaign.start, max_value=page.plan.settings.last_date)
    row = {"problem_no": number, "event": REOPENS, "event_on": str(day), "new_due": due, "result": reason}
    return recording.row_act(page, "verification", [{**row, "entered_by": by}])


def _publish(page: Page, number: int, known: bool) -> None:
    if known:
        return
    st.caption("公布后各工作组和局领导都看到规则、种子和名单,可以核对;公布了不能收回。一般在查完之后公布。")
    if st.button("公布", key=f"recheck.publish.{number}"):
        _act(page, [{"act": "publish_recheck", "seal": number}], f"已公布第{number}号回头看。")

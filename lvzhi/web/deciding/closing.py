"""核查销号 one by one: the list, the problem at the top of it with its evidence, the decision beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lvzhi.charts.look import short_day
from lvzhi.entering import said
from lvzhi.form import Column, Form
from lvzhi.web import evidence, life, outdated, source
from lvzhi.web.deciding import events, fields, recording
from lvzhi.web.head import Page
from lvzhi.web.text import plain
from lvzhi.worklist import QUEUES, Problem, Worklist

FORM, ACT = "verification", "verification"
_TYPED, _FAULTS, _ASKED = "deciding.typed", "deciding.faults", "deciding.asked"
_KEPT = ("method", "verifier_1", "verifier_2", "approver", "approval_no", "entered_by")  # the next one has them, too
_TOLD = ("measures", "progress", "rules_made", "feedback", "goal", "extend_reason")
_EMPTY = {
    "待核查": "没有等核查的问题。", "待批准": "没有等局领导批准的问题。", "申请延期": "没有申请延期的问题。",
    "长期坚持": "没有长期坚持的问题。", "未申请": "没有还未申请销号的问题。", "已销号": "还没有已销号的问题。",
}


def one_by_one(page: Page) -> bool:
    """Let the office choose between single decisions and a signed list; the others have the first alone."""
    if page.viewer.role != "office":
        return True
    ways = ("逐件办理", "审批表代录")
    return st.segmented_control("怎么办理", ways, default=ways[0], required=True, key="deciding.way",
                                label_visibility="collapsed") != ways[1]


def show(page: Page, every: Worklist) -> None:
    """Show the queues, and of the one chosen the problem that comes first, or another."""
    recording.done()
    some = _of_group(page, every)
    counts = some.counts()
    first = next((q for q in QUEUES if counts[q]), QUEUES[0])
    queue = st.pills("看哪些", QUEUES, default=first, key="deciding.queue", required=True,
                     format_func=lambda q: f"{q} {counts[q]}") or first
    waiting = some.queue(queue)
    if not waiting:
        st.info(_EMPTY[queue])
        return
    chosen = st.selectbox(
        f"办理哪一件(共 {len(waiting)} 件,最急的在前)", list(waiting), key=f"deciding.of.{queue}",
        format_func=lambda n: events.title(waiting[n], page.plan.filer(waiting[n]["unit"]).name),
    )
    record = waiting[chosen or next(iter(waiting))]
    left, right = st.columns([6, 5], gap="large")
    with left:
        _evidence(page, record)
    with right:
        _decision(page, record, every)


def _of_group(page: Page, every: Worklist) -> Worklist:
    if page.viewer.role != "office":
        _elsewhere(page)
        return every
    labels = {g.code: g.label for g in page.plan.groups}
    group = st.selectbox("工作组", list(labels), index=None, format_func=lambda g: labels[g], placeholder="全部",
                         key="deciding.group")
    return every if group is None else every.of_group(group)


def _elsewhere(page: Page) -> None:
    """Say where a group enters what it verified of units that are verified by another group than their own."""
    filers = (page.plan.filer(code) for code in page.plan.settings.cross_verify)
    others = [f.name for f in filers if f.group != page.viewer.filer]
    if others:
        st.caption(plain(f"{'、'.join(others)}的问题由其他工作组核查。本组核查了的,登记在工作簿《核查销号》里,或请局履职办登记。"))


# --- what the unit says ------------------------------------------------------------------------------


def _evidence(page: Page, record: Problem) -> None:
    form = page.form("rectification")
    st.markdown(f"**{plain(record['problem_no'])} · {plain(page.plan.filer(record['unit']).name)}**")
    st.write(plain(record["description"]))
    st.caption(plain(_standing(record)))
    if not record["answered"]:
        st.info("承办单位还没有答复,台账中没有整改情况。")
    for name in _TOLD:
        if record[name]:
            st.markdown(f"**{form.labels[name]}** {plain(record[name])}")
    if record["filer"]:
        shown = evidence.evidence_of(page, "rectification", record["filer"], record["problem_no"], "deciding")
        if not shown.files and not shown.only_named:
            st.markdown(f"**{form.labels['evidence']}** 没有填写。")
    with st.expander("从登记到现在,出处"):
        source.cells(page, life.show(page, record["problem_no"]), f"deciding.life.{record['problem_no']}")


def _standing(record: Problem) -> str:
    """Return how a problem stands in one line: state, application, deadlines, who answers for it."""
    times = [f"退回 {record['returned_count']} 次", f"重新挂号 {record['reopened_count']} 次",
             f"延期 {record['extended_count']} 次"]
    said_of = [
        str(record["state"]), f"{short_day(record['pending_on'])}申请" if record["pending_on"] else "",
        f"时限 {short_day(record['deadline'])}" if record["deadline"] else "",
        f"申请延期至 {short_day(record['extend_to'])}" if record["extend_to"] and record["queue"] == "申请延期" else "",
        f"责任领导 {record['responsible_leader']}" if record["responsible_leader"] else "",
        f"责任人 {'、'.join(record['responsible_persons'] or ())}" if record["responsible_persons"] else "",
        *(t for t in times if not t.endswith(" 0 次")),
    ]
    return " · ".join(s for s in said_of if s)


# --- the decision ------------------------------------------------------------------------------------


def _decision(page: Page, record: Problem, every: Worklist) -> None:
    offered = events.offered(record, page.viewer.role == "office")
    number = record["problem_no"]
    if not offered:
        st.caption("现在没有可以办理的事项。")
        return
    event = st.pills("办理什么", offered, default=offered[0], required=True, wrap=True,
                     key=f"deciding.event.{number}.{record['state']}") or offered[0]
    st.caption(events.says(event, record))
    form = page.form(FORM)
    outdated.said("deciding.read", (number, event), record["pending_on"],
                  "单位刚才改了销号申请,请重新核对;刚才点过登记的,没有记入。")
    # Of the application that was read: a form drawn of another one is no more, and its button does nothing.
    with st.form(f"deciding.form.{number}.{event}.{record['pending_on']}", border=True):
        row = {"problem_no": number, "event": event} | {
            column.id: _field(page, form, column, must, record, event, every)
            for column, must in events.asked(form, event, record)
        }
        if record["pending_on"] and event in ("核查通过", "核查退回", "批准销号"):
            row["application_on"] = record["pending_on"]
        again = st.session_state.get(_ASKED) == _same(row)
        pressed = st.form_submit_button(f"仍登记{event}" if again else f"登记{event}", type="primary")
    if pressed:
        _press(page, row, again)
    for line in st.session_state.pop(_FAULTS, ()):
        st.warning(plain(line))


def _field(page: Page, form: Form, column: Column, must: bool, record: Problem, event: str,
           every: Worklist) -> Any:
    """Show a field with what is known; the application answered is the one that waits."""
    if column.id == "application_on" and record["pending_on"]:
        st.caption(f"{column.label} {record['pending_on']:%Y-%m-%d}")
        return record["pending_on"]
    typed = st.session_state.get(_TYPED, {})
    held: Any = typed.get(column.id) if column.id in _KEPT else None
    among = None
    if column.id == "event_on":
        held = page.today
    elif column.id == "entered_by":
        held = held or page.session.account.holder
    elif column.id == "new_due" and event == "延期":
        held = record["extend_to"]
    elif column.id == "merged_into":
        among = every.beside(record)
    key = f"deciding.{column.id}.{record['problem_no']}.{event}"
    return fields.field(column, must, key, page.plan, page.plan.filer(recording.filer_of(page)), held, among)


def _same(row: Mapping[str, Any]) -> str:
    return str(sorted((k, str(v)) for k, v in row.items()))


def _press(page: Page, row: Mapping[str, Any], again: bool) -> None:
    """Judge and record; what would have no effect is asked about once."""
    found = recording.look(page, ACT, [row])
    doubts = recording.doubts(found)
    if found.faults:
        st.session_state[_FAULTS] = [said(f) for f in found.faults]
    elif doubts and not again:
        st.session_state.update({_ASKED: _same(row), _FAULTS: [*doubts, "仍要登记的,请再点一次。"]})
    elif refused := recording.record(page, [recording.row_act(page, ACT, [row])]):
        st.session_state[_FAULTS] = [refused]
    else:
        _written(row, [f.message for f in found.notes])
    st.rerun()


def _written(row: Mapping[str, Any], notes: Sequence[str]) -> None:
    """Say it on the next run, keep who decided for the next problem, and let the list move on."""
    st.session_state[_TYPED] = st.session_state.get(_TYPED, {}) | {k: row[k] for k in _KEPT if row.get(k)}
    recording.after([("done", f"已登记:{row['problem_no']} {row['event']}。"), *(("note", n) for n in notes)])
    for key in [k for k in st.session_state if str(k).startswith("deciding.of.") or k == _ASKED]:
        del st.session_state[key]

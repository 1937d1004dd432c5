"""交办 on the page: a problem somebody else found, given to a unit, in the words of the sheet 交办事项."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lvzhi.conditions import When
from lvzhi.entering import said
from lvzhi.form import Column, Form
from lvzhi.web import rows
from lvzhi.web.deciding import fields, recording
from lvzhi.web.head import ROOT, Page
from lvzhi.web.routes import route
from lvzhi.web.text import plain

FORM, ACT = "assignments", "assign"
_LOT, _FAULTS, _ASKED = "assigning.lot", "assigning.faults", "assigning.asked"
_DOUBT = "ASGN-TWICE"


def show(page: Page) -> None:
    """Show the form of one assignment, and below what is out and not answered."""
    recording.done()
    form = page.form(FORM)
    # A fresh form after each assignment: the same fields under other keys are empty again.
    lot = st.session_state.setdefault(_LOT, 0)
    with st.form(f"assigning.form.{lot}", border=True):
        left, right = st.columns(2, gap="large")
        wanted = [c for c in form.columns if c.typed]
        row = {c.id: _field(page, form, c, lot, left if n < (len(wanted) + 1) // 2 else right)
               for n, c in enumerate(wanted)}
        st.caption(f"编号由系统排定。登记后即为承办单位的问题,从交办日期起计入登记数,印进该单位下一期《问题整改台账》;"
                   f"单位答复后不再改动,登记有误的由{plain(page.plan.office.name)}登记“撤销”后另行交办。")
        again = st.session_state.get(_ASKED) == str(row)
        pressed = st.form_submit_button("仍登记交办" if again else "登记交办", type="primary")
    if pressed:
        _press(page, row, again)
    for line in st.session_state.pop(_FAULTS, ()):
        st.warning(plain(line))
    _out(page)


def _field(page: Page, form: Form, column: Column, lot: int, place: Any) -> Any:
    held = page.today if column.id == "assigned_on" else None
    filer = page.plan.filer(recording.filer_of(page))
    with place:
        must = column.required is not False
        value = fields.field(column, must, f"assigning.{column.id}.{lot}", page.plan, filer, held)
        if isinstance(column.required, When):
            st.caption(f"{column.required.words(form.labels)}时填写")
    return value


def _press(page: Page, row: Mapping[str, Any], again: bool) -> None:
    found = recording.look(page, ACT, [row])
    doubts = [f.message for f in found.notes if f.code == _DOUBT]
    if found.faults:
        st.session_state[_FAULTS] = [said(f) for f in found.faults]
    elif doubts and not again:
        st.session_state.update({_ASKED: str(row), _FAULTS: [*doubts, "仍要交办的,请再点一次。"]})
    elif refused := recording.record(page, [recording.row_act(page, ACT, [row])]):
        st.session_state[_FAULTS] = [refused]
    else:
        number, unit = found.rows[0]["assignment_no"], page.plan.filer(found.rows[0]["unit"]).name
        notes = [("note", f.message) for f in found.notes if f.code != _DOUBT]
        recording.after([("done", f"已交办{unit},编号 {number}。"), *notes])
        st.session_state[_LOT] += 1
        st.session_state.pop(_ASKED, None)
    st.rerun()


def _out(page: Page) -> None:
    """What has been assigned and is not answered yet."""
    held = page.detail("assignments", "rows")
    waiting = held[held["unanswered"]]
    rows.listing(page, ("assignments", "rows"), "未答复的交办事项", "assigning.out", "没有未答复的交办事项。", waiting)
    if page.viewer.role == "office":
        st.page_link(ROOT / route("closing").path, label="登记有误的,去“核查销号”登记撤销")

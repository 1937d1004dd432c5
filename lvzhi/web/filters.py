"""The filter row: what may be chosen, kept in the link and from page to page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import streamlit as st

from lvzhi.plan import Plan
from lvzhi.selection import UnknownFilter
from lvzhi.web.text import plain

AS_OF = "as_of"
LABELS: Mapping[str, str] = {
    AS_OF: "截至", "stage": "阶段", "period": "报告期", "group": "工作组", "leader": "局领导", "type": "单位类别",
    "unit": "单位", "area": "方面",
}
_HELD, _SAID = "filters", "filters.said"
# Entries that a browser is given of one filter: it holds all of them at every look. Of more it is given those of the
# group chosen, and a name typed is looked up here.
_AT_ONCE = 1000


def options(key: str, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return what a filter offers, value and words, in the plan's order."""
    found: Mapping[str, tuple[tuple[str, str], ...]] = {
        "stage": tuple((s.id, s.name) for s in plan.stages),
        "period": tuple((p.id, p.label) for p in plan.periods),
        "group": tuple((g.code, g.label) for g in plan.groups),
        "leader": tuple((name, name) for name in plan.leaders),
        "type": tuple(plan.unit_types.items()),
        "unit": tuple((f.code, f.name) for f in (*plan.units, plan.bureau)),
        "area": tuple((a.short, a.short) for a in plan.areas),
    }
    return found[key]


def valid(given: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """Return the filters of a link that this plan knows; the rest of a link is not ours."""
    return {key: value for key, value in given.items() if key in LABELS and _known(key, value, plan)}


def _known(key: str, value: str, plan: Plan) -> bool:
    if key == AS_OF:
        return day_of(value) is not None
    return value in dict(options(key, plan))


def codes(given: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """Return filters given as codes or as words, as a link has them; `UnknownFilter` says what cannot be chosen."""
    found = {}
    for key, text in given.items():
        if key not in LABELS or key == AS_OF:
            raise UnknownFilter(f"“{key}”不能用来筛选。可用的有:{'、'.join(k for k in LABELS if k != AS_OF)}。")
        value = next((v for v, words in options(key, plan) if text in (v, words)), None)
        if value is None:
            raise UnknownFilter(f"“{text}”不在可选内容之内({LABELS[key]})。")
        found[key] = value
    return found


def day_of(text: str | None) -> dt.date | None:
    """Return the day a link names, or None."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def chosen(in_force: Callable[[Mapping[str, str]], Plan]) -> dict[str, str]:
    """Return the filters in force: the link's, else those of the page before, which then enter the link.

    `in_force` gives the plan that filters are of, by the day among them.
    """
    link, before = st.query_params.to_dict(), st.session_state.get(_HELD, {})
    held = valid(link, in_force(link)) or valid(before, in_force(before))
    _keep(held)
    return held


def _keep(filters: Mapping[str, str]) -> None:
    st.session_state[_HELD] = dict(filters)
    for key in LABELS:
        if key in filters and st.query_params.get(key) != filters[key]:
            st.query_params[key] = filters[key]
        elif key not in filters and key in st.query_params:
            del st.query_params[key]


def named(key: str, text: str, plan: Plan) -> list[str]:
    """Return the values that words typed may mean: the one so called, else those that have them in their names."""
    words, text = dict(options(key, plan)), text.strip()
    filer = plan.find_filer(text) if key == "unit" else None
    if filer and filer.code in words:
        return [filer.code]
    called = [value for value, name in words.items() if text in (value, name)]
    return called or [value for value, name in words.items() if text in name]


def _take(key: str, plan: Plan) -> None:
    """Let a widget's new value enter the filters; words that name nothing, or several, leave them and are answered."""
    value = st.session_state[f"filter.{key}"]
    if isinstance(value, str) and not _known(key, value, plan):
        meant = named(key, value, plan)
        if len(meant) != 1:
            many = f"{LABELS[key]}名称中有“{value}”的有 {len(meant)} 个,请写全。"
            st.session_state[_SAID] = many if meant else f"没有名称中有“{value}”的{LABELS[key]}。"
            return
        [value] = meant
    given = {k: v for k, v in st.session_state.get(_HELD, {}).items() if k != key}
    if value is not None:
        given[key] = value.isoformat() if isinstance(value, dt.date) else value
    _keep(given)


def row(keys: tuple[str, ...], filters: Mapping[str, str], plan: Plan, today: dt.date) -> None:
    """Show the filters of a page in one row."""
    with st.container(horizontal=True, key="filters"):
        _day(filters, plan, today)
        for key in keys:
            _choice(key, filters, plan)
    if said := st.session_state.pop(_SAID, None):
        st.info(plain(said))


def _choice(key: str, filters: Mapping[str, str], plan: Plan) -> None:
    words = dict(options(key, plan))
    st.session_state[f"filter.{key}"] = filters.get(key)
    many = len(words) > _AT_ONCE
    st.selectbox(  # without an index it can be emptied again
        LABELS[key], _offered(key, filters, plan) if many else list(words), index=None,
        format_func=lambda value: words.get(value, value), key=f"filter.{key}", on_change=_take, args=(key, plan),
        placeholder="全部,可写名称" if many else "全部", accept_new_options=many,
    )


def _offered(key: str, filters: Mapping[str, str], plan: Plan) -> list[str]:
    """Return, of very many values, the one chosen and the units of the group chosen, in the plan's order."""
    group = filters.get("group")
    mine = [f.code for f in plan.units if f.group == group] if key == "unit" and group else []
    chosen = filters.get(key)
    return mine if chosen is None or chosen in mine else [chosen, *mine]


def _day(filters: Mapping[str, str], plan: Plan, today: dt.date) -> None:
    latest = max(today, plan.campaign.start)
    day = day_of(filters.get(AS_OF)) or latest
    st.session_state[f"filter.{AS_OF}"] = min(max(day, plan.campaign.start), latest)
    st.date_input(
        LABELS[AS_OF], min_value=plan.campaign.start, max_value=latest, format="YYYY-MM-DD",
        key=f"filter.{AS_OF}", on_change=_take, args=(AS_OF, plan),
    )


def in_words(filters: Mapping[str, str], plan: Plan) -> str:
    """Return the filters as a reader would say them; empty when everything is shown."""
    return " · ".join(
        f"{LABELS[key]}:{dict(options(key, plan))[value]}" for key, value in filters.items() if key != AS_OF
    )

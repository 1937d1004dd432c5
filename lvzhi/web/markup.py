"""The one place where tables and lists of our own become HTML: what people typed is escaped, always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from lvzhi.charts.look import Status
from lvzhi.excerpt import Excerpt

_ADDRESS = "{column}{row}"


@dataclass(frozen=True)
class Mark:
    """One mark of a line of events: its day, what happened, who and where it is said; `faint` had no effect."""

    day: str
    what: str
    who: str
    where: str
    faint: bool = False


def excerpt(shown: Excerpt) -> None:
    """Show a piece of a sheet, the cells asked for marked."""
    st.html(excerpt_html(shown))


def line(marks: Sequence[Mark]) -> None:
    """Show events in their order, one under the other."""
    st.html(line_html(marks))


def key(statuses: Sequence[Status], note: str) -> None:
    """Show what the signs of a chart mean, each as it stands there, and what else there is to know of it."""
    st.html(key_html(statuses, note))


def key_html(statuses: Sequence[Status], note: str) -> str:
    """Return signs and words as one line that breaks between them.

    >>> key_html([Status("按时", "✓", "#2e7d4f")], "甲<乙")
    '<p class="key"><span><b style="background:#2e7d4f;color:#fefefe">✓</b>按时</span>甲&lt;乙</p>'
    """
    signs = "".join(
        f'<span><b style="background:{s.fill};color:{s.ink}">{escape(s.sign) or "&nbsp;"}</b>{escape(s.word)}</span>'
        for s in statuses
    )
    return f'<p class="key">{signs}{escape(note)}</p>'


def picture(address: str, alt: str) -> None:
    """Show a picture from one of the framework's own addresses, no wider than the page."""
    st.html(picture_html(address, alt))


def picture_html(address: str, alt: str) -> str:
    """Return the picture; its address is opened in full by a click.

    >>> print(picture_html("/media/a.png", 'a"><b>'))
    <a class="picture" href="/media/a.png" target="_blank"><img src="/media/a.png" alt="a&quot;&gt;&lt;b&gt;"></a>
    """
    where = escape(address)
    return f'<a class="picture" href="{where}" target="_blank"><img src="{where}" alt="{escape(alt)}"></a>'


def excerpt_html(shown: Excerpt) -> str:
    """Return the piece as a table with Excel's letters and row numbers.

    >>> one = Excerpt("台账", ("B",), ((7, ("<b>",)),), None, frozenset({"B7"}))
    >>> '<td class="asked">&lt;b&gt;</td>' in excerpt_html(one)
    True
    """
    letters = "".join(f"<th>{c}</th>" for c in shown.columns)
    lines = "".join(_row(shown, row, texts) for row, texts in shown.rows)
    return (
        f'<div class="excerpt"><table><caption>{escape(shown.sheet)}</caption>'
        f"<thead><tr><th></th>{letters}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _row(shown: Excerpt, row: int, texts: Sequence[str]) -> str:
    cells = "".join(
        f"<td{_class(shown, _ADDRESS.format(column=column, row=row))}>{escape(text)}</td>"
        for column, text in zip(shown.columns, texts, strict=True)
    )
    kind = ' class="heading"' if row == shown.heading else ""
    return f"<tr{kind}><th>{row}</th>{cells}</tr>"


def _class(shown: Excerpt, address: str) -> str:
    return ' class="asked"' if address in shown.marked else ""


def line_html(marks: Sequence[Mark]) -> str:
    """Return events as an ordered list.

    >>> line_html([Mark("7月20日", "登记", "甲<乙", "《台账》D7")]).count("甲&lt;乙")
    1
    """
    items = "".join(
        f'<li{" class=faint" if m.faint else ""}><time>{escape(m.day)}</time><b>{escape(m.what)}</b>'
        f"<span>{escape(m.who)}</span><small>{escape(m.where)}</small></li>"
        for m in marks
    )
    return f'<ol class="life">{items}</ol>'

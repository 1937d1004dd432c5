"""The rows files can be tied to: what stands of a filer, and which of it a file's name begins with."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import duckdb

from lvzhi.attachments.kinds import NotKept
from lvzhi.findings import Severity, Wording
from lvzhi.form import NO_FILE, Form, file_prefix, format_number
from lvzhi.kinds import Text
from lvzhi.plan import Filer, Plan
from lvzhi.projection.held import forms_held
from lvzhi.projection.tables import quoted

_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_BEGINS = re.compile(r"([^-_\s]+)-([^-_\s]+)-(.+)")
_NOW = dt.datetime.max

NO_NUMBER, NO_ROW = "ATT-NO-NUMBER", "ATT-NO-ROW"
WORDINGS = tuple(Wording(code, Severity.ERROR, text) for code, text in (
    (NO_NUMBER, "看不出是哪一行的附件。请在文件名最前面写上编号,如“{example}_照片1.jpg”,或在报送页选定那一行。"),
    (NO_ROW, "没有登记“{number}”这一行。请核对编号;新的一行,请先报送报送簿,再附材料。"),
    ("ATT-OTHERS", "“{number}”不是本单位的编号。附件只附在本单位自己的行上,请核对编号。"),
    ("ATT-WHOSE", "“{number}”有两个单位登记。请由本单位登录后附,或指明单位。"),
    ("ATT-FULL", "“{number}”已有{most}个附件。请先撤下不要的,或把多张照片合成一份PDF。"),
))
_SAYS = {w.code: w for w in WORDINGS}


def refused(code: str, **facts: object) -> NotKept:
    """Build what is raised when a file cannot be tied to a row."""
    return NotKept(code, _SAYS[code].say(facts))


@dataclass(frozen=True)
class Row:
    """A row files are tied to: the form's id, the filer's code, the row's key in words."""

    form: str
    filer: str
    key: str


@dataclass(frozen=True)
class Choice:
    """A row as it is offered for choosing; `about`: what it is about, `named`: the material it names."""

    row: Row
    title: str
    about: str
    named: str | None


def choices(cursor: duckdb.DuckDBPyConnection, forms: Sequence[Form], filer: str) -> list[Choice]:
    """Return the rows of a filer that take files, sheet by sheet, in their order; those that name material first."""
    taking = sorted((f for f in forms if f.takes_attachments and filer), key=lambda f: not f.evidence)
    held = forms_held(cursor, taking, filer)
    return [one for form in taking if form.id in held for one in _choices(cursor, form, filer)]


def _choices(cursor: duckdb.DuckDBPyConnection, form: Form, filer: str) -> Iterator[Choice]:
    words = [c for c in form.all_columns if isinstance(c.kind, Text) and not c.restricted and c.id not in form.key]
    about = quoted(words[0].id) if words else "null"
    named = quoted(form.evidence[0].id) if form.evidence else "null"
    found = cursor.execute(
        f"select key, {about}, {named} from {quoted(f'{form.id}_at')}($now) where filer = $filer "
        "order by length(key), key", {"now": _NOW, "filer": filer},
    ).fetchall()
    for key, says, material in found:
        yield Choice(Row(form.id, filer, key), form.title, says or "", material)


def standing(cursor: duckdb.DuckDBPyConnection, form: Form, key: str, filer: str | None) -> list[Row]:
    """Return the rows of this key that stand, of one filer or of any."""
    found = cursor.execute(
        f"select distinct filer from {quoted(f'{form.id}_at')}($now) where key = $key "
        "and ($filer is null or filer = $filer) order by filer", {"now": _NOW, "key": key, "filer": filer},
    ).fetchall()
    return [Row(form.id, code, key) for (code,) in found]


def row_named(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, forms: Sequence[Form], name: str, filer: str | None
) -> Row:
    """Return the row whose number a file's name begins with, else the one that names just this file; else NotKept.

    `filer` None: whoever has the row; of an assignment and the answer to it the answer is meant.
    """
    begun = beginning(plan, forms, name)
    if begun is None:
        return _by_material(cursor, plan, forms, name, filer)
    form, owner, key = begun
    if not form.numbered:
        return _unnumbered(cursor, form, owner, key, filer)
    # An assignment keeps its number in the ledger of the unit that answers it.
    held = [f for f in forms if f.numbered and (f is form or f.standing_rows)]
    found = [row for f in held for row in standing(cursor, f, key, filer)]
    answers = {f.id for f in held if f.evidence}
    found = [row for row in found if row.form in answers] or found
    if len(found) > 1:
        raise refused("ATT-WHOSE", number=key)
    if not found:
        raise refused(NO_ROW if filer in (None, owner.code) else "ATT-OTHERS", number=key)
    return found[0]


def _by_material(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, forms: Sequence[Form], name: str, filer: str | None
) -> Row:
    """The one row whose cell names exactly this file and nothing else, as 附件名 of 工作总结 does."""
    given = {"now": _NOW, "filer": filer, "names": sorted({_plain(name), _plain(PurePosixPath(name).stem)})}
    found = [
        Row(form.id, code, key) for form in forms if form.evidence for code, key in cursor.execute(
            f"select filer, key from {quoted(f'{form.id}_at')}($now) where ($filer is null or filer = $filer) "
            f"and list_contains($names, nfc_normalize({quoted(form.evidence[0].id)}))", given).fetchall()
    ]
    if len(found) != 1:
        raise refused(NO_NUMBER, example=example(plan, forms, filer))
    return found[0]


def _unnumbered(
    cursor: duckdb.DuckDBPyConnection, form: Form, owner: Filer, rest: str, filer: str | None
) -> Row:
    """A task by its clause, a summary by its version: the longest key of the filer's that the rest begins with."""
    if filer not in (None, owner.code):
        raise refused("ATT-OTHERS", number=f"{owner.code}-{form.title}-{rest}")
    rows = [one.row for one in _choices(cursor, form, owner.code)]
    fitting = [row for row in rows if re.match(re.escape(_plain(row.key)) + r"(?!\d)", rest)]
    if not fitting:
        raise refused(NO_ROW, number=f"{owner.code}-{form.title}-{rest}")
    return max(fitting, key=lambda row: len(row.key))


def beginning(plan: Plan, forms: Sequence[Form], name: str) -> tuple[Form, Filer, str] | None:
    """Return what a file's name begins with: sheet, filer and number (or, without numbers, what follows the title).

    Wide digits, other dashes and blanks around them are read as they are meant; the filer is named exactly.
    """
    found = _BEGINS.match(_DASHES.sub("-", _plain(PurePosixPath(name).stem)).strip())
    filer = plan.find_filer(found[1]) if found else None
    if found is None or filer is None:
        return None
    for form in (f for f in forms if f.takes_attachments):
        digits = re.match(r"\d+", found[3])
        if form.mark is not None and form.mark == found[2] and digits:
            return form, filer, format_number(filer.code, form.mark, int(digits[0][:9]))
        if not form.numbered and form.title == found[2]:
            return form, filer, found[3]
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def example(plan: Plan, forms: Sequence[Form], filer: str | None) -> str:
    """Return a number as files should begin with it."""
    form = next(f for f in forms if f.numbered and any(c.evidence == NO_FILE for c in f.evidence))
    code = filer or plan.units[0].code
    return file_prefix(form, code, format_number(code, form.mark or "", 3))

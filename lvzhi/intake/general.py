"""The rules that hold on every sheet (forms.md section 4), beyond required cells and kinds."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from lvzhi.books.prefill import reserved
from lvzhi.findings import Finding, Severity, Wording
from lvzhi.form import NO_FILE, Column, Form, file_prefix, format_number, number_of, of_desk
from lvzhi.intake.change import Change, blank, keyed, standing_rows
from lvzhi.intake.filing import Filing, SheetRows
from lvzhi.intake.reasons import says_nothing
from lvzhi.kinds import Many, Phone, Ref, Text
from lvzhi.records import records
from lvzhi.spellings import certain_code
from lvzhi.values import squeeze

WORDINGS = (
    Wording("GEN-REQUIRED", Severity.ERROR, "“{column}”尚未填写。", "必填的格没有填写;由各列声明"),
    Wording("GEN-PRIVACY", Severity.ERROR, "{column}中疑似有身份证号或手机号。请删去,改写为“当事人”“某某”。"),
    Wording("GEN-NO-MISSING", Severity.ERROR, "这一行没有编号。请移到空白编号行填写,下一个可用编号是“{next}”。"),
    Wording(
        "GEN-NO-CHANGED", Severity.ERROR,
        "“{value}”不是为本单位本表印制的编号。编号由系统统一编排,请移到空白编号行填写。",
    ),
    Wording(
        "GEN-KEY-TWICE", Severity.ERROR,
        "“{value}”在第{first}行和第{row}行各有一次。编号由系统统一编排,请把第{row}行改填在下方空白编号行。",
    ),
    Wording(
        "GEN-NIL-WITH-ROWS", Severity.ERROR,
        "表头选了“本期无”,表中又有新增或改动的内容({keys})。请清空“本期无”,或核对这些行。",
    ),
    Wording("GEN-SHEET-EMPTY", Severity.ERROR, "本期应报本表,表中没有内容。确无事项的,请在表头“本期无”处选“是”。"),
    Wording("GEN-REF", Severity.ERROR, "没有找到编号“{value}”。请核对编号,或先登记那一行。"),
    Wording("GEN-REF", Severity.NOTE, "编号“{value}”由别的单位登记,目前还没有收到。收到后自动对上,不需改动。"),
    Wording(
        "GEN-CARRIED-OVER", Severity.QUERY,
        "上期已列的{key}本期未列。请选:漏填,已补上 / 已归并到编号____ / 登记有误,申请撤销,理由____。",
    ),
    Wording(
        "GEN-ROW-MISSING", Severity.ERROR,
        "“{key}”这一行不见了。请补回这一行;或重新下载本单位报送簿,把内容按“值”粘贴过去。",
    ),
    Wording("GEN-LOCKED", Severity.NOTE, "“{column}”由系统填写,本格改动的内容没有读入,不需处理。"),
    Wording("GEN-OTHER", Severity.NOTE, "“{column}”选了“其他”,请在备注中写明具体是什么。"),
    Wording("GEN-EVIDENCE-WORDS", Severity.NOTE, "“{value}”看不出是什么材料。请写明材料名称或文号。"),
    Wording(
        NO_FILE, Severity.NOTE,
        "“{value}”仅有名称,未附材料。请在报送页附上,或随簿放入以“{named}”开头命名的文件(docx、pdf、jpg、png)。",
    ),
    Wording("GEN-SAME-TEXT", Severity.NOTE, "“{column}”与另外{count}行写得一样,请按各自的情况填写。"),
    Wording("GEN-SAME-TEXT", Severity.NOTE, "“{column}”连续{count}期写得一样,请写明本期的情况。"),
)
_SAYS = {w.code: w for w in reversed(WORDINGS)}  # the first wording of a code
_FOREIGN = next(w for w in WORDINGS if w.code == "GEN-REF" and w.severity is Severity.NOTE)
_PRIVATE = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")
_Named = tuple[str, tuple[str, ...]]  # a number, and the forms one of whose rows it may be
_NO_EVIDENCE = frozenset({"已整改", "已完成", "有", "已办", "已落实"})
_SAME_PROGRESS = next(w for w in WORDINGS if w.code == "GEN-SAME-TEXT" and "连续" in w.text)


@dataclass(frozen=True)
class Context:
    """What the general rules look at: the filing and what it changes."""

    filing: Filing
    change: Change


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings of every sheet; order is settled by the caller."""
    for sheet in context.filing.sheets.values():
        yield from _numbers(context, sheet)
        yield from _empty(context, sheet)
        yield from _carried_over(context, sheet)
        yield from _locked(context, sheet)
    yield from check_rows(context)


def check_rows(context: Context) -> Iterator[Finding]:
    """Yield what is found in the rows by themselves, whether they came in a book or were typed on the desk."""
    for sheet in context.filing.sheets.values():
        yield from _twice(sheet)
        if sheet.frame.empty:
            continue
        for column in sheet.form.columns_in(context.filing.book):
            if column.typed:
                yield from _references(context, sheet, column)
                yield from _texts(context, sheet, column)


def say(sheet: SheetRows, code: str, row: int | None, column: str | None, value: Any = None, **values: Any) -> Finding:
    """A finding of this catalogue at a cell of a sheet."""
    wording = _SAYS[code]
    label = sheet.form.labels.get(column or "")
    text = wording.say({"column": label, "row": row, "value": value, **values})
    key = _key(sheet, row)
    return Finding(
        code, wording.severity, text, sheet.form.id, sheet.sheet, sheet.cell(row, column), row, label,
        None if value is None else str(value), values.get("suggestion"), values.get("key", key),
    )


def _key(sheet: SheetRows, row: int | None) -> str | None:
    if row not in sheet.frame.index:
        return None
    return _key_of(sheet.form, records(sheet.frame)[sheet.frame.index.get_loc(row)])


def _key_of(form: Form, values: Mapping[str, Any]) -> str | None:
    return None if any(values[k] is None for k in form.key) else form.key_of(values)


def _numbers(context: Context, sheet: SheetRows) -> Iterator[Finding]:
    form = sheet.form
    if not form.numbered or sheet.frame.empty:
        return
    column = form.key[0]
    strange = _not_printed(context, sheet)
    free: str | None = None
    for values in records(sheet.frame):
        row, number = values["_row"], values[column]
        if number is None:
            free = free or _next_free(context, sheet)
            yield say(sheet, "GEN-NO-MISSING", row, column, next=free)
        elif number in strange:
            yield say(sheet, "GEN-NO-CHANGED", row, column, number)


def _not_printed(context: Context, sheet: SheetRows) -> Set[str]:
    """The numbers of a sheet it was not printed with, nor its last ones carried on where it was full."""
    form, here = sheet.form, {number for _, number in _cells(sheet, sheet.form.key[0])}
    running = {number: _running(context, form, number) or 0 for number in here}
    # Whatever stands, no sheet has fewer blank rows than are reserved: of most books nothing need be asked.
    least = reserved(form, context.filing.plan)
    if all(0 < n <= least for n in running.values()):
        return frozenset()
    printed = {str(row.values.get(form.key[0])) for row in context.filing.printed[form.id].rows}
    top = max((_running(context, form, number) or 0 for number in printed), default=0)
    carried_on = set(running.values())
    while top + 1 in carried_on:
        top += 1
    return {number for number, n in running.items() if number not in printed and not 0 < n <= top}


def _running(context: Context, form: Form, number: str) -> int | None:
    """The running number among those printed for this filer; one given on the desk is none of them."""
    n = number_of(number, context.filing.filer.code, form.mark or "")
    return None if of_desk(n) else n


def _next_free(context: Context, sheet: SheetRows) -> str:
    """The first number of this filer and form that neither stands nor is used in the sheet."""
    form = sheet.form
    used = {_running(context, form, n) for _, n in _cells(sheet, form.key[0])}
    used |= {_running(context, form, n) for n in context.filing.standing.numbers(form.id, context.filing.filer.code)}
    n = max((u for u in used if u), default=0) + 1
    return format_number(context.filing.filer.code, form.mark or "", n)


def _twice(sheet: SheetRows) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for values in records(sheet.frame):
        row, key = values["_row"], _key_of(sheet.form, values)
        if key is None:
            continue
        if key in first:
            yield say(sheet, "GEN-KEY-TWICE", row, sheet.form.key[0], key, first=first[key])
        first.setdefault(key, row)


def _empty(context: Context, sheet: SheetRows) -> Iterator[Finding]:
    filing, form = context.filing, sheet.form
    if form.fixed_rows or form.layout == "card":
        return
    touched = context.change.touched(form.id)
    if sheet.nil and touched:
        yield say(sheet, "GEN-NIL-WITH-ROWS", None, None, keys="、".join(sorted(touched)[:5]))
    duty = filing.plan.duty(form.id, filing.filer.code, filing.period)
    nothing = sheet.frame.empty and not sheet.nil and not filing.nil_return
    # A sheet whose header was not found has been reported; that it is empty would be said twice.
    if duty in ("due", "confirm") and nothing and sheet.letters:
        yield say(sheet, "GEN-SHEET-EMPTY", None, None)


def _carried_over(context: Context, sheet: SheetRows) -> Iterator[Finding]:
    form = sheet.form
    if form.layout == "card" or not sheet.letters:
        return
    code = "GEN-ROW-MISSING" if form.fixed_rows else "GEN-CARRIED-OVER"
    for key in listed_again(context.filing, form, keyed(form, sheet.frame)):
        found = say(sheet, code, None, None, key=key)
        yield found if form.fixed_rows or context.filing.book != "group" else _softened(found)


def listed_again(filing: Filing, form: Form, here: Collection[str] = ()) -> tuple[str, ...]:
    """Keys of the rows this sheet is printed with and has to hold when it comes back, but for those it holds."""
    duty = filing.plan.duty(form.id, filing.filer.code, filing.period)
    if form.layout == "card" or (form.fixed_rows and duty not in ("due", "confirm")):
        return ()
    gone = {k: row for k, row in standing_rows(filing, form).items() if k not in here}
    # Only what is filed can be missing: where all of it is here, nobody asks what the sheet was printed with.
    if not form.fixed_rows and not any(_could_hold(filing, form, k, row) for k, row in gone.items()):
        return ()
    keys = (form.key_of(row.values) for row in filing.printed[form.id].known)
    return tuple(
        k for k in keys if k not in here and (form.fixed_rows or _could_hold(filing, form, k, gone.get(k)))
    )


def _could_hold(filing: Filing, form: Form, key: str, stands: Mapping[str, Any] | None) -> bool:
    """Could the filer's book of this period be expected to list the row?

    What others gave, or the filer itself on the desk, may be younger than the book, and what it filed for a later
    period stands whatever this one says.
    """
    if of_desk(number_of(key, filing.filer.code, form.mark or "")):
        return False
    if stands is None:
        return form.standing_rows is None
    return str(stands.get("period") or "") <= filing.period


def _softened(finding: Finding) -> Finding:
    """Nothing in the group book is a query."""
    return replace(finding, severity=Severity.NOTE)


def _locked(context: Context, sheet: SheetRows) -> Iterator[Finding]:
    """系统 cells that say something else than what was printed, where what was printed cannot have moved."""
    form = sheet.form
    if form.layout == "card" or not sheet.overtyped:
        return
    printed = {form.key_of(r.values): r for r in context.filing.printed[form.id].rows if _has_key(form, r.values)}
    for (row, column), text in sheet.overtyped.items():
        key = _key(sheet, row)
        known = printed.get(key or "")
        if known is None:
            continue
        stands = known.values.get(column)
        if not blank(stands):
            moved = form.id in ("rectification", "assignments", "projects", "pilots", "supervisors")
            if moved or squeeze(text) in _as_printed(context, form.by_id[column], stands):
                continue
        yield say(sheet, "GEN-LOCKED", row, column, text)


def _as_printed(context: Context, column: Column, value: Any) -> frozenset[str]:
    """What a book shows for a value: the filer's own cells hold its name."""
    names = (context.filing.filer.name,) if column.prefill == "filer" and value == context.filing.filer.code else ()
    return frozenset(squeeze(t) for t in (column.kind.show(value, context.filing.plan), *names))


def _has_key(form: Form, values: Mapping[str, Any]) -> bool:
    return not any(blank(values.get(k)) for k in form.key)


def _cells(sheet: SheetRows, column: str) -> list[tuple[int, Any]]:
    """(Excel row, value) of the filled cells of a column."""
    return [(row["_row"], row[column]) for row in records(sheet.frame) if row[column] is not None]


def _references(context: Context, sheet: SheetRows, column: Column) -> Iterator[Finding]:
    kind = column.kind.of if isinstance(column.kind, Many) else column.kind
    if not isinstance(kind, Ref) or kind.own_rule:
        return
    cells = [
        (row, _forms_meant(kind, sheet, row), value if isinstance(value, tuple) else (value,))
        for row, value in _cells(sheet, column.id)
    ]
    unknown = _unknown(context, kind.forms, {(number, forms) for _, forms, numbers in cells for number in numbers})
    for row, forms, numbers in cells:
        for number in numbers:
            if (number, forms) in unknown:
                own = kind.own or number.startswith(f"{context.filing.filer.code}-")
                foreign = not own and any(number.startswith(f"{f.code}-") for f in context.filing.plan.filers)
                found = say(sheet, "GEN-REF", row, column.id, number, suggestion=_meant(context, forms, numbers))
                softer = replace(found, severity=_FOREIGN.severity, message=_FOREIGN.say({"value": number}))
                yield softer if foreign else found


def _meant(context: Context, forms: tuple[str, ...], numbers: tuple[str, ...]) -> str | None:
    """The cell with its numbers as they are printed, where each can be one row only."""
    sheets = [s for f in forms if (s := context.filing.sheets.get(f)) is not None]
    known = {str(n) for s in sheets for _, n in _cells(s, s.form.key[0])}
    known |= {n for form in forms for n in context.filing.standing.numbers(form)}
    marks = {n.split("-")[1] for n in known if n.count("-") == 2}
    said = [n if n in known else certain_code(n, marks, known) for n in numbers]
    return None if None in said else "、".join(str(n) for n in said)


def _forms_meant(kind: Ref, sheet: SheetRows, row: int) -> tuple[str, ...]:
    """The forms a reference may name: one of them when another cell of the row says which."""
    if kind.chosen_by is None:
        return kind.forms
    column, forms = kind.chosen_by
    chosen = forms.get(sheet.frame.at[row, column])
    return (chosen,) if chosen else kind.forms


def _unknown(context: Context, forms: tuple[str, ...], named: Set[_Named]) -> Set[_Named]:
    """Those of the references that no row answers, of this book or accepted of anybody; asked form by form."""
    for form_id in forms:
        wanted = {number for number, meant in named if form_id in meant}
        sheet = context.filing.sheets.get(form_id)
        here = {number for _, number in _cells(sheet, sheet.form.key[0])} if sheet is not None else set()
        found = here | context.filing.standing.registered(form_id, wanted - here)
        named = {(number, meant) for number, meant in named if form_id not in meant or number not in found}
    return named


def _texts(context: Context, sheet: SheetRows, column: Column) -> Iterator[Finding]:
    if isinstance(column.kind, Text):
        if not isinstance(column.kind, Phone) and not column.restricted:
            for row, text in _cells(sheet, column.id):
                yield from _text(sheet, column, row, text)
        if column.evidence == NO_FILE:
            yield from _not_attached(context, sheet, column)
        if column.id == "measures":
            yield from _same_text(context, sheet, column)
        elif column.id == "progress":
            yield from _same_progress(context, sheet, column)
    elif "其他" in getattr(column.kind, "values", ()) and sheet.form.remark:
        for values in records(sheet.frame):
            if values[column.id] == "其他" and values["remark"] is None:
                yield say(sheet, "GEN-OTHER", values["_row"], column.id, "其他")


def _text(sheet: SheetRows, column: Column, row: int, text: str) -> Iterator[Finding]:
    if _PRIVATE.search(unicodedata.normalize("NFKC", text)):
        yield say(sheet, "GEN-PRIVACY", row, column.id)
    gives_reason = any(word in column.label for word in ("理由", "原因")) or column.label == "说明"
    if gives_reason and says_nothing(text):
        yield Finding(
            "GEN-REASON-WORDS", Severity.ERROR,
            f"“{text}”没有说明情况。请写明时间、原因或依据,一句话即可。", sheet.form.id, sheet.sheet,
            sheet.cell(row, column.id), row, column.label, text, key=_key(sheet, row),
        )
    if column.evidence == NO_FILE and squeeze(text) in _NO_EVIDENCE:
        yield say(sheet, "GEN-EVIDENCE-WORDS", row, column.id, text)


def _not_attached(context: Context, sheet: SheetRows, column: Column) -> Iterator[Finding]:
    """Material that is named, in words that say what it is, while no attachment carries the row's number."""
    filing, form = context.filing, sheet.form
    cells = _cells(sheet, column.id)
    with_files = filing.standing.attached(filing.filer.code) if cells else frozenset()
    for row, text in cells:
        key = _key(sheet, row)
        if key is not None and (form.id, key) not in with_files and squeeze(text) not in _NO_EVIDENCE:
            yield say(sheet, NO_FILE, row, column.id, text, named=file_prefix(form, filing.filer.code, key))


def _same_text(context: Context, sheet: SheetRows, column: Column) -> Iterator[Finding]:
    limit = context.filing.plan.settings.same_text["rows"]
    cells = _cells(sheet, column.id)
    counts = Counter(squeeze(text) for _, text in cells)
    said: set[str] = set()
    for row, text in cells:
        words = squeeze(text)
        if counts[words] >= limit and words not in said:
            said.add(words)
            yield say(sheet, "GEN-SAME-TEXT", row, column.id, count=counts[words] - 1)


def _same_progress(context: Context, sheet: SheetRows, column: Column) -> Iterator[Finding]:
    """整改进展 and its like, word for word the same in so many periods running."""
    filing, form = context.filing, sheet.form
    count = filing.plan.settings.same_text["periods"]
    before = [p.id for p in filing.plan.periods if p.id < filing.period][1 - count :]
    if len(before) < count - 1 or not _cells(sheet, column.id):
        return
    versions = records(filing.standing.versions(form.id, filing.filer.code))
    told = {(v["period"], form.key_of(v)): squeeze(v[column.id] or "") for v in versions}
    for row, text in _cells(sheet, column.id):
        key = _key(sheet, row)
        if key is not None and all(told.get((period, key)) == squeeze(text) for period in before):
            found = say(sheet, "GEN-SAME-TEXT", row, column.id, count=count)
            yield replace(found, message=_SAME_PROGRESS.say({"column": column.label, "count": count}))

"""附件 in an archive: the files themselves, verbatim and named by their hash, and a table that ties them to rows."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from lvzhi.conditions import When
from lvzhi.form import Form
from lvzhi.outgoing.records import FILER, NAMED, Field, Record
from lvzhi.outgoing.taking import Taking
from lvzhi.projection.tables import quoted
from lvzhi.restricted import public_rows

FOLDER = "attachments"


def attachments(taking: Taking) -> Record:
    """Return the record of the files that go along: whose, of which row, under which name in the archive."""
    entries = ", ".join(map(str, leaving(taking))) or "null"
    confidential = ", ".join(f"'{f.id}'" for f in taking.forms if f.confidential) or "null"
    return Record(
        "attachments", "附件", f"附在各行上的佐证材料;原件在 `{FOLDER}/` 里,原样不动,以 SHA-256 为名。",
        (
            Field("entry", "日志序号", "t.entry"), Field("receipt", "回执号", "t.receipt"), *FILER,
            Field("form", "表的标识", "t.form"), Field("key", "所附的行", "t.key"),
            Field("file_name", "文件名(可能有举报件的表,只写行的编号)",
                  f"case when t.form in ({confidential}) then t.key || '_附件' else t.file_name end"),
            Field("path", "在归档里的位置", f"'{FOLDER}/' || t.sha256 || '.' || t.kind"),
            Field("kind", "种类:docx、pdf、jpg、png", "t.kind"), Field("size", "字节数", "t.size"),
            Field("sha256", "文件的 SHA-256", "t.sha256"), Field("at", "收到的时间", 't."at"'),
            Field("on_behalf", "是否代附", "t.on_behalf"),
        ),
        f"from attachment as t {NAMED} where t.entry in ({entries}) order by t.entry",
    )


def leaving(taking: Taking) -> tuple[int, ...]:
    """Return the journal's numbers of the files that may leave.

    Those of rows that stand, are no 举报 and have no restricted cell filled: what such a cell keeps back, a picture of
    the same matter may show. Of a row that no longer stands this cannot be known.
    """
    return tuple(sorted(entry for form in taking.forms if form.takes_attachments for entry in _leaving(taking, form)))


def _leaving(taking: Taking, form: Form) -> Iterator[int]:
    restricted = [c for c in form.all_columns if c.restricted]
    asked = dict.fromkeys(name for c in restricted for name in (c.id, *_reads(c.restricted)))
    names = "".join(f", r.{quoted(name)}" for name in asked)
    rows = taking.ask(f"""
        select a.entry{names}
        from attachment_at($as_of) as a
        join {public_rows(form, taking.forms)} as r on r.filer = a.filer and r.key = a.key
        where a.form = '{form.id}' and a.filer in (select unnest($filers))
    """).to_pylist()
    kinds = {c.id: c.kind for c in form.all_columns}
    cells = {name: kinds[name].series([row[name] for row in rows]) for name in asked}
    frame = pd.DataFrame(cells, index=range(len(rows)))
    kept_back = pd.Series(False, index=frame.index)
    for column in restricted:
        holds = column.restricted.holds(frame) if isinstance(column.restricted, When) else True
        kept_back |= frame[column.id].notna() & holds
    closed = {row["entry"] for row, held in zip(rows, kept_back, strict=True) if held}
    yield from {row["entry"] for row in rows} - closed


def _reads(restricted: bool | When) -> tuple[str, ...]:
    return restricted.reads if isinstance(restricted, When) else ()

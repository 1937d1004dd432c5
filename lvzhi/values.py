"""Read what people type: dates, months, numbers and text in their many spellings; refuse what is ambiguous."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Any

from lvzhi.findings import Refused

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
PLACEHOLDERS = frozenset({"/", "／", "\\", "—", "——", "－", "-", "--", "–", "无"})
_PLACEHOLDER_LETTERS = frozenset(p[0] for p in PLACEHOLDERS if p[0].isalnum())
_DATE = re.compile(r"(\d{4})\s*[.\-/年。]\s*(\d{1,2})\s*[.\-/月。]\s*(\d{1,2})\s*[日号]?(?:\s+0?0:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_YEAR = re.compile(r"\d{1,2}\s*[.\-/月]\s*\d{1,2}\s*[日号]?")
_MONTH = re.compile(r"(\d{4})\s*[\-/年]\s*(\d{1,2})\s*月?")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


class Percentage(float):
    """A number its cell shows as a percentage: 0.45 that stands there as 45%."""

    __slots__ = ()


def shown(value: Any) -> str:
    """Return the text of a cell's value as the sheet shows it.

    >>> shown(12.0), shown(0.45), shown(Percentage(0.45)), shown(Percentage(0.07))
    ('12', '0.45', '45%', '7%')
    """
    if isinstance(value, Percentage):
        return f"{value * 100:.12g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def clean_text(text: str, *, one_line: bool) -> str:
    """Strip zero-width characters and outer blanks; fold line breaks when the field is one line."""
    text = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = re.sub(r"\s*\n\s*", " " if one_line else "\n", text)
    return text.strip(" \t\n\u3000")


_CIRCLED = re.compile(r"([\u2460-\u2473])")


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """Fold full-width forms and drop every blank: the form in which names and choices are compared.

    Circled numbers stay: they name the parts of a check item, and folding would make 3① into 31.
    """
    parts = _CIRCLED.split(INVISIBLE.sub("", text))
    folded = (p if _CIRCLED.fullmatch(p) else unicodedata.normalize("NFKC", p) for p in parts)
    return re.sub(r"\s+", "", "".join(folded))


_LONGEST_NAME = 120


def file_name(text: str) -> str:
    """Return a file's name as it may be kept, shown and sent on: no path, no control or direction characters.

    >>> file_name("../../7月\u202excod.xlsx"), file_name("C:\\\\temp\\\\a.xlsx"), file_name("..")
    ('7月xcod.xlsx', 'a.xlsx', '未命名')
    """
    shown = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    last = re.split(r"[/\\\\]", shown)[-1].strip(" .") if shown.strip(" .") else ""
    stem, dot, ending = last.rpartition(".")
    if len(last) > _LONGEST_NAME:
        last = f"{(stem or last)[:_LONGEST_NAME - 10]}{dot}{ending[:9]}"
    return last or "未命名"


def is_blank(value: Any) -> bool:
    """True for nothing, and for text of blanks and invisible characters only."""
    if not isinstance(value, str):
        return value is None
    # Asked of every cell: a letter or a digit in front settles most of them.
    return not value[:1].isalnum() and not clean_text(value, one_line=True)


def is_placeholder(value: Any) -> bool:
    """True for / — - 无 and their like, by which people say that a cell stays empty."""
    if not isinstance(value, str) or (value[:1].isalnum() and value[0] not in _PLACEHOLDER_LETTERS):
        return False
    return clean_text(value, one_line=True) in PLACEHOLDERS


def parse_date(value: Any) -> dt.date:
    """A day from a true date or any usual spelling with a year; everything else is refused."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    said = shown(value)
    text = unicodedata.normalize("NFKC", clean_text(said, one_line=True))
    match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        year, month, day = (int(g) for g in match.groups())
        return _real_day(year, month, day)
    raise _date_refusal(value, said, text)


def _date_refusal(value: Any, said: str, text: str) -> Refused:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if 1 <= value < 13:
            return Refused("GEN-DATE", f"“{said}”没有写年份。请写全,如“2015年6月5日”。")
        return Refused("GEN-DATE", f"“{said}”是一个数,看不出是哪一天。请写成“2015年6月5日”这样的日期。")
    if _NO_YEAR.fullmatch(text):
        return Refused("GEN-DATE", f"“{said}”没有写年份。请写全,如“2015年6月5日”。")
    if _MONTH.fullmatch(text):
        return Refused("GEN-DATE", f"“{said}”只写到月份。请写到日,如“2015年6月5日”。")
    return Refused("GEN-DATE", f"“{said}”看不出是哪一天。请写成“2015年6月5日”这样的日期。")


def _real_day(year: int, month: int, day: int) -> dt.date:
    said = f"{year}年{month}月{day}日"
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise Refused("GEN-DATE", f"“{said}”不存在,请核对。")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Refused("GEN-DATE", f"“{said}”不存在({month}月只有{last}天),请核对。")
    return dt.date(year, month, day)


def parse_month(value: Any) -> str:
    """`2015-06` from a true date or 2015年6月, 2015-06, 201506; a decimal like 2015.1 could be two months."""
    if isinstance(value, (dt.date, dt.datetime)):
        return f"{value.year}-{value.month:02d}"
    said = shown(value)
    text = unicodedata.normalize("NFKC", clean_text(said, one_line=True))
    match = _MONTH.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})", text)
    if match and 1 <= int(match.group(2)) <= 12:
        return f"{match.group(1)}-{int(match.group(2)):02d}"
    if re.fullmatch(r"\d{4}\.\d{1,2}", text):
        raise Refused("GEN-DATE", f"“{said}”可能是1月,也可能是10月。请写成“2015年6月”这样的月份。")
    raise Refused("GEN-DATE", f"“{said}”看不出是哪一月。请写成“2015年6月”这样的月份。")


def parse_number(value: Any, unit: str) -> float:
    """A number without its unit of measure; text that is no number is refused, never turned into 0.

    What the sheet shows as a percentage is read as such: 1 shown as 100% is no 1.
    """
    if isinstance(value, bool):
        raise Refused("GEN-NUMBER", f"本格只填数字,现为“{value}”,请核对。")
    if isinstance(value, (int, float)) and not isinstance(value, Percentage):
        return float(value)
    said = shown(value)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", INVISIBLE.sub("", said)))
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", ""))
    bare = re.match(r"[+-]?\d+(\.\d+)?", text)
    if bare and unit and text == f"{bare.group()}{unit}" and unit == "%":
        return float(bare.group())
    if bare:
        number, rest = bare.group(), text[bare.end() :]
        if rest in ("万", "万元", "万元整") and unit == "万元":
            raise Refused("GEN-NUMBER", f"本格单位是“万元”,只填数字。“{said}”请填“{number}”。", suggestion=number)
        raise Refused("GEN-NUMBER", f"本格只填数字,单位是“{unit}”,现为“{said}”,请只留数字。")
    raise Refused("GEN-NUMBER", f"本格只填数字,现为“{said}”,请核对。")

"""Which number formats show a date or a percentage, and what date a number stands for."""

from __future__ import annotations

import datetime
import re

# Built-in formats have no text in the file; 27-36 and 50-58 are the dates and times of Chinese Excel,
# which openpyxl takes for numbers (31 is yyyy年m月d日, 57 yyyy年m月).
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_BUILT_IN_PERCENTS = frozenset((9, 10))
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_LETTER = re.compile(r"[ymdhs]", re.I)

_DAY_MS = 86_400_000
_LAST_SERIAL = 2_958_465  # 9999-12-31
_EPOCH = datetime.datetime(1899, 12, 30)
_EPOCH_1904 = datetime.datetime(1904, 1, 1)
_DAYS_1904 = 1_462
_PHANTOM_LEAP_DAY = 60  # Excel counts a 29 February 1900 that never was


def shows_date(number_format: int, code: str | None) -> bool:
    """Tell whether this format shows a date or a time of day; a duration ([h]:mm) is a number.

    >>> [shows_date(14, None), shows_date(31, None), shows_date(0, None)]
    [True, True, False]
    >>> [shows_date(170, code) for code in ('yyyy"年"m"月"', "G/通用格式", '0.0"days"', "[h]:mm", "[Red]0")]
    [True, False, False, False, False]
    """
    if code is None:
        return number_format in _BUILT_IN_DATES
    first = code.partition(";")[0]
    return not _ELAPSED.search(first) and bool(_DATE_LETTER.search(_NOT_CODE.sub("", first)))


def shows_percent(number_format: int, code: str | None) -> bool:
    """Tell whether this format shows a hundred times the number and a sign; a sign in quotes is only text.

    >>> [shows_percent(9, None), shows_percent(10, None), shows_percent(0, None), shows_percent(9, "General")]
    [True, True, False, False]
    >>> [shows_percent(170, code) for code in ('0.0%;[Red]-0.0%', '0"%"', "0\\\\%", "yyyy-m-d")]
    [True, False, False, False]
    """
    if code is None:
        return number_format in _BUILT_IN_PERCENTS
    return "%" in _NOT_CODE.sub("", code.partition(";")[0])


def from_serial(serial: float, is_1904: bool) -> datetime.date | datetime.datetime | datetime.time | None:
    """Return what a number under a date format shows, to the millisecond; None if it is no date.

    >>> [from_serial(42160, False), from_serial(42160.5, False), from_serial(0.25, False)]
    [datetime.date(2015, 6, 5), datetime.datetime(2015, 6, 5, 12, 0), datetime.time(6, 0)]
    >>> [from_serial(40698, True), from_serial(60, False), from_serial(-1, False)]
    [datetime.date(2015, 6, 5), None, None]
    """
    last = _LAST_SERIAL - (_DAYS_1904 if is_1904 else 0)
    if not 0 <= serial < last + 1:
        return None
    days, milliseconds = divmod(round(serial * _DAY_MS), _DAY_MS)
    if serial < 1:
        # A moment that rounds up to midnight stays on its side of it.
        return (_EPOCH + datetime.timedelta(milliseconds=milliseconds if days == 0 else _DAY_MS - 1)).time()
    if days > last or (days == _PHANTOM_LEAP_DAY and not is_1904):
        return None
    epoch = _EPOCH_1904 if is_1904 else _EPOCH
    early = 1 if days < _PHANTOM_LEAP_DAY and not is_1904 else 0
    moment = epoch + datetime.timedelta(days=days + early, milliseconds=milliseconds)
    return moment if milliseconds else moment.date()

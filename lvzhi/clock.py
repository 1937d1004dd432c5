"""What time it is for a data directory, and what instant an as-of text means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_NOON = time(12)


class NotAnInstant(ValueError):
    """The text is neither a date nor an instant in ISO 8601."""


@dataclass(frozen=True)
class Clock:
    """The time in the campaign's timezone; `fixed` is the day a data directory fixes as today.

    On a fixed day it is always 12:00, so that the same commands give the same journal.
    """

    fixed: date | None
    timezone: ZoneInfo

    def now(self) -> datetime:
        """Return the present instant, with its offset."""
        if self.fixed is None:
            return datetime.now(self.timezone)
        return datetime.combine(self.fixed, _NOON, self.timezone)

    def today(self) -> date:
        """Return the present day in the campaign's timezone."""
        return self.now().date()

    def end_of(self, day: date) -> datetime:
        """Return the last instant of a day."""
        return datetime.combine(day, time.max, self.timezone)

    def as_of(self, text: str | None = None) -> datetime:
        """Return the instant an as-of means, in the campaign's timezone.

        A date means the end of that day; an instant is itself, read in that timezone if it has no offset.
        None is now, or the end of the fixed day: what arrived at any hour of it then counts.

        >>> Clock(None, ZoneInfo("Asia/Shanghai")).as_of("2015-10-20").isoformat()
        '2015-10-20T23:59:59.999999+08:00'
        """
        if text is None:
            return self.now() if self.fixed is None else self.end_of(self.fixed)
        day = _date(text)
        return self.end_of(day) if day is not None else self._instant(text)

    def _instant(self, text: str) -> datetime:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise NotAnInstant(
                f"“{text}”看不出是哪一天。请写成“2015-10-20”或“2015-10-20T15:30”这样的日期或时刻。"
            ) from None
        if instant.tzinfo is None:
            return instant.replace(tzinfo=self.timezone)
        return instant.astimezone(self.timezone)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

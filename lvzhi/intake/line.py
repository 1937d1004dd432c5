"""Places given in the order they were asked for; whoever waits can be told how many are before him."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Told = Callable[[int], object]

_AGAIN = 1.0  # seconds after which who waits is told anew


class Line(Generic[T]):
    """A queue of things to use in turn, and the queue of those who wait for one; safe to share between threads."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._places: deque[T] = deque()
        self._waiting: deque[object] = deque()
        self._used = 0

    def put(self, place: T) -> None:
        """Add a place."""
        with self._moved:
            self._places.append(place)
            self._moved.notify_all()

    def back(self, place: T) -> None:
        """Give back what was taken."""
        with self._moved:
            self._used -= 1
        self.put(place)

    def take(self, told: Told | None = None) -> T:
        """Return the next free place; `told` hears now and then how many are in front, those being served included."""
        ticket = object()
        with self._moved:
            self._waiting.append(ticket)
        try:
            place = self._given(ticket, None if told is None else 0)
            while place is None:
                if told is not None:
                    told(self._before(ticket))
                place = self._given(ticket, _AGAIN)
            return place[0]
        finally:
            with self._moved:
                self._waiting.remove(ticket)
                self._moved.notify_all()

    def drain(self) -> list[T]:
        """Take out every free place."""
        with self._moved:
            free = list(self._places)
            self._places.clear()
        return free

    def _given(self, ticket: object, seconds: float | None) -> tuple[T] | None:
        """Wait so long for the turn, None for however long it takes; return the place if the turn came."""
        with self._moved:
            if not self._moved.wait_for(lambda: self._my_turn(ticket), seconds):
                return None
            self._used += 1
            return (self._places.popleft(),)

    def _my_turn(self, ticket: object) -> bool:
        return bool(self._places) and self._waiting[0] is ticket

    def _before(self, ticket: object) -> int:
        with self._moved:
            return self._waiting.index(ticket) + self._used

"""Every page's figures worked out by hand: a page's address -> what gives its figures' labels and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.by_hand import leadership, topics
from tests.by_hand.filed import Filed

WorkOut = Callable[[Filed], dict[str, str]]
LEADERSHIP: Mapping[str, WorkOut] = {f.__name__: f for f in (
    leadership.overview, leadership.stages, leadership.rectification, leadership.satisfaction, leadership.supervision,
    leadership.reporting,
)}
TOPICS: Mapping[str, WorkOut] = {f.__name__: f for f in (
    topics.commitments, topics.self_inspection, topics.lists, topics.complaints, topics.assignments, topics.inspections,
    topics.projects, topics.accountability, topics.supervisors, topics.consultations, topics.publicity,
)}

"""In which columns the rows of a measure's statement are listed, wherever they are: on a page, behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """`form` is the sheet whose rows they are, if they are one's: its own headings then stand over them."""

    columns: tuple[str, ...]
    form: str | None = None

    def without(self, *dropped: str) -> tuple[str, ...]:
        """Return the columns but for some, such as the unit where there is only one."""
        return tuple(c for c in self.columns if c not in dropped)


_LISTED: Mapping[tuple[str, str], Listed] = {
    ("completion", "tasks"): Listed((
        "unit", "stage", "name", "standing", "due", "done_on", "result", "evidence", "verified")),
    ("rectification", "problems"): Listed((
        "problem_no", "unit", "description", "source", "area", "kind", "registered_on", "deadline", "state",
        "pending_on", "responsible_persons")),
    ("rectification", "rows"): Listed((
        "day", "registered", "applied", "returned", "closed", "reopened", "withdrawn", "open", "overdue",
        "overdue_waiting")),
    ("satisfaction", "rows"): Listed((
        "batch", "subject", "respondents", "dimension", "issued", "collected", "valid", "rate_broad", "rate_strict",
        "score", "low", "high", "awareness", "response")),
    ("supervision", "visits"): Listed((
        "visit_no", "visited_on", "group", "unit", "method", "own", "found", "feedback_due", "feedback_on")),
    ("supervision", "across"): Listed(("visit_no", "visited_on", "group", "unit", "method", "found")),
    ("supervision", "units"): Listed((
        "unit", "group", "visits", "on_site", "last_visit", "last_on_site", "last_method", "found")),
    ("reporting", "rows"): Listed((
        "filer", "period", "state", "received_on_time", "due", "accepted_at", "attempts", "approval",
        "paper_received", "missing_sheets")),
    ("scoring", "rows"): Listed((
        "unit", "score", "deducted", "late", "missing", "returned", "yellow", "red", "applied", "base", "applied_rate",
        "notice")),
    ("scoring", "deductions"): Listed(("unit", "rule", "subject", "times", "points")),
    ("reporting", "copies"): Listed((
        "filer", "period", "state", "paper_on", "received_at", "receipt", "code")),
    ("reporting", "answers"): Listed((
        "filer", "period", "received_at", "sheet", "cell", "asked", "answer", "receipt")),
    ("accountability", "rows"): Listed((
        "unit", "case_no", "occurred_on", "matter", "case_class", "source", "punisher", "punishment", "dual",
        "not_dual_reason", "exposure", "exposed_on", "problem_no"), "accountability"),
    ("assignments", "rows"): Listed((
        "unit", "assignment_no", "assigned_on", "source", "area", "matter", "original_due", "deadline", "answered",
        "state", "closed_on", "overdue"), "assignments"),
    ("assignments", "units"): Listed(("unit", "assigned", "answered", "unanswered", "overdue")),
    ("commitments", "promises"): Listed((
        "unit", "commitment_no", "batch", "promise", "target", "due", "published_on", "status", "kept_on", "progress",
        "responsible_leader", "responsible_person"), "commitments"),
    ("commitments", "rows"): Listed((
        "unit", "promised", "due", "kept", "kept_on_time", "kept_early", "broken", "rate")),
    ("complaints", "complaints"): Listed((
        "unit", "complaint_no", "received_on", "channel", "category", "area", "summary", "due", "status",
        "answered_on", "truth"), "complaints"),
    ("complaints", "rows"): Listed((
        "unit", "received", "inquiries", "finished", "due", "on_time", "overdue", "upheld", "on_time_rate")),
    ("consultations", "opinions"): Listed((
        "unit", "opinion_no", "held_on", "method", "consulted", "issued", "collected", "opinion", "decision",
        "problem_nos"), "consultations"),
    ("consultations", "rows"): Listed((
        "unit", "opinions", "adopted", "to_problems", "methods", "issued", "collected", "response")),
    ("inspections", "inspections"): Listed((
        "unit", "inspection_no", "inspected_on", "place", "method", "found", "description", "on_the_spot",
        "made_known", "assignment_nos"), "inspections"),
    ("inspections", "rows"): Listed(("unit", "visits", "secret", "found", "assigned", "made_known", "last_on")),
    ("lists", "lists"): Listed(("unit", "group", "type", "form", "present", "entries")),
    ("lists", "rows"): Listed((
        "unit", "group", "type", "duty_list", "service_list", "integrity_list", "conduct_list", "coordination_list")),
    ("pilots", "rows"): Listed((
        "leader", "pilot_no", "unit", "content", "start_on", "end_on", "visits", "status", "lessons"), "pilots"),
    ("projects", "projects"): Listed(("project", "places", "works", "budget", "received", "spent", "spent_rate")),
    ("projects", "rows"): Listed((
        "project", "place", "unit", "works", "progress", "budget", "received", "spent", "spent_rate", "checks",
        "obstacles", "reported_in")),
    ("publicity", "items"): Listed((
        "unit", "item_no", "published_on", "kind", "title", "media", "level", "adoption"), "publicity"),
    ("publicity", "rows"): Listed((
        "unit", "items", "media", "results", "reports", "hotline", "adopted", "above_city", "adopted_rate")),
    ("rhythm", "rows"): Listed((
        "first_day", "last_day", "group", "required", "units", "met", "short", "visits", "on_site")),
    ("rhythm", "units"): Listed((
        "first_day", "last_day", "unit", "group", "required", "on_site", "visits", "last_visit", "met")),
    ("self_inspection", "answers"): Listed((
        "unit", "group", "area", "clause", "conclusion", "answered_parts", "parts")),
    ("self_inspection", "rows"): Listed((
        "clause", "area", "text", "asks", "applicable", "answered", "none_found", "found", "not_applicable",
        "transferred", "problems", "closed", "found_rate")),
    ("special_topics", "rows"): Listed((
        "topic_no", "title", "party", "topic_class", "raised_on", "lead_leader", "lead_unit", "units", "due",
        "status", "done_on", "answered_on", "problems", "problems_open", "groups_done"), "special_topics"),
    ("summaries", "rows"): Listed(("unit", "draft_at", "draft_state", "final_at", "final_state")),
    ("supervisors", "categories"): Listed(("kind", "serving")),
    ("supervisors", "people"): Listed((
        "filer", "supervisor_no", "name", "kind", "workplace", "term_from", "term_to", "term"), "supervisors"),
    ("supervisors", "rows"): Listed(("filer", "required", "listed", "serving", "categories", "activities")),
    ("visit_findings", "problems"): Listed((
        "assignment_no", "visit_no", "visited_on", "group", "unit", "matter", "deadline", "answered", "state",
        "closed_on", "overdue")),
    ("visit_findings", "rows"): Listed((
        "group", "visits", "found", "handed_over", "closed", "open", "overdue")),
    ("visit_findings", "visits"): Listed((
        "visit_no", "visited_on", "group", "unit", "method", "matters", "found", "handed_over")),
}


def listed(measure: str, statement: str) -> Listed:
    """Return how the rows of a statement are listed."""
    return _LISTED[measure, statement]

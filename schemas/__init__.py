"""The forms of the three books: every sheet declared once, in sheet order."""

from __future__ import annotations

from collections.abc import Mapping

from lvzhi.form import Form
from schemas import (
    accountability,
    assignments,
    commitments,
    complaints,
    conduct_list,
    consultations,
    coordination_list,
    cover,
    duty_list,
    explanations,
    inspections,
    integrity_list,
    pilots,
    projects,
    publicity,
    rectification,
    satisfaction,
    self_inspection,
    service_list,
    special_topic_progress,
    special_topics,
    stage_tasks,
    summaries,
    supervision,
    supervisors,
    verification,
)

FORMS: tuple[Form, ...] = tuple(
    module.FORM
    for module in (
        cover, stage_tasks, rectification, commitments, self_inspection, duty_list, service_list, integrity_list,
        conduct_list, coordination_list, complaints, consultations, projects, publicity, supervisors, summaries,
        explanations, supervision, assignments, verification, special_topic_progress, satisfaction, inspections,
        pilots, special_topics, accountability,
    )
)

# Sheets of each book in order; a filer's own book holds those of them that it owes (forms.md section 3).
BOOKS: Mapping[str, tuple[str, ...]] = {
    "unit": (
        "cover", "stage_tasks", "rectification", "commitments", "self_inspection", "duty_list", "service_list",
        "integrity_list", "conduct_list", "coordination_list", "complaints", "consultations", "projects",
        "publicity", "supervisors", "summaries", "explanations",
    ),
    "group": (
        "cover", "supervision", "assignments", "verification", "special_topic_progress", "explanations",
    ),
    "office": (
        "cover", "assignments", "verification", "satisfaction", "inspections", "supervisors", "complaints",
        "pilots", "special_topics", "accountability", "explanations",
    ),
}

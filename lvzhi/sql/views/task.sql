-- One row per task a unit (or the bureau) owns, as its newest accepted row says; a unit that has not filed has its
-- tasks all the same. `applicable`: not 不适用 as approved by the office. `shown_due`: when the filing that should
-- show it is due.
create or replace macro task_at(as_of) as table
with accepted as (
  select distinct d.filer, d.key
  from decision as d
  where d.act = 'accept_not_applicable' and coalesce(d.form, 'stage_tasks') = 'stage_tasks' and d."at" <= as_of
),
task_row as (
  select
    o.filer as unit, o.task, o.clause, o.stage, t.name, t.due, t.ord as task_ord, r.status, r.done_on, r.result,
    r.evidence, r.not_applicable_reason, coalesce(r.approved, false) as approved, r.entry, r.sheet_row,
    coalesce(r.status = '不适用', false) and a.key is not null as released,
    coalesce(greatest(o.shown_due, b.due), t.due) as shown_due
  from unit_task as o
  join plan_at(as_of) as p using (version)
  join task as t on t.version = p.version and t.id = o.task
  left join stage_tasks_at(as_of) as r on r.filer = o.filer and r.key = o.clause
  left join accepted as a on a.filer = o.filer and a.key = o.clause
  left join book_at(as_of) as b on b.filer = o.filer and b.period = o.shown_in
)
select
  * exclude (released),
  not released as applicable,
  coalesce(status = '已完成', false) as done,
  coalesce(status = '已完成' and approved, false) as verified,
  coalesce(status = '已完成' and done_on > due, false) as late
from task_row;

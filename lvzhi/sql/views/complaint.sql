-- One row per complaint as it stands, 举报 left out: its rows are for the office's own register only. `due`: 受理日期
-- plus the plan's days (or working days) of its category. `finished`: answered, settled or sent back.
create or replace macro complaint_at(as_of) as table
with rule as (
  select
    regexp_extract(s.name, '^complaint_due_days\.(.+)\.(days|working_days)$', ['category', 'unit']) as part,
    s.number::integer as number
  from setting as s
  join plan_at(as_of) as p using (version)
  where s.name like 'complaint_due_days.%'
),
span as (
  select r.part.category as category, r.part.unit as unit, r.number
  from rule as r
),
received as (
  select
    c.*,
    c.received_on + d.number as by_days,
    k.n + w.number as by_working_days
  from complaints_at(as_of) as c
  left join span as d on d.category = c.category and d.unit = 'days'
  left join span as w on w.category = c.category and w.unit = 'working_days'
  left join calendar_at(as_of) as k on k.day = c.received_on
  where c.category <> '举报'
),
settled as (
  select k.n, min(k.day) as day
  from calendar_at(as_of) as k
  group by k.n
)
select
  r.key as complaint_no, r.filer, r.received_on, r.channel, r.subject_unit, r.summary, r.category, r.area,
  r.handling_unit, r.status, r.truth, r.held_to_account, r.answered_on, r.feedback, r.problem_no, r.entry, r.sheet_row,
  coalesce(r.by_days, s.day) as due,
  r.status in ('已答复', '办结', '退回') as finished
from received as r
left join settled as s on s.n = r.by_working_days;

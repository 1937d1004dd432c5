-- A problem's life (forms.md section 5): what registers it, what is applied for, what the verification rows do.

-- One row per (form, filer, key) of the ledger and the assignments: the filings it first and last stands in
-- (last: by period, then receipt), and the one that settles its original deadline: the newest received up to
-- the deadline of the period in which it was first filed.
create or replace macro problem_listed_at(as_of) as table
with source as materialized (
  select
    entry,
    period,
    received_at,
    row_number() over (order by received_at, entry) as arrival,
    row_number() over (order by period, received_at, entry) as place
  from source_at(as_of)
),
version as (
  select 'rectification' as form, r.filer, r.key, r.entry from rectification_versions(as_of) as r
  union all
  select 'assignments' as form, r.filer, r.key, r.entry from assignments_versions(as_of) as r
),
listed as (
  select v.form, v.filer, v.key, min(s.arrival) as first, max(s.place) as last, count(*) as times
  from version as v
  join source as s using (entry)
  group by all
),
named as (
  select l.form, l.filer, l.key, l.first, f.entry as first_entry, f.received_at, e.entry as last_entry, b.due
  from listed as l
  join source as f on f.arrival = l.first
  join source as e on e.place = l.last
  left join book_at(as_of) as b on b.filer = l.filer and b.period = f.period
),
settling as (
  select v.form, v.filer, v.key, max(s.arrival) as arrival
  from version as v
  join source as s using (entry)
  join named as n on n.form = v.form and n.filer = v.filer and n.key = v.key
  where s.arrival = n.first or s.received_at < n.due + interval 1 day
  group by all
)
select n.form, n.filer, n.key, n.received_at, n.first_entry, n.last_entry, s.entry as due_entry
from named as n
join settling as t on t.form = n.form and t.filer = n.filer and t.key = n.key
join source as s on s.arrival = t.arrival;

-- One row per registered problem: by the first accepted row of the ledger with a number of its own, or by a row
-- of the assignments, answered or not. Who and what it is as the newest row says, `entry` and `sheet_row` where
-- it was registered.
create or replace macro problem_registered_at(as_of) as table
with listed as materialized (from problem_listed_at(as_of)),
ledger as (
  select
    r.key,
    r.filer,
    any_value(l.received_at) as received_at,
    any_value(l.first_entry) as entry,
    any_value(r.sheet_row) filter (where r.entry = l.first_entry) as sheet_row,
    any_value(r.registered_on) filter (where r.entry = l.first_entry) as registered_on,
    any_value(r.due) filter (where r.entry = l.due_entry) as due,
    any_value(r.source) filter (where r.entry = l.last_entry) as source,
    any_value(r.area) filter (where r.entry = l.last_entry) as area,
    any_value(r.check_item) filter (where r.entry = l.last_entry) as check_item,
    any_value(r.category) filter (where r.entry = l.last_entry) as kind,
    any_value(r.description) filter (where r.entry = l.last_entry) as description,
    any_value(r.responsible_person) filter (where r.entry = l.last_entry) as responsible_persons,
    any_value(r.responsible_leader) filter (where r.entry = l.last_entry) as responsible_leader,
    any_value(r.status) filter (where r.entry = l.last_entry) as unit_status
  from listed as l
  join rows_rectification as r on r.filer = l.filer and r.key = l.key
  where l.form = 'rectification' and r.entry in (l.first_entry, l.last_entry, l.due_entry)
  group by all
),
assigned as (
  select
    r.key,
    any_value(l.received_at) as received_at,
    any_value(l.first_entry) as entry,
    any_value(r.sheet_row) filter (where r.entry = l.first_entry) as sheet_row,
    any_value(r.assigned_on) filter (where r.entry = l.first_entry) as registered_on,
    any_value(r.due) filter (where r.entry = l.due_entry) as due,
    any_value(r.unit) filter (where r.entry = l.last_entry) as unit,
    any_value(r.source) filter (where r.entry = l.last_entry) as source,
    any_value(r.area) filter (where r.entry = l.last_entry) as area,
    any_value(r.check_item) filter (where r.entry = l.last_entry) as check_item,
    any_value(r.matter) filter (where r.entry = l.last_entry) as description
  from listed as l
  join rows_assignments as r on r.filer = l.filer and r.key = l.key
  where l.form = 'assignments' and r.entry in (l.first_entry, l.last_entry, l.due_entry)
  group by r.key, r.filer
),
problem as (
  select
    key as problem_no, filer as unit, 'ledger' as origin, 'rectification' as form, 'registered_on' as day_column,
    received_at, entry, sheet_row, registered_on, due as original_due, source, area, check_item, kind,
    description,
    responsible_persons, responsible_leader, unit_status, true as answered
  from ledger
  where contains(key, '-问题-')
  union all by name
  select
    a.key as problem_no, a.unit, 'assignment' as origin, 'assignments' as form, 'assigned_on' as day_column,
    a.received_at, a.entry, a.sheet_row, a.registered_on, a.due as original_due, a.source, a.area, a.check_item,
    l.kind, a.description, l.responsible_persons, l.responsible_leader, l.unit_status,
    l.key is not null as answered
  from assigned as a
  left join ledger as l on l.key = a.key and l.filer = a.unit
),
item as (
  select c.clause, any_value(c.area) as area
  from check_item as c
  join plan_at(as_of) as p using (version)
  group by all
)
select p.* replace (coalesce(p.area, i.area) as area)
from problem as p
left join item as i on i.clause = p.check_item;

-- One row per (problem, application date) in the ledger, whatever version holds it. Who is responsible is what
-- the first version with that application says: later re-filings do not change who might verify it.
create or replace macro problem_application_at(as_of) as table
select
  r.key as problem_no,
  r.filer as unit,
  r.applied_on,
  bool_or(r.status = '申请销号') as for_closing,
  bool_or(r.status = '阶段性完成') as interim,
  min(r.received_at) as received_at,
  arg_min(
    {
      'entry': r.entry, 'sheet_row': r.sheet_row, 'persons': r.responsible_person, 'leader': r.responsible_leader
    },
    (r.received_at, r.entry)
  ) as first
from rectification_versions(as_of) as r
where r.status in ('申请销号', '阶段性完成') and r.applied_on is not null
group by r.key, r.filer, r.applied_on;

-- A problem's life (forms.md section 5): what registers it, what is applied for, what the verification rows do.

-- One row per (form, filer, key) of the ledger and the assignments, with three of its versions by (entry, ord): the
-- first received; the last (by period, then receipt); and the one that settles its original deadline, the newest
-- received up to the deadline of the period in which it was first filed.
-- Excel has 1,048,576 rows: place * 1048577 + ord puts filings in order and the rows of one filing within them.
create or replace macro problem_listed_at(as_of) as table
with source as materialized (
  select
    s.entry,
    s.period,
    s.received_at,
    row_number() over (order by s.received_at, s.entry) as arrival,
    row_number() over (order by s.period, s.received_at, s.entry) as place
  from source_at(as_of) as s
),
version as (
  select
    'rectification' as form, r.filer, r.key,
    s.arrival * 1048577 + r.ord as arrived, s.place * 1048577 + r.ord as placed
  from rows_rectification as r
  join source as s using (entry)
  union all
  select
    'assignments' as form, r.filer, r.key,
    s.arrival * 1048577 + r.ord as arrived, s.place * 1048577 + r.ord as placed
  from rows_assignments as r
  join source as s using (entry)
),
listed as (
  select form, filer, key, list(arrived) as arrived, min(arrived) as first, max(placed) as last
  from version
  group by form, filer, key
),
book as materialized (select b.filer, b.period, b.due from book_at(as_of) as b),
reach as (
  -- How far a deadline reaches in the order of arrival. Few days for many books: each is looked at once.
  select d.due, max(s.arrival) as arrival
  from (select distinct due from book) as d
  join (select received_at::date as day, max(arrival) as arrival from source group by 1) as s on s.day <= d.due
  group by d.due
),
closing as (
  select b.filer, b.period, max(r.arrival) as arrival
  from book as b
  join reach as r using (due)
  group by b.filer, b.period
),
settled as (
  select
    l.form, l.filer, l.key, l.first, l.last, f.entry as first_entry, f.received_at,
    coalesce(
      list_max(list_filter(l.arrived, lambda a: a < (c.arrival + 1) * 1048577)),
      l.first
    ) as settling
  from listed as l
  join source as f on f.arrival = l.first // 1048577
  left join closing as c on c.filer = l.filer and c.period = f.period
)
select
  t.form, t.filer, t.key, t.received_at,
  t.first_entry, t.first % 1048577 as first_ord,
  e.entry as last_entry, t.last % 1048577 as last_ord,
  d.entry as due_entry, t.settling % 1048577 as due_ord,
  2 * t.first + (t.form = 'assignments')::bigint as id
from settled as t
join source as e on e.place = t.last // 1048577
join source as d on d.arrival = t.settling // 1048577;

-- One row per registered problem: by the first accepted row of the ledger with a number of its own, or by a row
-- of the assignments, answered or not. `entry` and `sheet_row` where it was registered; who and what it is stands in
-- its newest rows, of the assignments (`assigned_entry`, `assigned_ord`) and of the ledger (`listed_entry`,
-- `listed_ord`, null while an assignment is not answered): few columns here, for these go through many steps.
create or replace macro problem_registered_at(as_of) as table
with listed as materialized (from problem_listed_at(as_of)),
ledger as (select * from listed where form = 'rectification')
select
  l.id, l.key as problem_no, l.filer as unit, false as assigned, l.received_at, l.first_entry as entry,
  f.sheet_row, f.registered_on, d.due as original_due,
  null::bigint as assigned_entry, null::bigint as assigned_ord,
  l.last_entry as listed_entry, l.last_ord as listed_ord
from ledger as l
join rows_rectification as f on f.entry = l.first_entry and f.ord = l.first_ord
join rows_rectification as d on d.entry = l.due_entry and d.ord = l.due_ord
where contains(l.key, '-问题-')
union all by name
select
  l.id, l.key as problem_no, r.unit, true as assigned, l.received_at, l.first_entry as entry,
  f.sheet_row, f.assigned_on as registered_on, d.due as original_due,
  l.last_entry as assigned_entry, l.last_ord as assigned_ord,
  a.last_entry as listed_entry, a.last_ord as listed_ord
from listed as l
join rows_assignments as f on f.entry = l.first_entry and f.ord = l.first_ord
join rows_assignments as d on d.entry = l.due_entry and d.ord = l.due_ord
join rows_assignments as r on r.entry = l.last_entry and r.ord = l.last_ord
left join ledger as a on a.key = l.key and a.filer = r.unit
where l.form = 'assignments';

-- One row per (problem, application date) in the ledger, whatever version holds it; `entry`, `ord`: the first version
-- with that application.
create or replace macro problem_application_at(as_of) as table
with source as materialized (
  select s.entry, s.received_at, row_number() over (order by s.received_at, s.entry) as arrival
  from source_at(as_of) as s
),
applied as (
  select
    r.key,
    r.filer,
    r.applied_on,
    bool_or(r.status = '申请销号') as for_closing,
    bool_or(r.status = '阶段性完成') as interim,
    min(s.arrival * 1048577 + r.ord) as first
  from rows_rectification as r
  join source as s using (entry)
  where r.status in ('申请销号', '阶段性完成') and r.applied_on is not null
  group by r.key, r.filer, r.applied_on
)
select
  a.key as problem_no, a.filer as unit, a.applied_on, a.for_closing, a.interim, s.received_at, s.entry, r.ord, r.sheet_row
from applied as a
join source as s on s.arrival = a.first // 1048577
join rows_rectification as r on r.entry = s.entry and r.ord = a.first % 1048577;

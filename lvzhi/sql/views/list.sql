-- One row per entry of the five lists, and per accepted sheet of one that was due and on which, or on whose cover, it was
-- said that there is none (sheet_row null). Later 本期无 only says that nothing has changed.
create or replace macro list_held_at(as_of) as table
select 'duty_list' as form, filer, entry, sheet_row from duty_list_at(as_of)
union all
select 'service_list' as form, filer, entry, sheet_row from service_list_at(as_of)
union all
select 'integrity_list' as form, filer, entry, sheet_row from integrity_list_at(as_of)
union all
select 'conduct_list' as form, filer, entry, sheet_row from conduct_list_at(as_of)
union all
select 'coordination_list' as form, filer, entry, sheet_row from coordination_list_at(as_of)
union all
select s.form, f.filer, f.entry, null as sheet_row
from filing_at(as_of) as f
join sheet as s using (entry)
join obligation as o on o.filer = f.filer and o.form = s.form and o.period = f.period and o.duty = 'due'
join plan_at(as_of) as p using (version)
left join rows_cover as c on c.entry = f.entry
where (s.nil or c.nil_return = '是')
  and s.form in ('duty_list', 'service_list', 'integrity_list', 'conduct_list', 'coordination_list');

-- One row per unit and list the plan requires of it: how many entries stand, and whether it was reported (with
-- entries, or as having none when it was due).
create or replace macro list_at(as_of) as table
with counted as (
  select form, filer, count(sheet_row) as entries
  from list_held_at(as_of)
  group by all
),
required as (
  select distinct o.filer, o.form
  from obligation as o
  join plan_at(as_of) as p using (version)
  where o.duty = 'due'
    and o.form in ('duty_list', 'service_list', 'integrity_list', 'conduct_list', 'coordination_list')
)
select
  r.filer as unit, f.group_code as "group", f.type, f.ord, r.form,
  coalesce(c.entries, 0) as entries,
  case when c.filer is not null then '已报' else '未报' end as present
from required as r
join filer_at(as_of) as f on f.code = r.filer
left join counted as c on c.form = r.form and c.filer = r.filer;

-- One row per unit and list the plan requires of it: how many entries stand, and whether it was reported (with
-- entries, or as 本期无 on an accepted sheet).
create or replace macro list_at(as_of) as table
with held as (
  select 'duty_list' as form, filer from duty_list_at(as_of)
  union all
  select 'service_list' as form, filer from service_list_at(as_of)
  union all
  select 'integrity_list' as form, filer from integrity_list_at(as_of)
  union all
  select 'conduct_list' as form, filer from conduct_list_at(as_of)
  union all
  select 'coordination_list' as form, filer from coordination_list_at(as_of)
),
counted as (
  select form, filer, count(*) as entries
  from held
  group by all
),
nil as (
  select distinct s.form, f.filer
  from filing_at(as_of) as f
  join sheet as s using (entry)
  where s.nil
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
  case when c.entries > 0 or n.filer is not null then '已报' else '未报' end as present
from required as r
join filer_at(as_of) as f on f.code = r.filer
left join counted as c on c.form = r.form and c.filer = r.filer
left join nil as n on n.form = r.form and n.filer = r.filer;

-- One row per visit of 督办记录 as it stands. `own`: the visited unit belongs to the visiting group, `across`: to
-- another one (the bureau belongs to none); a leader of the group who led the visit took part (`with_leaders`);
-- `on_site`: a way of visiting the plan counts as such.
create or replace macro visit_at(as_of) as table
with way as (
  select s.value as method
  from setting as s
  join plan_at(as_of) as p using (version)
  where s.name = 'on_site'
),
led as (
  select l.group_code, list(l.name order by l.ord) as leaders
  from leader_at(as_of) as l
  group by all
)
select
  v.key as visit_no, v.filer as "group", v.visited_on, v.unit, v.method, v.lead, v.matters, v.found, v.notice_no,
  v.feedback_due, v.feedback_on, v.feedback, v.assignment_nos, v.entry, v.sheet_row,
  coalesce(u.group_code = v.filer, false) as own,
  coalesce(u.group_code <> v.filer, false) as across,
  v.method in (select w.method from way as w) as on_site,
  list_distinct(
    list_filter(
      list_append(coalesce(v.leaders, []), v.lead),
      lambda name: list_contains(coalesce(d.leaders, []), name)
    )
  ) as with_leaders
from supervision_at(as_of) as v
left join filer_at(as_of) as u on u.code = v.unit
left join led as d on d.group_code = v.filer;

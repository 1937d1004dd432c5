-- One row per sealed 回头看, the newest first: how many problems were drawn, looked at again, and found relapsed; the share
-- relapsed of those looked at, with Wilson's interval. Seed and list are not in the projection before they are published.
with result as (
  select
    (d.body ->> '$.seal')::bigint as seal,
    d.key,
    arg_min(d.body ->> '$.result', d.entry) as result
  from decision as d
  where d.act = 'recheck_result' and d."at" <= $as_of
  group by all
),
counted as (
  select seal, count(*) as checked, count(*) filter (where result = '反弹') as relapsed
  from result
  group by seal
),
published as (
  select (d.body ->> '$.seal')::bigint as seal, min(d."at") as at, arg_min(d.entry, d.entry) as entry
  from decision as d
  where d.act = 'publish_recheck' and d."at" <= $as_of
  group by all
)
select
  d.entry, d."at" as sealed_at, d.body ->> '$.code' as code, d.body ->> '$.as_of' as as_of,
  (d.body ->> '$.population')::bigint as population, (d.body ->> '$.sampled')::bigint as sampled,
  p.at as published_at, p.entry as published,
  coalesce(c.checked, 0) as checked, coalesce(c.relapsed, 0) as relapsed,
  c.relapsed / nullif(c.checked, 0) as rate,
  wilson(c.relapsed / nullif(c.checked, 0), c.checked).low as low,
  wilson(c.relapsed / nullif(c.checked, 0), c.checked).high as high
from decision as d
left join counted as c on c.seal = d.entry
left join published as p on p.seal = d.entry
where d.act = 'seal_recheck' and d."at" <= $as_of
order by d.entry desc;

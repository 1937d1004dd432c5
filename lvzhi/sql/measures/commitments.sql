-- 公开承诺
-- 定义: due 是承诺时限已过的承诺;kept 是其中已兑现的;kept_on_time 是其中在时限内兑现的;kept_early 是时限未到已兑现的。承诺时限当日不算已过。
-- 分子/分母: rate = kept / due。
-- 依据: 方案四(一)3、四(三)3
-- 取值 batch: 首批承诺/后续承诺

-- One row per unit with a promise or with a duty to make one.
-- name: rows
with owing as (
  select distinct o.filer as unit
  from obligation as o
  join plan_at($as_of) as p using (version)
  where o.form = 'commitments' and o.duty = 'due'
),
promise as (
  from commitments_at($as_of)
  where $batch is null or list_contains($batch, batch)
)
select
  f.code as unit,
  count(c.key) as promised,
  count(c.key) filter (where c.due < $day::date) as due,
  count(c.key) filter (where c.due < $day::date and c.status = '已兑现') as kept,
  count(c.key) filter (where c.due < $day::date and c.status = '已兑现' and c.kept_on <= c.due) as kept_on_time,
  count(c.key) filter (where c.due >= $day::date and c.status = '已兑现') as kept_early,
  count(c.key) filter (where c.due < $day::date and c.status <> '已兑现') as broken,
  count(c.key) filter (where c.due < $day::date and c.status = '已兑现')
    / nullif(count(c.key) filter (where c.due < $day::date), 0) as rate
from filer_at($as_of) as f
left join promise as c on c.filer = f.code
where list_contains($units, f.code) and (c.key is not null or f.code in (select unit from owing))
group by f.code, f.ord
order by f.ord;

-- name: totals
select
  count(*) as promised,
  count(*) filter (where due < $day::date) as due,
  count(*) filter (where due < $day::date and status = '已兑现') as kept,
  count(*) filter (where due < $day::date and status = '已兑现' and kept_on <= due) as kept_on_time,
  count(*) filter (where due >= $day::date and status = '已兑现') as kept_early,
  count(*) filter (where due < $day::date and status <> '已兑现') as broken,
  count(distinct filer) as units,
  count(*) filter (where due < $day::date and status = '已兑现') / nullif(count(*) filter (where due < $day::date), 0)
    as rate
from commitments_at($as_of)
where list_contains($units, filer) and ($batch is null or list_contains($batch, batch));

-- name: promises
select
  c.key as commitment_no, c.filer as unit, c.batch, c.promise, c.target, c.due, c.published_on, c.status, c.kept_on,
  c.progress, c.responsible_leader, c.responsible_person
from commitments_at($as_of) as c
join filer_at($as_of) as f on f.code = c.filer
where list_contains($units, c.filer) and ($batch is null or list_contains($batch, c.batch))
order by f.ord, c.key;

-- 公开承诺
-- 定义: due 是承诺时限已过的承诺;kept 是其中已兑现的;kept_on_time 是其中在时限内兑现的;kept_early 是时限未到已兑现的。承诺时限当日不算已过。
-- 分子/分母: rate = kept / due。
-- 依据: 方案四(一)3、四(三)3
-- 名称 promised: 承诺
-- 名称 due: 时限已过
-- 名称 kept: 已兑现
-- 名称 kept_on_time: 按期兑现
-- 名称 kept_early: 提前兑现
-- 名称 broken: 时限已过未兑现
-- 名称 rate: 兑现率
-- 名称 units: 单位
-- 名称 commitment_no: 承诺编号
-- 名称 promise: 承诺事项
-- 名称 target: 目标或量化指标
-- 名称 published_on: 公开日期
-- 名称 responsible_person: 责任人
-- 名称 progress: 兑现进展
-- 名称 kept_on: 兑现日期
-- 取值 batch: 首批承诺/后续承诺
-- 单元格 promised: commitment_no
-- 单元格 kept: due/status
-- 单元格 kept_on_time: due/status/kept_on
-- 单元格 kept_early: due/status
-- 单元格 broken: due/status
-- 出自 units: promised
-- 明细 promises: commitment_no

-- One row per promise, with the figures it counts in.
-- name: promise_now
select
  c.key as commitment_no, c.filer as unit, c.batch, c.promise, c.target, c.due, c.published_on, c.status, c.kept_on,
  c.progress, c.responsible_leader, c.responsible_person, c.entry, c.sheet_row,
  {
    'promised': true,
    'due': c.due < $day::date,
    'kept': c.due < $day::date and c.status = '已兑现',
    'kept_on_time': c.due < $day::date and c.status = '已兑现' and c.kept_on <= c.due,
    'kept_early': c.due >= $day::date and c.status = '已兑现',
    'broken': c.due < $day::date and c.status <> '已兑现'
  } as counts
from commitments_at($as_of) as c
where $batch is null or list_contains($batch, c.batch);

-- One row per unit with a promise or with a duty to make one.
-- name: rows
with owing as (
  select distinct o.filer as unit
  from obligation as o
  join plan_now as p using (version)
  where o.form = 'commitments' and o.duty = 'due'
)
select
  f.code as unit,
  count(c.commitment_no) as promised,
  count(*) filter (where c.counts.due) as due,
  count(*) filter (where c.counts.kept) as kept,
  count(*) filter (where c.counts.kept_on_time) as kept_on_time,
  count(*) filter (where c.counts.kept_early) as kept_early,
  count(*) filter (where c.counts.broken) as broken,
  count(*) filter (where c.counts.kept) / nullif(count(*) filter (where c.counts.due), 0) as rate
from filer_now as f
left join promise_now as c on c.unit = f.code
where f.code in (select unnest($units)) and (c.commitment_no is not null or f.code in (select unit from owing))
group by f.code, f.ord
order by f.ord;

-- name: totals
select
  count(*) as promised,
  count(*) filter (where counts.due) as due,
  count(*) filter (where counts.kept) as kept,
  count(*) filter (where counts.kept_on_time) as kept_on_time,
  count(*) filter (where counts.kept_early) as kept_early,
  count(*) filter (where counts.broken) as broken,
  count(distinct unit) as units,
  count(*) filter (where counts.kept) / nullif(count(*) filter (where counts.due), 0) as rate
from promise_now
where unit in (select unnest($units));

-- name: promises
select c.* exclude (entry, sheet_row, counts), c.counts.broken
from promise_now as c
join filer_now as f on f.code = c.unit
where c.unit in (select unnest($units))
order by f.ord, c.commitment_no;

-- name: cells
select commitment_no, unit, 'commitments' as form, entry, sheet_row, counts
from promise_now
where unit in (select unnest($units));

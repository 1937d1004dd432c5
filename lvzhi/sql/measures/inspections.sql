-- 明察暗访
-- 定义: 按被查单位统计明察暗访的次数;found 是发现问题的次数,assigned 是其中已交办的次数,made_known 是已通报的次数,secret 是暗访次数。
-- 分子/分母: found_rate = found / visits。
-- 依据: 方案四(二)3
-- 名称 visits: 察访次数
-- 名称 secret: 其中暗访
-- 名称 found: 发现问题
-- 名称 assigned: 已交办
-- 名称 made_known: 已通报
-- 名称 units: 查到的单位
-- 名称 last_on: 最近一次
-- 名称 found_rate: 发现率
-- 取值 method: 明察/暗访/电话/网络
-- 单元格 visits: inspected_on
-- 单元格 secret: method
-- 单元格 assigned: found/assignment_nos
-- 单元格 last_on: inspected_on
-- 出自 units: visits
-- 明细 inspections: inspection_no

-- One row per inspection, with the figures it counts in.
-- name: inspection_now
select
  r.key as inspection_no, r.unit, r.inspected_on, r.entry, r.sheet_row,
  {
    'visits': true,
    'secret': r.method = '暗访',
    'found': r.found = '有',
    'assigned': r.found = '有' and len(r.assignment_nos) > 0,
    'made_known': r.made_known = '是',
    'last_on': r.inspected_on = max(r.inspected_on) over (partition by r.unit)
  } as counts
from inspections_at($as_of) as r
where $method is null or list_contains($method, r.method);

-- One row per unit, inspected or not.
-- name: rows
select
  f.code as unit,
  count(r.inspection_no) as visits,
  count(*) filter (where r.counts.secret) as secret,
  count(*) filter (where r.counts.found) as found,
  count(*) filter (where r.counts.assigned) as assigned,
  count(*) filter (where r.counts.made_known) as made_known,
  max(r.inspected_on) as last_on,
  count(*) filter (where r.counts.found) / nullif(count(r.inspection_no), 0) as found_rate
from filer_now as f
left join inspection_now as r on r.unit = f.code
where f.code in (select unnest($units))
group by f.code, f.ord
order by f.ord;

-- name: totals
select
  count(*) as visits,
  count(*) filter (where counts.secret) as secret,
  count(*) filter (where counts.found) as found,
  count(*) filter (where counts.assigned) as assigned,
  count(*) filter (where counts.made_known) as made_known,
  count(distinct unit) as units,
  count(*) filter (where counts.found) / nullif(count(*), 0) as found_rate
from inspection_now
where unit in (select unnest($units));

-- One row per inspection, newest first.
-- name: inspections
select
  i.inspection_no, i.unit, r.inspected_on, r.place, r.method, r.found, r.description, r.on_the_spot, r.made_known,
  r.assignment_nos
from inspection_now as i
join inspections_at($as_of) as r on r.key = i.inspection_no
where i.unit in (select unnest($units))
order by r.inspected_on desc, i.inspection_no;

-- name: cells
select inspection_no, unit, 'inspections' as form, entry, sheet_row, counts
from inspection_now
where unit in (select unnest($units));

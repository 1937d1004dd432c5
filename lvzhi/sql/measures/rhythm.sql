-- 督办节奏
-- 定义: 方案的每个督办时段内,本组到每个单位督办的次数够不够,每个工作组每个时段一行。required 是方案要求每个单位在这个时段的次数;met 是现场督办次数已达到的单位数,short 是还没有达到的。只计已经开始的时段。
-- 定义: 方式按方案所列,电话、书面不算现场;到其他组单位的督办不计。
-- 分子/分母: rate = met / due,due 是单位数乘已开始的时段数。
-- 依据: 方案四(三)2
-- 名称 first_day: 时段起
-- 名称 last_day: 时段止
-- 名称 required: 方案要求次数
-- 名称 units: 单位数
-- 名称 met: 已达到
-- 名称 short: 未达到
-- 名称 visits: 督办次数
-- 名称 on_site: 现场督办次数
-- 名称 last_visit: 时段内最近督办
-- 名称 windows: 已开始的时段
-- 名称 due: 应达到
-- 名称 rate: 达到率
-- 单元格 met: unit/visited_on/method
-- 单元格 visits: visited_on
-- 单元格 on_site: visited_on/method
-- 单元格 last_visit: visited_on
-- 明细 units: unit/first_day

-- One row per unit and window that has begun.
-- name: unit_window_now
select
  f.code as unit,
  f.group_code as "group",
  f.ord,
  w.start_on as first_day,
  w.end_on as last_day,
  w.visits as required,
  count(v.visit_no) as visits,
  count(v.visit_no) filter (where v.on_site) as on_site,
  max(v.visited_on) as last_visit,
  count(v.visit_no) filter (where v.on_site) >= any_value(w.visits) as met
from filer_now as f
join plan_now as p on true
join supervision_window as w on w.version = p.version
left join visit_now as v
  on v.own and v.unit = f.code and v.visited_on between w.start_on and least(w.end_on, $day::date)
where f.kind = 'unit' and w.start_on <= $day::date
group by all;

-- One row per window and group.
-- name: rows
select
  first_day,
  last_day,
  "group",
  required,
  count(*) as units,
  count(*) filter (where met) as met,
  count(*) filter (where not met) as short,
  sum(visits)::bigint as visits,
  sum(on_site)::bigint as on_site
from unit_window_now
where unit in (select unnest($units))
group by first_day, last_day, "group", required
order by first_day, min(ord);

-- name: totals
select
  count(distinct first_day) as windows,
  count(*) as due,
  count(*) filter (where met) as met,
  count(*) filter (where not met) as short,
  count(*) filter (where met) / nullif(count(*), 0) as rate
from unit_window_now
where unit in (select unnest($units));

-- One row per window and unit, those not visited often enough first.
-- name: units
select unit, "group", first_day, last_day, required, visits, on_site, last_visit, met
from unit_window_now
where unit in (select unnest($units))
order by first_day, met, ord;

-- name: cells
select
  w.unit, w."group", w.first_day, 'supervision' as form, v.entry, v.sheet_row,
  {
    'met': w.met and v.on_site,
    'visits': true,
    'on_site': v.on_site,
    'last_visit': v.visited_on = w.last_visit,
    'short': false,
    'units': false,
    'due': false,
    'windows': false
  } as counts
from unit_window_now as w
join visit_now as v
  on v.own and v.unit = w.unit and v.visited_on between w.first_day and least(w.last_day, $day::date)
where w.unit in (select unnest($units))
union all by name
select
  unit, "group", first_day, first_day || '—' || last_day as planned,
  unnest(if(met, ['units', 'due', 'windows'], ['units', 'due', 'windows', 'short'])) as figure
from unit_window_now
where unit in (select unnest($units));

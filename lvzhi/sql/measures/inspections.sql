-- 明察暗访
-- 定义: 按被查单位统计明察暗访的次数;found 是发现问题的次数,assigned 是其中已交办的次数,made_known 是已通报的次数,secret 是暗访次数。
-- 分子/分母: found_rate = found / visits。
-- 依据: 方案四(二)3
-- 取值 method: 明察/暗访/电话/网络

-- One row per unit, inspected or not.
-- name: rows
select
  f.code as unit,
  count(r.key) as visits,
  count(r.key) filter (where r.method = '暗访') as secret,
  count(r.key) filter (where r.found = '有') as found,
  count(r.key) filter (where r.found = '有' and len(r.assignment_nos) > 0) as assigned,
  count(r.key) filter (where r.made_known = '是') as made_known,
  max(r.inspected_on) as last_on,
  count(r.key) filter (where r.found = '有') / nullif(count(r.key), 0) as found_rate
from filer_at($as_of) as f
left join inspections_at($as_of) as r on r.unit = f.code and ($method is null or list_contains($method, r.method))
where list_contains($units, f.code)
group by f.code, f.ord
order by f.ord;

-- name: totals
select
  count(*) as visits,
  count(*) filter (where method = '暗访') as secret,
  count(*) filter (where found = '有') as found,
  count(*) filter (where found = '有' and len(assignment_nos) > 0) as assigned,
  count(*) filter (where made_known = '是') as made_known,
  count(distinct unit) as units,
  count(*) filter (where found = '有') / nullif(count(*), 0) as found_rate
from inspections_at($as_of)
where list_contains($units, unit) and ($method is null or list_contains($method, method));

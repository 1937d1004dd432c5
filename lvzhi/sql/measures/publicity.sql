-- 宣传信息
-- 定义: 各单位的宣传和信息件数:media 媒体宣传,results 整改成果宣传,reports 信息报送(adopted 是其中被局简报或上级采用的),hotline 行风热线上线;above_city 是市级以上的。
-- 分子/分母: adopted_rate = adopted / reports。
-- 依据: 方案四(一)2、四(三)1
-- 取值 kind: 媒体宣传/整改成果宣传/信息报送/行风热线上线
-- 取值 level: 国家级/省级/市级/本单位

-- One row per unit.
-- name: rows
select
  f.code as unit,
  count(r.key) as items,
  count(r.key) filter (where r.kind = '媒体宣传') as media,
  count(r.key) filter (where r.kind = '整改成果宣传') as results,
  count(r.key) filter (where r.kind = '信息报送') as reports,
  count(r.key) filter (where r.kind = '行风热线上线') as hotline,
  count(r.key) filter (where r.kind = '信息报送' and r.adoption in ('局简报', '上级')) as adopted,
  count(r.key) filter (where r.level in ('国家级', '省级', '市级')) as above_city,
  adopted / nullif(reports, 0) as adopted_rate
from filer_at($as_of) as f
left join publicity_at($as_of) as r
  on r.filer = f.code
  and ($kind is null or list_contains($kind, r.kind))
  and ($level is null or list_contains($level, r.level))
where list_contains($units, f.code)
group by f.code, f.ord
order by f.ord;

-- name: totals
select
  count(*) as items,
  count(*) filter (where kind = '媒体宣传') as media,
  count(*) filter (where kind = '整改成果宣传') as results,
  count(*) filter (where kind = '信息报送') as reports,
  count(*) filter (where kind = '行风热线上线') as hotline,
  count(*) filter (where kind = '信息报送' and adoption in ('局简报', '上级')) as adopted,
  count(*) filter (where level in ('国家级', '省级', '市级')) as above_city,
  count(distinct filer) as units,
  count(*) filter (where kind = '信息报送' and adoption in ('局简报', '上级'))
    / nullif(count(*) filter (where kind = '信息报送'), 0) as adopted_rate
from publicity_at($as_of)
where list_contains($units, filer)
  and ($kind is null or list_contains($kind, kind))
  and ($level is null or list_contains($level, level));

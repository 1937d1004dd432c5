-- 宣传信息
-- 定义: 各单位的宣传和信息件数:media 媒体宣传,results 整改成果宣传,reports 信息报送(adopted 是其中被局简报或上级采用的),hotline 行风热线上线;above_city 是市级以上的。
-- 分子/分母: adopted_rate = adopted / reports。
-- 依据: 方案四(一)2、四(三)1
-- 名称 items: 件数
-- 名称 media: 媒体宣传
-- 名称 results: 整改成果宣传
-- 名称 reports: 信息报送
-- 名称 hotline: 行风热线上线
-- 名称 adopted: 被采用
-- 名称 above_city: 市级以上
-- 名称 units: 有宣传的单位
-- 名称 adopted_rate: 采用率
-- 名称 item_no: 宣传编号
-- 名称 published_on: 日期
-- 名称 title: 标题
-- 名称 level: 级别
-- 名称 adoption: 采用情况
-- 取值 kind: 媒体宣传/整改成果宣传/信息报送/行风热线上线
-- 取值 level: 国家级/省级/市级/本单位
-- 单元格 items: item_no
-- 单元格 media: kind
-- 单元格 results: kind
-- 单元格 reports: kind
-- 单元格 hotline: kind
-- 单元格 adopted: kind/adoption
-- 单元格 above_city: level
-- 出自 units: items
-- 明细 items: item_no

-- One row per item, with the figures it counts in.
-- name: publicity_now
select
  r.key as item_no, r.filer as unit, r.entry, r.sheet_row,
  {
    'items': true,
    'media': r.kind = '媒体宣传',
    'results': r.kind = '整改成果宣传',
    'reports': r.kind = '信息报送',
    'hotline': r.kind = '行风热线上线',
    'adopted': r.kind = '信息报送' and r.adoption in ('局简报', '上级'),
    'above_city': r.level in ('国家级', '省级', '市级')
  } as counts
from publicity_at($as_of) as r
where ($kind is null or list_contains($kind, r.kind)) and ($level is null or list_contains($level, r.level));

-- One row per unit.
-- name: rows
select
  f.code as unit,
  count(r.item_no) as items,
  count(*) filter (where r.counts.media) as media,
  count(*) filter (where r.counts.results) as results,
  count(*) filter (where r.counts.reports) as reports,
  count(*) filter (where r.counts.hotline) as hotline,
  count(*) filter (where r.counts.adopted) as adopted,
  count(*) filter (where r.counts.above_city) as above_city,
  adopted / nullif(reports, 0) as adopted_rate
from filer_now as f
left join publicity_now as r on r.unit = f.code
where f.code in (select unnest($units))
group by f.code, f.ord
order by f.ord;

-- name: totals
select
  count(*) as items,
  count(*) filter (where counts.media) as media,
  count(*) filter (where counts.results) as results,
  count(*) filter (where counts.reports) as reports,
  count(*) filter (where counts.hotline) as hotline,
  count(*) filter (where counts.adopted) as adopted,
  count(*) filter (where counts.above_city) as above_city,
  count(distinct unit) as units,
  count(*) filter (where counts.adopted) / nullif(count(*) filter (where counts.reports), 0) as adopted_rate
from publicity_now
where unit in (select unnest($units));

-- One row per item, newest first.
-- name: items
select p.item_no, p.unit, r.published_on, r.kind, r.title, r.media, r.level, r.adoption
from publicity_now as p
join publicity_at($as_of) as r on r.key = p.item_no
where p.unit in (select unnest($units))
order by r.published_on desc, p.item_no;

-- name: cells
select item_no, unit, 'publicity' as form, entry, sheet_row, counts
from publicity_now
where unit in (select unnest($units));

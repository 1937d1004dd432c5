-- 试点示范
-- 定义: 每位局领导的联系试点,按局领导筛选时不论单位在哪个工作组。visits 是试点起止日之间督办组到该单位、该局领导参加的次数。
-- 分子/分母: leaders 是有试点的局领导数,leaders_all 是全部局领导数。
-- 依据: 方案四(二)、五
-- 名称 pilots: 试点
-- 名称 visits: 督办次数
-- 名称 summed_up: 已总结
-- 名称 spread: 已推广
-- 名称 leaders: 有试点的局领导
-- 名称 leaders_all: 局领导
-- 名称 pilot_no: 试点编号
-- 名称 content: 试点内容
-- 名称 start_on: 开始日期
-- 名称 end_on: 结束日期
-- 名称 lessons: 经验总结
-- 单元格 pilots: pilot_no
-- 单元格 summed_up: status
-- 单元格 spread: status
-- 单元格 visits: visited_on
-- 单元格 leaders: leader
-- 取值 status: 已确定/开展中/已总结/已推广
-- 明细 rows: pilot_no

-- Rows and totals read the same pilots: worked out once.
-- name: pilot_now
from pilots_at($as_of);

-- One row per pilot, leaders in the plan's order.
-- name: rows
select
  r.key as pilot_no, r.leader, r.unit, r.content, r.start_on, r.end_on, r.status, r.lessons,
  (
    select count(*)
    from visit_now as v
    where v.unit = r.unit and list_contains(v.with_leaders, r.leader) and v.visited_on between r.start_on and r.end_on
  ) as visits
from pilot_now as r
left join leader_now as l on l.name = r.leader
where r.unit in (select unnest($beside_leader))
  and ($leaders is null or list_contains($leaders, r.leader))
  and ($status is null or list_contains($status, r.status))
order by l.ord, r.start_on, r.key;

-- name: totals
select
  count(*) as pilots,
  count(*) filter (where status in ('已总结', '已推广')) as summed_up,
  count(*) filter (where status = '已推广') as spread,
  count(distinct leader) as leaders,
  (select count(distinct l.name) from leader_now as l) as leaders_all
from pilot_now
where unit in (select unnest($beside_leader))
  and ($leaders is null or list_contains($leaders, leader))
  and ($status is null or list_contains($status, status));

-- name: cells
with pilot as (
  from pilot_now
  where unit in (select unnest($beside_leader))
    and ($leaders is null or list_contains($leaders, leader))
    and ($status is null or list_contains($status, status))
)
select
  r.key as pilot_no, r.leader, r.unit, 'pilots' as form, r.entry, r.sheet_row,
  {
    'pilots': true,
    'summed_up': r.status in ('已总结', '已推广'),
    'spread': r.status = '已推广',
    'leaders': true,
    'visits': false,
    'leaders_all': false
  } as counts
from pilot as r
union all by name
select
  r.key as pilot_no, r.leader, r.unit, 'supervision' as form, v.entry, v.sheet_row, 'visits' as figure
from pilot as r
join visit_now as v
  on v.unit = r.unit and list_contains(v.with_leaders, r.leader) and v.visited_on between r.start_on and r.end_on
union all by name
select l.name as leader, l.name as planned, 'leaders_all' as figure
from leader_now as l;

-- 点题监督
-- 定义: 各方点题的专题。done 是已办结的;overdue 是时限已过还没有办结的;problems 是对应的问题数,problems_open 是其中未销号的。
-- 分子/分母: rate = done / topics。
-- 依据: 方案四(二)1
-- 名称 topics: 专题
-- 名称 done: 已办结
-- 名称 overdue: 逾期未办结
-- 名称 rate: 办结率
-- 名称 problems: 对应问题
-- 名称 problems_open: 其中未销号
-- 名称 groups_done: 已落实的组
-- 单元格 topics: topic_no
-- 单元格 done: status
-- 单元格 overdue: due/status
-- 单元格 groups_done: done_on
-- 取值 status: 推进中/已办结
-- 取值 party: 党委/人大/政府/政协/新闻媒体/督查员/民政对象/局党委
-- 明细 rows: topic_no

-- Rows and totals read the same topics: worked out once.
-- name: topic_now
from special_topics_at($as_of);

-- One row per topic.
-- name: rows
with concerned as (
  select key
  from (select key, unnest(units) as unit from topic_now)
  where unit in (select unnest($units))
),
topic as (
  from topic_now
  where (lead_unit in (select unnest($units)) or key in (select key from concerned))
    and ($status is null or list_contains($status, status))
    and ($party is null or list_contains($party, party))
),
problem as (
  select t.key, count(*) as problems, count(*) filter (where p.is_open) as problems_open
  from (select key, unnest(problem_nos) as problem_no from topic) as t
  join problem_now as p using (problem_no)
  where p.unit in (select unnest($seen))
  group by all
),
progress as (
  select g.topic_no, count(distinct g.filer) filter (where g.done_on is not null) as groups_done
  from special_topic_progress_at($as_of) as g
  group by all
),
seen as (
  select key, list(unit order by nth) as units
  from (select key, unnest(units) as unit, generate_subscripts(units, 1) as nth from topic)
  where unit in (select unnest($seen))
  group by key
)
select
  t.key as topic_no, t.title, t.party, t.topic_class, t.raised_on, t.lead_leader, t.lead_unit,
  -- Of a topic that concerns others too, a reader with a narrower view learns only of those in it.
  case when t.units is not null then coalesce(s.units, []) end as units, t.due, t.status,
  t.done_on, t.answered_on,
  t.status <> '已办结' and t.due < $day::date as overdue,
  coalesce(p.problems, 0) as problems,
  coalesce(p.problems_open, 0) as problems_open,
  coalesce(g.groups_done, 0) as groups_done
from topic as t
left join problem as p on p.key = t.key
left join progress as g on g.topic_no = t.key
left join seen as s on s.key = t.key
order by t.raised_on, t.key;

-- name: totals
with concerned as (
  select key
  from (select key, unnest(units) as unit from topic_now)
  where unit in (select unnest($units))
)
select
  count(*) as topics,
  count(*) filter (where status = '已办结') as done,
  count(*) filter (where status <> '已办结' and due < $day::date) as overdue,
  count(*) filter (where status = '已办结') / nullif(count(*), 0) as rate
from topic_now
where (lead_unit in (select unnest($units)) or key in (select key from concerned))
  and ($status is null or list_contains($status, status))
  and ($party is null or list_contains($party, party));

-- name: cells
with concerned as (
  select key
  from (select key, unnest(units) as unit from topic_now)
  where unit in (select unnest($units))
),
topic as (
  from topic_now
  where (lead_unit in (select unnest($units)) or key in (select key from concerned))
    and ($status is null or list_contains($status, status))
    and ($party is null or list_contains($party, party))
)
select
  key as topic_no, lead_unit, 'special_topics' as form, entry, sheet_row,
  {
    'topics': true,
    'done': status = '已办结',
    'overdue': status <> '已办结' and due < $day::date,
    'problems': false,
    'problems_open': false,
    'groups_done': false
  } as counts
from topic
union all by name
select
  t.key as topic_no, t.lead_unit, e.form, e.entry, e.sheet_row, e.day_column as "column",
  unnest(case when p.is_open then ['problems', 'problems_open'] else ['problems'] end) as figure
from (select key, lead_unit, unnest(problem_nos) as problem_no from topic) as t
join problem_now as p using (problem_no)
join event_now as e on e.problem_no = p.problem_no and e.unit = p.unit and e.event = 'registered'
where p.unit in (select unnest($units)) and p.unit in (select unnest($seen))
union all by name
select
  t.key as topic_no, t.lead_unit, 'special_topic_progress' as form, g.entry, g.sheet_row, 'groups_done' as figure
from topic as t
join special_topic_progress_at($as_of) as g on g.topic_no = t.key
where g.done_on is not null and g.filer in (select unnest($seen));

-- 点题监督
-- 定义: 各方点题的专题。done 是已办结的;overdue 是时限已过还没有办结的;problems 是对应的问题数,problems_open 是其中未销号的。
-- 分子/分母: rate = done / topics。
-- 依据: 方案四(二)1
-- 取值 status: 推进中/已办结
-- 取值 party: 党委/人大/政府/政协/新闻媒体/督查员/民政对象/局党委

-- One row per topic.
-- name: rows
with topic as (
  from special_topics_at($as_of)
  where (list_contains($units, lead_unit) or list_has_any($units, coalesce(units, [])))
    and ($status is null or list_contains($status, status))
    and ($party is null or list_contains($party, party))
),
problem as (
  select t.key, count(*) as problems, count(*) filter (where p.is_open) as problems_open
  from (select key, unnest(problem_nos) as problem_no from topic) as t
  join problem_at($as_of) as p using (problem_no)
  group by all
),
progress as (
  select g.topic_no, count(distinct g.filer) filter (where g.done_on is not null) as groups_done
  from special_topic_progress_at($as_of) as g
  group by all
)
select
  t.key as topic_no, t.title, t.party, t.topic_class, t.raised_on, t.lead_leader, t.lead_unit, t.units, t.due, t.status,
  t.done_on, t.answered_on,
  t.status <> '已办结' and t.due < $day::date as overdue,
  coalesce(p.problems, 0) as problems,
  coalesce(p.problems_open, 0) as problems_open,
  coalesce(g.groups_done, 0) as groups_done
from topic as t
left join problem as p on p.key = t.key
left join progress as g on g.topic_no = t.key
order by t.raised_on, t.key;

-- name: totals
select
  count(*) as topics,
  count(*) filter (where status = '已办结') as done,
  count(*) filter (where status <> '已办结' and due < $day::date) as overdue,
  count(*) filter (where status = '已办结') / nullif(count(*), 0) as rate
from special_topics_at($as_of)
where (list_contains($units, lead_unit) or list_has_any($units, coalesce(units, [])))
  and ($status is null or list_contains($status, status))
  and ($party is null or list_contains($party, party));

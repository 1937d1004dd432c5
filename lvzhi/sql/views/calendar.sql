-- One row per day around an instant and all through the campaign, however long ago that was; `n` counts the working
-- days up to it by the plan's holidays and working weekends, so that the k-th working day after a day is the first
-- whose n is k more.
create or replace macro calendar_at(as_of) as table
with rule as (
  select s.name, s.value
  from setting as s
  join plan_at(as_of) as p using (version)
  where s.name in ('holidays', 'working_weekends')
),
day as (
  select unnest(generate_series(
    least(as_of::date, (select min(s.start_on) from stage_at(as_of) as s)) - 500, as_of::date + 500, interval 1 day
  ))::date as day
)
select
  day,
  sum(
    (
      day::varchar not in (select value from rule where name = 'holidays')
      and (isodow(day) < 6 or day::varchar in (select value from rule where name = 'working_weekends'))
    )::integer
  ) over (order by day) as n
from day;

-- Who files which book by when, by the plan in force at an instant.

-- One row per filer of the plan in force.
create or replace macro filer_at(as_of) as table
select f.code, f.name, f.kind, f.type, f.trait, f.group_code, f.ord
from filer as f
join plan_at(as_of) as p using (version);

-- One row per leader of a group; a group with two leaders has two rows.
create or replace macro leader_at(as_of) as table
select l.name, l.group_code, l.ord
from leader as l
join plan_at(as_of) as p using (version);

-- One row per stage of the plan in force.
create or replace macro stage_at(as_of) as table
select s.id, s.name, s.start_on, s.end_on, s.ord
from stage as s
join plan_at(as_of) as p using (version);

-- One row per book a filer owes or may owe (`owed`: some sheet of it is due or to be confirmed): its deadline (that
-- day, 24:00), put off where the office extended it (decision extend_deadline, for one filer or for all), and
-- whether the office asked for none (exempt).
create or replace macro book_at(as_of) as table
with act as (
  select d.act, d.filer, d.period, try_cast(left(d.body ->> 'until', 10) as date) as due
  from decision as d
  where d.act in ('extend_deadline', 'exempt') and d.form is null and d."at" <= as_of
),
book_in_force as (
  select b.filer, b.book, b.period, b.owed, b.due
  from book as b
  join plan_at(as_of) as p using (version)
),
extended as (
  select b.filer, b.period, max(a.due) as due
  from book_in_force as b
  join act as a on a.period = b.period and coalesce(a.filer, b.filer) = b.filer
  where a.act = 'extend_deadline'
  group by all
)
select
  b.filer, b.book, b.period, b.owed,
  greatest(b.due, x.due) as due,
  exists (
    from act as a
    where a.act = 'exempt' and a.filer = b.filer and a.period = b.period
  ) as exempt
from book_in_force as b
left join extended as x on x.filer = b.filer and x.period = b.period;

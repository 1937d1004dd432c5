-- One row per check item and part of the plan in force; `part` is null for the item as a whole.
create or replace macro check_item_at(as_of) as table
select c.clause, c.item_clause, c.part, c.area, c.asks, c.text, c.ord
from check_item as c
join plan_at(as_of) as p using (version);

-- One row per filer, item and part that has been answered: the newest answer.
create or replace macro item_part_at(as_of) as table
select
  r.filer, r.check_item, r.part,
  arg_max(r.conclusion, r.newness) as conclusion,
  arg_max(r.entry, r.newness) as entry,
  arg_max(r.sheet_row, r.newness) as sheet_row
from self_inspection_at(as_of) as r
where r.conclusion is not null
group by all;

-- One row per filer and item that applies to it. `conclusion`: the worst of its parts' newest answers, null while a
-- part is unanswered, unless a problem was found already.
create or replace macro item_answer_at(as_of) as table
with item as (
  select
    w.item_clause as clause, greatest(count(w.part), 1) as parts,
    any_value(w.area) filter (where w.part is null) as area,
    any_value(w.asks) filter (where w.part is null) as asks,
    any_value(w.ord) filter (where w.part is null) as ord
  from check_item_at(as_of) as w
  group by w.item_clause
),
asked as (
  select i.filer as unit, w.clause, w.area, w.asks, w.ord, w.parts
  from item_filer as i
  join plan_at(as_of) as p using (version)
  join item as w on w.clause = i.clause
),
worst as (
  select
    filer,
    check_item,
    count(*) as answered_parts,
    arg_max(
      conclusion,
      case conclusion when '线索已按规定移交' then 3 when '发现问题' then 2 when '未发现问题' then 1 else 0 end
    ) as conclusion
  from item_part_at(as_of)
  group by all
)
select
  a.unit, a.clause, a.area, a.asks, a.ord, a.parts,
  coalesce(w.answered_parts, 0) as answered_parts,
  case when w.answered_parts >= a.parts or w.conclusion in ('线索已按规定移交', '发现问题') then w.conclusion end
    as conclusion
from asked as a
left join worst as w on w.filer = a.unit and w.check_item = a.clause;

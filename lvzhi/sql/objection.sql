-- One row per objection of a unit to one of its figures, unanswered first: whose, to which, why, and the last answer.
with answer as (
  select
    try_cast(d.body ->> 'objection' as bigint) as objection,
    arg_max(d.reason, d.entry) as answer,
    max(d."at") as answered_at
  from decision as d
  where d.act = 'answer_objection' and d."at" <= $as_of
  group by all
)
select o.entry, o.filer, o.key, o.reason, o."at", a.answer, a.answered_at
from decision as o
left join answer as a on a.objection = o.entry
where o.act = 'object' and o."at" <= $as_of and ($filer is null or o.filer = $filer)
order by a.answer is not null, o."at", o.entry;

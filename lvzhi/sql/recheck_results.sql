-- One row per problem of a 回头看 that has been looked at again: the first result entered stands.
select
  d.key as problem_no,
  arg_min(d.body ->> '$.result', d.entry) as result,
  arg_min(d.body ->> '$.checked_on', d.entry) as checked_on,
  arg_min(d.reason, d.entry) as reason
from decision as d
where d.act = 'recheck_result' and (d.body ->> '$.seal')::bigint = $seal and d."at" <= $as_of
group by d.key
order by d.key;

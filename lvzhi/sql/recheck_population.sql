-- One row per problem that stands closed at an instant and was closed on the days asked for: what 回头看 draws from.
select p.problem_no, p.unit, f.group_code as "group", coalesce(f.type, f.kind) as type, p.closed_on
from problem_at($as_of) as p
join filer_at($as_of) as f on f.code = p.unit
where p.state = '已销号' and p.closed_on between $first and $last
order by f.ord, p.problem_no;

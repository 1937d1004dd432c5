-- The newest time the office sent the figures out to be checked before a bulletin: from when, and to the end of which
-- day a unit may object.
select d."at" as begun_at, try_cast(d.body ->> 'until' as date) as until, d.reason as about
from decision as d
where d.act = 'open_review' and d."at" <= $as_of
order by d."at" desc, d.entry desc
limit 1;

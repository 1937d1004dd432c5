-- The earliest instant of the same day at which all was known that is known at $as_of: figures depend on what had
-- come in and on the day, so that those of any instant between are the same. A signature changes no figure, nor the
-- words it stands under.
select max(known) as known
from (
  select date_trunc('day', $as_of::timestamp) as known
  union all
  select received_at from filing
  union all
  select arrived_at from arrival
  union all
  select "at" from attachment
  union all
  select "at" from decision where act <> 'sign_paper'
  union all
  select "at" from plan_version
)
where known <= $as_of;

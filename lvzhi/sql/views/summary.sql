-- How a summary stands against its own deadline (that day, 24:00); nothing is late where the plan names no day.
create or replace macro summary_state(received_at, due, as_of) as
  case
    when due is null then if(received_at is null, 'pending', 'on_time')
    when received_at < due + interval 1 day then 'on_time'
    when received_at is not null then 'late'
    when as_of >= due + interval 1 day then 'missing'
    else 'pending'
  end;

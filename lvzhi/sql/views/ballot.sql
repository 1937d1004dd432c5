-- Wilson's interval of a share p of n answers, 95 %: {low, high}; null for n = 0.
create or replace macro wilson(p, n) as
  case when n > 0 then {
    'low': (p + 1.959964 ** 2 / (2 * n) - 1.959964 * sqrt(p * (1 - p) / n + 1.959964 ** 2 / (4 * n ** 2)))
      / (1 + 1.959964 ** 2 / n),
    -- All satisfied: the bound is 1 exactly, which rounding misses by a hair for some n.
    'high': case when p >= 1 then 1.0 else least(
      1.0,
      (p + 1.959964 ** 2 / (2 * n) + 1.959964 * sqrt(p * (1 - p) / n + 1.959964 ** 2 / (4 * n ** 2)))
        / (1 + 1.959964 ** 2 / n)
    ) end
  } end;

-- The interval of a change from share p1 of n1 answers to p2 of n2, 95 %: Newcombe's, from the intervals of both.
create or replace macro newcombe(p1, n1, p2, n2) as
  case when n1 > 0 and n2 > 0 then {
    'low': p2 - p1 - sqrt((p2 - wilson(p2, n2).low) ** 2 + (wilson(p1, n1).high - p1) ** 2),
    'high': p2 - p1 + sqrt((wilson(p2, n2).high - p2) ** 2 + (p1 - wilson(p1, n1).low) ** 2)
  } end;

-- One row per row of 满意度测评 as it stands, with its rates. `kind`: formal or internal; `batch_ord` puts batches in
-- the order of their month and number. `score`: computed from the counts, else as announced. `comparable`: an
-- internal row with enough valid answers that the unit did not collect itself.
create or replace macro ballot_at(as_of) as table
with rule as (
  select
    max(s.number) filter (where s.name = 'coefficients.满意') as satisfied,
    max(s.number) filter (where s.name = 'coefficients.基本满意') as basically,
    max(s.number) filter (where s.name = 'coefficients.不满意') as dissatisfied,
    max(s.number) filter (where s.name = 'min_valid_to_compare') as least
  from setting as s
  join plan_at(as_of) as p using (version)
),
counted as (
  select
    r.*,
    case when r.scoring = '市级正式' then 'formal' else 'internal' end as kind,
    r.satisfied + r.basically + r.dissatisfied as valid,
    try_cast(regexp_extract(r.batch, '(\d+)年', 1) as bigint) * 10000
      + try_cast(regexp_extract(r.batch, '年(\d+)月', 1) as bigint) * 100
      + try_cast(regexp_extract(r.batch, '第(\d+)次', 1) as bigint) as batch_ord
  from satisfaction_at(as_of) as r
)
select
  c.entry, c.sheet_row, c.filer, c.key, c.batch, c.batch_ord, c.kind, c.scoring, c.subject, c.respondents, c.dimension,
  c.organiser, f.type, f.group_code, f.ord,
  c.issued, c.collected, c.satisfied, c.basically, c.dissatisfied, c.unknown, c.invalid, c.valid,
  (c.satisfied + c.basically) / nullif(c.valid, 0) as rate_broad,
  c.satisfied / nullif(c.valid, 0) as rate_strict,
  case
    when c.valid is null then try_cast(c.announced_score as double)
    else 100 * (c.satisfied * r.satisfied + c.basically * r.basically + c.dissatisfied * r.dissatisfied)
      / nullif(c.valid, 0)
  end as score,
  wilson((c.satisfied + c.basically) / nullif(c.valid, 0), c.valid).low as low,
  wilson((c.satisfied + c.basically) / nullif(c.valid, 0), c.valid).high as high,
  c.valid / nullif(c.valid + c.unknown, 0) as awareness,
  c.collected / nullif(c.issued, 0) as response,
  coalesce(c.kind = 'internal' and c.valid >= r.least and c.organiser is distinct from '本单位', false) as comparable,
  c.announced_score, c.announced_rank, c.departments
from counted as c
cross join rule as r
left join filer_at(as_of) as f on f.code = c.subject;

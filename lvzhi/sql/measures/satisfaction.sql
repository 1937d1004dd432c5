-- 满意度
-- 定义: 每个测评批次、类型、测评对象、参评人员类别、维度一行。valid 是满意、基本满意、不满意三项之和。市级正式测评(formal)只有一个对象:全局,可以只有通报得分,没有份数;其余(局内测评、窗口即时)是 internal。
-- 定义: low、high 是满意和基本满意率的抽样波动范围(Wilson 95%);有效份数为0时各率为空。
-- 定义: 各维度由同一批人回答:多个维度取各率的平均,份数取一个维度的(有“总体”取总体,否则取最少的),不相加。合计只取最近一个批次(有市级正式的取市级正式)。
-- 定义: 只在同一单位类别内、有效份数达到方案规定数时比较;band 相同表示差别不明显(并列)。本单位自行组织的和样本较少的只列示,不比较。
-- 定义: 与上一批次相比:同一测评类型、测评对象、参评人员类别、维度的满意和基本满意率之差(change),抽样波动范围由两次各自的范围合成(Newcombe 95%);范围含0的,差别不明显。各维度平均只取两次都测的维度。市级正式和局内测评不相比。
-- 分子/分母: rate_broad =(满意+基本满意)/ valid;rate_strict = 满意 / valid;score =(满意、基本满意、不满意各乘方案所定系数)/ valid × 100;awareness = valid /(valid+不了解);response = 收回 / 发放。
-- 依据: 方案四(四)
-- 名称 subjects: 测评对象
-- 名称 announced_score: 通报得分
-- 名称 announced_rank: 通报名次
-- 名称 departments: 参评部门
-- 名称 comparable: 可比较
-- 名称 dimensions: 维度数
-- 取值 kind: formal/internal
-- 取值 batch: *
-- 取值 respondents: 服务对象/督查员/代表委员/社会各界/基层单位
-- 取值 dimension: 总体/依法办事/规范收费/办事公开/服务质量/清正廉洁
-- 单元格 valid: satisfied/basically/dissatisfied
-- 单元格 rate_broad: satisfied/basically/dissatisfied
-- 单元格 rate_strict: satisfied/basically/dissatisfied
-- 单元格 score: satisfied/basically/dissatisfied/announced_score
-- 单元格 awareness: satisfied/basically/dissatisfied/unknown
-- 单元格 kind: scoring
-- 出自 low: rate_broad
-- 出自 high: rate_broad
-- 出自 band: rate_broad
-- 出自 subjects: valid
-- 出自 response: issued/collected
-- 明细 rows: batch/kind/subject/respondents/dimension

-- One row per batch, kind, subject, respondents and dimension. `band`: within batch, unit type, respondents and
-- dimension, sorted by rate_broad, a band is the longest run whose intervals all contain the run's first rate; of all
-- that were compared, whichever of them are asked for.
-- name: rows
with recursive
ballot as materialized (
  from ballot_now
  where (kind = 'formal' or subject in (select unnest($units)))
    and ($kind is null or list_contains($kind, kind))
    and ($batch is null or list_contains($batch, batch))
    and ($respondents is null or list_contains($respondents, respondents))
    and ($dimension is null or list_contains($dimension, dimension))
),
compared as materialized (
  select
    key,
    filer,
    rate_broad,
    low,
    high,
    dense_rank() over (order by batch, scoring, type, respondents, dimension) as class,
    row_number() over (
      partition by batch, scoring, type, respondents, dimension
      order by rate_broad desc, ord
    ) as n
  from ballot_now
  where comparable and type is not null
),
band as (
  select key, filer, class, n, rate_broad as first, 1 as band
  from compared
  where n = 1
  union all
  select
    c.key,
    c.filer,
    c.class,
    c.n,
    case when b.first between c.low and c.high then b.first else c.rate_broad end,
    case when b.first between c.low and c.high then b.band else b.band + 1 end
  from band as b
  join compared as c on c.class = b.class and c.n = b.n + 1
)
select
  b.batch, b.kind, b.subject, b.respondents, b.dimension, b.scoring, b.organiser, b.type,
  b.issued, b.collected, b.valid, b.rate_broad, b.rate_strict, b.score, b.low, b.high, b.awareness, b.response,
  r.band, b.announced_score, b.announced_rank, b.departments
from ballot as b
left join band as r using (filer, key)
order by b.batch_ord, b.kind, b.ord, b.respondents, b.dimension = '总体' desc, b.dimension;

-- One row per batch, kind, subject and respondents: rates averaged over the dimensions, counts of one of them.
-- name: subjects
with ballot as (
  from ballot_now
  where (kind = 'formal' or subject in (select unnest($units)))
    and ($kind is null or list_contains($kind, kind))
    and ($batch is null or list_contains($batch, batch))
    and ($respondents is null or list_contains($respondents, respondents))
    and ($dimension is null or list_contains($dimension, dimension))
),
averaged as (
  select
    batch, batch_ord, kind, subject, respondents, type, organiser, ord,
    count(*) as dimensions,
    arg_min({'issued': issued, 'collected': collected, 'valid': valid}, (dimension <> '总体', valid)) as one,
    avg(rate_broad) as rate_broad,
    avg(rate_strict) as rate_strict,
    avg(score) as score,
    avg(awareness) as awareness,
    bool_and(comparable) as comparable
  from ballot
  group by all
)
select
  batch, kind, subject, respondents, type, organiser, dimensions,
  one.issued as issued, one.collected as collected, one.valid as valid,
  rate_broad, rate_strict, score,
  wilson(rate_broad, one.valid).low as low,
  wilson(rate_broad, one.valid).high as high,
  awareness,
  one.collected / nullif(one.issued, 0) as response,
  comparable
from averaged
order by batch_ord, kind, ord, respondents;

-- One row per survey of a subject that has one before it (same scoring, organiser of the same sort, respondents):
-- per dimension asked in both, and averaged over these where they are several (`dimension` null; n is that of one).
-- `overall`: the average, or the only dimension. `verdict`: better, worse, unclear (the interval holds 0), listed.
-- name: changes
with ballot as materialized (
  select *, organiser is not distinct from '本单位' as own
  from ballot_now
  where (kind = 'formal' or subject in (select unnest($units)))
    and ($kind is null or list_contains($kind, kind))
    and ($respondents is null or list_contains($respondents, respondents))
    and ($dimension is null or list_contains($dimension, dimension))
),
survey as (
  select
    *,
    lag(batch) over (partition by kind, scoring, own, subject, respondents order by batch_ord) as before
  from (select distinct kind, scoring, own, subject, respondents, batch, batch_ord from ballot)
),
pair as (
  select
    s.kind, s.scoring, s.own, s.subject, s.respondents, s.before, s.batch, s.batch_ord, n.dimension, n.type, n.ord,
    b.valid as valid_before, n.valid, b.rate_broad as rate_before, n.rate_broad,
    n.comparable and b.comparable or coalesce(s.kind = 'formal' and b.valid > 0 and n.valid > 0, false) as comparable
  from survey as s
  join ballot as n using (kind, scoring, own, subject, respondents, batch)
  join ballot as b
    on b.kind = s.kind and b.scoring = s.scoring and b.own = s.own and b.subject = s.subject
    and b.respondents = s.respondents and b.batch = s.before and b.dimension = n.dimension
  where $batch is null or list_contains($batch, s.batch)
),
averaged as (
  select
    kind, scoring, own, subject, respondents, before, batch, batch_ord, type, ord,
    count(*) as dimensions,
    arg_min(valid_before, (dimension <> '总体', valid_before)) as valid_before,
    arg_min(valid, (dimension <> '总体', valid)) as valid,
    avg(rate_before) as rate_before,
    avg(rate_broad) as rate_broad,
    bool_and(comparable) as comparable
  from pair
  group by all
),
step as (
  select p.*, a.dimensions = 1 as overall
  from pair as p
  join averaged as a using (kind, scoring, own, subject, respondents, batch)
  union all by name
  select * exclude (dimensions), null::varchar as dimension, true as overall
  from averaged
  where dimensions > 1
),
changed as (
  select *, newcombe(rate_before, valid_before, rate_broad, valid) as swing
  from step
)
select
  before, batch, kind, scoring, subject, type, respondents, dimension, overall,
  valid_before, valid, rate_before, rate_broad,
  rate_broad - rate_before as change,
  swing.low as change_low,
  swing.high as change_high,
  case
    when not comparable or swing is null then 'listed'
    when swing.low > 0 then 'better'
    when swing.high < 0 then 'worse'
    else 'unclear'
  end as verdict
from changed
order by batch_ord, kind, ord, respondents, dimension is not null, dimension <> '总体', dimension;

-- name: totals
with ballot as materialized (
  from ballot_now
  where (kind = 'formal' or subject in (select unnest($units)))
    and ($kind is null or list_contains($kind, kind))
    and ($batch is null or list_contains($batch, batch))
    and ($respondents is null or list_contains($respondents, respondents))
    and ($dimension is null or list_contains($dimension, dimension))
),
-- The headline: the newest formal batch, else the newest survey of units; the windows' own monthly slips last.
latest as (
  select kind, batch
  from ballot
  order by kind = 'formal' desc, scoring = '窗口即时', batch_ord desc
  limit 1
),
averaged as (
  select
    subject,
    respondents,
    arg_min(
      {'issued': issued, 'collected': collected, 'valid': valid, 'asked': valid + unknown},
      (dimension <> '总体', valid)
    ) as one,
    avg(rate_broad) as rate_broad,
    avg(rate_strict) as rate_strict,
    avg(score) filter (where valid > 0) as score,
    avg(awareness) as awareness
  from ballot
  join latest using (kind, batch)
  group by all
),
pooled as (
  select
    count(distinct subject) as subjects,
    sum(one.issued)::bigint as issued,
    sum(one.collected)::bigint as collected,
    sum(one.valid)::bigint as valid,
    sum(rate_broad * one.valid) / nullif(sum(one.valid), 0) as rate_broad,
    sum(rate_strict * one.valid) / nullif(sum(one.valid), 0) as rate_strict,
    sum(score * one.valid) / nullif(sum(one.valid), 0) as score,
    sum(awareness * one.asked) / nullif(sum(one.asked) filter (where awareness is not null), 0) as awareness,
    sum(one.collected) / nullif(sum(one.issued), 0) as response
  from averaged
),
announced as (
  -- As printed; where rows of one batch disagree there is none.
  select
    case when count(distinct announced_score) = 1 then any_value(announced_score) end as announced_score,
    case when count(distinct announced_rank) = 1 then any_value(announced_rank) end as announced_rank,
    case when count(distinct departments) = 1 then any_value(departments) end as departments
  from ballot
  join latest using (kind, batch)
)
select
  l.kind, l.batch, p.subjects,
  coalesce(p.issued, 0) as issued,
  coalesce(p.collected, 0) as collected,
  coalesce(p.valid, 0) as valid,
  p.rate_broad, p.rate_strict,
  coalesce(p.score, try_cast(a.announced_score as double)) as score,
  wilson(p.rate_broad, p.valid).low as low,
  wilson(p.rate_broad, p.valid).high as high,
  p.awareness, p.response, a.announced_score, a.announced_rank, a.departments
from pooled as p
cross join announced as a
left join latest as l on true;

-- Every row behind its own figures; behind the totals only those of the headline's survey.
-- name: cells
with ballot as materialized (
  from ballot_now
  where (kind = 'formal' or subject in (select unnest($units)))
    and ($kind is null or list_contains($kind, kind))
    and ($batch is null or list_contains($batch, batch))
    and ($respondents is null or list_contains($respondents, respondents))
    and ($dimension is null or list_contains($dimension, dimension))
),
latest as (
  select kind, batch
  from ballot
  order by kind = 'formal' desc, scoring = '窗口即时', batch_ord desc
  limit 1
),
headline as (
  select
    b.*,
    -- The dimension whose counts stand for all of them.
    row_number() over (partition by b.subject, b.respondents order by b.dimension <> '总体', b.valid nulls last) = 1
      as counted
  from ballot as b
  join latest using (kind, batch)
)
select
  batch, kind, subject, respondents, dimension, 'satisfaction' as form, entry, sheet_row, 'rows' as part
from ballot
union all by name
select
  batch, kind, subject, respondents, dimension, 'satisfaction' as form, entry, sheet_row, 'totals' as part,
  {'issued': counted, 'collected': counted, 'valid': counted} as counts
from headline;

--! fence
--- Opens a wave, or refuses it with SQLSTATE GW001. Tells the database's clock.
select engine.fence(:shards::smallint[], :epochs::bigint[], :lock_timeout_ms::integer) as now;

--! store_payloads (bytes[?], locations[?])
--- Like every statement of a wave it returns a row, because only such statements are kept prepared.
with written as (
  insert into engine.payloads (sha256, size_bytes, bytes, location)
    select w.sha256, w.size_bytes, w.bytes, w.location
      from unnest(:hashes::text[], :sizes::bigint[], :bytes::bytea[], :locations::text[]) as w (sha256, size_bytes, bytes, location)
     order by w.sha256
    on conflict (sha256) do nothing
    returning 1
)
select count(*) as rows from written;

--! append_entries
with written as (
  insert into engine.journal (run_id, seq, at, entry)
    select w.run_id, w.seq, w.at, w.entry::json
      from unnest(:run_ids::uuid[], :seqs::bigint[], :ats::timestamptz[], :entries::text[]) as w (run_id, seq, at, entry)
    returning 1
)
select count(*) as rows from written;

--! advance_runs (wake_ats[?])
--- Counts only runs whose journal ends where the writer believes: a second fence, and what makes a doubled wave harmless.
with moved as (
  update engine.runs as r
     set last_seq = w.last_seq, epoch = w.epoch, state = w.state, wake_at = w.wake_at
    from unnest(:run_ids::uuid[], :prior_seqs::bigint[], :last_seqs::bigint[], :epochs::bigint[], :states::text[], :wake_ats::timestamptz[])
         as w (run_id, prior_seq, last_seq, epoch, state, wake_at)
   where r.id = w.run_id and r.last_seq = w.prior_seq
  returning 1
)
select count(*) as rows from moved;

--! begin_runs
--- Takes runs that have begun out of the submissions.
with begun as (
  delete from engine.submissions as s
   using unnest(:shards::smallint[], :run_ids::uuid[]) as w (shard, run_id)
   where s.shard = w.shard and s.run_id = w.run_id
  returning 1
)
select count(*) as rows from begun;

--! answer_requests
with answered as (
  update engine.inbox as i
     set answered_at = engine.clock_now(), answer = w.answer::jsonb
    from unnest(:ids::bigint[], :answers::text[]) as w (id, answer)
   where i.id = w.id and i.answered_at is null
  returning 1
)
select count(*) as rows from answered;

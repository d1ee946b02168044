-- Written by the content module's projector in the transaction that commits the journal entries; set-based, one statement per table.

--! add_attempts
--- Rows of attempts that are not there yet (first attempts were created with the run).
insert into content.gate_attempts (run_id, gate_id, attempt_number, gate_name, phase, gate_order, stage_id, agent_slug, max_attempts)
select w.run_id, w.gate_id, w.attempt_number, w.gate_name, w.phase, w.gate_order, w.stage_id, w.agent_slug, w.max_attempts
  from unnest(
         :run_ids::uuid[], :gate_ids::text[], :attempt_numbers::integer[], :gate_names::text[], :phases::text[], :gate_orders::integer[],
         :stage_ids::text[], :agent_slugs::text[], :max_attempts::integer[]
       ) as w (run_id, gate_id, attempt_number, gate_name, phase, gate_order, stage_id, agent_slug, max_attempts)
 order by w.run_id, w.gate_id, w.attempt_number
on conflict (run_id, gate_id, attempt_number) do nothing;

--! supersede_attempts
--- Marks attempts whose output no longer counts because a later one began or what they consumed was rerun. One that waited for a person
--- ends as what its checks measured; one that was still at work ends as skipped, since nothing was measured.
update content.gate_attempts as a
   set superseded = true,
       status = case
           when a.status <> 'running' then a.status
           when not a.awaiting_approval then 'skipped'
           when a.fail_codes <> '{}' then 'warning'
           else 'passed'
         end,
       validation_results = case
           when a.status = 'running' and not a.awaiting_approval
               then jsonb_build_array(jsonb_build_object('type', 'attempt', 'passed', false, 'severity', 'info', 'message', w.reason))
           else a.validation_results
         end,
       awaiting_approval = false,
       completed_at = case when a.status = 'running' then w.ended_at else a.completed_at end
  from unnest(:run_ids::uuid[], :gate_ids::text[], :before_attempts::integer[], :reasons::text[], :ats::timestamptz[])
       as w (run_id, gate_id, before_attempt, reason, ended_at)
 where a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number < w.before_attempt and not a.superseded
   and a.status <> 'pending';

--! end_attempts
--- Ends what a run that has ended left at work or waiting, in the same way.
update content.gate_attempts as a
   set superseded = true,
       status = case when not a.awaiting_approval then 'skipped' when a.fail_codes <> '{}' then 'warning' else 'passed' end,
       validation_results = case
           when a.awaiting_approval then a.validation_results
           else jsonb_build_array(jsonb_build_object('type', 'attempt', 'passed', false, 'severity', 'info', 'message', w.reason))
         end,
       awaiting_approval = false,
       completed_at = w.ended_at
  from unnest(:run_ids::uuid[], :reasons::text[], :ats::timestamptz[]) as w (run_id, reason, ended_at)
 where a.run_id = w.run_id and a.status = 'running';

--! change_attempts (statuses[?], causes[?], models[?], providers[?], results[?], fail_codes[?], costs[?], waits[?], decisions[?], deciders[?], vias[?], reasons[?], started[?], completed[?])
--- An approval of a failed attempt, or of one with findings, counts as a warning; of a clean one as a pass.
update content.gate_attempts as a
   set status = case
           when w.decision = 'approved' and (a.status = 'failed' or coalesce(c.codes, a.fail_codes) <> '{}') then 'warning'
           when w.decision = 'approved' then 'passed'
           else coalesce(w.status, a.status)
         end,
       cause = coalesce(w.cause, a.cause),
       model_id = coalesce(w.model, a.model_id),
       model_provider = coalesce(w.provider, a.model_provider),
       validation_results = coalesce(w.results::jsonb, a.validation_results),
       fail_codes = coalesce(c.codes, a.fail_codes),
       tokens_in = a.tokens_in + w.tokens_in,
       tokens_out = a.tokens_out + w.tokens_out,
       cost_nanos = case when w.cost_unknown then null else a.cost_nanos + coalesce(w.cost, 0) end,
       duration_ms = a.duration_ms + w.duration_ms,
       awaiting_approval = coalesce(w.wait, a.awaiting_approval),
       decision = coalesce(w.decision, a.decision),
       decided_by = coalesce(w.decider, a.decided_by),
       decided_via = coalesce(w.via, a.decided_via),
       decision_reason = coalesce(w.reason, a.decision_reason),
       started_at = coalesce(w.started, a.started_at),
       completed_at = coalesce(w.completed, a.completed_at)
  from unnest(
         :run_ids::uuid[], :gate_ids::text[], :attempt_numbers::integer[], :statuses::text[], :causes::text[], :models::text[],
         :providers::text[], :results::text[], :fail_codes::text[], :tokens_in::integer[], :tokens_out::integer[], :costs::bigint[],
         :costs_unknown::boolean[], :durations::integer[], :waits::boolean[], :decisions::text[], :deciders::text[], :vias::text[],
         :reasons::text[], :started::timestamptz[], :completed::timestamptz[]
       ) as w (run_id, gate_id, attempt_number, status, cause, model, provider, results, fail_codes, tokens_in, tokens_out, cost,
               cost_unknown, duration_ms, wait, decision, decider, via, reason, started, completed)
 cross join lateral (
         select case when w.fail_codes is not null then array(select jsonb_array_elements_text(w.fail_codes::jsonb)) end as codes
       ) as c
 where a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number = w.attempt_number;

--! keep_texts (prompts[?], outputs[?])
--- Prompt packets and raw outputs, from the payloads the attempt refers to.
insert into content.gate_texts (attempt_id, prompt_packet, raw_output)
select a.id, convert_from(p.bytes, 'UTF8'), convert_from(o.bytes, 'UTF8')
  from unnest(:run_ids::uuid[], :gate_ids::text[], :attempt_numbers::integer[], :prompts::text[], :outputs::text[])
       as w (run_id, gate_id, attempt_number, prompt, output)
  join content.gate_attempts a on a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number = w.attempt_number
  left join engine.payloads p on p.sha256 = w.prompt
  left join engine.payloads o on o.sha256 = w.output
on conflict (attempt_id) do update
   set prompt_packet = coalesce(excluded.prompt_packet, content.gate_texts.prompt_packet),
       raw_output = coalesce(excluded.raw_output, content.gate_texts.raw_output);

--! add_artifacts
--- Texts are kept in the row as the seed has it; binary and large files stay in the payload store under their hash.
insert into content.artifacts (
  run_id, gate_execution_id, file_name, file_path, content_type, content, content_hash, size_bytes, storage_url, artifact_type, gate_id,
  media_type, attempt_number, created_at
)
select w.run_id, a.id, w.file_name, w.file_path, w.content_type,
       case when w.is_text then convert_from(p.bytes, 'UTF8') end,
       w.sha256, w.size_bytes, p.location, w.artifact_type, w.gate_id, w.media_type, w.attempt_number, w.at
  from unnest(
         :run_ids::uuid[], :gate_ids::text[], :attempt_numbers::integer[], :file_names::text[], :file_paths::text[], :content_types::text[],
         :media_types::text[], :is_texts::boolean[], :hashes::text[], :sizes::integer[], :artifact_types::text[], :ats::timestamptz[]
       ) as w (run_id, gate_id, attempt_number, file_name, file_path, content_type, media_type, is_text, sha256, size_bytes, artifact_type, at)
  join content.gate_attempts a on a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number = w.attempt_number
  left join engine.payloads p on p.sha256 = w.sha256
on conflict (run_id, gate_execution_id, file_path) do nothing;

--! add_decisions (reasons[?])
insert into content.gate_decisions (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason, decided_at, journal_seq)
select w.run_id, w.gate_id, w.attempt_number, w.decision, w.decided_by, w.decided_via, w.reason, w.at, w.seq
  from unnest(
         :run_ids::uuid[], :gate_ids::text[], :attempt_numbers::integer[], :decisions::text[], :deciders::text[], :vias::text[],
         :reasons::text[], :ats::timestamptz[], :seqs::bigint[]
       ) as w (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason, at, seq)
on conflict (run_id, journal_seq) do nothing;

--! change_runs (statuses[?], current_gates[?], pause_reasons[?], approvers[?], approver_vias[?], started[?], completed[?])
--- Runs after their attempts, with the totals that content.recompute_runs_totals would set: one new version of a row and no more, because a
--- row that a transaction changes twice has its foreign keys checked again, which locks the version and the account for everybody else.
update content.runs as r
   set status = coalesce(w.status, r.status),
       current_gate = coalesce(w.current_gate, r.current_gate),
       pause_reason = case when w.sets_pause_reason then w.pause_reason else r.pause_reason end,
       approved_by = coalesce(w.approver, r.approved_by),
       approved_via = coalesce(w.approver_via, r.approved_via),
       started_at = coalesce(r.started_at, w.started),
       completed_at = coalesce(w.completed, r.completed_at),
       projected_seq = greatest(r.projected_seq, w.seq),
       total_gates = t.total_gates,
       gates_passed = t.gates_passed,
       gates_failed = t.gates_failed,
       total_tokens_in = t.tokens_in,
       total_tokens_out = t.tokens_out,
       total_cost_nanos = t.cost_nanos,
       total_cost_usd = round(t.cost_nanos / 1000000000.0, 4),
       cost_incomplete = t.cost_incomplete
  from unnest(
         :run_ids::uuid[], :statuses::text[], :current_gates::text[], :sets_pause_reasons::boolean[], :pause_reasons::text[],
         :approvers::text[], :approver_vias::text[], :started::timestamptz[], :completed::timestamptz[], :seqs::bigint[]
       ) as w (run_id, status, current_gate, sets_pause_reason, pause_reason, approver, approver_via, started, completed, seq)
 cross join lateral (
         select count(distinct a.gate_id)::integer as total_gates,
                (count(*) filter (where a.newest and not a.superseded and a.status in ('passed', 'warning', 'skipped')))::integer as gates_passed,
                (count(*) filter (where a.newest and not a.superseded and a.status = 'failed'))::integer as gates_failed,
                coalesce(sum(a.tokens_in), 0)::integer as tokens_in,
                coalesce(sum(a.tokens_out), 0)::integer as tokens_out,
                coalesce(sum(a.cost_nanos), 0)::bigint as cost_nanos,
                coalesce(bool_or(a.cost_nanos is null), false) as cost_incomplete
           from (
                  select g.gate_id, g.status, g.superseded, g.tokens_in, g.tokens_out, g.cost_nanos,
                         g.attempt_number = max(g.attempt_number) over (partition by g.gate_id) as newest
                    from content.gate_attempts as g
                   where g.run_id = w.run_id
                ) as a
       ) as t
 where r.id = w.run_id;

--! announce
--- The outbox: one row for each webhook that wants to hear of it. Runs after the rows it tells of are written.
insert into content.webhook_deliveries (webhook_id, event, run_id, journal_seq, body)
select h.id, w.event, r.id, w.seq,
       json_build_object(
         'type', w.event,
         'timestamp', to_char(w.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'data', json_build_object(
           'run_id', r.id, 'status', r.status, 'template', t.slug, 'version', s.version, 'display_name', r.display_name,
           'project_slug', r.project_slug, 'current_gate', r.current_gate, 'pause_reason', r.pause_reason,
           'gates_passed', r.gates_passed, 'total_gates', r.total_gates, 'journal_seq', w.seq
         )
       )::text
  from unnest(:run_ids::uuid[], :events::text[], :ats::timestamptz[], :seqs::bigint[]) as w (run_id, event, at, seq)
  join content.runs r on r.id = w.run_id
  join content.webhooks h on h.user_id = r.user_id and h.is_active and w.event = any (h.events)
  join content.specs s on s.id = r.spec_id
  join content.workflow_templates t on t.id = s.template_id
on conflict (webhook_id, run_id, journal_seq) do nothing;

// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct AddAttemptsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::ArraySql<Item = i32>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::ArraySql<Item = i32>,
> {
    pub run_ids: T1,
    pub gate_ids: T3,
    pub attempt_numbers: T4,
    pub gate_names: T6,
    pub phases: T8,
    pub gate_orders: T9,
    pub stage_ids: T11,
    pub agent_slugs: T13,
    pub max_attempts: T14,
}
#[derive(Debug)]
pub struct SupersedeAttemptsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub run_ids: T1,
    pub gate_ids: T3,
    pub before_attempts: T4,
    pub reasons: T6,
    pub ats: T7,
}
#[derive(Debug)]
pub struct EndAttemptsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub run_ids: T1,
    pub reasons: T3,
    pub ats: T4,
}
#[derive(Debug)]
pub struct ChangeAttemptsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = Option<T9>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::StringSql,
    T14: crate::ArraySql<Item = Option<T13>>,
    T15: crate::StringSql,
    T16: crate::ArraySql<Item = Option<T15>>,
    T17: crate::ArraySql<Item = i32>,
    T18: crate::ArraySql<Item = i32>,
    T19: crate::ArraySql<Item = Option<i64>>,
    T20: crate::ArraySql<Item = bool>,
    T21: crate::ArraySql<Item = i32>,
    T22: crate::ArraySql<Item = Option<bool>>,
    T23: crate::StringSql,
    T24: crate::ArraySql<Item = Option<T23>>,
    T25: crate::StringSql,
    T26: crate::ArraySql<Item = Option<T25>>,
    T27: crate::StringSql,
    T28: crate::ArraySql<Item = Option<T27>>,
    T29: crate::StringSql,
    T30: crate::ArraySql<Item = Option<T29>>,
    T31: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T32: crate::ArraySql<Item = Option<jiff::Timestamp>>,
> {
    pub run_ids: T1,
    pub gate_ids: T3,
    pub attempt_numbers: T4,
    pub statuses: T6,
    pub causes: T8,
    pub models: T10,
    pub providers: T12,
    pub results: T14,
    pub fail_codes: T16,
    pub tokens_in: T17,
    pub tokens_out: T18,
    pub costs: T19,
    pub costs_unknown: T20,
    pub durations: T21,
    pub waits: T22,
    pub decisions: T24,
    pub deciders: T26,
    pub vias: T28,
    pub reasons: T30,
    pub started: T31,
    pub completed: T32,
}
#[derive(Debug)]
pub struct KeepTextsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
> {
    pub run_ids: T1,
    pub gate_ids: T3,
    pub attempt_numbers: T4,
    pub prompts: T6,
    pub outputs: T8,
}
#[derive(Debug)]
pub struct AddArtifactsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = bool>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::ArraySql<Item = i32>,
    T17: crate::StringSql,
    T18: crate::ArraySql<Item = T17>,
    T19: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub run_ids: T1,
    pub gate_ids: T3,
    pub attempt_numbers: T4,
    pub file_names: T6,
    pub file_paths: T8,
    pub content_types: T10,
    pub media_types: T12,
    pub is_texts: T13,
    pub hashes: T15,
    pub sizes: T16,
    pub artifact_types: T18,
    pub ats: T19,
}
#[derive(Debug)]
pub struct AddDecisionsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::ArraySql<Item = jiff::Timestamp>,
    T14: crate::ArraySql<Item = i64>,
> {
    pub run_ids: T1,
    pub gate_ids: T3,
    pub attempt_numbers: T4,
    pub decisions: T6,
    pub deciders: T8,
    pub vias: T10,
    pub reasons: T12,
    pub ats: T13,
    pub seqs: T14,
}
#[derive(Debug)]
pub struct ChangeRunsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = Option<T2>>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = Option<T4>>,
    T6: crate::ArraySql<Item = bool>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = Option<T9>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T14: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T15: crate::ArraySql<Item = i64>,
> {
    pub run_ids: T1,
    pub statuses: T3,
    pub current_gates: T5,
    pub sets_pause_reasons: T6,
    pub pause_reasons: T8,
    pub approvers: T10,
    pub approver_vias: T12,
    pub started: T13,
    pub completed: T14,
    pub seqs: T15,
}
#[derive(Debug)]
pub struct AnnounceParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = jiff::Timestamp>,
    T5: crate::ArraySql<Item = i64>,
> {
    pub run_ids: T1,
    pub events: T3,
    pub ats: T4,
    pub seqs: T5,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct AddAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Rows of attempts that are not there yet (first attempts were created with the run).
pub fn add_attempts() -> AddAttemptsStmt {
    AddAttemptsStmt(
        "insert into content.gate_attempts (run_id, gate_id, attempt_number, gate_name, phase, gate_order, stage_id, agent_slug, max_attempts) select w.run_id, w.gate_id, w.attempt_number, w.gate_name, w.phase, w.gate_order, w.stage_id, w.agent_slug, w.max_attempts from unnest( $1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::integer[], $7::text[], $8::text[], $9::integer[] ) as w (run_id, gate_id, attempt_number, gate_name, phase, gate_order, stage_id, agent_slug, max_attempts) order by w.run_id, w.gate_id, w.attempt_number on conflict (run_id, gate_id, attempt_number) do nothing",
        None,
    )
}
impl AddAttemptsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::ArraySql<Item = i32>,
        T10: crate::StringSql,
        T11: crate::ArraySql<Item = T10>,
        T12: crate::StringSql,
        T13: crate::ArraySql<Item = T12>,
        T14: crate::ArraySql<Item = i32>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        gate_ids: &'a T3,
        attempt_numbers: &'a T4,
        gate_names: &'a T6,
        phases: &'a T8,
        gate_orders: &'a T9,
        stage_ids: &'a T11,
        agent_slugs: &'a T13,
        max_attempts: &'a T14,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[run_ids, gate_ids, attempt_numbers, gate_names, phases, gate_orders, stage_ids, agent_slugs, max_attempts])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::ArraySql<Item = i32>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::ArraySql<Item = i32>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AddAttemptsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AddAttemptsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AddAttemptsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.run_ids,
            &params.gate_ids,
            &params.attempt_numbers,
            &params.gate_names,
            &params.phases,
            &params.gate_orders,
            &params.stage_ids,
            &params.agent_slugs,
            &params.max_attempts,
        ))
    }
}
pub struct SupersedeAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Marks attempts whose output no longer counts because a later one began or what they consumed was rerun. One that waited for a person
/// ends as what its checks measured; one that was still at work ends as skipped, since nothing was measured.
pub fn supersede_attempts() -> SupersedeAttemptsStmt {
    SupersedeAttemptsStmt(
        "update content.gate_attempts as a set superseded = true, status = case when a.status <> 'running' then a.status when not a.awaiting_approval then 'skipped' when a.fail_codes <> '{}' then 'warning' else 'passed' end, validation_results = case when a.status = 'running' and not a.awaiting_approval then jsonb_build_array(jsonb_build_object('type', 'attempt', 'passed', false, 'severity', 'info', 'message', w.reason)) else a.validation_results end, awaiting_approval = false, completed_at = case when a.status = 'running' then w.ended_at else a.completed_at end from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::timestamptz[]) as w (run_id, gate_id, before_attempt, reason, ended_at) where a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number < w.before_attempt and not a.superseded and a.status <> 'pending'",
        None,
    )
}
impl SupersedeAttemptsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        gate_ids: &'a T3,
        before_attempts: &'a T4,
        reasons: &'a T6,
        ats: &'a T7,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[run_ids, gate_ids, before_attempts, reasons, ats],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SupersedeAttemptsParams<T1, T2, T3, T4, T5, T6, T7>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SupersedeAttemptsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SupersedeAttemptsParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.run_ids, &params.gate_ids, &params.before_attempts, &params.reasons, &params.ats))
    }
}
pub struct EndAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Ends what a run that has ended left at work or waiting, in the same way.
pub fn end_attempts() -> EndAttemptsStmt {
    EndAttemptsStmt(
        "update content.gate_attempts as a set superseded = true, status = case when not a.awaiting_approval then 'skipped' when a.fail_codes <> '{}' then 'warning' else 'passed' end, validation_results = case when a.awaiting_approval then a.validation_results else jsonb_build_array(jsonb_build_object('type', 'attempt', 'passed', false, 'severity', 'info', 'message', w.reason)) end, awaiting_approval = false, completed_at = w.ended_at from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as w (run_id, reason, ended_at) where a.run_id = w.run_id and a.status = 'running'",
        None,
    )
}
impl EndAttemptsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        reasons: &'a T3,
        ats: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[run_ids, reasons, ats],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EndAttemptsParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for EndAttemptsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EndAttemptsParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.run_ids, &params.reasons, &params.ats))
    }
}
pub struct ChangeAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// An approval of a failed attempt, or of one with findings, counts as a warning; of a clean one as a pass.
pub fn change_attempts() -> ChangeAttemptsStmt {
    ChangeAttemptsStmt(
        "update content.gate_attempts as a set status = case when w.decision = 'approved' and (a.status = 'failed' or coalesce(c.codes, a.fail_codes) <> '{}') then 'warning' when w.decision = 'approved' then 'passed' else coalesce(w.status, a.status) end, cause = coalesce(w.cause, a.cause), model_id = coalesce(w.model, a.model_id), model_provider = coalesce(w.provider, a.model_provider), validation_results = coalesce(w.results::jsonb, a.validation_results), fail_codes = coalesce(c.codes, a.fail_codes), tokens_in = a.tokens_in + w.tokens_in, tokens_out = a.tokens_out + w.tokens_out, cost_nanos = case when w.cost_unknown then null else a.cost_nanos + coalesce(w.cost, 0) end, duration_ms = a.duration_ms + w.duration_ms, awaiting_approval = coalesce(w.wait, a.awaiting_approval), decision = coalesce(w.decision, a.decision), decided_by = coalesce(w.decider, a.decided_by), decided_via = coalesce(w.via, a.decided_via), decision_reason = coalesce(w.reason, a.decision_reason), started_at = coalesce(w.started, a.started_at), completed_at = coalesce(w.completed, a.completed_at) from unnest( $1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[], $11::integer[], $12::bigint[], $13::boolean[], $14::integer[], $15::boolean[], $16::text[], $17::text[], $18::text[], $19::text[], $20::timestamptz[], $21::timestamptz[] ) as w (run_id, gate_id, attempt_number, status, cause, model, provider, results, fail_codes, tokens_in, tokens_out, cost, cost_unknown, duration_ms, wait, decision, decider, via, reason, started, completed) cross join lateral ( select case when w.fail_codes is not null then array(select jsonb_array_elements_text(w.fail_codes::jsonb)) end as codes ) as c where a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number = w.attempt_number",
        None,
    )
}
impl ChangeAttemptsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = Option<T5>>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = Option<T7>>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = Option<T9>>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = Option<T11>>,
        T13: crate::StringSql,
        T14: crate::ArraySql<Item = Option<T13>>,
        T15: crate::StringSql,
        T16: crate::ArraySql<Item = Option<T15>>,
        T17: crate::ArraySql<Item = i32>,
        T18: crate::ArraySql<Item = i32>,
        T19: crate::ArraySql<Item = Option<i64>>,
        T20: crate::ArraySql<Item = bool>,
        T21: crate::ArraySql<Item = i32>,
        T22: crate::ArraySql<Item = Option<bool>>,
        T23: crate::StringSql,
        T24: crate::ArraySql<Item = Option<T23>>,
        T25: crate::StringSql,
        T26: crate::ArraySql<Item = Option<T25>>,
        T27: crate::StringSql,
        T28: crate::ArraySql<Item = Option<T27>>,
        T29: crate::StringSql,
        T30: crate::ArraySql<Item = Option<T29>>,
        T31: crate::ArraySql<Item = Option<jiff::Timestamp>>,
        T32: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        gate_ids: &'a T3,
        attempt_numbers: &'a T4,
        statuses: &'a T6,
        causes: &'a T8,
        models: &'a T10,
        providers: &'a T12,
        results: &'a T14,
        fail_codes: &'a T16,
        tokens_in: &'a T17,
        tokens_out: &'a T18,
        costs: &'a T19,
        costs_unknown: &'a T20,
        durations: &'a T21,
        waits: &'a T22,
        decisions: &'a T24,
        deciders: &'a T26,
        vias: &'a T28,
        reasons: &'a T30,
        started: &'a T31,
        completed: &'a T32,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    run_ids,
                    gate_ids,
                    attempt_numbers,
                    statuses,
                    causes,
                    models,
                    providers,
                    results,
                    fail_codes,
                    tokens_in,
                    tokens_out,
                    costs,
                    costs_unknown,
                    durations,
                    waits,
                    decisions,
                    deciders,
                    vias,
                    reasons,
                    started,
                    completed,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = Option<T9>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::StringSql,
    T14: crate::ArraySql<Item = Option<T13>>,
    T15: crate::StringSql,
    T16: crate::ArraySql<Item = Option<T15>>,
    T17: crate::ArraySql<Item = i32>,
    T18: crate::ArraySql<Item = i32>,
    T19: crate::ArraySql<Item = Option<i64>>,
    T20: crate::ArraySql<Item = bool>,
    T21: crate::ArraySql<Item = i32>,
    T22: crate::ArraySql<Item = Option<bool>>,
    T23: crate::StringSql,
    T24: crate::ArraySql<Item = Option<T23>>,
    T25: crate::StringSql,
    T26: crate::ArraySql<Item = Option<T25>>,
    T27: crate::StringSql,
    T28: crate::ArraySql<Item = Option<T27>>,
    T29: crate::StringSql,
    T30: crate::ArraySql<Item = Option<T29>>,
    T31: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T32: crate::ArraySql<Item = Option<jiff::Timestamp>>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ChangeAttemptsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
            T24,
            T25,
            T26,
            T27,
            T28,
            T29,
            T30,
            T31,
            T32,
        >,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ChangeAttemptsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ChangeAttemptsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
            T24,
            T25,
            T26,
            T27,
            T28,
            T29,
            T30,
            T31,
            T32,
        >,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.run_ids,
            &params.gate_ids,
            &params.attempt_numbers,
            &params.statuses,
            &params.causes,
            &params.models,
            &params.providers,
            &params.results,
            &params.fail_codes,
            &params.tokens_in,
            &params.tokens_out,
            &params.costs,
            &params.costs_unknown,
            &params.durations,
            &params.waits,
            &params.decisions,
            &params.deciders,
            &params.vias,
            &params.reasons,
            &params.started,
            &params.completed,
        ))
    }
}
pub struct KeepTextsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Prompt packets and raw outputs, from the payloads the attempt refers to.
pub fn keep_texts() -> KeepTextsStmt {
    KeepTextsStmt(
        "insert into content.gate_texts (attempt_id, prompt_packet, raw_output) select a.id, convert_from(p.bytes, 'UTF8'), convert_from(o.bytes, 'UTF8') from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[]) as w (run_id, gate_id, attempt_number, prompt, output) join content.gate_attempts a on a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number = w.attempt_number left join engine.payloads p on p.sha256 = w.prompt left join engine.payloads o on o.sha256 = w.output on conflict (attempt_id) do update set prompt_packet = coalesce(excluded.prompt_packet, content.gate_texts.prompt_packet), raw_output = coalesce(excluded.raw_output, content.gate_texts.raw_output)",
        None,
    )
}
impl KeepTextsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = Option<T5>>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = Option<T7>>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        gate_ids: &'a T3,
        attempt_numbers: &'a T4,
        prompts: &'a T6,
        outputs: &'a T8,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[run_ids, gate_ids, attempt_numbers, prompts, outputs]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        KeepTextsParams<T1, T2, T3, T4, T5, T6, T7, T8>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for KeepTextsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a KeepTextsParams<T1, T2, T3, T4, T5, T6, T7, T8>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.run_ids, &params.gate_ids, &params.attempt_numbers, &params.prompts, &params.outputs))
    }
}
pub struct AddArtifactsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Texts are kept in the row as the seed has it; binary and large files stay in the payload store under their hash.
pub fn add_artifacts() -> AddArtifactsStmt {
    AddArtifactsStmt(
        "insert into content.artifacts ( run_id, gate_execution_id, file_name, file_path, content_type, content, content_hash, size_bytes, storage_url, artifact_type, gate_id, media_type, attempt_number, created_at ) select w.run_id, a.id, w.file_name, w.file_path, w.content_type, case when w.is_text then convert_from(p.bytes, 'UTF8') end, w.sha256, w.size_bytes, p.location, w.artifact_type, w.gate_id, w.media_type, w.attempt_number, w.at from unnest( $1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::text[], $10::integer[], $11::text[], $12::timestamptz[] ) as w (run_id, gate_id, attempt_number, file_name, file_path, content_type, media_type, is_text, sha256, size_bytes, artifact_type, at) join content.gate_attempts a on a.run_id = w.run_id and a.gate_id = w.gate_id and a.attempt_number = w.attempt_number left join engine.payloads p on p.sha256 = w.sha256 on conflict (run_id, gate_execution_id, file_path) do nothing",
        None,
    )
}
impl AddArtifactsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = T11>,
        T13: crate::ArraySql<Item = bool>,
        T14: crate::StringSql,
        T15: crate::ArraySql<Item = T14>,
        T16: crate::ArraySql<Item = i32>,
        T17: crate::StringSql,
        T18: crate::ArraySql<Item = T17>,
        T19: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        gate_ids: &'a T3,
        attempt_numbers: &'a T4,
        file_names: &'a T6,
        file_paths: &'a T8,
        content_types: &'a T10,
        media_types: &'a T12,
        is_texts: &'a T13,
        hashes: &'a T15,
        sizes: &'a T16,
        artifact_types: &'a T18,
        ats: &'a T19,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    run_ids,
                    gate_ids,
                    attempt_numbers,
                    file_names,
                    file_paths,
                    content_types,
                    media_types,
                    is_texts,
                    hashes,
                    sizes,
                    artifact_types,
                    ats,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = bool>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::ArraySql<Item = i32>,
    T17: crate::StringSql,
    T18: crate::ArraySql<Item = T17>,
    T19: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AddArtifactsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AddArtifactsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AddArtifactsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.run_ids,
            &params.gate_ids,
            &params.attempt_numbers,
            &params.file_names,
            &params.file_paths,
            &params.content_types,
            &params.media_types,
            &params.is_texts,
            &params.hashes,
            &params.sizes,
            &params.artifact_types,
            &params.ats,
        ))
    }
}
pub struct AddDecisionsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn add_decisions() -> AddDecisionsStmt {
    AddDecisionsStmt(
        "insert into content.gate_decisions (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason, decided_at, journal_seq) select w.run_id, w.gate_id, w.attempt_number, w.decision, w.decided_by, w.decided_via, w.reason, w.at, w.seq from unnest( $1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::bigint[] ) as w (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason, at, seq) on conflict (run_id, journal_seq) do nothing",
        None,
    )
}
impl AddDecisionsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = Option<T11>>,
        T13: crate::ArraySql<Item = jiff::Timestamp>,
        T14: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        gate_ids: &'a T3,
        attempt_numbers: &'a T4,
        decisions: &'a T6,
        deciders: &'a T8,
        vias: &'a T10,
        reasons: &'a T12,
        ats: &'a T13,
        seqs: &'a T14,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[run_ids, gate_ids, attempt_numbers, decisions, deciders, vias, reasons, ats, seqs]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::ArraySql<Item = jiff::Timestamp>,
    T14: crate::ArraySql<Item = i64>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AddDecisionsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AddDecisionsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AddDecisionsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.run_ids,
            &params.gate_ids,
            &params.attempt_numbers,
            &params.decisions,
            &params.deciders,
            &params.vias,
            &params.reasons,
            &params.ats,
            &params.seqs,
        ))
    }
}
pub struct ChangeRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs after their attempts, with the totals that content.recompute_runs_totals would set: one new version of a row and no more, because a
/// row that a transaction changes twice has its foreign keys checked again, which locks the version and the account for everybody else.
pub fn change_runs() -> ChangeRunsStmt {
    ChangeRunsStmt(
        "update content.runs as r set status = coalesce(w.status, r.status), current_gate = coalesce(w.current_gate, r.current_gate), pause_reason = case when w.sets_pause_reason then w.pause_reason else r.pause_reason end, approved_by = coalesce(w.approver, r.approved_by), approved_via = coalesce(w.approver_via, r.approved_via), started_at = coalesce(r.started_at, w.started), completed_at = coalesce(w.completed, r.completed_at), projected_seq = greatest(r.projected_seq, w.seq), total_gates = t.total_gates, gates_passed = t.gates_passed, gates_failed = t.gates_failed, total_tokens_in = t.tokens_in, total_tokens_out = t.tokens_out, total_cost_nanos = t.cost_nanos, total_cost_usd = round(t.cost_nanos / 1000000000.0, 4), cost_incomplete = t.cost_incomplete from unnest( $1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::bigint[] ) as w (run_id, status, current_gate, sets_pause_reason, pause_reason, approver, approver_via, started, completed, seq) cross join lateral ( select count(distinct a.gate_id)::integer as total_gates, (count(*) filter (where a.newest and not a.superseded and a.status in ('passed', 'warning', 'skipped')))::integer as gates_passed, (count(*) filter (where a.newest and not a.superseded and a.status = 'failed'))::integer as gates_failed, coalesce(sum(a.tokens_in), 0)::integer as tokens_in, coalesce(sum(a.tokens_out), 0)::integer as tokens_out, coalesce(sum(a.cost_nanos), 0)::bigint as cost_nanos, coalesce(bool_or(a.cost_nanos is null), false) as cost_incomplete from ( select g.gate_id, g.status, g.superseded, g.tokens_in, g.tokens_out, g.cost_nanos, g.attempt_number = max(g.attempt_number) over (partition by g.gate_id) as newest from content.gate_attempts as g where g.run_id = w.run_id ) as a ) as t where r.id = w.run_id",
        None,
    )
}
impl ChangeRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = Option<T2>>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = Option<T4>>,
        T6: crate::ArraySql<Item = bool>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = Option<T7>>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = Option<T9>>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = Option<T11>>,
        T13: crate::ArraySql<Item = Option<jiff::Timestamp>>,
        T14: crate::ArraySql<Item = Option<jiff::Timestamp>>,
        T15: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        statuses: &'a T3,
        current_gates: &'a T5,
        sets_pause_reasons: &'a T6,
        pause_reasons: &'a T8,
        approvers: &'a T10,
        approver_vias: &'a T12,
        started: &'a T13,
        completed: &'a T14,
        seqs: &'a T15,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[run_ids, statuses, current_gates, sets_pause_reasons, pause_reasons, approvers, approver_vias, started, completed, seqs],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = Option<T2>>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = Option<T4>>,
    T6: crate::ArraySql<Item = bool>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = Option<T9>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T14: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T15: crate::ArraySql<Item = i64>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ChangeRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ChangeRunsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ChangeRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.run_ids,
            &params.statuses,
            &params.current_gates,
            &params.sets_pause_reasons,
            &params.pause_reasons,
            &params.approvers,
            &params.approver_vias,
            &params.started,
            &params.completed,
            &params.seqs,
        ))
    }
}
pub struct AnnounceStmt(&'static str, Option<tokio_postgres::Statement>);
/// The outbox: one row for each webhook that wants to hear of it. Runs after the rows it tells of are written.
pub fn announce() -> AnnounceStmt {
    AnnounceStmt(
        "insert into content.webhook_deliveries (webhook_id, event, run_id, journal_seq, body) select h.id, w.event, r.id, w.seq, json_build_object( 'type', w.event, 'timestamp', to_char(w.at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), 'data', json_build_object( 'run_id', r.id, 'status', r.status, 'template', t.slug, 'version', s.version, 'display_name', r.display_name, 'project_slug', r.project_slug, 'current_gate', r.current_gate, 'pause_reason', r.pause_reason, 'gates_passed', r.gates_passed, 'total_gates', r.total_gates, 'journal_seq', w.seq ) )::text from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[]) as w (run_id, event, at, seq) join content.runs r on r.id = w.run_id join content.webhooks h on h.user_id = r.user_id and h.is_active and w.event = any (h.events) join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id on conflict (webhook_id, run_id, journal_seq) do nothing",
        None,
    )
}
impl AnnounceStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = jiff::Timestamp>,
        T5: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        events: &'a T3,
        ats: &'a T4,
        seqs: &'a T5,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[run_ids, events, ats, seqs],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = jiff::Timestamp>,
    T5: crate::ArraySql<Item = i64>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AnnounceParams<T1, T2, T3, T4, T5>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AnnounceStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AnnounceParams<T1, T2, T3, T4, T5>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.run_ids, &params.events, &params.ats, &params.seqs))
    }
}

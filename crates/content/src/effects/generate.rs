//! `generate`: a stage's files from a model, or from the offline writer, asked through the ledger.
//!
//! An attempt is a conversation: a question, rounds of tool calls, an answer that holds the demanded files. Each round has a key of its
//! own, the same for every try of the attempt: an answer that was paid for before a crash is used, and one that never came is asked for
//! again in its place.

use std::sync::Arc;

use engine::{Produced, ProducedFile};
use ledger::{AskError, LedgerError, Purpose, Question, ScopeKind};
use llm::json::Repair;
use llm::route::{Policy, Wanted};
use llm::{
    CacheHint, DemandedFile, FinishReason, Message, ModelCard, ModelError, ModelErrorKind, ModelRequest, ModelResponse, Tier, ToolCall,
};
use machine::{Failure, FailureClass, Meter};
use serde_json::{Value, json};
use store::Identity;

use super::Desk;
use super::stage::{StageCall, failure, fatal, file, hopeless, terminal};
use crate::compile::InputSource;
use crate::project::{OUTPUT_FILE, PROMPT_FILE};
use crate::prompt::{self, PromptInput};
use crate::tool;

/// Output tokens asked for where neither the stage nor the model says.
const MAX_OUTPUT_TOKENS: u32 = 8_000;
/// Rounds of tool calls where the stage sets no cap.
const TOOL_ROUNDS: u32 = 4;
/// Share of a try's time, in hundredths, that one call may take: a second call must still fit.
const CALL_SHARE: u64 = 45;

pub(crate) async fn run(stage: StageCall, desk: Arc<Desk>) -> Result<Produced, Failure> {
    let mut session = Session::open(stage, desk).await?;
    let outcome = session.converse().await;
    if let Err(failure) = &outcome
        && failure.class == FailureClass::Retryable
        && !session.is_last_try()
    {
        // Whichever try is the last says what all of them used, so that no call is counted twice.
        return Err(failure.clone());
    }
    let meter = session.meter().await;
    match outcome {
        Ok(produced) => Ok(Produced { meter: meter?, ..produced }),
        Err(failure) => Err(Failure { meter: meter.unwrap_or_default(), ..failure }),
    }
}

/// One attempt's conversation.
struct Session {
    stage: StageCall,
    desk: Arc<Desk>,
    /// Names the attempt.
    key: String,
    /// The model that is asked, or that answered last.
    card: ModelCard,
    policy: Policy,
    request: ModelRequest,
    provider: Option<String>,
    spoken: Vec<String>,
}

impl Session {
    async fn open(stage: StageCall, desk: Arc<Desk>) -> Result<Self, Failure> {
        let inputs = inputs(&stage).await?;
        let (card, floor) = card(&stage, &desk).await?;
        let request = request(&stage, &card, &inputs)?;
        let effort = &stage.call.effort;
        let item = effort.item.map(|item| format!("/{item}")).unwrap_or_default();
        let key = format!("{}/{}/{}{item}", stage.call.run_id, effort.step, effort.attempt);
        // A model somebody asked for by name is not replaced behind their back, and a recording is of one model.
        let planned = stage.call.input["model"] == stage.call.input["may_replace"];
        let replayed = desk.providers().get(&card.provider).is_ok_and(|provider| provider.name() == llm::cassette::PROVIDER);
        let policy = Policy { fallback: planned && !replayed, floor, allow_unknown_price: true, ..Policy::default() };
        Ok(Self { stage, desk, key, card, policy, request, provider: None, spoken: Vec::new() })
    }

    async fn converse(&mut self) -> Result<Produced, Failure> {
        let cap = self.stage.packet.stage.ceilings.tool_rounds.unwrap_or(TOOL_ROUNDS);
        let mut round = 1;
        loop {
            let response = self.ask(round).await?;
            self.spoken.push(response.text.clone());
            if response.tool_calls.is_empty() {
                return self.produced(&response);
            }
            if round > cap {
                let message = format!("the model asked for tools in more than {cap} rounds; raise tool_rounds or sharpen the instructions");
                // A live model may need fewer rounds next time; a recording says the same again.
                let replayed = self.provider.as_deref() == Some(llm::cassette::PROVIDER);
                return Err(Failure { needs_person: replayed, ..terminal("MAX_ROUNDS", message) });
            }
            self.answer_tools(response.text, response.tool_calls).await;
            round += 1;
        }
    }

    /// One round: reserved, sent and settled by the ledger, elsewhere if need be.
    async fn ask(&mut self, round: u32) -> Result<ModelResponse, Failure> {
        self.request.idempotency_key = format!("{}/round-{round}", self.key);
        let call = &self.stage.call;
        let question = Question {
            request: self.request.clone(),
            wanted: Wanted::Model(self.card.id.clone()),
            policy: self.policy.clone(),
            purpose: Purpose {
                owner: call.owner,
                project: None,
                agent: Some(&self.stage.packet.agent.slug),
                run: Some(call.run_id),
                step: Some(&call.effort.step.0),
                attempt: Some(call.effort.attempt),
                item: call.effort.item,
                round,
                scopes: &[],
            },
            // The engine gives one effort to one process at a time: whoever waited before is gone.
            take_over: true,
            repairs: |request, response| read(&request.files, response).map(|read| read.repairs).unwrap_or_default(),
        };
        let answered = self.desk.models().ask(question).await.map_err(unanswered)?;
        // Whoever stood in goes on: the next round belongs to the same conversation.
        self.card = answered.card.unwrap_or_else(|| self.card.clone());
        self.provider = Some(answered.response.provider.clone());
        Ok(answered.response)
    }

    fn produced(&self, response: &ModelResponse) -> Result<Produced, Failure> {
        let read = read(&self.request.files, response);
        let whole = read.as_ref().is_ok_and(|read| read.is_whole(&self.request.files));
        if response.finish_reason == FinishReason::Length && !whole {
            let limit = self.request.max_output_tokens;
            return Err(terminal("TRUNCATED", format!("the answer was cut off at {limit} tokens; raise output_tokens or ask for less")));
        }
        let read = read.map_err(|message| {
            terminal("VALIDATION_FAILED", format!("the answer does not hold the files that were demanded: {message}"))
        })?;
        let value = json!({
            "model": response.model,
            "provider": response.provider,
            "finish_reason": response.finish_reason.as_str(),
            "rounds": self.spoken.len(),
            "repairs": read.repairs.iter().map(|repair| repair.as_str()).collect::<Vec<_>>(),
            "left_out": read.left_out,
        });
        let mut files = read.files;
        files.push(file(PROMPT_FILE, prompt::packet_text(&self.request)));
        files.push(file(OUTPUT_FILE, self.spoken.join("\n\n---\n\n").replace('\0', "")));
        Ok(Produced { value, files, meter: Meter::default() })
    }

    async fn answer_tools(&mut self, text: String, calls: Vec<ToolCall>) {
        self.request.messages.push(Message::Assistant { text, tool_calls: calls.clone() });
        for call in calls {
            let text = tool::call(&self.desk, &call.name, call.arguments).await;
            self.request.messages.push(Message::ToolResult { call_id: call.id, name: call.name, text });
        }
    }

    /// What the attempt used, as the ledger has it: every try, also one that a crash cut off, and every model that was tried.
    async fn meter(&self) -> Result<Meter, Failure> {
        let client = client(&self.desk).await?;
        let calls = ledger::calls_of_run(&**client, self.stage.call.run_id).await.map_err(|error| unanswered(error.into()))?;
        let rounds = format!("{}/round-", self.key);
        let nothing = Meter { cost_nanos: Some(0), ..Meter::default() };
        let mut meter = calls.iter().filter(|call| call.idempotency_key.starts_with(&rounds)).fold(nothing, |sum, call| {
            let read = [call.tokens_input_uncached, call.tokens_cache_read, call.tokens_cache_write_5m, call.tokens_cache_write_1h];
            let written = [call.tokens_output_text, call.tokens_output_reasoning];
            // What was never answered and could have cost nothing at most cost nothing.
            let cost = call.cost_nanos.or(call.reserved_nanos.filter(|bound| *bound == 0));
            Meter {
                tokens_in: sum.tokens_in + count(&read),
                tokens_out: sum.tokens_out + count(&written),
                // One unknown cost makes the sum unknown; it never counts as zero.
                cost_nanos: sum.cost_nanos.zip(cost).map(|(sum, cost)| sum + cost.unsigned_abs()),
                ..sum
            }
        });
        meter.model = Some(self.card.id.clone());
        meter.provider = Some(self.provider.clone().unwrap_or_else(|| self.card.provider.clone()));
        Ok(meter)
    }

    fn is_last_try(&self) -> bool {
        let call = &self.stage.call;
        call.plan.steps.iter().find(|step| step.id == call.effort.step).is_none_or(|step| call.tried >= step.retry.max_tries)
    }
}

fn count(tokens: &[Option<i64>]) -> u64 {
    tokens.iter().flatten().map(|count| count.unsigned_abs()).sum()
}

fn request(stage: &StageCall, card: &ModelCard, inputs: &[PromptInput]) -> Result<ModelRequest, Failure> {
    let spec = &stage.packet.stage;
    let schema = spec.with.get("schema").map(|_| press::draft_schema());
    let text = prompt::user_turn(&stage.packet, &stage.call.run_input, inputs, schema.as_ref(), &card.id, stage.call.repair.as_ref())
        .map_err(|message| fatal("BROKEN_PLAN", message))?;
    // The gate's ceiling is for all its attempts: each call may use its share.
    let share = spec.ceilings.output_tokens.map(|tokens| tokens / u64::from(spec.max_attempts.max(1)));
    let asked = share.and_then(|tokens| u32::try_from(tokens).ok()).unwrap_or(MAX_OUTPUT_TOKENS);
    let demanded = |output: &crate::model::StageOutput| DemandedFile {
        path: output.path.clone(),
        description: format!("{} ({})", output.name, output.kind),
    };
    Ok(ModelRequest {
        model: card.wire_name.clone(),
        system: stage.packet.agent.prompt.clone(),
        messages: vec![Message::user(text)],
        files: spec.outputs.iter().map(demanded).collect(),
        output_schema: None,
        tools: if card.supports_tools { spec.tools.iter().filter_map(|name| tool::describe(name)).collect() } else { Vec::new() },
        max_output_tokens: card.max_output_tokens.map_or(asked, |most| most.min(asked)),
        temperature: spec.ceilings.temperature,
        cache: CacheHint::FiveMinutes,
        // Only the offline writer computes from it; to the others it would be the same again.
        brief: if card.provider == llm::offline::PROVIDER {
            prompt::brief(&stage.packet, &stage.call.run_input, inputs)
        } else {
            Value::Null
        },
        timeout_ms: spec.timeout_s.unwrap_or(300) * 1_000 * CALL_SHARE / 100,
        idempotency_key: String::new(),
    })
}

async fn inputs(stage: &StageCall) -> Result<Vec<PromptInput>, Failure> {
    let mut inputs = Vec::new();
    for source in &stage.packet.sources {
        if let InputSource::File { name, path, optional, .. } = source {
            if *optional && stage.optional(name).await?.is_none() {
                continue;
            }
            inputs.push(PromptInput { name: name.clone(), path: path.clone(), text: stage.text(name).await? });
        }
    }
    Ok(inputs)
}

/// The model of this attempt (the plan's, a person's choice for a rerun, or one tier up where the spec says so for retries), and the
/// lowest tier that may serve in its place.
async fn card(stage: &StageCall, desk: &Desk) -> Result<(ModelCard, Tier), Failure> {
    let wanted = stage.call.input["model"].as_str().unwrap_or(llm::offline::MODEL).to_owned();
    let client = client(desk).await?;
    let card = ledger::resolve(&**client, &wanted).await.map_err(|error| unanswered(error.into()))?;
    let floor = card.tier;
    let retried = stage.call.repair.is_some() && stage.call.effort.attempt > 1;
    if !(retried && stage.packet.stage.tier_up_on_retry) || card.provider == llm::offline::PROVIDER {
        return Ok((card, floor));
    }
    let Some(above) = card.tier.above() else { return Ok((card, floor)) };
    let cards = ledger::cards(&**client).await.map_err(|error| unanswered(error.into()))?;
    let callable =
        |candidate: &&ModelCard| candidate.is_active && candidate.tier == above && desk.providers().get(&candidate.provider).is_ok();
    let same_provider = cards.iter().filter(callable).find(|candidate| candidate.provider == card.provider);
    Ok((same_provider.or_else(|| cards.iter().find(callable)).cloned().unwrap_or(card), floor))
}

/// The files of an answer.
#[derive(Default)]
struct Read {
    files: Vec<ProducedFile>,
    left_out: Vec<String>,
    repairs: Vec<Repair>,
}

impl Read {
    /// Whether every demanded file is there and none had to be closed.
    fn is_whole(&self, demanded: &[DemandedFile]) -> bool {
        !self.repairs.contains(&Repair::Unclosed) && demanded.iter().all(|wanted| self.files.iter().any(|file| file.path == wanted.path))
    }
}

/// Reads the files of an answer, mending what can be mended without asking again.
fn read(demanded: &[DemandedFile], response: &ModelResponse) -> Result<Read, String> {
    if !response.tool_calls.is_empty() {
        return Ok(Read::default());
    }
    let (sections, mut repairs) = match (llm::files::parse(&response.text), demanded) {
        (Ok(files), _) => (files, Vec::new()),
        // A model that was asked for one JSON file often answers with the JSON alone.
        (Err(error), [only]) if only.path.ends_with(".json") => match llm::json::parse(&response.text) {
            Ok(mended) => (vec![(only.path.clone(), mended.value.to_string())], mended.repairs),
            Err(_) => return Err(error.to_string()),
        },
        (Err(error), _) => return Err(error.to_string()),
    };
    let mut read = Read::default();
    for (path, text) in sections {
        if !demanded.iter().any(|file| file.path == path) {
            read.left_out.push(path);
            continue;
        }
        // PostgreSQL text holds no NUL, and no honest text file does.
        let text = text.replace('\0', "");
        let text = match path.ends_with(".json").then(|| llm::json::parse(&text)) {
            Some(Ok(mended)) if !mended.repairs.is_empty() => {
                repairs.extend(mended.repairs);
                mended.value.to_string()
            }
            // JSON that cannot be mended is kept as it came: the gate says what is wrong with it.
            _ => text,
        };
        read.files.push(file(&path, text));
    }
    read.repairs = repairs;
    Ok(read)
}

async fn client(desk: &Desk) -> Result<deadpool_postgres::Object, Failure> {
    desk.database().get(Identity::Service).await.map_err(|error| failure("LEDGER_UNAVAILABLE", error.to_string(), FailureClass::Retryable))
}

/// Why there is no answer, in the words of gates.
fn unanswered(error: AskError) -> Failure {
    let said = error.to_string();
    match error {
        AskError::Denied(denied) => {
            // A gate's ceiling asks for a person; the run's ceiling ends the run (seed-systems §1.3: hard budget abort).
            let class = if denied.scope.kind == ScopeKind::Run { FailureClass::Fatal } else { FailureClass::Terminal };
            let said = format!("{said}; raise the ceiling in the spec, or rerun on a cheaper model");
            Failure { class, ..hopeless(denied.code(), said) }
        }
        AskError::Model(error) => model_failure(&error),
        AskError::NoRoute(_) | AskError::Ledger(LedgerError::UnknownModel(_)) => {
            hopeless("MODEL_ERROR", format!("{said}; rerun the gate on another model"))
        }
        AskError::InFlight { .. } => failure("MODEL_ERROR", said, FailureClass::Retryable),
        // An answer whose settlement failed is lost; the next try takes its call over.
        AskError::Ledger(LedgerError::Database(_)) | AskError::Pool(_) => failure("LEDGER_UNAVAILABLE", said, FailureClass::Retryable),
        AskError::Ledger(error) => terminal(error.code(), said),
    }
}

/// The ledger has asked twice by now, and elsewhere where it may.
fn model_failure(error: &ModelError) -> Failure {
    let said = error.to_string();
    match error.kind {
        ModelErrorKind::RetryLater { .. } | ModelErrorKind::RetryElsewhere => failure("MODEL_ERROR", said, FailureClass::Retryable),
        ModelErrorKind::Timeout => terminal("TIMEOUT", said),
        // The same request to the same account: no key, no credit, no such model, or a request that the model does not take.
        ModelErrorKind::Budget => hopeless("BUDGET_EXCEEDED", said),
        ModelErrorKind::Unavailable | ModelErrorKind::BadRequest => hopeless("MODEL_ERROR", said),
        ModelErrorKind::Refused | ModelErrorKind::BadResponse => terminal("MODEL_ERROR", said),
    }
}

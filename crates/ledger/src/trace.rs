//! The span of a model call, with the attributes of OpenTelemetry's semantic conventions for generative AI. Never what was said.

use llm::{ModelError, ModelRequest, ModelResponse};
use tracing::{Span, field};

use crate::reserve::Held;

/// Around one exchange with a provider.
pub(crate) fn span(request: &ModelRequest, provider: &str, held: &Held) -> Span {
    tracing::info_span!(
        "chat",
        otel.name = format!("chat {}", request.model),
        otel.kind = "client",
        otel.status_code = field::Empty,
        error.type = field::Empty,
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = well_known(provider),
        gen_ai.request.model = request.model,
        gen_ai.request.max_tokens = request.max_output_tokens,
        gen_ai.request.temperature = request.temperature,
        gen_ai.response.model = field::Empty,
        gen_ai.response.finish_reasons = field::Empty,
        gen_ai.usage.input_tokens = field::Empty,
        gen_ai.usage.output_tokens = field::Empty,
        gatewright.call.id = %held.call_id,
        gatewright.call.delivery = held.delivery,
    )
}

/// How the exchange ended.
pub(crate) fn record(span: &Span, outcome: &Result<ModelResponse, ModelError>) {
    match outcome {
        Ok(response) => {
            span.record("gen_ai.response.model", response.model.as_str());
            span.record("gen_ai.response.finish_reasons", format!("[\"{}\"]", response.finish_reason.as_str()));
            // What a provider does not tell is left out; it is not zero.
            if let Some(tokens) = response.usage.total_input() {
                span.record("gen_ai.usage.input_tokens", tokens);
            }
            if let Some(tokens) = response.usage.total_output() {
                span.record("gen_ai.usage.output_tokens", tokens);
            }
        }
        Err(error) => {
            span.record("otel.status_code", "error");
            span.record("error.type", error.code());
        }
    }
}

/// The conventions' names of providers; others keep their own.
fn well_known(provider: &str) -> &str {
    if provider == "google" { "gcp.gemini" } else { provider }
}

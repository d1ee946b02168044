//! Logs for whoever sits before the program, and traces (OpenTelemetry) for whoever watches it from outside.
//!
//! Traces leave only where an endpoint is named in the variables of the OpenTelemetry specification
//! (`OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`; `OTEL_SDK_DISABLED=true` turns them off), over OTLP/HTTP.
//! A run is one trace, whose id is the run's own: a run that was interrupted and taken up elsewhere goes on in the same trace, and
//! whoever knows a run can open its trace. Below it lie its attempts, their checks and their model calls; calls carry the attributes
//! of the semantic conventions for generative AI, and never a prompt or an answer.

mod ids;
mod runs;

use std::env;
use std::time::Duration;

use engine::Registry;
use opentelemetry::trace::TracerProvider;
use opentelemetry::{KeyValue, global};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{EnvFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::report;

/// How long the last spans may take to leave when the program ends.
const FAREWELL: Duration = Duration::from_secs(3);
/// Crates whose spans are worth a trace.
const TRACED: [&str; 5] = ["api", "content", "engine", "gatewright", "ledger"];

/// What was set up; ends with [`Telemetry::end`].
pub(crate) struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Starts logging, and tracing where it is asked for.
    ///
    /// # Errors
    /// An endpoint that is no URL.
    pub(crate) fn start() -> Result<Self, String> {
        // Where no mail is set up, the log is where links for people arrive. They are secrets, and go into no trace: see TRACED.
        let quiet = || EnvFilter::new(format!("warn,{}=info", accounts::LETTERS));
        let filter = EnvFilter::try_from_env("GATEWRIGHT_LOG").unwrap_or_else(|_| quiet());
        let logs = fmt::layer().with_writer(std::io::stderr).with_ansi(report::is_terminal()).without_time().with_filter(filter);
        let traces = wanted().then(provider).transpose()?;
        let spans = traces.as_ref().map(|provider| {
            let ours = TRACED.iter().fold(Targets::new(), |targets, name| targets.with_target(*name, LevelFilter::INFO));
            tracing_opentelemetry::layer().with_tracer(provider.tracer("gatewright")).with_filter(ours)
        });
        tracing_subscriber::registry().with(logs).with(spans).init();
        Ok(Self { traces })
    }

    /// Sends what was not sent yet.
    pub(crate) fn end(self) {
        if let Some(Err(error)) = self.traces.map(|traces| traces.shutdown_with_timeout(FAREWELL)) {
            eprintln!("warning: the last traces did not leave: {error}");
        }
    }
}

/// The same registry, whose runs are traced where tracing is asked for.
pub(crate) fn traced(registry: Registry) -> Registry {
    if wanted() { runs::traced(registry) } else { registry }
}

fn wanted() -> bool {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let endpoint = set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").or_else(|| set("OTEL_EXPORTER_OTLP_ENDPOINT"));
    endpoint.is_some() && set("OTEL_SDK_DISABLED").is_none_or(|off| !off.eq_ignore_ascii_case("true"))
}

fn provider() -> Result<SdkTracerProvider, String> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .build()
        .map_err(|error| format!("traces cannot be sent to the OTLP endpoint: {error}"))?;
    // The service's name of the specification's variable goes before ours.
    let name = env::var("OTEL_SERVICE_NAME").unwrap_or_else(|_| "gatewright".to_owned());
    let resource =
        Resource::builder().with_service_name(name).with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))).build();
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource)
        .with_id_generator(ids::RunIds::default())
        .build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    global::set_tracer_provider(provider.clone());
    Ok(provider)
}

//! The server: layers around the routes, and its life.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::{Instrument, field};
use uuid::Uuid;

use crate::code::Code;
use crate::problem::Problem;
use crate::state::Api;
use crate::{auth, errors, headers, openapi, trace, website};

/// JSON bodies.
const BODY_LIMIT: usize = 1024 * 1024;
/// Until the answer begins. Longer than the engine is waited for, so that its own word comes first.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long open requests may take to end when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(10);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything that is answered.
pub fn router(api: Api) -> Router {
    let (routes, described) = openapi::routes().split_for_parts();
    let document = Bytes::from(openapi::finish(described).to_string());
    let document = move || async move { ([(header::CONTENT_TYPE, "application/json")], document) };
    let mut router = routes
        .route("/api/v1/openapi.json", get(document))
        .route("/errors", get(errors::index))
        .route("/errors/{code}", get(errors::page))
        .nest_service("/auth/v1", auth::router(api.accounts().clone()))
        .fallback(elsewhere)
        .method_not_allowed_fallback(other_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn std::any::Any + Send>| {
            let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            Problem::internal(&format!("a handler panicked: {}", words.unwrap_or("it said nothing"))).into_response()
        }))
        .layer(middleware::from_fn(headers::secure))
        .layer(CompressionLayer::new());
    if !api.settings().allowed_origins.is_empty() {
        router = router.layer(cors(&api.settings().allowed_origins));
    }
    // Applied to routes, so that the pattern of the path is known.
    router.layer(middleware::from_fn_with_state(api.clone(), observe)).with_state(api)
}

/// Other origins that may call. They bring their token in a header, so no cookies are allowed.
fn cors(origins: &[String]) -> CorsLayer {
    let known: Vec<HeaderValue> = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(known))
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("apikey"),
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("x-client-info"),
            HeaderName::from_static("x-supabase-api-version"),
        ])
        .expose_headers([REQUEST_ID, header::LOCATION, header::RETRY_AFTER])
        .max_age(Duration::from_secs(600))
}

/// Gives each request an id, a span, a deadline, and counts its answer.
async fn observe(State(api): State<Api>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    // An id from outside is taken as it is where it is one; it goes to logs.
    let given = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_id(id)).map(str::to_owned);
    let id = given.unwrap_or_else(|| Uuid::now_v7().to_string());
    let span = tracing::info_span!(
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = %method,
        http.route = route,
        http.response.status_code = field::Empty,
        request_id = id,
    );
    trace::follow(&span, request.headers());
    let answer = tokio::time::timeout(PATIENCE, next.run(request)).instrument(span.clone()).await;
    let mut response = answer.unwrap_or_else(|_| {
        Problem::new(Code::TimedOut, "the answer did not come in time. What was asked may still be done: look before asking again")
            .into_response()
    });
    let took = began.elapsed();
    api.metrics().answered(method.as_str(), &route, response.status().as_u16(), took);
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        span.record("otel.status_code", "error");
    }
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), ?took, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn is_id(text: &str) -> bool {
    (8..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// What no route answers: the web application's own addresses, or nothing.
async fn elsewhere(request: Request) -> Response {
    let path = request.uri().path();
    let ours = ["/api", "/auth", "/errors"].iter().any(|root| path == *root || path.starts_with(&format!("{root}/")));
    if ours || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::new(Code::NotFound, format!("there is nothing at {path}; /api/v1/openapi.json lists what there is"))
            .into_response();
    }
    website::serve(path, request.headers())
}

async fn other_method(method: Method, request: Request) -> Problem {
    Problem::new(Code::MethodNotAllowed, format!("{} does not answer {method}", request.uri().path()))
}

/// A server that listens, and does not serve yet: links name its address before there is anything to serve.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on an address; port 0 picks one.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`; then takes no more requests, ends streams, and waits a while for those under way.
    ///
    /// # Errors
    /// The listener failed.
    pub async fn serve(self, api: Api, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let asked = Arc::new(tokio::sync::Notify::new());
        let (told, stopped) = (Arc::clone(&asked), api.clone());
        let stopping = async move {
            stop.await;
            stopped.stop();
            told.notify_one();
        };
        let service = router(api).into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(self.listener, service).with_graceful_shutdown(stopping);
        tokio::select! {
            ended = serving => ended,
            () = async {
                asked.notified().await;
                tokio::time::sleep(LAST_WORDS).await;
            } => {
                tracing::warn!("requests under way did not end in time and are cut off");
                Ok(())
            }
        }
    }
}

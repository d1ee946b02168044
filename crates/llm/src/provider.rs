//! What answers requests, and which of them are available here.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::cassette::{CassetteError, Recorder, Replayer};
use crate::error::{ModelError, ModelErrorKind};
use crate::offline::OfflineProvider;
use crate::request::ModelRequest;
use crate::response::ModelResponse;
use crate::transport::{Endpoint, Remote};
use crate::wire::Protocol;

/// Answers requests. Dropping the future cancels the exchange; the provider may charge for it all the same.
pub trait Provider: Send + Sync {
    /// The name its answers carry; an id of the catalogue's providers.
    fn name(&self) -> &str;

    /// Answers one request within its time limit.
    fn complete(&self, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse, ModelError>>;
}

/// Where settings come from; `std::env::var` in the program, a map in tests.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What the caller chose beyond the environment.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Base URL of an OpenAI-compatible server (`--base-url`); goes before `OPENAI_BASE_URL`.
    pub base_url: Option<String>,
    /// Record every exchange with a remote provider into this cassette.
    pub record: Option<PathBuf>,
    /// Answer from this cassette under the name `replay`, whatever model is asked for.
    pub replay: Option<PathBuf>,
}

/// The providers that can be asked, and why the others cannot.
#[derive(Clone, Default)]
pub struct Providers {
    available: BTreeMap<String, Arc<dyn Provider>>,
    unavailable: BTreeMap<String, String>,
    replay_all: bool,
}

/// Whether a provider can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderStatus {
    /// Its name.
    pub name: String,
    /// Why not, where it cannot.
    pub unavailable: Option<String>,
}

impl Providers {
    /// Finds out who can be asked: `ANTHROPIC_API_KEY`, `OPENAI_API_KEY`, `GEMINI_API_KEY` make their providers available,
    /// `OPENAI_BASE_URL` (or `--base-url`) an OpenAI-compatible server, `OLLAMA_HOST` an Ollama server. The offline writer always
    /// is. Where a base URL is set, `OPENAI_API_KEY` is that server's key and OpenAI itself is not asked.
    pub fn from_env(env: Lookup<'_>, options: &Options, offline: OfflineProvider) -> Result<Self, CassetteError> {
        let get = |name: &str| env(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let mut this = Self::default().with(Arc::new(offline));
        let base_url = options.base_url.clone().or_else(|| get("OPENAI_BASE_URL"));
        let secrets: Vec<String> = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"].iter().filter_map(|name| get(name)).collect();

        let mut remotes: Vec<Remote> = Vec::new();
        let mut keyed = |name: &str, protocol, variable: &str, missing: &mut BTreeMap<String, String>| match get(variable) {
            Some(key) => remotes.push(Remote::new(Endpoint { name: name.to_owned(), protocol, base_url: None, key: Some(key) })),
            None => {
                missing.insert(name.to_owned(), format!("set {variable} to use it"));
            }
        };
        keyed("anthropic", Protocol::Anthropic, "ANTHROPIC_API_KEY", &mut this.unavailable);
        keyed("google", Protocol::Gemini, "GEMINI_API_KEY", &mut this.unavailable);
        match base_url {
            None => {
                keyed("openai", Protocol::OpenAi, "OPENAI_API_KEY", &mut this.unavailable);
                this.unavailable.insert("openai-compatible".to_owned(), "set OPENAI_BASE_URL or pass --base-url to use one".to_owned());
            }
            Some(url) => {
                this.unavailable
                    .insert("openai".to_owned(), format!("a base URL is set ({url}), so OPENAI_API_KEY belongs to that server"));
                remotes.push(Remote::new(Endpoint {
                    name: "openai-compatible".to_owned(),
                    protocol: Protocol::OpenAi,
                    base_url: Some(url),
                    key: get("OPENAI_API_KEY"),
                }));
            }
        }
        match get("OLLAMA_HOST") {
            Some(host) => {
                let base_url = Some(if host.contains("://") { host } else { format!("http://{host}") });
                remotes.push(Remote::new(Endpoint { name: "ollama".to_owned(), protocol: Protocol::Ollama, base_url, key: None }));
            }
            None => {
                this.unavailable.insert("ollama".to_owned(), "set OLLAMA_HOST (for example http://localhost:11434) to use it".to_owned());
            }
        }
        for remote in remotes {
            let remote: Arc<dyn Provider> = Arc::new(remote);
            this = this.with(match &options.record {
                Some(path) => Arc::new(Recorder::open(remote, path, secrets.clone())?),
                None => remote,
            });
        }
        match &options.replay {
            Some(path) => {
                this = this.with(Arc::new(Replayer::open(path, secrets)?));
                this.replay_all = true;
            }
            None => {
                this.unavailable.insert("replay".to_owned(), "pass a cassette to replay".to_owned());
            }
        }
        Ok(this)
    }

    /// Adds a provider under its own name.
    pub fn with(mut self, provider: Arc<dyn Provider>) -> Self {
        self.unavailable.remove(provider.name());
        self.available.insert(provider.name().to_owned(), provider);
        self
    }

    /// The provider to ask for a model that the catalogue gives to `name`. While a cassette is replayed it is the cassette.
    pub fn get(&self, name: &str) -> Result<Arc<dyn Provider>, ModelError> {
        let name = if self.replay_all && name != crate::offline::PROVIDER { crate::cassette::PROVIDER } else { name };
        self.available.get(name).cloned().ok_or_else(|| {
            let why = self.unavailable.get(name).map_or_else(
                || format!("no such provider; known are {}", self.status().into_iter().map(|s| s.name).collect::<Vec<_>>().join(", ")),
                Clone::clone,
            );
            ModelError::before_sending(ModelErrorKind::Unavailable, name, "", format!("provider `{name}` is not available: {why}"))
        })
    }

    /// Every known provider, sorted by name, and why it cannot be asked where it cannot.
    pub fn status(&self) -> Vec<ProviderStatus> {
        let available = self.available.keys().map(|name| ProviderStatus { name: name.clone(), unavailable: None });
        let missing = self.unavailable.iter().map(|(name, why)| ProviderStatus { name: name.clone(), unavailable: Some(why.clone()) });
        let mut all: Vec<_> = available.chain(missing).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(vars: &[(&str, &str)], options: &Options) -> Providers {
        let env = |name: &str| vars.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Providers::from_env(&env, options, OfflineProvider::new()).expect("no cassette to fail")
    }

    fn available(providers: &Providers) -> Vec<String> {
        providers.status().into_iter().filter(|s| s.unavailable.is_none()).map(|s| s.name).collect()
    }

    #[test]
    fn without_keys_only_the_offline_writer_is_available_and_the_others_say_why() {
        let providers = from(&[("OPENAI_API_KEY", "  ")], &Options::default());
        assert_eq!(available(&providers), ["offline"]);
        let error = providers.get("anthropic").err().expect("no key");
        assert_eq!(error.message, "provider `anthropic` is not available: set ANTHROPIC_API_KEY to use it");
        assert!(providers.get("nobody").err().expect("unknown").message.contains("known are anthropic, google, offline"));
    }

    #[test]
    fn keys_and_urls_make_providers_available() {
        let keys = [("ANTHROPIC_API_KEY", "a"), ("OPENAI_API_KEY", "o"), ("GEMINI_API_KEY", "g"), ("OLLAMA_HOST", "localhost:11434")];
        assert_eq!(available(&from(&keys, &Options::default())), ["anthropic", "google", "offline", "ollama", "openai"]);
    }

    #[test]
    fn a_base_url_takes_the_key_of_openai() {
        let options = Options { base_url: Some("http://localhost:4000/v1".to_owned()), ..Options::default() };
        let providers = from(&[("OPENAI_API_KEY", "o")], &options);
        assert_eq!(available(&providers), ["offline", "openai-compatible"]);
        assert!(providers.get("openai").err().expect("the key is another's").message.contains("belongs to that server"));
    }
}

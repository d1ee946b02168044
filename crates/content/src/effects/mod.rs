//! What the steps of this module do.

pub mod publish;

mod audit;
mod generate;
mod lookup;
mod qa;
mod render;
mod sources;
pub(crate) mod stage;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use dictionary::Dictionaries;
use engine::{Effect, EffectCall, Produced, Registry};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::Failure;
use store::Database;

use crate::checker::ContentChecker;
use crate::model::Ceilings;
use crate::project::ContentProjector;
use crate::service::ServiceError;
use crate::writer;

use stage::StageCall;

pub use lookup::SourceText;
#[cfg(test)]
pub(crate) use lookup::sources as lookup_sources;

/// What effects work with: providers, the ledger's database, dictionaries, the object store.
pub struct Desk {
    models: ledger::Models,
    database: Database,
    objects: store::objects::Objects,
    /// The folder of the dictionaries, where it is not the machine's.
    folder: Option<PathBuf>,
    /// Where the dictionaries keep what takes long to find out.
    cache: Option<PathBuf>,
    dictionaries: OnceLock<Result<Arc<Dictionaries>, String>>,
}

impl Desk {
    /// Finds out which providers can be asked. Dictionaries are opened when first needed.
    ///
    /// # Errors
    /// A cassette that cannot be read or written, or a database without a login for the service.
    pub fn open(database: Database, objects: store::objects::Objects, options: &llm::provider::Options) -> Result<Self, String> {
        let pool = database.pool(store::Identity::Service).map_err(|error| error.to_string())?;
        let models = ledger::Models::new(pool, providers(options)?, Arc::new(jiff::Timestamp::now));
        Ok(Self { models, database, objects, folder: None, cache: None, dictionaries: OnceLock::new() })
    }

    /// The same desk with other providers: for tests and embedders.
    #[must_use]
    pub fn with_providers(self, providers: llm::Providers) -> Self {
        Self { models: self.models.with_providers(providers), ..self }
    }

    /// The same desk with the dictionaries of a folder instead of those of the machine.
    #[must_use]
    pub fn with_dictionaries(self, folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), dictionaries: OnceLock::new(), ..self }
    }

    /// The same desk, keeping in a folder what takes long to find out in a dictionary; anything there can be made anew.
    #[must_use]
    pub fn with_cache(self, folder: &Path) -> Self {
        Self { cache: Some(folder.to_owned()), dictionaries: OnceLock::new(), ..self }
    }

    /// Who is asked, with every call metered.
    pub(crate) fn models(&self) -> &ledger::Models {
        &self.models
    }

    pub(crate) fn providers(&self) -> &llm::Providers {
        self.models.providers()
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn objects(&self) -> &store::objects::Objects {
        &self.objects
    }

    pub(crate) fn dictionaries(&self) -> Result<Arc<Dictionaries>, String> {
        let open = || {
            let found = match &self.folder {
                Some(folder) => Dictionaries::open(folder),
                None => Dictionaries::find(sample().as_deref()),
            };
            let found = found.map_err(|error| error.to_string())?;
            Ok(Arc::new(match &self.cache {
                Some(cache) => found.with_cache(cache),
                None => found,
            }))
        };
        self.dictionaries.get_or_init(open).clone()
    }

    /// Checks that some dictionary has a word, before anything is written.
    pub(crate) async fn require_word(self: &Arc<Self>, word: String) -> Result<(), ServiceError> {
        let desk = Arc::clone(self);
        let looked = tokio::task::spawn_blocking(move || {
            let dictionaries = desk.dictionaries().map_err(ServiceError::Dictionaries)?;
            match dictionary::dossier::headword(&dictionaries, &word) {
                Ok(_) => Ok(()),
                Err(dictionary::DictionaryError::NotFound { word, suggestions }) => Err(ServiceError::UnknownWord { word, suggestions }),
                Err(error) => Err(ServiceError::Dictionaries(error.to_string())),
            }
        });
        looked.await.unwrap_or_else(|error| Err(ServiceError::Dictionaries(format!("looking the word up ended abnormally: {error}"))))
    }

    /// Writes a ceiling as a budget that every model call of the scope must be able to bear.
    pub(crate) async fn set_ceiling(
        &self,
        tx: &impl db::client::GenericClient,
        kind: &str,
        id: &str,
        ceilings: &Ceilings,
    ) -> Result<(), ServiceError> {
        let signed = |tokens: Option<u64>| tokens.and_then(|tokens| i64::try_from(tokens).ok());
        let nanos = ceilings.cost_usd.as_deref().and_then(nanos);
        let (read, written) = (signed(ceilings.input_tokens), signed(ceilings.output_tokens));
        if nanos.is_none() && read.is_none() && written.is_none() {
            return Ok(());
        }
        db::queries::llm::budgets::put_budget()
            .bind(tx, &kind, &id, &"total", &"hard", &nanos, &read, &written, &None, &"allow")
            .one()
            .await?;
        Ok(())
    }
}

/// Exact nano-dollars of a decimal text such as `0.65`.
pub(crate) fn nanos(dollars: &str) -> Option<i64> {
    let (whole, fraction) = dollars.trim().split_once('.').unwrap_or((dollars.trim(), ""));
    if fraction.len() > 9 || !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| *whole >= 0)?;
    let fraction: i64 = format!("{fraction:0<9}").parse().ok()?;
    whole.checked_mul(1_000_000_000)?.checked_add(fraction)
}

/// Which providers can be asked, from the environment and the options.
///
/// # Errors
/// A cassette that cannot be read or written.
pub fn providers(options: &llm::provider::Options) -> Result<llm::Providers, String> {
    let env = |name: &str| std::env::var(name).ok();
    llm::Providers::from_env(&env, options, writer::offline()).map_err(|error| error.to_string())
}

/// Which dictionaries are read, for people.
///
/// # Errors
/// None is installed: says how to get them.
pub fn dictionaries() -> Result<String, String> {
    let found = Dictionaries::find(sample().as_deref()).map_err(|error| error.to_string())?;
    let list: Vec<String> =
        found.databases().iter().map(|database| format!("{} ({} headwords)", database.title, database.headwords)).collect();
    Ok(format!("{} in {}", list.join(", "), found.folder().display()))
}

/// The sample beside the sources or the working directory. It has its own licence and is never part of the binary.
fn sample() -> Option<std::path::PathBuf> {
    let name = std::path::Path::new("samples/dictionaries");
    let beside = std::env::current_exe().ok().and_then(|exe| exe.ancestors().map(|folder| folder.join(name)).find(|path| path.is_dir()));
    beside.or_else(|| name.is_dir().then(|| name.to_owned()))
}

/// Effects, checker and projector for the engine.
pub(crate) fn registry(desk: &Arc<Desk>) -> Registry {
    let mut registry =
        Registry { checker: Some(Arc::new(ContentChecker)), projectors: vec![Arc::new(ContentProjector)], ..Registry::default() };
    let mut add = |name: &str, effect: Arc<dyn Effect>| {
        registry.effects.insert(name.to_owned(), effect);
    };
    add("generate", with_desk(desk, generate::run));
    add("dictionary.lookup", with_desk(desk, lookup::lookup));
    add("audit.sources", with_desk(desk, lookup::audit));
    add("sources.read", plain(sources::read));
    add("sources.evidence", plain(sources::evidence));
    add("audit.evidence", plain(sources::audit));
    add("audit.citations", plain(audit::citations));
    add("press.render", plain(render::pages));
    add("press.infographic", plain(render::infographic));
    add("qa.review", plain(qa::review));
    add("publish.package", plain(publish::run));
    registry
}

/// An effect that is a function of its stage.
struct Stages<F>(F);

impl<F, R> Effect for Stages<F>
where
    F: Fn(StageCall) -> R + Send + Sync,
    R: Future<Output = Result<Produced, Failure>> + Send + 'static,
{
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let scripts_and_work = StageCall::new(call).map(|stage| (stage.packet.stage.pre_scripts.clone(), (self.0)(stage)));
        async move {
            let (scripts, work) = scripts_and_work?;
            let mut produced = work.await?;
            let warnings = crate::prescript::run(&scripts, &mut produced.files);
            if let (Some(object), false) = (produced.value.as_object_mut(), warnings.is_empty()) {
                object.insert("pre_script_warnings".to_owned(), serde_json::json!(warnings));
            }
            Ok(produced)
        }
        .boxed()
    }
}

fn plain<F, R>(work: F) -> Arc<dyn Effect>
where
    F: Fn(StageCall) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Produced, Failure>> + Send + 'static,
{
    Arc::new(Stages(work))
}

fn with_desk<F, R>(desk: &Arc<Desk>, work: F) -> Arc<dyn Effect>
where
    F: Fn(StageCall, Arc<Desk>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Produced, Failure>> + Send + 'static,
{
    let desk = Arc::clone(desk);
    Arc::new(Stages(move |stage: StageCall| work(stage, Arc::clone(&desk))))
}

#[cfg(test)]
mod tests {
    use super::nanos;

    #[test]
    fn dollars_become_exact_nano_dollars() {
        assert_eq!(nanos("0.65"), Some(650_000_000));
        assert_eq!(nanos("12"), Some(12_000_000_000));
        assert_eq!(nanos("0.0000000001"), None);
        assert_eq!(nanos("-1"), None);
        assert_eq!(nanos("1.x"), None);
    }
}

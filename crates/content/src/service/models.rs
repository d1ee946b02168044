//! Models: the catalogue, what can be called here, and which model serves a stage.

use db::client::GenericClient;
use db::queries::content::models;

use super::{Content, ServiceError};
use crate::compile::ChosenModel;
use crate::model::{Spec, Stage};
use crate::view::ModelView;

/// The model id of the offline writer.
const OFFLINE: &str = llm::offline::MODEL;

impl Content {
    /// The catalogue with prices, and whether each model can be called here.
    ///
    /// # Errors
    /// The database failed.
    pub async fn models(&self) -> Result<Vec<ModelView>, ServiceError> {
        let client = self.service().await?;
        Ok(self.model_list(&client).await?.into_iter().filter(|model| model.is_active).collect())
    }

    /// Every model that a client may see, those not in use too.
    ///
    /// # Errors
    /// The database failed.
    pub async fn model_list(&self, client: &impl GenericClient) -> Result<Vec<ModelView>, ServiceError> {
        let rows = models::list_models().bind(client).all().await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let why_not = self.desk.providers().get(&row.provider).err().map(|error| error.message);
                ModelView {
                    id: row.id,
                    provider: row.provider,
                    display_name: row.display_name,
                    tier: row.tier,
                    input_cost_per_1k: row.input_cost_per_1k,
                    output_cost_per_1k: row.output_cost_per_1k,
                    max_context_tokens: row.max_context_tokens,
                    supports_tools: row.supports_tools,
                    supports_streaming: row.supports_streaming,
                    supports_structured_output: row.supports_structured_output,
                    is_active: row.is_active,
                    available: why_not.is_none(),
                    why_not,
                }
            })
            .collect())
    }

    /// Providers, and why those that cannot be asked from here cannot.
    #[must_use]
    pub fn provider_list(&self) -> Vec<(String, Option<String>)> {
        self.desk.providers().status().into_iter().map(|found| (found.name.to_string(), found.unavailable)).collect()
    }

    /// What a run of a spec is expected to cost, in US dollars, and to use in tokens. The cost is `None` where a price is unknown.
    ///
    /// # Errors
    /// [`ServiceError::UnknownModel`], [`ServiceError::ModelUnavailable`], or the database failed.
    pub async fn estimate(
        &self,
        client: &impl GenericClient,
        spec: &Spec,
        asked: Option<&str>,
    ) -> Result<(Option<f64>, u64), ServiceError> {
        let models: Vec<ModelView> = self.model_list(client).await?.into_iter().filter(|model| model.is_active).collect();
        if let Some(asked) = asked {
            self.require(&models, asked)?;
        }
        let writing: Vec<(&Stage, String)> =
            spec.stages.iter().filter_map(|stage| choose(&models, asked, stage).map(|model| (stage, model.id))).collect();
        let tokens = writing.iter().map(|(stage, _)| u64::from(stage.estimated_tokens.unwrap_or_default())).sum();
        Ok((estimate(&models, &writing), tokens))
    }

    /// Checks a model somebody asked for by name.
    pub(crate) fn require(&self, models: &[ModelView], model: &str) -> Result<(), ServiceError> {
        if let Some(found) = models.iter().find(|candidate| candidate.id == model) {
            return match &found.why_not {
                None => Ok(()),
                Some(why) => Err(ServiceError::ModelUnavailable { model: model.to_owned(), why: why.clone() }),
            };
        }
        // Servers without a fixed list of models are named `provider/model`.
        if let Some(card) = llm::catalogue::ad_hoc(model) {
            let provider = self.desk.providers().get(&card.provider);
            return provider.map(|_| ()).map_err(|error| ServiceError::ModelUnavailable { model: model.to_owned(), why: error.message });
        }
        let known = models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>().join(", ");
        Err(ServiceError::UnknownModel { model: model.to_owned(), known })
    }
}

/// Which model serves a stage: the one asked for; the spec's, where it can be called; another of its tier that can; the offline
/// writer, where no provider at all is set up. Decided when the run is created, so that the plan says what will be called.
pub(crate) fn choose(models: &[ModelView], asked: Option<&str>, stage: &Stage) -> Option<ChosenModel> {
    let wanted = stage.model_id.as_deref()?;
    if let Some(asked) = asked {
        return Some(ChosenModel { id: asked.to_owned(), by_name: true });
    }
    let chosen = |id: &str| ChosenModel { id: id.to_owned(), by_name: false };
    // A model of an open provider stands in the catalogue because somebody named it once; it serves where it is named.
    let is_open = |model: &ModelView| model.id != wanted && llm::catalogue::ad_hoc(&model.id).is_some();
    let stands_in = |model: &ModelView| [llm::offline::PROVIDER, llm::cassette::PROVIDER].contains(&model.provider.as_str());
    let callable: Vec<&ModelView> = models.iter().filter(|model| model.available && !stands_in(model) && !is_open(model)).collect();
    if callable.is_empty() {
        return Some(chosen(OFFLINE));
    }
    let tier = models.iter().find(|model| model.id == wanted).map(|model| model.tier.as_str());
    let found = callable
        .iter()
        .find(|model| model.id == wanted)
        .or_else(|| callable.iter().find(|model| Some(model.tier.as_str()) == tier))
        .or_else(|| callable.first());
    found.map(|model| chosen(&model.id))
}

/// What a run is expected to cost, in US dollars: the stages' token estimates at today's prices, three fifths read and two fifths
/// written. `None` where a price is unknown.
pub(crate) fn estimate(models: &[ModelView], stages: &[(&Stage, String)]) -> Option<f64> {
    stages
        .iter()
        .map(|(stage, model)| {
            let model = models.iter().find(|candidate| &candidate.id == model)?;
            let tokens = f64::from(stage.estimated_tokens.unwrap_or_default()) / 1_000.0;
            Some(tokens * (0.6 * model.input_cost_per_1k? + 0.4 * model.output_cost_per_1k?))
        })
        .sum()
}

//! Queries: what a plan lets people ask of a run, answered from its state as it is, changing nothing.

use plan::expression::render_all;
use serde_json::Value;

use crate::Machine;

/// A query that has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The plan has no such query.
    #[error("the plan has no query `{name}`; it has {known}")]
    Unknown {
        /// What was asked.
        name: String,
        /// What could be.
        known: String,
    },
    /// The query cannot be evaluated as the run stands.
    #[error("the query `{name}` cannot be answered as the run stands: {message}")]
    Failed {
        /// What was asked.
        name: String,
        /// What is in the way.
        message: String,
    },
}

impl QueryError {
    /// The code as surfaces show it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "UNKNOWN_QUERY",
            Self::Failed { .. } => "EXPRESSION_FAILED",
        }
    }
}

impl Machine {
    /// Answers a query of the plan, also of a run that has ended. It sees `input`, `run`, `state` and every step: one that is
    /// not done has the value `none` and says by its status where it stands.
    ///
    /// # Errors
    /// The plan has no such query, or it cannot be evaluated as the run stands.
    pub fn query(&self, name: &str) -> Result<Value, QueryError> {
        let Some(query) = self.plan().queries.get(name) else {
            let known: Vec<_> = self.plan().queries.keys().map(|known| format!("`{known}`")).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(QueryError::Unknown { name: name.to_owned(), known });
        };
        let scope = self.decide().evaluator().outside(|named| named.value(query));
        render_all(query, &scope).map_err(|error| QueryError::Failed { name: name.to_owned(), message: error.message })
    }
}

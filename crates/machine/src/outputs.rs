//! What the steps that are done gave, as it stands at one moment: cheap to take, however many steps there are.

use std::ops::Index;
use std::sync::Arc;

use plan::{Plan, StepId};

use crate::Output;
use crate::graph::{Graph, StepIdx};

/// Steps in a chunk: a change copies one of them, a snapshot one pointer for each.
const CHUNK: usize = 32;

/// Outputs by step, of the steps that are done and gave one. A clone shares everything with its original; both may go on.
#[derive(Debug, Clone)]
pub struct Outputs {
    plan: Arc<Plan>,
    graph: Arc<Graph>,
    chunks: Vec<Arc<[Option<Arc<Output>>; CHUNK]>>,
}

impl PartialEq for Outputs {
    fn eq(&self, other: &Self) -> bool {
        self.chunks == other.chunks
    }
}

impl Outputs {
    /// None yet.
    pub(crate) fn none(plan: &Arc<Plan>, graph: &Arc<Graph>) -> Self {
        Self { plan: Arc::clone(plan), graph: Arc::clone(graph), chunks: vec![Arc::default(); plan.steps.len().div_ceil(CHUNK)] }
    }

    /// What a step gave, where it counts.
    #[must_use]
    pub fn get(&self, step: &StepId) -> Option<&Output> {
        self.at(self.graph.find(step)?)
    }

    /// Step and output, in the order of the plan.
    pub fn iter(&self) -> impl Iterator<Item = (&StepId, &Output)> {
        self.plan.steps.iter().enumerate().filter_map(|(idx, step)| Some((&step.id, self.at(idx)?)))
    }

    /// The outputs alone, in the order of the plan.
    pub fn values(&self) -> impl Iterator<Item = &Output> {
        self.iter().map(|(_, output)| output)
    }

    fn at(&self, idx: StepIdx) -> Option<&Output> {
        self.chunks.get(idx / CHUNK)?[idx % CHUNK].as_deref()
    }

    pub(crate) fn set(&mut self, idx: StepIdx, output: Option<&Arc<Output>>) {
        let Some(chunk) = self.chunks.get_mut(idx / CHUNK) else { return };
        if chunk[idx % CHUNK].is_none() && output.is_none() {
            return;
        }
        Arc::make_mut(chunk)[idx % CHUNK] = output.cloned();
    }
}

/// # Panics
/// Where the step gave nothing that counts.
impl Index<&StepId> for Outputs {
    type Output = Output;

    fn index(&self, step: &StepId) -> &Output {
        self.get(step).unwrap_or_else(|| panic!("step `{step}` gave nothing that counts"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn chain(steps: usize) -> Arc<Plan> {
        let steps: Vec<Value> = (0..steps).map(|at| json!({ "id": format!("s{at}"), "work": { "effect": { "effect": "x" } } })).collect();
        Arc::new(serde_json::from_value(json!({ "grammar": 1, "name": "n", "steps": steps })).unwrap())
    }

    #[test]
    fn a_snapshot_stays_as_it_was() {
        let plan = chain(100);
        let graph = Arc::new(Graph::build(&plan).unwrap());
        let mut outputs = Outputs::none(&plan, &graph);
        let given = |value| Arc::new(Output { value: json!(value), ..Output::default() });
        outputs.set(70, Some(&given(1)));
        let before = outputs.clone();
        outputs.set(70, None);
        outputs.set(3, Some(&given(2)));
        assert_eq!(before.get(&StepId::from("s70")).map(|output| &output.value), Some(&json!(1)));
        assert_eq!(before.iter().map(|(id, _)| id.0.as_str()).collect::<Vec<_>>(), ["s70"]);
        assert_eq!(outputs.iter().map(|(id, _)| id.0.as_str()).collect::<Vec<_>>(), ["s3"]);
        assert!(before != outputs && outputs.get(&StepId::from("unknown")).is_none());
    }
}

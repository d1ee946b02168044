//! Joining the outputs of a fan-out.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Meter, Output};

/// One output from those of all items: values as a list, files one after another, meters summed, in item order.
pub(crate) fn join(outputs: Vec<Output>) -> Output {
    let meter = sum(outputs.iter().map(|output| &output.meter));
    let mut values = Vec::with_capacity(outputs.len());
    let mut files = Vec::new();
    for output in outputs {
        values.push(output.value);
        files.extend(output.files);
    }
    Output { value: Value::Array(values), files, meter }
}

/// Sums meters. One unknown cost makes the sum unknown, never smaller; the sum of nothing is known to be zero.
fn sum<'m>(meters: impl Iterator<Item = &'m Meter>) -> Meter {
    let mut total = Meter { cost_nanos: Some(0), ..Meter::default() };
    let mut models = BTreeSet::new();
    let mut providers = BTreeSet::new();
    for meter in meters {
        models.insert(meter.model.as_deref());
        providers.insert(meter.provider.as_deref());
        total.tokens_in = total.tokens_in.saturating_add(meter.tokens_in);
        total.tokens_out = total.tokens_out.saturating_add(meter.tokens_out);
        total.duration_ms = total.duration_ms.saturating_add(meter.duration_ms);
        total.cost_nanos = match (total.cost_nanos, meter.cost_nanos) {
            (Some(so_far), Some(cost)) => Some(so_far.saturating_add(cost)),
            _ => None,
        };
    }
    total.model = the_only(&models);
    total.provider = the_only(&providers);
    total
}

/// The name all agree on; items that differ have none in common.
fn the_only(names: &BTreeSet<Option<&str>>) -> Option<String> {
    let mut names = names.iter();
    match (names.next(), names.next()) {
        (Some(Some(name)), None) => Some((*name).to_owned()),
        _ => None,
    }
}

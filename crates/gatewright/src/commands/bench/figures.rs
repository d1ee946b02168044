//! Figures: medians, and what bounds them.

use std::time::Duration;

use serde::Serialize;

use crate::report;

/// A measured figure.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figure {
    /// What was measured.
    pub(super) measure: String,
    /// Its unit.
    pub(super) unit: &'static str,
    /// The median of the samples.
    pub(super) median: f64,
    /// What the project aims at, in the same unit.
    pub(super) aim: Option<&'static str>,
    /// What it cannot be better than, measured in the same run.
    pub(super) bound: Option<Bound>,
    /// Every sample, in order of time.
    pub(super) samples: Vec<f64>,
}

/// What a figure cannot be better than.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Bound {
    /// In the figure's unit.
    pub(super) value: f64,
    /// What it is.
    pub(super) what: String,
}

impl Figure {
    pub(super) fn new(measure: &str, unit: &'static str, samples: Vec<f64>) -> Self {
        Self { measure: measure.to_owned(), unit, median: median(&samples), aim: None, bound: None, samples }
    }

    pub(super) fn aim(self, aim: &'static str) -> Self {
        Self { aim: Some(aim), ..self }
    }

    pub(super) fn beside(self, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self }
    }
}

/// The table of figures.
pub(super) fn table(figures: &[Figure]) -> String {
    let rows = figures.iter().map(|figure| {
        let bound = figure.bound.as_ref();
        [
            figure.measure.clone(),
            format!("{} {}", shown(figure.median), figure.unit),
            figure.aim.map(|aim| format!("{aim} {}", figure.unit)).unwrap_or_default(),
            bound.map(|bound| format!("{} {}", shown(bound.value), figure.unit)).unwrap_or_default(),
            bound.map(|bound| format!("{:.1}", figure.median / bound.value)).unwrap_or_default(),
            bound.map(|bound| bound.what.clone()).unwrap_or_default(),
        ]
    });
    report::plain(&["measure", "median", "aim", "bound", "times", "what bounds it"], &[1, 2, 3, 4], rows)
}

/// The middle sample, or the mean of the two in the middle; 0 for none.
pub(super) fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// Milliseconds with their fraction.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn shown(value: f64) -> String {
    if value < 10.0 { format!("{value:.2}") } else { format!("{value:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_the_mean_of_the_middle_two() {
        assert!((median(&[9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
        assert!((median(&[9.0, 1.0, 5.0, 2.0]) - 3.5).abs() < f64::EPSILON);
        assert!(median(&[]).abs() < f64::EPSILON);
    }

    #[test]
    fn a_figure_stands_beside_its_bound() {
        let figure = Figure::new("essay", "ms", vec![30.0]).aim("< 50").beside(Bound { value: 10.0, what: "ten commits".to_owned() });
        let table = table(&[figure]);
        let row = table.lines().last().unwrap_or_default();
        assert_eq!(row.split_whitespace().collect::<Vec<_>>().join(" "), "essay 30 ms < 50 ms 10 ms 3.0 ten commits");
    }
}

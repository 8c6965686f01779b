//! What one more point gains: the best value for each number of points, and how it grows.

use super::problem::{Model, Progress, Rules, Siting, Suggestion};
use crate::base::cancel::{Cancel, Cancelled};

/// The answer for one number of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Gain {
    /// Points.
    pub p: usize,
    /// The best that was found for so many.
    pub answer: Suggestion,
    /// What it is better by than with one point fewer; `None` for the first.
    pub gain: Option<f64>,
}

/// The curve over numbers of points, in order: for each the answer of a short search (its bound holds, though it may not be
/// proven). Numbers that the rules do not allow are passed over. A point more is never worth less: where a short search found
/// nothing better, the answer with fewer points stands.
///
/// # Errors
/// [`Cancelled`].
pub fn gains(
    siting: &Siting,
    model: Model,
    rules: &Rules,
    numbers: impl IntoIterator<Item = usize>,
    cancel: &Cancel,
) -> Result<Vec<Gain>, Cancelled> {
    /// Nodes of a short search.
    const SHORT: usize = 1;
    let mut curve: Vec<Gain> = Vec::new();
    for p in numbers {
        let rules = Rules {
            p: Some(p),
            ..rules.clone()
        };
        let mut nobody = |_: &Progress<'_>| {};
        let answer = super::look(siting, model, &rules, SHORT, cancel, &mut nobody);
        cancel.check()?;
        let Ok(mut answer) = answer else { continue };
        let better = |a: f64, b: f64| if model.is_least() { a < b } else { a > b };
        let before = curve.last();
        if let Some(before) = before
            .filter(|before| before.p <= p && better(before.answer.objective, answer.objective))
        {
            (answer.objective, answer.sites) =
                (before.answer.objective, before.answer.sites.clone());
        }
        let gain = before.map(|before| (answer.objective - before.answer.objective).abs());
        curve.push(Gain { p, answer, gain });
    }
    Ok(curve)
}

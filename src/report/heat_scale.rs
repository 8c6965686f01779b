//! The heat's colour scale: which value stands where on the ramp, the same on screen and on paper.

/// Colours follow the square root of the density: a hot spot of a few streets does not push all else into nothing. The
/// legend's figures stand where the scale puts them.
pub const EXPONENT: f32 = 0.5;

/// Where a value stands on the ramp whose end is `top`, 0 to 1; 0 where there is no ramp.
#[must_use]
pub fn share(value: f64, top: f64) -> f64 {
    if top > 0.0 {
        (value / top).clamp(0.0, 1.0).powf(f64::from(EXPONENT))
    } else {
        0.0
    }
}

/// The value that stands at a share of the ramp.
#[must_use]
pub fn value(share: f64, top: f64) -> f64 {
    top * share.powf(1.0 / f64::from(EXPONENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_of_the_legend_stands_at_its_colour() {
        for step in 0..=10 {
            let part = f64::from(step) / 10.0;
            assert!((share(value(part, 420.0), 420.0) - part).abs() < 1e-12);
        }
    }
}

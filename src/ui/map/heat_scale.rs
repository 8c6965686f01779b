//! The heat's colour scale: which value stands where on the ramp.

/// Colours follow the square root of the density: a hot spot of a few streets does not push all else into nothing. The
/// legend's figures stand where the scale puts them.
pub(super) const EXPONENT: f32 = 0.5;

/// How strong the heat is drawn at a zoom, of the opacity that is set: in the streets, where a whole map is one hot spot,
/// it gives way to the streets. The legend's ramp is drawn as strong.
pub(super) fn opacity(set: f32, zoom: f64) -> f32 {
    set * (1.0 - 0.5 * ((zoom - 14.0) / 2.5).clamp(0.0, 1.0)) as f32
}

/// Where a value stands on the ramp, 0 to 1.
#[cfg(test)]
pub(super) fn share(value: f64, top: f64) -> f64 {
    (value / top).clamp(0.0, 1.0).powf(f64::from(EXPONENT))
}

/// The value that stands at a share of the ramp.
pub(super) fn value(share: f64, top: f64) -> f64 {
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

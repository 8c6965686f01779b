//! Colour ramps: made from a few anchors in CIELAB with lightness running evenly from end to end, so that they are
//! monotone in lightness, read in greyscale and are safe for colour-blind eyes.

use serde::{Deserialize, Serialize};

/// A colour ramp, safe for colour-blind eyes and monotone in lightness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Ramp {
    /// The ground's own: YlOrRd-like on light ground, inferno on dark.
    #[default]
    Automatic,
    /// Yellow, orange, red.
    YlOrRd,
    /// Inferno.
    Inferno,
    /// Cividis.
    Cividis,
    /// Greys.
    Greys,
}

/// Steps of a ramp.
pub const STEPS: usize = 256;

/// A ramp from the weakest value to the strongest; straight sRGB.
pub type RampTable = [[u8; 3]; STEPS];

/// One anchor: a* and b* of CIELAB.
type Anchor = [f64; 2];

/// Lightness of the weakest and the strongest value on dark ground, and anchors from dark to light.
struct Recipe {
    dark_to_light: (f64, f64),
    anchors: &'static [Anchor],
}

const fn recipe(ramp: Ramp, dark: bool) -> Recipe {
    match (ramp, dark) {
        // Violet, crimson, orange, pale yellow.
        (Ramp::Inferno, _) | (Ramp::Automatic, true) => Recipe {
            dark_to_light: (8.0, 97.0),
            anchors: &[
                [14.0, -26.0],
                [38.0, -28.0],
                [58.0, 8.0],
                [56.0, 48.0],
                [32.0, 66.0],
                [6.0, 66.0],
                [-6.0, 30.0],
            ],
        },
        // Deep red, red, orange, pale yellow.
        (Ramp::YlOrRd, _) | (Ramp::Automatic, false) => Recipe {
            dark_to_light: (24.0, 93.0),
            anchors: &[
                [44.0, 20.0],
                [60.0, 40.0],
                [58.0, 52.0],
                [42.0, 58.0],
                [24.0, 56.0],
                [8.0, 46.0],
                [-4.0, 24.0],
            ],
        },
        // Blue to yellow: the axis every kind of colour blindness keeps.
        (Ramp::Cividis, _) => Recipe {
            dark_to_light: (14.0, 92.0),
            anchors: &[
                [6.0, -34.0],
                [2.0, -22.0],
                [0.0, -6.0],
                [0.0, 14.0],
                [-2.0, 36.0],
                [-4.0, 62.0],
            ],
        },
        (Ramp::Greys, _) => Recipe {
            dark_to_light: (14.0, 94.0),
            anchors: &[[0.0, 0.0], [0.0, 0.0]],
        },
    }
}

/// The table of a ramp. On dark ground strong values are light, on light ground they are dark: what is strong stands out.
#[must_use]
pub fn table(ramp: Ramp, dark: bool) -> RampTable {
    let recipe = recipe(ramp, dark);
    let (darkest, lightest) = recipe.dark_to_light;
    std::array::from_fn(|step| {
        let share = step as f64 / (STEPS - 1) as f64;
        let from_dark = if dark { share } else { 1.0 - share };
        let lightness = darkest + (lightest - darkest) * from_dark;
        let [a, b] = along(recipe.anchors, from_dark);
        in_gamut(lightness, a, b)
    })
}

/// A diverging colour: -1 full purple, 0 the quiet middle, 1 full green; both arms are equally light at equal distance
/// from the middle. On dark ground the ends are light, on light ground they are dark.
#[must_use]
pub fn diverging(value: f64, dark: bool) -> [u8; 3] {
    let far = value.clamp(-1.0, 1.0);
    let [a, b] = if far < 0.0 {
        [44.0, -40.0]
    } else {
        [-48.0, 38.0]
    };
    let (middle, end) = if dark { (34.0, 78.0) } else { (92.0, 40.0) };
    let lightness = middle + (end - middle) * far.abs();
    in_gamut(lightness, a * far.abs(), b * far.abs())
}

/// The ramp with its opacity: nothing at 0, full from a fifth on.
#[must_use]
pub fn with_opacity(table: &RampTable) -> Vec<[u8; 4]> {
    table
        .iter()
        .enumerate()
        .map(|(step, [r, g, b])| {
            let share = (step as f64 / (STEPS - 1) as f64 * 5.0).min(1.0);
            let smooth = share * share * (3.0 - 2.0 * share);
            [*r, *g, *b, (smooth * 255.0).round() as u8]
        })
        .collect()
}

/// The colour of a ring of reach of so many, the innermost strongest, in one hue and even steps of lightness; beyond them
/// all a grey that is no ring's.
#[must_use]
pub fn ring_colour(ring: usize, rings: usize, dark: bool) -> [u8; 3] {
    // From the strongest to the faintest that still stands out from the ground.
    const ON_LIGHT: [[f32; 3]; 3] = [
        [8.0, 38.0, 94.0],
        [30.0, 108.0, 178.0],
        [104.0, 174.0, 214.0],
    ];
    const ON_DARK: [[f32; 3]; 3] = [
        [226.0, 240.0, 252.0],
        [122.0, 184.0, 232.0],
        [42.0, 112.0, 180.0],
    ];
    if ring >= rings {
        return if dark {
            [92, 101, 112]
        } else {
            [158, 167, 178]
        };
    }
    let anchors = if dark { ON_DARK } else { ON_LIGHT };
    let at = ring as f32 / rings.saturating_sub(1).max(1) as f32 * 2.0;
    let (low, part) = if at < 1.0 { (0, at) } else { (1, at - 1.0) };
    std::array::from_fn(|channel| {
        let [from, to] = [anchors[low][channel], anchors[low + 1][channel]];
        part.mul_add(to - from, from).round() as u8
    })
}

/// One of the eight Okabe-Ito category colours (zones, units), the same in every look; told apart by colour-blind eyes.
#[must_use]
pub fn category(index: u8) -> [u8; 3] {
    const OKABE_ITO: [[u8; 3]; 8] = [
        [0xE6, 0x9F, 0x00],
        [0x56, 0xB4, 0xE9],
        [0x00, 0x9E, 0x73],
        [0xF0, 0xE4, 0x42],
        [0x00, 0x72, 0xB2],
        [0xD5, 0x5E, 0x00],
        [0xCC, 0x79, 0xA7],
        [0x99, 0x99, 0x99],
    ];
    let [.., grey] = OKABE_ITO;
    OKABE_ITO
        .get(usize::from(index % 8))
        .copied()
        .unwrap_or(grey)
}

/// A smooth way through the anchors (Catmull-Rom).
fn along(anchors: &[Anchor], share: f64) -> Anchor {
    let last = anchors.len().saturating_sub(1);
    let place = share.clamp(0.0, 1.0) * last as f64;
    let base = (place.floor() as usize).min(last.saturating_sub(1));
    let t = place - base as f64;
    let at = |index: usize| anchors.get(index.min(last)).copied().unwrap_or_default();
    let (p0, p1, p2, p3) = (
        at(base.saturating_sub(1)),
        at(base),
        at(base + 1),
        at(base + 2),
    );
    std::array::from_fn(|i| {
        let (a, b, c, d) = (p0[i], p1[i], p2[i], p3[i]);
        0.5 * (2.0 * b
            + (c - a) * t
            + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
            + (3.0 * b - a - 3.0 * c + d) * t * t * t)
    })
}

/// sRGB of a CIELAB colour; where the screen cannot show it, of the most colourful one of that lightness and hue.
fn in_gamut(lightness: f64, a: f64, b: f64) -> [u8; 3] {
    let shown = |part: f64| to_linear(lightness, a * part, b * part);
    let fits = |rgb: [f64; 3]| {
        rgb.iter()
            .all(|channel| (-1e-9..=1.0 + 1e-9).contains(channel))
    };
    let mut part = 1.0;
    if !fits(shown(part)) {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..20 {
            let middle = f64::midpoint(low, high);
            if fits(shown(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        part = low;
    }
    shown(part).map(|channel| (encode(channel.clamp(0.0, 1.0)) * 255.0).round() as u8)
}

/// Linear sRGB of a CIELAB colour under D65 (IEC 61966-2-1, CIE 15).
fn to_linear(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let fy = (lightness + 16.0) / 116.0;
    let inverse = |f: f64| {
        const DELTA: f64 = 6.0 / 29.0;
        if f > DELTA {
            f * f * f
        } else {
            3.0 * DELTA * DELTA * (f - 4.0 / 29.0)
        }
    };
    let x = 0.950_47 * inverse(fy + a / 500.0);
    let y = inverse(fy);
    let z = 1.088_83 * inverse(fy - b / 200.0);
    [
        3.240_454_2 * x - 1.537_138_5 * y - 0.498_531_4 * z,
        -0.969_266_0 * x + 1.876_010_8 * y + 0.041_556_0 * z,
        0.055_643_4 * x - 0.204_025_9 * y + 1.057_225_2 * z,
    ]
}

/// The sRGB transfer curve.
fn encode(linear: f64) -> f64 {
    if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * linear.powf(1.0 / 2.4) - 0.055
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CIELAB lightness of a screen colour.
    fn lightness([r, g, b]: [u8; 3]) -> f64 {
        let decode = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        let y = 0.212_672_9 * decode(r) + 0.715_152_2 * decode(g) + 0.072_175_0 * decode(b);
        if y > 216.0 / 24389.0 {
            116.0 * y.cbrt() - 16.0
        } else {
            24389.0 / 27.0 * y
        }
    }

    #[test]
    fn every_ramp_is_monotone_in_lightness_and_even() {
        for ramp in [
            Ramp::Automatic,
            Ramp::YlOrRd,
            Ramp::Inferno,
            Ramp::Cividis,
            Ramp::Greys,
        ] {
            for dark in [false, true] {
                let table = table(ramp, dark);
                let rising = if dark { 1.0 } else { -1.0 };
                for pair in table.windows(8).step_by(4) {
                    let step = (lightness(pair[7]) - lightness(pair[0])) * rising;
                    assert!(step > 0.8 && step < 4.5, "{ramp:?} dark {dark}: {step}");
                }
                for pair in table.windows(2) {
                    let step = (lightness(pair[1]) - lightness(pair[0])) * rising;
                    assert!(step > -0.25, "{ramp:?} dark {dark}: {step}");
                }
            }
        }
    }

    #[test]
    fn opacity_starts_at_nothing_and_never_falls() {
        let ramp = with_opacity(&table(Ramp::Automatic, false));
        assert_eq!(ramp.first().map(|colour| colour[3]), Some(0));
        assert!(ramp.windows(2).all(|pair| pair[0][3] <= pair[1][3]));
    }
}

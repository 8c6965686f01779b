//! Places in whole millimetres, so that sums and comparisons are exact and the order of work leaves no trace.

use crate::base::coords::LocalXy;
use crate::base::units::Metres;

/// Farther than this from the frame's origin a place is moved to the edge (1,000 km): products of two differences then
/// fit `i64`, and any distance fits `u32`.
const LIMIT: f64 = 1_000_000_000.0;

/// No distance at all: there is nobody to measure from.
pub(super) const UNREACHED: u32 = u32::MAX;

/// Where whole millimetres are counted from: amid the demand, so that a plane far from its own origin is no worse.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct MmFrame {
    /// Whole millimetres.
    x: f64,
    y: f64,
}

impl MmFrame {
    /// A frame amid the places: at the middle one, east-west and north-south, of a thousand of them.
    pub(super) fn amid(places: &[LocalXy]) -> Self {
        let sample = || {
            let finite = |place: &&LocalXy| place.x.is_finite() && place.y.is_finite();
            places
                .iter()
                .step_by(places.len() / 1000 + 1)
                .filter(finite)
        };
        Self {
            x: middle(sample().map(|place| whole(place.x)).collect()),
            y: middle(sample().map(|place| whole(place.y)).collect()),
        }
    }

    /// The place rounded to millimetres; `None` where it is not finite.
    pub(super) fn of(&self, place: LocalXy) -> Option<MmXy> {
        let count = |metres, origin: f64| (whole(metres) - origin).clamp(-LIMIT, LIMIT) as i32;
        (place.x.is_finite() && place.y.is_finite()).then(|| MmXy {
            x: count(place.x, self.x),
            y: count(place.y, self.y),
        })
    }

    /// The middle of what is rounded to this place.
    pub(super) fn back(&self, place: MmXy) -> LocalXy {
        let metres = |count: i32, origin: f64| (f64::from(count) + origin) / 1000.0;
        LocalXy::new(metres(place.x, self.x), metres(place.y, self.y))
    }
}

fn whole(metres: f64) -> f64 {
    (metres * 1000.0).round()
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// A place in whole millimetres from the origin of an [`MmFrame`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct MmXy {
    pub(super) x: i32,
    pub(super) y: i32,
}

impl MmXy {
    /// Position along a Hilbert curve through all places: near places mostly have near positions, and equal positions
    /// are equal places.
    pub(super) fn along_hilbert_curve(self) -> u64 {
        let mut x = self.x.cast_unsigned() ^ 0x8000_0000;
        let mut y = self.y.cast_unsigned() ^ 0x8000_0000;
        let mut position = 0;
        for bit in (0..32).rev() {
            let (right, upper) = (x >> bit & 1, y >> bit & 1);
            position = position << 2 | u64::from((3 * right) ^ upper);
            if upper == 0 {
                if right == 1 {
                    (x, y) = (!x, !y);
                }
                (x, y) = (y, x);
            }
        }
        position
    }
}

/// A box in whole local millimetres, edges included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MmBox {
    pub(super) min: MmXy,
    pub(super) max: MmXy,
}

impl MmBox {
    /// The box of one place.
    pub(super) const fn at(place: MmXy) -> Self {
        Self {
            min: place,
            max: place,
        }
    }

    /// The smallest box around the places; `None` where there are none.
    pub(super) fn around(places: impl IntoIterator<Item = MmXy>) -> Option<Self> {
        places.into_iter().map(Self::at).reduce(Self::union)
    }

    /// The smallest box around both.
    pub(super) fn union(self, other: Self) -> Self {
        Self {
            min: MmXy {
                x: self.min.x.min(other.min.x),
                y: self.min.y.min(other.min.y),
            },
            max: MmXy {
                x: self.max.x.max(other.max.x),
                y: self.max.y.max(other.max.y),
            },
        }
    }

    /// mm².
    pub(super) fn area(&self) -> f64 {
        let side = |low: i32, high: i32| f64::from(high) - f64::from(low);
        side(self.min.x, self.max.x) * side(self.min.y, self.max.y)
    }

    /// Squared distance (mm²) from a place to the nearest place of the box. Never above the squared distance to any
    /// place in the box, rounding included.
    pub(super) fn nearest_square(&self, x: f64, y: f64) -> f64 {
        let beyond = |value: f64, low: i32, high: i32| {
            larger(larger(f64::from(low) - value, value - f64::from(high)), 0.0)
        };
        let dx = beyond(x, self.min.x, self.max.x);
        let dy = beyond(y, self.min.y, self.max.y);
        dx * dx + dy * dy
    }

    /// Squared distance (mm²) from a place to the farthest corner: never below that to any place in the box.
    pub(super) fn farthest_square(&self, x: f64, y: f64) -> f64 {
        let across = |value: f64, low: i32, high: i32| {
            larger(value - f64::from(low), f64::from(high) - value)
        };
        let dx = across(x, self.min.x, self.max.x);
        let dy = across(y, self.min.y, self.max.y);
        dx * dx + dy * dy
    }
}

/// The larger of two numbers that are never NaN, in one instruction.
pub(super) const fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The smaller of two numbers that are never NaN, in one instruction.
pub(super) const fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// Whole millimetres of a squared distance in mm²; infinity is [`UNREACHED`].
pub(super) fn millimetres_of_square(square: f64) -> u32 {
    /// Adding 2^52 leaves the rounded whole number in the low bits of the sum.
    const ROUNDER: f64 = 4_503_599_627_370_496.0;
    (smaller(square.sqrt(), f64::from(UNREACHED)) + ROUNDER).to_bits() as u32
}

/// A squared distance (mm²) that no place rounded to `millimetres` or less exceeds.
pub(super) fn square_reaching(millimetres: u32) -> f64 {
    if millimetres == UNREACHED {
        f64::INFINITY
    } else {
        let bound = f64::from(millimetres) + 1.0;
        bound * bound
    }
}

/// A radius in whole millimetres.
pub(super) fn millimetres(length: Metres) -> u32 {
    (length.0 * 1000.0)
        .round()
        .clamp(0.0, f64::from(UNREACHED - 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_rounded_to_the_nearest_millimetre() {
        for (square, wanted) in [
            (0.0, 0),
            (2.0, 1),
            (9.0, 3),
            (12.3, 4),
            (1e18, 1_000_000_000),
        ] {
            assert_eq!(millimetres_of_square(square), wanted, "of {square}");
        }
        assert_eq!(millimetres_of_square(f64::INFINITY), UNREACHED);
    }

    #[test]
    fn neighbours_on_the_hilbert_curve_are_neighbours_on_the_ground() {
        let mut cells: Vec<MmXy> = (0..32)
            .flat_map(|x| (0..32).map(move |y| MmXy { x, y }))
            .collect();
        cells.sort_by_key(|cell| cell.along_hilbert_curve());
        for pair in cells.windows(2) {
            let step = (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs();
            assert_eq!(step, 1, "{pair:?}");
        }
    }

    #[test]
    fn far_and_non_finite_places_do_no_harm() {
        let frame = MmFrame::default();
        assert_eq!(frame.of(LocalXy::new(f64::NAN, 0.0)), None);
        let far = frame.of(LocalXy::new(1e30, -1e30)).expect("finite");
        assert_eq!((far.x, far.y), (1_000_000_000, -1_000_000_000));
    }
}

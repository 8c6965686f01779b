//! Which reference system numbers can be in, told from their size; whether they stand the wrong way round.

use crate::base::crs::Crs;

/// What a sample of coordinates looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceLook {
    /// The reference system.
    pub crs: Crs,
    /// Whether nearly all of them stand the wrong way round (latitude or northing first).
    pub swapped: bool,
}

/// The look of file coordinates (longitude or easting first, as the columns claim); degrees where nothing speaks for metres.
/// GCJ-02 and BD-09 cannot be told from WGS 84 by size.
#[must_use]
pub fn look_of(pairs: &[(f64, f64)]) -> PlaceLook {
    let crs = [Crs::GaussKrueger114, Crs::WebMercator]
        .into_iter()
        .find(|crs| {
            mostly(pairs, |x, y| {
                is_at_home(*crs, x, y) || is_at_home(*crs, y, x)
            })
        })
        .unwrap_or(Crs::Wgs84);
    PlaceLook {
        crs,
        swapped: are_swapped(pairs, crs),
    }
}

/// Whether nearly all pairs make sense only the other way round.
#[must_use]
pub fn are_swapped(pairs: &[(f64, f64)], crs: Crs) -> bool {
    match crs {
        Crs::Plane => false,
        Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 | Crs::Cgcs2000 => {
            mostly(pairs, |x, y| !crs.holds(x, y) && crs.holds(y, x))
        }
        Crs::GaussKrueger114 | Crs::WebMercator | Crs::Utm { .. } => mostly(pairs, |x, y| {
            !is_at_home(crs, x, y) && is_at_home(crs, y, x)
        }),
    }
}

/// Whether a pair lies where projected coordinates of China lie in the reference system.
fn is_at_home(crs: Crs, x: f64, y: f64) -> bool {
    let in_china = (1_900_000.0..=6_000_000.0).contains(&y);
    match crs {
        Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 | Crs::Cgcs2000 => x.abs() <= 180.0 && y.abs() <= 90.0,
        Crs::GaussKrueger114 => {
            let zoned = (38_100_000.0..=38_900_000.0).contains(&x);
            in_china && (zoned || (300_000.0..=700_000.0).contains(&x))
        }
        Crs::WebMercator => {
            (8_000_000.0..=15_100_000.0).contains(&x) && (1_900_000.0..=7_200_000.0).contains(&y)
        }
        Crs::Utm { .. } => {
            (160_000.0..=840_000.0).contains(&x) && (0.0..=10_002_000.0).contains(&y)
        }
        Crs::Plane => true,
    }
}

/// Nine of ten, of those that are no 0,0.
fn mostly(pairs: &[(f64, f64)], fits: impl Fn(f64, f64) -> bool) -> bool {
    let real = pairs.iter().filter(|(x, y)| *x != 0.0 || *y != 0.0);
    let (mut all, mut fitting) = (0_usize, 0_usize);
    for (x, y) in real {
        all += 1;
        fitting += usize::from(fits(*x, *y));
    }
    all > 0 && fitting * 10 >= all * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_system_shows_in_the_size_of_the_numbers() {
        let look = |x: f64, y: f64| {
            let look = look_of(&[(x, y), (x, y), (0.0, 0.0)]);
            (look.crs, look.swapped)
        };
        assert_eq!(look(113.9, 22.6), (Crs::Wgs84, false));
        assert_eq!(look(22.6, 113.9), (Crs::Wgs84, true));
        assert_eq!(
            look(38_489_700.0, 2_500_000.0),
            (Crs::GaussKrueger114, false)
        );
        assert_eq!(look(2_500_000.0, 489_700.0), (Crs::GaussKrueger114, true));
        assert_eq!(look(12_679_000.0, 2_583_000.0), (Crs::WebMercator, false));
        // Chicago in feet of the state plane: no system of ours, so degrees are asked for and the rows refused.
        assert_eq!(look(1_168_000.0, 1_890_000.0), (Crs::Wgs84, false));
        assert_eq!(look(-0.14, 51.58), (Crs::Wgs84, false));
    }
}

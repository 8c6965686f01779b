//! Numbers that carry their unit. A bare `f64` never crosses a module border as a distance, an area or a share.

use serde::{Deserialize, Serialize};

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// The bare number, for arithmetic inside one function.
            #[must_use]
            pub const fn value(self) -> f64 {
                self.0
            }
        }
    };
}

unit!(
    /// A length on the ground in metres.
    Metres
);
unit!(
    /// An area on the ground in square kilometres.
    Km2
);
unit!(
    /// A density: incidents per square kilometre (over the period the incidents cover).
    PerKm2
);
unit!(
    /// A share of a whole, 0 to 1; shown to people as a percentage.
    Share
);
unit!(
    /// A length of time in seconds.
    Seconds
);
unit!(
    /// A length of time in minutes.
    Minutes
);

impl Share {
    /// `part / whole`, or `None` where the whole is zero: a share of nothing is unknown, not 0 %.
    #[must_use]
    pub fn of(part: f64, whole: f64) -> Option<Self> {
        (whole > 0.0).then(|| Self(part / whole))
    }

    /// The share as a percentage, 0 to 100.
    #[must_use]
    pub const fn percent(self) -> f64 {
        self.0 * 100.0
    }
}

impl Km2 {
    /// From square metres.
    #[must_use]
    pub const fn from_square_metres(square_metres: f64) -> Self {
        Self(square_metres / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_unknown() {
        assert_eq!(Share::of(0.0, 0.0), None);
        assert_eq!(Share::of(1.0, 4.0), Some(Share(0.25)));
    }
}

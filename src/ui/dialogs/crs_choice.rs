//! The reference systems a file may be read in, by names people know.

use crate::base::crs::Crs;
use crate::ui::cx::Cx;

const COMMON: [Crs; 6] = [
    Crs::Wgs84,
    Crs::Gcj02,
    Crs::Bd09,
    Crs::Cgcs2000,
    Crs::GaussKrueger114,
    Crs::WebMercator,
];

/// The name of a reference system.
#[must_use]
pub fn crs_name(cx: &Cx, crs: Crs) -> String {
    let id = match crs {
        Crs::Wgs84 => "ui-crs-wgs84",
        Crs::Gcj02 => "ui-crs-gcj02",
        Crs::Bd09 => "ui-crs-bd09",
        Crs::Cgcs2000 => "ui-crs-cgcs2000",
        Crs::GaussKrueger114 => "ui-crs-gk114",
        Crs::WebMercator => "ui-crs-web-mercator",
        Crs::Plane => "ui-crs-plane",
        Crs::Utm { .. } => return crs.name().to_uppercase(),
    };
    cx.text(id)
}

/// What can be chosen: the common ones, and the one in use where it is another.
#[must_use]
pub fn crs_options(cx: &Cx, current: Crs) -> Vec<(Crs, String)> {
    let mut systems = COMMON.to_vec();
    if !systems.contains(&current) {
        systems.push(current);
    }
    systems
        .into_iter()
        .map(|crs| (crs, crs_name(cx, crs)))
        .collect()
}

//! The names by which people, `crs` members and URNs call a reference system.

use super::crs::Crs;

/// A name no reference system of this program goes by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown coordinate reference system: {name}")]
pub struct UnknownCrs {
    /// The name as it was written.
    pub name: String,
}

impl Crs {
    /// The names offered where somebody has to choose, in the order of the command line's help.
    pub const NAMES: [&'static str; 8] = [
        "wgs84",
        "gcj02",
        "bd09",
        "epsg:4490",
        "epsg:4547",
        "epsg:3857",
        "epsg:326xx",
        "plane",
    ];

    /// The system of a name: `wgs84`, `GCJ-02`, `EPSG:4547`, `urn:ogc:def:crs:OGC:1.3:CRS84`,
    /// `http://www.opengis.net/def/crs/EPSG/0/4490`, … in any case.
    ///
    /// # Errors
    /// [`UnknownCrs`] with the name, for every system this program cannot convert.
    pub fn parse(name: &str) -> Result<Self, UnknownCrs> {
        let plain: String = name
            .trim()
            .to_ascii_lowercase()
            .chars()
            .filter(|mark| !matches!(mark, ' ' | '-' | '_'))
            .collect();
        known_word(&plain)
            .or_else(|| epsg_code(&plain).and_then(from_epsg))
            .ok_or_else(|| UnknownCrs { name: name.into() })
    }
}

fn known_word(plain: &str) -> Option<Crs> {
    match plain {
        "wgs84" | "wgs1984" | "crs84" | "ogc:crs84" | "crs:84" | "crs84h" => Some(Crs::Wgs84),
        "gcj02" | "gcj" | "mars" | "火星坐标" | "火星坐标系" => Some(Crs::Gcj02),
        "bd09" | "bd09ll" | "baidu" | "百度坐标" | "百度坐标系" => Some(Crs::Bd09),
        "cgcs2000" | "国家2000" | "2000国家大地坐标系" => Some(Crs::Cgcs2000),
        "webmercator" | "pseudomercator" => Some(Crs::WebMercator),
        "plane" | "local" => Some(Crs::Plane),
        _ => ogc_word(plain),
    }
}

/// `urn:ogc:def:crs:OGC:1.3:CRS84` and `http://www.opengis.net/def/crs/OGC/1.3/CRS84`, any version.
fn ogc_word(plain: &str) -> Option<Crs> {
    let rest = plain
        .strip_prefix("urn:ogc:def:crs:ogc:")
        .or_else(|| plain.strip_prefix("urn:xogc:def:crs:ogc:"))
        .or_else(|| after_crs_path(plain)?.strip_prefix("ogc/"))?;
    let last = rest.rsplit([':', '/']).next()?;
    matches!(last, "crs84" | "84" | "crs84h").then_some(Crs::Wgs84)
}

fn after_crs_path(plain: &str) -> Option<&str> {
    let rest = plain
        .strip_prefix("http://")
        .or_else(|| plain.strip_prefix("https://"))?;
    rest.strip_prefix("www.opengis.net/def/crs/")
}

/// The number of `epsg:4547`, `EPSG4547`, `4547`, an EPSG URN or an EPSG web address.
fn epsg_code(plain: &str) -> Option<u32> {
    let rest = if let Some(rest) = plain
        .strip_prefix("urn:ogc:def:crs:epsg:")
        .or_else(|| plain.strip_prefix("urn:xogc:def:crs:epsg:"))
    {
        rest.rsplit(':').next()?
    } else if let Some(rest) = after_crs_path(plain).and_then(|rest| rest.strip_prefix("epsg/")) {
        rest.rsplit('/').next()?
    } else if let Some(rest) = plain.strip_prefix("http://www.opengis.net/gml/srs/epsg.xml#") {
        rest
    } else if let Some(rest) = plain.strip_prefix("epsg") {
        rest.trim_start_matches(':')
    } else {
        plain
    };
    if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    rest.parse().ok()
}

fn from_epsg(code: u32) -> Option<Crs> {
    match code {
        4326 | 4979 => Some(Crs::Wgs84),
        4490 | 4480 => Some(Crs::Cgcs2000),
        // The same zone; its eastings carry the zone's number, which is understood either way.
        4526 | 4547 => Some(Crs::GaussKrueger114),
        3857 | 3785 | 900_913 | 102_100 | 102_113 => Some(Crs::WebMercator),
        32_601..=32_660 | 32_701..=32_760 => Some(Crs::Utm {
            zone: u8::try_from(code % 100).ok()?,
            north: code < 32_700,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_the_program_writes_it_also_reads() {
        let all = [
            Crs::Wgs84,
            Crs::Gcj02,
            Crs::Bd09,
            Crs::Cgcs2000,
            Crs::GaussKrueger114,
            Crs::WebMercator,
            Crs::Utm {
                zone: 9,
                north: false,
            },
            Crs::Plane,
        ];
        for crs in all {
            assert_eq!(Crs::parse(&crs.name()), Ok(crs));
        }
    }

    #[test]
    fn the_names_of_crs_members_are_understood() {
        let north50 = Crs::Utm {
            zone: 50,
            north: true,
        };
        for (name, crs) in [
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs::Wgs84),
            ("urn:ogc:def:crs:OGC::CRS84", Crs::Wgs84),
            ("urn:ogc:def:crs:EPSG::4490", Crs::Cgcs2000),
            ("urn:ogc:def:crs:EPSG:6.18:4326", Crs::Wgs84),
            ("EPSG:3857", Crs::WebMercator),
            ("epsg:4547", Crs::GaussKrueger114),
            ("4547", Crs::GaussKrueger114),
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", Crs::Wgs84),
            ("http://www.opengis.net/def/crs/EPSG/0/32650", north50),
            ("GCJ-02", Crs::Gcj02),
            ("BD-09", Crs::Bd09),
            ("CGCS2000", Crs::Cgcs2000),
        ] {
            assert_eq!(Crs::parse(name), Ok(crs), "{name}");
        }
    }

    #[test]
    fn an_unknown_name_is_refused_by_that_name() {
        for name in [
            "EPSG:28992",
            "urn:ogc:def:crs:EPSG::27700",
            "",
            "nonsense",
            "epsg:",
        ] {
            let refused = Crs::parse(name).expect_err(name);
            assert_eq!(refused.name, name);
        }
    }
}

//! Roads: links with class, name and direction, and how they join.

use std::collections::{BTreeMap, HashMap};

use geo::{Coord, LineString};
use serde::{Deserialize, Serialize};

use super::source_note::SourceNote;
use crate::base::coords::LonLat;

/// What a road is for, most to least important.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoadClass {
    /// 高速公路
    Expressway,
    /// 快速路、主干道
    Arterial,
    /// 次干道
    Collector,
    /// 支路
    Local,
    /// 巷道
    Lane,
}

impl RoadClass {
    /// All classes, most to least important.
    pub const ALL: [Self; 5] = [
        Self::Expressway,
        Self::Arterial,
        Self::Collector,
        Self::Local,
        Self::Lane,
    ];

    /// The name in our own files.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Expressway => "expressway",
            Self::Arterial => "arterial",
            Self::Collector => "collector",
            Self::Local => "local",
            Self::Lane => "lane",
        }
    }
}

/// One stretch of road between two junctions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoadLink {
    /// Name, empty where it has none.
    pub name: String,
    /// Class.
    pub class: RoadClass,
    /// Whether it may be driven only from first to last vertex.
    pub one_way: bool,
    /// Whether it is a bridge or elevated: it joins others only at its ends.
    pub bridge: bool,
    /// Its course, WGS 84.
    pub course: LineString<f64>,
}

/// Who may use a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Access(u8);

impl Access {
    /// Nobody.
    pub const NONE: Self = Self(0);
    /// On foot.
    pub const FOOT: Self = Self(1);
    /// Bicycles and e-bikes.
    pub const BICYCLE: Self = Self(2);
    /// Motorcycles.
    pub const MOTORCYCLE: Self = Self(4);
    /// Cars.
    pub const CAR: Self = Self(8);
    /// Everybody.
    pub const ALL: Self = Self(15);

    /// Either.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The first without the second.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of another are among these.
    #[must_use]
    pub const fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nobody may.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl Default for Access {
    fn default() -> Self {
        Self::ALL
    }
}

/// What is to be known of a link to travel over it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LinkRule {
    /// Who may use it.
    pub access: Access,
    /// The speed that is posted, km/h.
    pub max_speed: Option<f32>,
    /// How long it is, metres, where the file says.
    pub metres: Option<f64>,
    /// How long it takes, minutes, where the file says; nothing may be right.
    pub minutes: Option<f64>,
}

/// A turn that is not allowed: out of one link, over a junction, into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TurnBan {
    /// The link that is left.
    pub from: u32,
    /// The junction.
    pub via: u32,
    /// The link that may not be entered.
    pub to: u32,
}

/// How links join.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Joints {
    /// Where the junctions and ends are.
    pub junctions: Vec<LonLat>,
    /// Each link's first and last junction.
    pub ends: Vec<[u32; 2]>,
    /// What is to be known of each link.
    pub rules: Vec<LinkRule>,
    /// Turns that are not allowed, sorted.
    pub bans: Vec<TurnBan>,
    /// Junctions where journeys begin and end but which none passes, sorted.
    pub not_through: Vec<u32>,
}

/// A place to a centimetre: files round.
pub type Spot = (i64, i64);

/// The spot of a corner.
#[must_use]
pub fn spot(corner: Coord<f64>) -> Spot {
    let to = |degrees: f64| (degrees * 1e7).round() as i64;
    (to(corner.x), to(corner.y))
}

impl Joints {
    /// How links join whose ends lie on one spot, each with nothing more to be known of it.
    #[must_use]
    pub fn of(links: &[RoadLink]) -> Self {
        let mut joints = Self::default();
        let mut numbers: HashMap<Spot, u32> = HashMap::new();
        for link in links {
            let ends = [link.course.0.first(), link.course.0.last()].map(|corner| {
                let corner = corner.copied().unwrap_or_default();
                *numbers.entry(spot(corner)).or_insert_with(|| {
                    joints.junctions.push(LonLat::from(corner));
                    joints.junctions.len() as u32 - 1
                })
            });
            joints.ends.push(ends);
            joints.rules.push(LinkRule::default());
        }
        joints
    }
}

/// Why something of a road file was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadRefusal {
    /// Neither a line nor a link.
    NotALine,
    /// Under two places on the globe.
    NoPlace,
    /// Corners that the file names but does not hold: it was cut out of a larger one.
    MissingCorner,
    /// Nobody may use it: private, closed, under construction.
    NoAccess,
    /// A turn rule that cannot be followed: over a way, or over parts that are not there.
    TurnRule,
    /// A number that is none.
    BadNumber,
}

impl RoadRefusal {
    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotALine => "not_a_line",
            Self::NoPlace => "no_place",
            Self::MissingCorner => "missing_corner",
            Self::NoAccess => "no_access",
            Self::TurnRule => "turn_rule",
            Self::BadNumber => "bad_number",
        }
    }
}

/// All links at hand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RoadNetwork {
    /// The links in file order.
    pub links: Vec<RoadLink>,
    /// How they join.
    pub joints: Joints,
    /// What was passed over, and why.
    pub refused: BTreeMap<RoadRefusal, usize>,
    /// Where they came from.
    pub source: SourceNote,
}

impl RoadNetwork {
    /// Whether what is said of the links fits them: numbers of links and junctions are there, places on the globe.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let joints = &self.joints;
        let (links, junctions) = (self.links.len(), joints.junctions.len());
        let is_link = |link: u32| (link as usize) < links;
        let is_junction = |junction: u32| (junction as usize) < junctions;
        let number = |number: Option<f64>| number.is_none_or(|it| it.is_finite() && it >= 0.0);
        let courses = self.links.iter().flat_map(|link| &link.course.0);
        courses
            .into_iter()
            .all(|corner| LonLat::from(*corner).is_on_globe())
            && joints.junctions.iter().all(|place| place.is_on_globe())
            && joints.ends.len() == links
            && joints.rules.len() == links
            && joints.ends.iter().flatten().all(|end| is_junction(*end))
            && joints.not_through.iter().all(|end| is_junction(*end))
            && joints.rules.iter().all(|rule| {
                number(rule.metres) && number(rule.minutes) && number(rule.max_speed.map(f64::from))
            })
            && joints
                .bans
                .iter()
                .all(|ban| is_link(ban.from) && is_junction(ban.via) && is_link(ban.to))
    }
}

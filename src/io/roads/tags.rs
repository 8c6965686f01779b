//! What road files say of a road in words: the tags of OpenStreetMap, and those of our own and of surveyors' files.

use crate::model::road_network::{Access, RoadClass};

/// Our own words and those of OpenStreetMap; a road of unknown class is local.
pub(super) fn road_class(text: &str) -> RoadClass {
    let text = text.trim().to_lowercase();
    if let Some(class) = RoadClass::ALL.into_iter().find(|class| class.tag() == text) {
        return class;
    }
    match text.trim_end_matches("_link") {
        "motorway" | "高速" | "高速公路" => RoadClass::Expressway,
        "trunk" | "primary" | "快速路" | "主干道" | "主干路" => RoadClass::Arterial,
        "secondary" | "tertiary" | "次干道" | "次干路" => RoadClass::Collector,
        "service" | "track" | "path" | "footway" | "pedestrian" | "cycleway" | "bridleway"
        | "steps" | "living_street" | "alley" | "巷道" => RoadClass::Lane,
        _ => RoadClass::Local,
    }
}

/// Which way a road may be driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OneWay {
    Both,
    Forward,
    Backward,
}

/// The word of a file for the direction of a road; `None` where it says nothing.
pub(super) fn one_way(text: &str) -> Option<OneWay> {
    Some(match text.trim().to_lowercase().as_str() {
        "" => return None,
        "no" | "false" | "0" | "b" | "否" | "reversible" | "alternating" => OneWay::Both,
        "-1" | "reverse" | "t" => OneWay::Backward,
        _ => OneWay::Forward,
    })
}

/// Whether a word says yes: anything but nothing and no.
pub(super) fn says_yes(text: &str) -> bool {
    !matches!(
        text.trim().to_lowercase().as_str(),
        "" | "no" | "false" | "0" | "f" | "否"
    )
}

/// A posted speed in km/h; `None` for what is no number.
pub(super) fn max_speed(text: &str) -> Option<f32> {
    // Several (by lane, by edges joined in one) hold for parts: the lowest is safe.
    let parts = text.split([';', '|', ',']);
    parts.filter_map(one_speed).min_by(f32::total_cmp)
}

fn one_speed(text: &str) -> Option<f32> {
    let text = text.trim_matches([' ', '[', ']', '\'', '"']).to_lowercase();
    if text == "walk" {
        return Some(6.0);
    }
    let end = text
        .find(|mark: char| !mark.is_ascii_digit() && mark != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f32 = number.parse().ok()?;
    let scale = match unit.trim() {
        "" | "km/h" | "kmh" | "kph" => 1.0,
        "mph" => 1.609_344,
        "knots" => 1.852,
        _ => return None,
    };
    let speed = number * scale;
    (speed > 0.0 && speed <= 400.0).then_some(speed)
}

/// What OpenStreetMap says of a way, as far as travel over it depends on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OsmRoad {
    pub(super) name: String,
    pub(super) class: RoadClass,
    pub(super) way: OneWay,
    pub(super) bridge: bool,
    pub(super) access: Access,
    pub(super) max_speed: Option<f32>,
}

/// What becomes of a way.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Told {
    /// It is no road.
    NoRoad,
    /// A road nobody may use.
    Closed,
    /// A road.
    Road(OsmRoad),
}

/// Reads the tags of a way.
pub(super) fn osm_road(tags: &[(&str, &str)]) -> Told {
    let tag = |key: &str| {
        tags.iter()
            .find(|(name, _)| *name == key)
            .map_or("", |(_, value)| *value)
    };
    let highway = tag("highway");
    let base = match by_kind(highway) {
        Some(base) if tag("area") != "yes" => base,
        _ => return Told::NoRoad,
    };
    let access = access(base, tag);
    if access.is_none() {
        return Told::Closed;
    }
    let round = matches!(tag("junction"), "roundabout" | "circular");
    // Who rides a motorway rides it one way unless it is said otherwise.
    let implied = round || highway == "motorway";
    let way = one_way(tag("oneway")).unwrap_or(if implied {
        OneWay::Forward
    } else {
        OneWay::Both
    });
    let name = ["name", "name:zh", "ref"].into_iter().map(tag);
    Told::Road(OsmRoad {
        name: name
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or("")
            .to_owned(),
        class: road_class(highway),
        way,
        bridge: says_yes(tag("bridge")) || says_yes(tag("tunnel")),
        access,
        max_speed: max_speed(tag("maxspeed")),
    })
}

/// Who uses a road of a kind where nothing else is said; `None` for what is no road to travel on.
fn by_kind(highway: &str) -> Option<Access> {
    let motor = Access::MOTORCYCLE.with(Access::CAR);
    Some(match highway {
        "motorway" | "motorway_link" => motor,
        "trunk" | "trunk_link" | "primary" | "primary_link" | "secondary" | "secondary_link"
        | "tertiary" | "tertiary_link" | "unclassified" | "residential" | "living_street"
        | "service" | "road" | "track" | "services" => Access::ALL,
        "pedestrian" | "footway" | "steps" => Access::FOOT,
        "path" | "cycleway" | "bridleway" => Access::FOOT.with(Access::BICYCLE),
        _ => return None,
    })
}

/// The kinds of traffic a tag speaks of, the general before the special.
const SPOKEN_OF: [(&str, Access); 7] = [
    ("access", Access::ALL),
    ("foot", Access::FOOT),
    (
        "vehicle",
        Access::BICYCLE.with(Access::MOTORCYCLE).with(Access::CAR),
    ),
    ("bicycle", Access::BICYCLE),
    ("motor_vehicle", Access::MOTORCYCLE.with(Access::CAR)),
    ("motorcycle", Access::MOTORCYCLE),
    ("motorcar", Access::CAR),
];

fn access<'a>(base: Access, tag: impl Fn(&str) -> &'a str) -> Access {
    let mut allowed = base;
    for (key, whose) in SPOKEN_OF {
        match tag(key) {
            "no" | "private" | "agricultural" | "forestry" | "delivery" | "military" => {
                allowed = allowed.without(whose);
            }
            // "access=yes" opens no footpath to cars; a word about one kind of traffic does.
            "yes" | "designated" | "permissive" | "official" | "destination" | "customers" => {
                let opened = if key == "access" { base } else { whose };
                allowed = allowed.with(opened);
            }
            _ => {}
        }
    }
    if tag("motorroad") == "yes" {
        allowed = allowed.without(Access::FOOT.with(Access::BICYCLE));
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn road(tags: &[(&str, &str)]) -> OsmRoad {
        match osm_road(tags) {
            Told::Road(road) => road,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn directions_are_what_is_said_or_what_goes_without_saying() {
        assert_eq!(road(&[("highway", "primary")]).way, OneWay::Both);
        assert_eq!(road(&[("highway", "motorway")]).way, OneWay::Forward);
        let round = [("highway", "tertiary"), ("junction", "roundabout")];
        assert_eq!(road(&round).way, OneWay::Forward);
        let against = [("highway", "residential"), ("oneway", "-1")];
        assert_eq!(road(&against).way, OneWay::Backward);
        let both = [("highway", "motorway"), ("oneway", "no")];
        assert_eq!(road(&both).way, OneWay::Both);
    }

    #[test]
    fn the_special_word_beats_the_general_one() {
        let foot = [("highway", "service"), ("access", "no"), ("foot", "yes")];
        assert_eq!(road(&foot).access, Access::FOOT);
        let bus = [("highway", "residential"), ("motor_vehicle", "no")];
        assert_eq!(road(&bus).access, Access::FOOT.with(Access::BICYCLE));
        let path = [("highway", "footway"), ("access", "yes")];
        assert_eq!(road(&path).access, Access::FOOT);
        assert_eq!(
            osm_road(&[("highway", "service"), ("access", "private")]),
            Told::Closed
        );
        for none in ["construction", "proposed", "platform", ""] {
            assert_eq!(osm_road(&[("highway", none)]), Told::NoRoad);
        }
        assert_eq!(osm_road(&[("route", "ferry")]), Told::NoRoad);
    }

    #[test]
    fn speeds_are_read_in_their_units_and_what_is_no_speed_is_none() {
        assert_eq!(max_speed("50"), Some(50.0));
        assert_eq!(max_speed("30 mph"), Some(48.280_32));
        assert_eq!(max_speed("['60', '40']"), Some(40.0));
        for none in ["", "none", "signals", "-5", "1e9", "FI:urban"] {
            assert_eq!(max_speed(none), None, "{none}");
        }
    }
}

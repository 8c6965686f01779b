//! Which attribute of a boundary file means what, and which level the file is: guesses, shown and changeable.

use std::collections::BTreeSet;

use geo::Coord;

use super::boundaries::BoundaryFields;
use super::geojson::document::{Document, Shape};
use super::geojson_file::Reading;
use crate::base::coords::{LonLat, LonLatBox};
use crate::model::grid::GridLevel;

/// Field names by level, without marks, digits and endings ([`word_and_role`]).
const LEVEL_WORDS: [(GridLevel, &[&str]); 5] = [
    (
        GridLevel::Subdistrict,
        &[
            "subdistrict",
            "subdistricts",
            "street",
            "streets",
            "街道",
            "所属街道",
            "街道办",
            "街镇",
            "镇街",
            "乡镇",
            "town",
            "township",
            "jiedao",
            "jd",
            "ward",
            "wd",
        ],
    ),
    (
        GridLevel::PoliceGrid,
        &[
            "policegrid",
            "policegrids",
            "警格",
            "所属警格",
            "jingge",
            "jg",
            "beat",
            "beats",
            "policebeat",
            "警务区",
        ],
    ),
    (
        GridLevel::Community,
        &[
            "community",
            "communities",
            "communityarea",
            "commarea",
            "社区",
            "所属社区",
            "shequ",
            "sq",
            "村居",
            "居委会",
            "msoa",
        ],
    ),
    (
        GridLevel::WorkGrid,
        &[
            "workgrid",
            "workgrids",
            "grid",
            "grids",
            "网格",
            "所属网格",
            "基础网格",
            "wangge",
            "wg",
            "cell",
            "lsoa",
            "oa",
        ],
    ),
    (
        GridLevel::District,
        &[
            "district",
            "districts",
            "dist",
            "区",
            "所属区",
            "行政区",
            "区县",
            "quxian",
            "qx",
            "qh",
            "county",
            "borough",
            "lad",
        ],
    ),
];

const CODE_WORDS: &[&str] = &[
    "code",
    "编码",
    "编号",
    "代码",
    "区划代码",
    "行政区划代码",
    "adcode",
    "geocode",
    "geoid",
    "xzqdm",
    "bm",
    "dm",
    "bh",
];
const WEAK_CODE_WORDS: &[&str] = &[
    "id", "gid", "uid", "blockid", "objectid", "fid", "ogcfid", "osmid", "number", "num", "no",
    "序号",
];
const NAME_WORDS: &[&str] = &[
    "name", "名称", "名", "mc", "xzqmc", "nam", "nm", "label", "title", "fullname", "地名",
];
const RESIDENT_WORDS: &[&str] = &[
    "residents",
    "resident",
    "population",
    "pop",
    "人口",
    "人口数",
    "常住人口",
    "实有人口",
    "居民",
    "居民数",
    "rk",
    "rks",
];
const RESPONSIBLE_WORDS: &[&str] = &[
    "responsible",
    "responsibleunit",
    "unit",
    "station",
    "policestation",
    "责任单位",
    "责任派出所",
    "所属派出所",
    "派出所",
];

const CODE_ENDINGS: &[&str] = &["code", "cd", "id", "num", "no", "编码", "编号", "代码"];
const NAME_ENDINGS: &[&str] = &["name", "nm", "label", "名称", "名"];

/// A score from here on says what the field is.
const SURE: u32 = 90;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Code,
    Name,
    Plain,
}

/// The level a file most likely holds: by its name, its fields, its names, else by the size of its areas.
#[must_use]
pub fn guess_level(file_stem: &str, document: &Document<'_>, reading: Reading) -> GridLevel {
    level_in_text(file_stem)
        .or_else(|| level_of_fields(document))
        .or_else(|| level_of_values(document))
        .unwrap_or_else(|| level_of_size(document, reading))
}

/// The fields a file of this level most likely has.
#[must_use]
pub fn guess_fields(document: &Document<'_>, level: GridLevel) -> BoundaryFields {
    let code = best(document, |word, role, of| {
        let own = of == Some(level);
        match role {
            Role::Code if own => 100,
            Role::Plain if CODE_WORDS.contains(&word) => 90,
            Role::Plain if own => 40,
            Role::Code if of.is_none() => 35,
            Role::Plain if WEAK_CODE_WORDS.contains(&word) => 30,
            Role::Code | Role::Name | Role::Plain => 0,
        }
    });
    let name = best_name(document, level, code);
    let parents = GridLevel::ALL
        .into_iter()
        .filter(|coarser| *coarser < level)
        .filter_map(|coarser| Some((coarser, parent_field(document, coarser)?)))
        .collect();
    let by_word = |words: &[&str]| {
        let found = document.fields.iter();
        let mut found = found.filter(|field| words.contains(&plain_word(field).as_str()));
        found.next().cloned()
    };
    BoundaryFields {
        code: code.and_then(|field| document.fields.get(field).cloned()),
        name: name.and_then(|field| document.fields.get(field).cloned()),
        residents: by_word(RESIDENT_WORDS),
        responsible: by_word(RESPONSIBLE_WORDS),
        parents,
    }
}

/// The field with the highest score whose values can tell features apart; the first of equals.
fn best(
    document: &Document<'_>,
    score: impl Fn(&str, Role, Option<GridLevel>) -> u32,
) -> Option<usize> {
    let mut scored: Vec<(u32, usize)> = document
        .fields
        .iter()
        .enumerate()
        .map(|(position, field)| {
            let plain = plain_word(field);
            let general = score(&plain, Role::Plain, None);
            let (word, role) = word_and_role(field);
            (general.max(score(&word, role, level_of(&word))), position)
        })
        .filter(|(score, _)| *score > 0)
        .collect();
    scored.sort_by_key(|(score, position)| (std::cmp::Reverse(*score), *position));
    scored
        .into_iter()
        .find(|(score, position)| {
            // A field that says it is the code may repeat a little: those features are named as defects then.
            tells_apart(document, *position, if *score >= SURE { 75 } else { 98 })
        })
        .map(|(_, position)| position)
}

/// Filled in nearly everywhere, and at least so many values of a hundred different.
fn tells_apart(document: &Document<'_>, field: usize, percent: usize) -> bool {
    let values: Vec<String> = filled(document, field);
    let distinct: BTreeSet<&String> = values.iter().collect();
    let all = document.features.len();
    let least = if percent > 75 { 90 } else { 50 };
    values.len() * 100 >= all * least
        && distinct.len() * 100 >= values.len() * percent
        && !values.is_empty()
}

fn filled(document: &Document<'_>, field: usize) -> Vec<String> {
    document
        .features
        .iter()
        .map(|feature| document.value(feature, field))
        .filter(|value| !value.is_empty())
        .collect()
}

fn best_name(document: &Document<'_>, level: GridLevel, code: Option<usize>) -> Option<usize> {
    let mut scored: Vec<(u32, usize)> = document
        .fields
        .iter()
        .enumerate()
        .filter(|(position, _)| Some(*position) != code)
        .map(|(position, field)| {
            let (word, role) = word_and_role(field);
            let own = level_of(&word) == Some(level);
            let score = match role {
                Role::Name if own => 100,
                _ if NAME_WORDS.contains(&plain_word(field).as_str()) => 90,
                Role::Plain if own => 60,
                Role::Name if level_of(&word).is_none() => 50,
                Role::Code | Role::Name | Role::Plain => 0,
            };
            (score, position)
        })
        .filter(|(score, position)| {
            let least = if *score >= SURE { 0 } else { 75 };
            *score > 0 && tells_apart(document, *position, least)
        })
        .collect();
    scored.sort_by_key(|(score, position)| (std::cmp::Reverse(*score), *position));
    scored.first().map(|(_, position)| *position)
}

fn parent_field(document: &Document<'_>, coarser: GridLevel) -> Option<String> {
    let of_level = |wanted: Role| {
        document.fields.iter().find(|field| {
            let (word, role) = word_and_role(field);
            role == wanted && level_of(&word) == Some(coarser)
        })
    };
    of_level(Role::Code)
        .or_else(|| of_level(Role::Plain))
        .or_else(|| of_level(Role::Name))
        .cloned()
}

/// A field name without marks, in lower case.
fn plain_word(field: &str) -> String {
    field
        .trim()
        .to_lowercase()
        .chars()
        .filter(|mark| mark.is_alphanumeric())
        .collect()
}

/// `LSOA11CD` is the code of an `lsoa`, `DIST_LABEL` the name of a `dist`.
fn word_and_role(field: &str) -> (String, Role) {
    let plain = plain_word(field);
    let ended = |endings: &[&str]| {
        endings
            .iter()
            .find_map(|ending| plain.strip_suffix(ending))
            .filter(|rest| !rest.is_empty())
            .map(|rest| {
                rest.trim_end_matches(|mark: char| mark.is_ascii_digit())
                    .to_owned()
            })
    };
    if level_of(&plain).is_some() {
        return (plain, Role::Plain);
    }
    if let Some(word) = ended(CODE_ENDINGS) {
        (word, Role::Code)
    } else if let Some(word) = ended(NAME_ENDINGS) {
        (word, Role::Name)
    } else {
        (plain, Role::Plain)
    }
}

fn level_of(word: &str) -> Option<GridLevel> {
    LEVEL_WORDS
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(level, _)| *level)
}

/// The level a file name speaks of. Longer words first: a "subdistrict" is no "district", a "警格" no "网格".
fn level_in_text(text: &str) -> Option<GridLevel> {
    let lower = text.to_lowercase().replace([' ', '-', '_'], "");
    LEVEL_WORDS
        .iter()
        .find(|(_, words)| {
            words
                .iter()
                .any(|word| word.chars().count() >= shortest(word) && lower.contains(word))
        })
        .map(|(level, _)| *level)
}

/// Short Latin words stand in too many others.
fn shortest(word: &str) -> usize {
    if word.is_ascii() { 4 } else { 2 }
}

fn level_of_fields(document: &Document<'_>) -> Option<GridLevel> {
    // The finest level a code or name field speaks of is the file's own; coarser ones are its parents.
    document
        .fields
        .iter()
        .filter_map(|field| {
            let (word, role) = word_and_role(field);
            (role != Role::Plain).then(|| level_of(&word)).flatten()
        })
        .max()
}

fn level_of_values(document: &Document<'_>) -> Option<GridLevel> {
    let endings = [
        ("街道", GridLevel::Subdistrict),
        ("镇", GridLevel::Subdistrict),
        ("社区", GridLevel::Community),
        ("警格", GridLevel::PoliceGrid),
        ("网格", GridLevel::WorkGrid),
    ];
    (0..document.fields.len().min(64))
        .filter(|field| tells_apart(document, *field, 75))
        .find_map(|field| {
            let values = filled(document, field);
            let (_, level) = endings
                .iter()
                .find(|(ending, _)| values.iter().all(|value| value.ends_with(ending)))?;
            Some(*level)
        })
}

/// By the median extent; a work grid here is about 0.08 km², a police grid 1, a community 3, a subdistrict 40.
fn level_of_size(document: &Document<'_>, reading: Reading) -> GridLevel {
    let mut sizes: Vec<f64> = document
        .features
        .iter()
        .filter_map(|feature| extent_km2(feature.shape.as_ref()?, reading))
        .collect();
    sizes.sort_by(f64::total_cmp);
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
    // An area fills about six tenths of its box.
    match median * 0.6 {
        size if size >= 100.0 => GridLevel::District,
        size if size >= 10.0 => GridLevel::Subdistrict,
        size if size >= 1.8 => GridLevel::Community,
        size if size >= 0.4 => GridLevel::PoliceGrid,
        _ => GridLevel::WorkGrid,
    }
}

fn extent_km2(shape: &Shape, reading: Reading) -> Option<f64> {
    let mut corners: Vec<Coord<f64>> = Vec::new();
    match shape {
        Shape::Polygon(rings) => corners.extend(rings.first()?),
        Shape::Polygons(parts) => {
            corners.extend(parts.iter().filter_map(|part| part.first()).flatten());
        }
        Shape::Point(_)
        | Shape::Points(_)
        | Shape::Line(_)
        | Shape::Lines(_)
        | Shape::Collection(_) => {}
    }
    let places = corners.into_iter().filter_map(|written| {
        let pair = reading.east_north(written);
        reading
            .crs
            .holds(pair.x, pair.y)
            .then(|| reading.crs.to_lonlat(pair.x, pair.y))
    });
    let found: LonLatBox = LonLatBox::around(places)?;
    let middle: LonLat = found.centre();
    let width = (found.east - found.west) * 111.32 * middle.lat.to_radians().cos();
    Some(width * (found.north - found.south) * 111.0)
}

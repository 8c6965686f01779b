//! The district as files, boundaries and incidents alike, digit for digit the same for the same seed.

use std::io::Write;
use std::path::Path;

use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde_json::{Map, Value, json};

use super::district::District;
use super::folder::DemoError;
use super::incidents::Incident;
use super::risk::CATEGORIES;
use crate::base::cancel::Cancel;
use crate::base::rings::rings_of;
use crate::model::grid::{GridLevel, GridUnit};
use crate::model::incident::Discovery;

/// How many incidents, over how many months from July 2024.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Incidents.
    pub incidents: usize,
    /// Months.
    pub months: u32,
}

impl Default for Extent {
    fn default() -> Self {
        Self {
            incidents: 200_000,
            months: 24,
        }
    }
}

/// The first line of a district's README.
pub(super) const README_TITLE: &str = "# 合成示范区 · A synthetic district\n";

/// Every file of a district, in the order they are written.
pub const FILES: [&str; 10] = [
    "README.md",
    "district.geojson",
    "subdistricts.geojson",
    "communities.geojson",
    "police_grids.geojson",
    "work_grids.geojson",
    "zones.geojson",
    "patrol_points.geojson",
    "roads.geojson.gz",
    "incidents.csv.gz",
];

/// Whether one of [`FILES`] is compressed.
#[must_use]
pub fn is_packed(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "gz")
}

/// Writes one of [`FILES`] before any compression.
///
/// # Errors
/// [`DemoError`]; [`std::io::ErrorKind::NotFound`] for a name that is not in [`FILES`].
pub fn write_plain(
    district: &District,
    extent: Extent,
    name: &str,
    out: &mut dyn Write,
    cancel: &Cancel,
) -> Result<(), DemoError> {
    let level = |level| {
        district
            .hierarchy
            .layer(level)
            .map_or(&[][..], |layer| layer.units.as_slice())
    };
    match name {
        "README.md" => out.write_all(readme(district, extent).as_bytes())?,
        "district.geojson" => units(out, district, level(GridLevel::District))?,
        "subdistricts.geojson" => units(out, district, level(GridLevel::Subdistrict))?,
        "communities.geojson" => units(out, district, level(GridLevel::Community))?,
        "police_grids.geojson" => units(out, district, level(GridLevel::PoliceGrid))?,
        "work_grids.geojson" => units(out, district, level(GridLevel::WorkGrid))?,
        "zones.geojson" => features(out, district.zones.iter().map(|zone| {
            (json!({"name": zone.name, "rank": zone.rank, "colour": zone.colour}), polygon(&zone.boundary))
        }))?,
        "patrol_points.geojson" => features(out, district.points.iter().map(|point| {
            let place = place(Coord::from(point.position));
            (json!({"name": point.name, "unit": point.unit, "locked": point.locked}), format!(r#"{{"type":"Point","coordinates":{place}}}"#))
        }))?,
        "roads.geojson.gz" => features(out, district.roads.links.iter().map(|link| {
            let course = line(&link.course);
            (json!({"class": link.class.tag(), "name": link.name, "oneway": link.one_way, "bridge": link.bridge}), format!(r#"{{"type":"LineString","coordinates":{course}}}"#))
        }))?,
        "incidents.csv.gz" => incidents(out, district, extent, cancel)?,
        _ => return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into()),
    }
    Ok(())
}

fn units(out: &mut dyn Write, district: &District, units: &[GridUnit]) -> Result<(), DemoError> {
    features(
        out,
        units.iter().map(|unit| {
            let mut properties = Map::new();
            properties.insert("code".into(), json!(unit.code));
            properties.insert("name".into(), json!(unit.name));
            properties.insert(
                "residents".into(),
                json!(unit.residents.unwrap_or(0.0) as u64),
            );
            if let Some(responsible) = &unit.responsible {
                properties.insert("responsible".into(), json!(responsible));
            }
            for (level, key) in [
                (GridLevel::Subdistrict, "subdistrict"),
                (GridLevel::Community, "community"),
                (GridLevel::PoliceGrid, "police_grid"),
            ] {
                let parent = unit
                    .ancestor(level)
                    .and_then(|index| district.hierarchy.layer(level)?.units.get(index));
                if let Some(parent) = parent {
                    properties.insert(key.into(), json!(parent.code));
                }
            }
            (Value::Object(properties), shape(&unit.boundary))
        }),
    )
}

fn features(
    out: &mut dyn Write,
    features: impl Iterator<Item = (Value, String)>,
) -> Result<(), DemoError> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (index, (properties, geometry)) in features.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        writeln!(out, "{comma}")?;
        write!(
            out,
            r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#
        )?;
    }
    out.write_all(b"\n]}\n")?;
    Ok(())
}

fn shape(boundary: &MultiPolygon<f64>) -> String {
    if let [only] = boundary.0.as_slice() {
        return polygon(only);
    }
    let parts: Vec<String> = boundary.0.iter().map(rings).collect();
    format!(
        r#"{{"type":"MultiPolygon","coordinates":[{}]}}"#,
        parts.join(",")
    )
}

fn polygon(polygon: &Polygon<f64>) -> String {
    format!(r#"{{"type":"Polygon","coordinates":{}}}"#, rings(polygon))
}

fn rings(polygon: &Polygon<f64>) -> String {
    let rings: Vec<String> = rings_of(polygon).map(line).collect();
    format!("[{}]", rings.join(","))
}

fn line(line: &LineString<f64>) -> String {
    let places: Vec<String> = line.0.iter().map(|coord| place(*coord)).collect();
    format!("[{}]", places.join(","))
}

fn place(coord: Coord<f64>) -> String {
    let mut text = String::from("[");
    push_degrees(&mut text, (coord.x * 1e7).round() as i64);
    text.push(',');
    push_degrees(&mut text, (coord.y * 1e7).round() as i64);
    text.push(']');
    text
}

/// Degrees with exactly seven decimals, from their 10⁷-fold.
fn push_degrees(text: &mut String, steps: i64) {
    if steps < 0 {
        text.push('-');
    }
    let steps = steps.unsigned_abs();
    push_number(text, steps / 10_000_000, 1);
    text.push('.');
    push_number(text, steps % 10_000_000, 7);
}

/// A number with at least `digits` digits.
fn push_number(text: &mut String, number: u64, digits: usize) {
    let mut buffer = [b'0'; 20];
    let (mut left, mut at) = (number, buffer.len());
    while left > 0 || buffer.len() - at < digits {
        at -= 1;
        buffer[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    text.extend(buffer[at..].iter().map(|digit| char::from(*digit)));
}

fn incidents(
    out: &mut dyn Write,
    district: &District,
    extent: Extent,
    cancel: &Cancel,
) -> Result<(), DemoError> {
    out.write_all("\u{feff}发案时间,案件类别,警情来源,经度,纬度\r\n".as_bytes())?;
    let mut row = String::with_capacity(96);
    district
        .incidents
        .each(extent.incidents, extent.months, cancel, |incident| {
            row.clear();
            push_incident(&mut row, incident);
            out.write_all(row.as_bytes()).map_err(DemoError::from)
        })
}

fn push_incident(row: &mut String, incident: &Incident) {
    push_number(row, u64::from(incident.day.year().unsigned_abs()), 4);
    for part in [incident.day.month(), incident.day.day()] {
        row.push('-');
        push_number(row, u64::from(part.unsigned_abs()), 2);
    }
    row.push(' ');
    push_number(row, u64::from(incident.minute / 60), 2);
    row.push(':');
    push_number(row, u64::from(incident.minute % 60), 2);
    row.push(',');
    row.push_str(CATEGORIES[usize::from(incident.category)]);
    row.push_str(match incident.discovery {
        Discovery::Caller | Discovery::Unknown => ",报警,",
        Discovery::Patrol => ",巡逻发现,",
    });
    push_degrees(row, incident.place.x);
    row.push(',');
    push_degrees(row, incident.place.y);
    row.push_str("\r\n");
}

fn readme(district: &District, extent: Extent) -> String {
    let Extent { incidents, months } = extent;
    let seed = district.seed;
    format!(
        "{README_TITLE}\n\
本目录全部数据由程序生成，仿照深圳宝安区的地理格局，不含任何真实警情、人员或测绘数据；街道为真实名称，社区、道路、网格、人口与警情均为虚构。\n\n\
Everything here was made by `patrolgrid demo --seed {seed} --incidents {incidents} --months {months}`. It follows the lie of the land of Bao'an, Shenzhen, \
but holds no real incident, person or survey: subdistrict names are real; communities, roads, grids, residents and incidents are invented. \
Do not draw conclusions about real places.\n\n\
Licence: CC0 1.0 (public domain dedication).\n\n\
| file | content |\n|---|---|\n\
| `district.geojson` | 1 district 区 |\n\
| `subdistricts.geojson` | 10 subdistricts 街道 |\n\
| `communities.geojson` | 124 communities 社区 |\n\
| `police_grids.geojson` | 397 police grids 警格, each made of whole work grids |\n\
| `work_grids.geojson` | 4,833 work grids 网格 |\n\
| `zones.geojson` | 12 priority patrol zones 重点巡区 |\n\
| `patrol_points.geojson` | 60 patrol points 布警点 |\n\
| `roads.geojson.gz` | {links} road links, {junctions} junctions |\n\
| `incidents.csv.gz` | {incidents} incidents over {months} months from 2024-07-01, local time |\n\n\
WGS 84, seven decimals. Areas of all levels share their boundaries vertex by vertex: no gaps, no overlaps.\n\n\
Roads: `class` is expressway, arterial, collector, local or lane; `oneway` roads are driven from first to last vertex; `bridge` marks what \
leads over water or over other roads and joins them only at its ends. Every expressway is two one-way carriageways, joined to other roads \
by ramps alone (匝道, of class collector); at the district's border both carriageways meet, so that every place can be driven to from every other.\n\n\
How it is made: main roads, rivers, reservoirs, ridges and the outline are laid by hand; blocks between them belong to one subdistrict each \
and are cut in two along a smooth field of street directions until there are 4,833, then lanes are cut inside the grids. Grids are grouped into \
communities and police grids with borders as short and as much on main roads as can be. Incidents fall on streets with a heavy-tailed pull by category, \
most of them at house numbers, crashes near junctions; in time by hour, weekday, month and Spring Festival.\n",
        links = district.roads.links.len(),
        junctions = district.junctions,
    )
}

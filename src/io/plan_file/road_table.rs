//! Roads as a feature table, and back.

use rusqlite::{Connection, Row, params};

use super::plan_file_error::PlanFileError;
use super::schema::ROADS;
use super::source_rows::{SourceFile, SourceKind, about_source, drop_source, put_source};
use crate::base::coords::{LonLat, LonLatBox};
use crate::io::geopackage::geometry::{line_blob, read_line};
use crate::io::geopackage::tables::note_change;
use crate::model::road_network::{Joints, RoadClass, RoadLink, RoadNetwork};
use crate::model::source_note::SourceNote;

/// Puts roads in place of those at hand.
pub(super) fn put_roads(
    connection: &Connection,
    roads: &RoadNetwork,
    file: &SourceFile,
) -> Result<(), PlanFileError> {
    connection.execute("DELETE FROM roads", [])?;
    let mut insert = connection.prepare(
        "INSERT INTO roads (fid, geom, name, class, one_way, bridge) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (at, link) in roads.links.iter().enumerate() {
        insert.execute(params![
            at as i64 + 1,
            line_blob(&link.course),
            link.name,
            link.class.tag(),
            link.one_way,
            link.bridge
        ])?;
    }
    let corners = roads.links.iter().flat_map(|link| &link.course.0);
    let around = LonLatBox::around(corners.map(|corner| LonLat::from(*corner)));
    note_change(connection, ROADS.name, around)?;
    put_source(
        connection,
        SourceKind::Roads,
        file,
        &roads.source,
        &roads.source,
    )
}

/// Takes the roads away.
pub(super) fn drop_roads(connection: &Connection) -> Result<(), PlanFileError> {
    connection.execute("DELETE FROM roads", [])?;
    note_change(connection, ROADS.name, None)?;
    Ok(drop_source(connection, SourceKind::Roads)?)
}

/// The roads; `None` where the plan has none.
pub(super) fn read_roads(connection: &Connection) -> Result<Option<RoadNetwork>, PlanFileError> {
    let Some(source) = about_source::<SourceNote>(connection, SourceKind::Roads)? else {
        return Ok(None);
    };
    let mut statement =
        connection.prepare("SELECT geom, name, class, one_way, bridge FROM roads ORDER BY fid")?;
    let links = statement
        .query_map([], |row| Ok(road_row(row)))?
        .map(|row| row?.ok_or(PlanFileError::Damaged("roads")))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(RoadNetwork {
        joints: Joints::of(&links),
        links,
        source,
        ..RoadNetwork::default()
    }))
}

fn road_row(row: &Row<'_>) -> Option<RoadLink> {
    let course = read_line(row.get_ref(0).ok()?.as_blob().ok()?).ok()?;
    let on_globe = course
        .0
        .iter()
        .all(|corner| LonLat::from(*corner).is_on_globe());
    let tag: String = row.get(2).ok()?;
    on_globe.then_some(RoadLink {
        name: row.get(1).ok()?,
        class: RoadClass::ALL
            .into_iter()
            .find(|class| class.tag() == tag)?,
        one_way: row.get(3).ok()?,
        bridge: row.get(4).ok()?,
        course,
    })
}

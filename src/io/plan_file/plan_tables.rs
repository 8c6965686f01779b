//! Points and zones as feature tables, scenes as a table of our own: only rows that differ are written.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::plan_file_error::PlanFileError;
use super::schema::{POINTS, ZONES};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ids::{PointId, ZoneId};
use crate::io::geopackage::geometry::{point_blob, polygon_blob, read_point, read_polygon};
use crate::io::geopackage::tables::note_change;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::{Plan, PlanFrame};
use crate::model::scene::Scene;
use crate::model::zone::Zone;

/// Brings the tables from one plan to the next.
///
/// # Errors
/// What the database says.
pub(super) fn write_plan(
    connection: &Connection,
    before: &Plan,
    after: &Plan,
) -> Result<(), PlanFileError> {
    if before.frame() != after.frame() {
        let frame = serde_json::to_string(&after.frame());
        put_setting(
            connection,
            "plan",
            &frame.map_err(|_| PlanFileError::Damaged("plan"))?,
        )?;
    }
    if before.points != after.points {
        for id in before
            .points
            .keys()
            .filter(|id| !after.points.contains_key(id))
        {
            connection.execute("DELETE FROM patrol_points WHERE fid = ?1", [id.0])?;
        }
        let news = after.points.values();
        for point in news.filter(|point| before.points.get(&point.id) != Some(point)) {
            put_point(connection, point)?;
        }
        let places = after.points.values().map(|point| point.position);
        note_change(connection, POINTS.name, LonLatBox::around(places))?;
    }
    if before.zones != after.zones {
        for id in before
            .zones
            .keys()
            .filter(|id| !after.zones.contains_key(id))
        {
            connection.execute("DELETE FROM zones WHERE fid = ?1", [id.0])?;
        }
        let news = after.zones.values();
        for zone in news.filter(|zone| before.zones.get(&zone.id) != Some(zone)) {
            put_zone(connection, zone)?;
        }
        let outlines = after
            .zones
            .values()
            .flat_map(|zone| &zone.boundary.exterior().0);
        let places = outlines.map(|corner| LonLat::from(*corner));
        note_change(connection, ZONES.name, LonLatBox::around(places))?;
    }
    write_scenes(connection, &before.scenes, &after.scenes)
}

fn write_scenes(
    connection: &Connection,
    before: &[Scene],
    after: &[Scene],
) -> Result<(), PlanFileError> {
    for gone in before
        .iter()
        .filter(|scene| after.iter().all(|other| other.id != scene.id))
    {
        connection.execute("DELETE FROM pg_scenes WHERE id = ?1", [gone.id.0])?;
    }
    for (place, scene) in after.iter().enumerate() {
        if before.get(place) == Some(scene) {
            continue;
        }
        let whole =
            serde_json::to_string(scene).map_err(|_| PlanFileError::Damaged("pg_scenes"))?;
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO pg_scenes (id, place, title, note, scene) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![scene.id.0, place as i64, scene.title, scene.note, whole])?;
    }
    Ok(())
}

/// The scenes in their order; a file of a layout before the fourth has none.
fn read_scenes(connection: &Connection) -> Result<Vec<Scene>, PlanFileError> {
    let there = connection
        .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'pg_scenes'")?
        .exists([])?;
    if !there {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare("SELECT scene FROM pg_scenes ORDER BY place, id")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|row| serde_json::from_str(&row?).map_err(|_| PlanFileError::Damaged("pg_scenes")))
        .collect()
}

fn put_point(connection: &Connection, point: &PatrolPoint) -> rusqlite::Result<()> {
    let geom = point_blob(point.position);
    let row = params![geom, point.name, point.unit, point.locked, point.id.0];
    let changed = connection
        .prepare_cached(
            "UPDATE patrol_points SET geom = ?1, name = ?2, unit = ?3, locked = ?4 WHERE fid = ?5",
        )?
        .execute(row)?;
    if changed == 0 {
        connection
            .prepare_cached("INSERT INTO patrol_points (geom, name, unit, locked, fid) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(row)?;
    }
    Ok(())
}

fn put_zone(connection: &Connection, zone: &Zone) -> rusqlite::Result<()> {
    let geom = polygon_blob(&zone.boundary);
    let row = params![geom, zone.name, zone.rank, zone.colour, zone.id.0];
    let changed = connection
        .prepare_cached(
            "UPDATE zones SET geom = ?1, name = ?2, rank = ?3, colour = ?4 WHERE fid = ?5",
        )?
        .execute(row)?;
    if changed == 0 {
        connection
            .prepare_cached(
                "INSERT INTO zones (geom, name, rank, colour, fid) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(row)?;
    }
    Ok(())
}

/// The plan as the tables have it, whoever wrote them last.
///
/// # Errors
/// [`PlanFileError::Damaged`] where a row is no point or zone, or all of them together are no plan.
pub(super) fn read_plan(connection: &Connection) -> Result<Plan, PlanFileError> {
    let frame = setting(connection, "plan")?.ok_or(PlanFileError::Damaged("plan"))?;
    let frame: PlanFrame =
        serde_json::from_str(&frame).map_err(|_| PlanFileError::Damaged("plan"))?;
    let mut statement =
        connection.prepare("SELECT fid, geom, name, unit, locked FROM patrol_points")?;
    let points = statement
        .query_map([], |row| Ok(read_point_row(row)))?
        .map(|row| row?.ok_or(PlanFileError::Damaged("patrol_points")))
        .collect::<Result<Vec<_>, _>>()?;
    let mut statement = connection.prepare("SELECT fid, geom, name, rank, colour FROM zones")?;
    let zones = statement
        .query_map([], |row| Ok(read_zone_row(row)))?
        .map(|row| row?.ok_or(PlanFileError::Damaged("zones")))
        .collect::<Result<Vec<_>, _>>()?;
    Plan::from_parts(frame, points, zones, read_scenes(connection)?)
        .map_err(|_| PlanFileError::Damaged("plan"))
}

fn read_point_row(row: &Row<'_>) -> Option<PatrolPoint> {
    Some(PatrolPoint {
        id: PointId(row.get(0).ok()?),
        position: read_point(row.get_ref(1).ok()?.as_blob().ok()?).ok()?,
        name: text(row, 2)?,
        unit: text(row, 3)?,
        locked: row.get::<_, Option<bool>>(4).ok()?.unwrap_or(false),
    })
}

fn read_zone_row(row: &Row<'_>) -> Option<Zone> {
    Some(Zone {
        id: ZoneId(row.get(0).ok()?),
        boundary: read_polygon(row.get_ref(1).ok()?.as_blob().ok()?).ok()?,
        name: text(row, 2)?,
        rank: row.get::<_, Option<u16>>(3).ok()?.unwrap_or(1),
        colour: row.get::<_, Option<u8>>(4).ok()?.unwrap_or(0) & 7,
    })
}

/// Another program leaves a cell empty where it knows nothing.
fn text(row: &Row<'_>, at: usize) -> Option<String> {
    row.get::<_, Option<String>>(at)
        .ok()
        .map(Option::unwrap_or_default)
}

/// A setting of the file.
pub(super) fn setting(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM pg_settings WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()
}

/// Sets a setting of the file.
pub(super) fn put_setting(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO pg_settings (key, value) VALUES (?1, ?2)")?
        .execute([key, value])?;
    Ok(())
}

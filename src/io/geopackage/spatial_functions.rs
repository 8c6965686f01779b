//! The five functions that the spatial index's triggers call.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::geometry::read_box;
use crate::base::coords::LonLatBox;

/// Makes `ST_IsEmpty`, `ST_MinX`, `ST_MaxX`, `ST_MinY` and `ST_MaxY` known to a connection.
///
/// # Errors
/// What the database says.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("ST_IsEmpty", 1, flags, |context| {
        Ok(boxed(context).map(|around| around.is_err()))
    })?;
    edge(connection, "ST_MinX", |around| around.west)?;
    edge(connection, "ST_MaxX", |around| around.east)?;
    edge(connection, "ST_MinY", |around| around.south)?;
    edge(connection, "ST_MaxY", |around| around.north)
}

/// A geometry without a corner.
struct Empty;

fn edge(connection: &Connection, name: &str, edge: fn(LonLatBox) -> f64) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(name, 1, flags, move |context| {
        Ok(boxed(context).and_then(Result::ok).map(edge))
    })
}

/// The box of the argument; `None` where it is no geometry, which SQL sees as NULL.
fn boxed(context: &Context<'_>) -> Option<Result<LonLatBox, Empty>> {
    let blob = context.get_raw(0).as_blob().ok()?;
    read_box(blob).ok().map(|around| around.ok_or(Empty))
}

//! From the layouts of older programs to that of this one, a step at a time. What an older program wrote can always be read; it
//! becomes of this layout when it is opened to be written.

use rusqlite::Connection;

use super::plan_file_error::PlanFileError;
use super::plan_tables::{put_setting, setting};
use super::schema::create_scenes;

/// The oldest layout that is a plan file.
pub(super) const OLDEST: u32 = 2;

/// The layout of an open plan file; `None` where it does not say.
pub(super) fn format_of(connection: &Connection) -> rusqlite::Result<Option<u32>> {
    let format = setting(connection, "format")?;
    Ok(format.and_then(|format| format.parse().ok()))
}

/// Makes a file one of this program's layout, each step in one transaction.
///
/// # Errors
/// What the database says; the file is then as it was.
pub(super) fn upgrade(connection: &mut Connection) -> Result<(), PlanFileError> {
    if format_of(connection)? == Some(2) {
        // The rule of reach may go by road now: no table is another, but the program before could not read such a rule.
        let transaction = connection.transaction()?;
        put_setting(&transaction, "format", "3")?;
        transaction.commit()?;
    }
    if format_of(connection)? == Some(3) {
        let transaction = connection.transaction()?;
        create_scenes(&transaction)?;
        put_setting(&transaction, "format", "4")?;
        transaction.commit()?;
    }
    Ok(())
}

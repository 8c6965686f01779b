//! Everything that can be done by name: menus, shortcuts, the palette and the help page all read one table.

mod run;
mod shortcuts;
mod table;

pub use run::{enabled, run, set_hours};
pub use shortcuts::{Turn, shortcuts};
pub use table::{ACTIONS, Act, Action, Group, LAYER_KEYS, action, keys_of, name_of};

//! Hot spots that do not fool anybody: which areas stand out, with the chance that they do so by accident.
//!
//! [`cells`] are the areas counted in, [`neighbours`] says which lie beside which. [`gi_star`] and [`local_moran`] judge each area
//! beside its neighbours, [`significance`] keeps the false alarms among many areas down, [`classes`] tells hot spots that are new
//! from those that stay. [`clusters`] and [`near_repeat`] look at the incidents themselves, [`risk`] at what they are set against.

pub mod cells;
pub mod classes;
pub mod clusters;
pub mod gi_star;
mod lattice;
pub mod local_moran;
pub mod near_repeat;
pub mod neighbours;
mod pairs;
pub mod risk;
pub mod significance;

pub use pairs::PairError;

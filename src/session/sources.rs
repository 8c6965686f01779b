//! What came from files: replaced whole, under a new stamp.

use std::sync::Arc;

use crate::base::coords::LonLatBox;
use crate::base::stamp::Stamp;
use crate::i18n::message::Message;
use crate::io::boundaries::BoundaryReading;
use crate::io::defect::Defect;
use crate::io::incident_table::{IncidentMapping, IncidentReading, Refusal};
use crate::model::grid::GridHierarchy;
use crate::model::incident::IncidentTable;
use crate::model::road_network::RoadNetwork;

/// A source under its stamp.
#[derive(Debug, Clone)]
pub struct Stamped<T> {
    /// Names this very content.
    pub stamp: Stamp,
    /// The content.
    pub content: T,
}

impl<T: Default> Default for Stamped<T> {
    fn default() -> Self {
        Self {
            stamp: Stamp::NONE,
            content: T::default(),
        }
    }
}

impl<T> Stamped<T> {
    /// New content under a new stamp.
    #[must_use]
    pub fn new(content: T) -> Self {
        Self {
            stamp: Stamp::fresh(),
            content,
        }
    }
}

/// What the last reading of incidents had to say besides the table.
#[derive(Debug, Clone, Default)]
pub struct IncidentReport {
    /// Rows found.
    pub found: usize,
    /// Rows refused, all of them.
    pub refused: usize,
    /// Rows refused, each with its reason; of very many only the first.
    pub refusals: Vec<Refusal>,
    /// Names of personal columns left out, with the reason.
    pub personal: Vec<(String, Message)>,
    /// Sentences about the file as a whole.
    pub warnings: Vec<Message>,
    /// The mapping used.
    pub mapping: Option<IncidentMapping>,
}

impl IncidentReport {
    /// The report part of a reading.
    #[must_use]
    pub fn of(reading: &IncidentReading) -> Self {
        let name = |position: usize| reading.columns.get(position).cloned().unwrap_or_default();
        let refused = reading.refused.values().sum();
        Self {
            found: reading.table.len() + refused,
            refused,
            refusals: reading.refusals.clone(),
            personal: reading
                .personal
                .iter()
                .map(|(at, why)| (name(*at), why.clone()))
                .collect(),
            warnings: reading.warnings.clone(),
            mapping: Some(reading.mapping.clone()),
        }
    }
}

impl Sources {
    /// Nothing at all, under stamps that nothing worked out before goes by.
    #[must_use]
    pub fn emptied() -> Self {
        Self {
            grids: Stamped::new(Arc::default()),
            incidents: Stamped::new(Arc::default()),
            roads: Stamped::new(Arc::default()),
            ..Self::default()
        }
    }
}

/// Everything that came from files.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The grid layers, linked.
    pub grids: Stamped<Arc<GridHierarchy>>,
    /// The readings the grids were linked from; a new layer is linked with these.
    pub boundary_readings: Arc<Vec<BoundaryReading>>,
    /// Defects of all boundary files and of their links.
    pub defects: Vec<Defect>,
    /// Incidents.
    pub incidents: Stamped<Arc<IncidentTable>>,
    /// What the reading of incidents had to say.
    pub incident_report: Arc<IncidentReport>,
    /// Roads.
    pub roads: Stamped<Arc<RoadNetwork>>,
    /// The box around them.
    pub roads_extent: Option<LonLatBox>,
}

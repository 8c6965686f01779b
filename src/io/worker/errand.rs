//! What a worker is asked and what it answers.

use std::path::{Path, PathBuf};

use geo::CoordsIter;
use serde::{Deserialize, Serialize};

use super::of_system;
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::io::base_map::{BaseMapAbout, FINEST, TileFile};
use crate::io::boundaries::{BoundaryOptions, BoundaryReading, read_boundaries};
use crate::io::incident_table::{
    IncidentOptions, IncidentPreview, IncidentReading, preview_incidents, read_incidents,
};
use crate::io::layer_in_file::LayerInFile;
use crate::io::plan_layers::{read_points_with_ids, read_zones};
use crate::io::read_error::ReadError;
use crate::io::roads::read_roads;
use crate::io::siting_tables::{WrittenCost, WrittenPlaces, read_costs, read_places};
use crate::io::sniff::{FileKind, kind_of, layers_in};
use crate::model::patrol_point::PatrolPoint;
use crate::model::road_network::RoadNetwork;
use crate::model::zone::Zone;

/// A file to be read, and as what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Errand {
    /// What kind of file it is, and which layers it has.
    Look(PathBuf),
    /// Boundaries.
    Boundaries(PathBuf, BoundaryOptions),
    /// The beginning of an incident file.
    Preview(PathBuf, IncidentOptions),
    /// Incidents.
    Incidents(PathBuf, IncidentOptions),
    /// Roads.
    Roads(PathBuf, Option<Crs>),
    /// Patrol points.
    Points(PathBuf, Option<Crs>),
    /// Zones.
    Zones(PathBuf, Option<Crs>),
    /// Demands or sites.
    Places(PathBuf),
    /// A table of costs.
    Costs(PathBuf),
    /// A base map. After the answer its tiles can be asked for, one after the other.
    BaseMap(PathBuf),
}

impl Errand {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Look(path)
            | Self::Boundaries(path, _)
            | Self::Preview(path, _)
            | Self::Incidents(path, _)
            | Self::Roads(path, _)
            | Self::Points(path, _)
            | Self::Zones(path, _)
            | Self::Places(path)
            | Self::Costs(path)
            | Self::BaseMap(path) => path,
        }
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The kind of file, and its layers where there are several.
    Kind(FileKind, Vec<LayerInFile>),
    /// Boundaries.
    Boundaries(Box<BoundaryReading>),
    /// The beginning of an incident file.
    Preview(Box<IncidentPreview>),
    /// Incidents.
    Incidents(Box<IncidentReading>),
    /// Roads.
    Roads(RoadNetwork),
    /// Patrol points with their ids as the file writes them.
    Points(Vec<(String, PatrolPoint)>),
    /// Zones.
    Zones(Vec<Zone>),
    /// Demands or sites.
    Places(WrittenPlaces),
    /// A table of costs.
    Costs(Vec<WrittenCost>),
    /// What a base map says of itself.
    BaseMap(BaseMapAbout),
}

impl Answer {
    /// Whether every place in it is a place: what comes from another process is not believed. (A table of incidents looks
    /// at itself.)
    #[must_use]
    pub fn is_sound(&self) -> bool {
        fn on_globe(shape: &impl CoordsIter<Scalar = f64>) -> bool {
            shape
                .coords_iter()
                .all(|corner| LonLat::from(corner).is_on_globe())
        }
        match self {
            Self::Kind(..) | Self::Preview(_) | Self::Incidents(_) => true,
            Self::Boundaries(reading) => reading.layer.units.iter().all(|unit| {
                on_globe(&unit.boundary)
                    && unit.label_at.is_on_globe()
                    && unit.area.0.is_finite()
                    && unit.residents.is_none_or(f64::is_finite)
            }),
            Self::Roads(roads) => roads.is_sound(),
            Self::Points(points) => points.iter().all(|(_, it)| it.position.is_on_globe()),
            Self::Zones(zones) => zones.iter().all(Zone::is_an_area),
            Self::Places(places) => places.is_sound(),
            Self::Costs(costs) => costs.iter().all(|row| row.cost.is_finite()),
            Self::BaseMap(about) => about.finest <= FINEST,
        }
    }
}

/// Reads the file, in this process.
///
/// # Errors
/// [`ReadError`].
pub fn carry_out(errand: &Errand, cancel: &Cancel) -> Result<Answer, ReadError> {
    Ok(match errand {
        Errand::Look(path) => {
            let layers = layers_in(path)?;
            let kind = kind_of(path).map_err(|source| of_system(path, source))?;
            Answer::Kind(kind, layers)
        }
        Errand::Boundaries(path, options) => {
            Answer::Boundaries(Box::new(read_boundaries(path, options, cancel)?))
        }
        Errand::Preview(path, options) => {
            Answer::Preview(Box::new(preview_incidents(path, options, cancel)?))
        }
        Errand::Incidents(path, options) => {
            Answer::Incidents(Box::new(read_incidents(path, options, cancel)?))
        }
        Errand::Roads(path, crs) => Answer::Roads(read_roads(path, *crs, cancel)?),
        Errand::Points(path, crs) => Answer::Points(read_points_with_ids(path, *crs)?),
        Errand::Zones(path, crs) => Answer::Zones(read_zones(path, *crs)?),
        Errand::Places(path) => Answer::Places(read_places(path, cancel)?),
        Errand::Costs(path) => Answer::Costs(read_costs(path, cancel)?),
        Errand::BaseMap(path) => Answer::BaseMap(TileFile::open(path)?.about()),
    })
}

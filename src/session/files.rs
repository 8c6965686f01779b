//! Opening files: every reading is a job, every outcome replaces a source whole or becomes a notice.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::jobs::JobKind;
use super::notice::NoticeLevel;
use super::sources::{IncidentReport, Stamped};
use super::state::{Outcome, Session};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::crs::Crs;
use crate::base::projection::LocalProjection;
use crate::i18n::message::Message;
use crate::io::boundaries::{BoundaryOptions, BoundaryReading, read_boundaries};
use crate::io::defect::Defect;
use crate::io::grid_links::link_layers;
use crate::io::incident_table::{
    IncidentOptions, IncidentPreview, IncidentReading, preview_incidents, read_incidents,
    write_refusals,
};
use crate::io::plan_layers::{read_points, read_zones};
use crate::io::read_error::ReadError;
use crate::io::roads::read_roads;
use crate::io::sniff::{FileKind, kind_of};
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::IncidentTable;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::Plan;
use crate::model::plan_edit::PlanEdit;
use crate::model::reach_rule::ReachRule;
use crate::model::road_network::RoadNetwork;
use crate::model::zone::Zone;

/// An incident file whose columns wait to be mapped.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingIncidents {
    /// The file.
    pub path: PathBuf,
    /// What was chosen so far.
    pub options: IncidentOptions,
    /// Its first rows and the guesses.
    pub preview: IncidentPreview,
}

/// What reading files brought.
#[derive(Debug)]
pub(super) enum FileOutcome {
    Boundaries(Vec<PathBuf>, Result<BoundariesRead, ReadError>),
    Previewed(PathBuf, IncidentOptions, Result<IncidentPreview, ReadError>),
    Incidents(PathBuf, Result<Box<IncidentReading>, ReadError>),
    Roads(PathBuf, Result<RoadNetwork, ReadError>),
    Points(PathBuf, Result<Vec<PatrolPoint>, ReadError>),
    Zones(PathBuf, Result<Vec<Zone>, ReadError>),
    District(PathBuf, Result<(Vec<PatrolPoint>, Vec<Zone>), ReadError>),
    Refusals(PathBuf, Result<(), ReadError>),
}

/// All boundary layers at hand, linked anew.
#[derive(Debug)]
pub(super) struct BoundariesRead {
    readings: Vec<BoundaryReading>,
    hierarchy: GridHierarchy,
    defects: Vec<Defect>,
    opened: Vec<GridLevel>,
}

impl Session {
    pub(super) fn open_file(&mut self, path: PathBuf) {
        if path.is_dir() {
            return self.open_district(&path);
        }
        match kind_of(&path) {
            Ok(FileKind::Boundaries) => {
                self.open_boundaries(vec![(path, BoundaryOptions::default())]);
            }
            Ok(FileKind::Zones) => self.open_zones(path, None),
            Ok(FileKind::Points) => self.open_points(path, None),
            Ok(FileKind::Roads) => self.open_roads(path, None),
            Ok(FileKind::Incidents) => self.preview_incidents(path, IncidentOptions::default()),
            Ok(FileKind::BaseMap) => {
                self.say(NoticeLevel::Info, "session-base-map-by-window", &path);
            }
            Ok(FileKind::Unknown) => self.say(NoticeLevel::Error, "session-unknown-kind", &path),
            Err(source) => self.fail(&ReadError::File { path, source }),
        }
    }

    pub(super) fn open_boundaries(&mut self, files: Vec<(PathBuf, BoundaryOptions)>) {
        let known = self.sources.boundary_readings.clone();
        self.jobs.start(JobKind::Boundaries, move |cancel| {
            let paths = files.iter().map(|(path, _)| path.clone()).collect();
            Outcome::File(FileOutcome::Boundaries(
                paths,
                read_and_link(&files, known, cancel),
            ))
        });
    }

    pub(super) fn close_level(&mut self, level: GridLevel) {
        let kept = self.sources.boundary_readings.clone();
        let kept = kept
            .into_iter()
            .filter(|reading| reading.layer.level != level)
            .collect();
        self.jobs.start(JobKind::Boundaries, move |cancel| {
            Outcome::File(FileOutcome::Boundaries(
                Vec::new(),
                link(kept, Vec::new(), cancel),
            ))
        });
    }

    pub(super) fn preview_incidents(&mut self, path: PathBuf, options: IncidentOptions) {
        self.jobs.start(JobKind::Preview, move |_| {
            let preview = preview_incidents(&path, &options);
            Outcome::File(FileOutcome::Previewed(path, options, preview))
        });
    }

    pub(super) fn import_incidents(&mut self, path: PathBuf, options: IncidentOptions) {
        if let (Some(mapping), Some(pending)) = (&options.mapping, &self.pending_incidents)
            && pending.path == path
        {
            let key = crate::io::incident_table::mapping_key(&pending.preview.columns);
            self.settings.mappings.insert(key, mapping.clone());
            self.save_settings();
        }
        self.pending_incidents = None;
        self.jobs.start(JobKind::Incidents, move |cancel| {
            let reading = read_incidents(&path, &options, cancel).map(Box::new);
            Outcome::File(FileOutcome::Incidents(path, reading))
        });
    }

    pub(super) fn close_incidents(&mut self) {
        self.jobs.cancel(JobKind::Incidents);
        self.sources.incidents = Stamped::new(Arc::new(IncidentTable::default()));
        self.sources.incident_report = Arc::default();
        self.save();
    }

    pub(super) fn open_roads(&mut self, path: PathBuf, crs: Option<Crs>) {
        self.jobs.start(JobKind::Roads, move |cancel| {
            let roads = read_roads(&path, crs, cancel);
            Outcome::File(FileOutcome::Roads(path, roads))
        });
    }

    pub(super) fn open_points(&mut self, path: PathBuf, crs: Option<Crs>) {
        self.jobs.start(JobKind::PlanLayers, move |_| {
            let points = read_points(&path, crs);
            Outcome::File(FileOutcome::Points(path, points))
        });
    }

    pub(super) fn open_zones(&mut self, path: PathBuf, crs: Option<Crs>) {
        self.jobs.start(JobKind::PlanLayers, move |_| {
            let zones = read_zones(&path, crs);
            Outcome::File(FileOutcome::Zones(path, zones))
        });
    }

    /// Opens a folder as the demo district is laid out: what it lacks is passed over.
    pub(super) fn open_district(&mut self, folder: &Path) {
        let file = |stem: &str, endings: &[&str]| {
            endings
                .iter()
                .map(|ending| folder.join(format!("{stem}.{ending}")))
                .find(|path| path.is_file())
        };
        let geojson = |stem: &str| file(stem, &["geojson", "geojson.gz"]);
        let levels = [
            ("district", GridLevel::District),
            ("subdistricts", GridLevel::Subdistrict),
            ("communities", GridLevel::Community),
            ("police_grids", GridLevel::PoliceGrid),
            ("work_grids", GridLevel::WorkGrid),
        ];
        let options = |level| BoundaryOptions {
            level: Some(level),
            ..BoundaryOptions::default()
        };
        let boundaries: Vec<_> = levels
            .into_iter()
            .filter_map(|(stem, level)| Some((geojson(stem)?, options(level))))
            .collect();
        if boundaries.is_empty() {
            return self.say(NoticeLevel::Error, "session-no-district", folder);
        }
        self.sources.boundary_readings.clear();
        self.open_boundaries(boundaries);
        if let Some(path) = geojson("roads") {
            self.open_roads(path, None);
        }
        if let Some(path) = file("incidents", &["csv", "csv.gz"]) {
            self.import_incidents(path, IncidentOptions::default());
        }
        self.open_plan_layers(folder, geojson("patrol_points"), geojson("zones"));
    }

    fn open_plan_layers(&mut self, folder: &Path, points: Option<PathBuf>, zones: Option<PathBuf>) {
        let folder = folder.to_owned();
        self.jobs.start(JobKind::PlanLayers, move |_| {
            let points = points.map_or_else(|| Ok(Vec::new()), |path| read_points(&path, None));
            let zones = zones.map_or_else(|| Ok(Vec::new()), |path| read_zones(&path, None));
            let both = points.and_then(|points| zones.map(|zones| (points, zones)));
            Outcome::File(FileOutcome::District(folder, both))
        });
    }

    pub(super) fn export_refusals(&mut self, path: PathBuf) {
        let (report, words) = (
            Arc::clone(&self.sources.incident_report),
            Arc::clone(&self.words),
        );
        self.jobs.start(JobKind::Export, move |_| {
            let written = write_refusals(&path, &report.refusals, &words);
            let written = written.map_err(|source| ReadError::File {
                path: path.clone(),
                source,
            });
            Outcome::File(FileOutcome::Refusals(path, written))
        });
    }

    /// Takes home what reading files brought.
    pub(super) fn take_file(&mut self, outcome: FileOutcome) {
        match outcome {
            FileOutcome::Boundaries(paths, Ok(read)) => self.take_boundaries(&paths, read),
            FileOutcome::Previewed(path, options, Ok(preview)) => {
                self.take_preview(path, options, preview);
            }
            FileOutcome::Incidents(path, Ok(reading)) => self.take_incidents(&path, *reading),
            FileOutcome::Roads(path, Ok(roads)) => self.take_roads(&path, roads),
            FileOutcome::Points(path, Ok(points)) => self.take_points(&path, points),
            FileOutcome::Zones(path, Ok(zones)) => self.take_zones(&path, zones),
            FileOutcome::District(folder, Ok((points, zones))) => {
                self.take_district(&folder, points, zones);
            }
            FileOutcome::Refusals(path, Ok(())) => {
                self.say(NoticeLevel::Info, "session-written", &path);
            }
            FileOutcome::Boundaries(_, Err(error))
            | FileOutcome::Previewed(_, _, Err(error))
            | FileOutcome::Incidents(_, Err(error))
            | FileOutcome::Roads(_, Err(error))
            | FileOutcome::Points(_, Err(error))
            | FileOutcome::Zones(_, Err(error))
            | FileOutcome::District(_, Err(error))
            | FileOutcome::Refusals(_, Err(error)) => self.fail(&error),
        }
    }

    fn take_boundaries(&mut self, paths: &[PathBuf], read: BoundariesRead) {
        for path in paths {
            self.remember(path);
        }
        let shown = |level| {
            read.hierarchy
                .layer(level)
                .map_or(0, |layer| layer.units.len())
        };
        for level in &read.opened {
            let refused = read
                .hierarchy
                .layer(*level)
                .map_or(0, |layer| layer.source.refused());
            let message = Message::new("session-boundaries-opened")
                .with("level", Message::new(level_sentence(*level)))
                .with("n", shown(*level))
                .with("refused", refused);
            let level = if refused > 0 {
                NoticeLevel::Warning
            } else {
                NoticeLevel::Info
            };
            self.notices.add(level, message);
        }
        for defect in read
            .defects
            .iter()
            .filter(|defect| defect.feature.is_none())
        {
            self.notices
                .add(NoticeLevel::Warning, defect.message.clone());
        }
        self.sources.boundary_readings = read.readings;
        self.sources.defects = read.defects;
        self.sources.grids = Stamped::new(Arc::new(read.hierarchy));
        self.centre_on(self.sources.grids.content.extent());
        self.save();
    }

    fn take_preview(
        &mut self,
        path: PathBuf,
        mut options: IncidentOptions,
        mut preview: IncidentPreview,
    ) {
        let key = crate::io::incident_table::mapping_key(&preview.columns);
        if let (None, Some(known)) = (&options.mapping, self.settings.mappings.get(&key)) {
            preview.mapping = known.clone();
        }
        options.mapping = Some(preview.mapping.clone());
        options.crs = options.crs.or(Some(preview.crs_guess));
        self.pending_incidents = Some(PendingIncidents {
            path,
            options,
            preview,
        });
    }

    fn take_incidents(&mut self, path: &Path, reading: IncidentReading) {
        self.remember(path);
        let report = IncidentReport::of(&reading);
        let message = Message::new("session-incidents-opened")
            .with("kept", reading.table.len())
            .with("refused", reading.refusals.len());
        self.notices.add(NoticeLevel::Info, message);
        if !report.personal.is_empty() {
            let names: Vec<&str> = report
                .personal
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            let message =
                Message::new("session-personal-left-out").with("columns", names.join("、"));
            self.notices.add(NoticeLevel::Warning, message);
        }
        for warning in &report.warnings {
            self.notices.add(NoticeLevel::Warning, warning.clone());
        }
        if self.projection.is_none() {
            self.centre_on(reading.table.extent());
        }
        self.sources.incident_report = Arc::new(report);
        self.sources.incidents = Stamped::new(Arc::new(reading.table));
        self.derived.scale = None;
        self.save();
    }

    fn take_roads(&mut self, path: &Path, roads: RoadNetwork) {
        self.remember(path);
        self.notices.add(
            NoticeLevel::Info,
            Message::new("session-roads-opened").with("n", roads.links.len()),
        );
        if self.projection.is_none() {
            let corners = roads
                .links
                .iter()
                .flat_map(|link| link.course.0.iter().map(|corner| LonLat::from(*corner)));
            self.centre_on(LonLatBox::around(corners));
        }
        self.sources.roads = Stamped::new(Arc::new(roads));
        self.save();
    }

    fn take_points(&mut self, path: &Path, points: Vec<PatrolPoint>) {
        self.remember(path);
        if self.projection.is_none() {
            self.centre_on(LonLatBox::around(points.iter().map(|point| point.position)));
        }
        let first = self.plan.free_point_id().0;
        let numbered = (first..).zip(points).map(|(id, point)| {
            PlanEdit::AddPoint(PatrolPoint {
                id: crate::base::ids::PointId(id),
                ..point
            })
        });
        self.add_all(path, numbered.collect());
    }

    fn take_zones(&mut self, path: &Path, zones: Vec<Zone>) {
        self.remember(path);
        let first = self.plan.free_zone_id().0;
        let numbered = (first..).zip(zones).map(|(id, zone)| {
            PlanEdit::AddZone(Zone {
                id: crate::base::ids::ZoneId(id),
                ..zone
            })
        });
        self.add_all(path, numbered.collect());
    }

    fn add_all(&mut self, path: &Path, edits: Vec<PlanEdit>) {
        if edits.is_empty() {
            return self.say(NoticeLevel::Warning, "session-nothing-in-file", path);
        }
        self.apply(super::command::Command::Edit(PlanEdit::All(edits)));
    }

    fn take_district(&mut self, folder: &Path, points: Vec<PatrolPoint>, zones: Vec<Zone>) {
        self.remember(folder);
        let name = self.words.text("session-demo-plan-name");
        self.open_plan(Plan::new(name, points, zones, ReachRule::default()));
    }

    /// The project's projection moves to the middle of what is at hand; every place is then located anew.
    fn centre_on(&mut self, extent: Option<LonLatBox>) {
        let Some(extent) = extent else { return };
        let moved = LocalProjection::centred_on(extent.centre());
        if self.projection != Some(moved) {
            self.projection = Some(moved);
            self.sources.grids.stamp = crate::base::stamp::Stamp::fresh();
            // Another place altogether: a scale locked on what lay there before would mislead.
            self.derived.scale = None;
        }
    }

    fn remember(&mut self, path: &Path) {
        self.settings.remember_file(path);
        self.save_settings();
    }

    fn say(&mut self, level: NoticeLevel, id: &'static str, path: &Path) {
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        self.notices.add(level, Message::new(id).with("file", name));
    }

    fn fail(&mut self, error: &ReadError) {
        if !matches!(error, ReadError::Cancelled(_)) {
            self.notices.add(NoticeLevel::Error, error.message());
        }
    }
}

/// The id of the sentence that names a level.
#[must_use]
pub const fn level_sentence(level: GridLevel) -> &'static str {
    match level {
        GridLevel::District => "level-district",
        GridLevel::Subdistrict => "level-subdistrict",
        GridLevel::Community => "level-community",
        GridLevel::PoliceGrid => "level-police-grid",
        GridLevel::WorkGrid => "level-work-grid",
    }
}

fn read_and_link(
    files: &[(PathBuf, BoundaryOptions)],
    known: Vec<BoundaryReading>,
    cancel: &crate::base::cancel::Cancel,
) -> Result<BoundariesRead, ReadError> {
    let mut readings = known;
    let mut opened = Vec::new();
    for (path, options) in files {
        let reading = read_boundaries(path, options, cancel)?;
        readings.retain(|known| known.layer.level != reading.layer.level);
        opened.push(reading.layer.level);
        readings.push(reading);
    }
    link(readings, opened, cancel)
}

fn link(
    readings: Vec<BoundaryReading>,
    opened: Vec<GridLevel>,
    cancel: &crate::base::cancel::Cancel,
) -> Result<BoundariesRead, ReadError> {
    let (hierarchy, linked) = link_layers(readings.clone(), cancel)?;
    let defects = readings
        .iter()
        .flat_map(|reading| reading.defects.iter().cloned())
        .chain(linked)
        .collect();
    Ok(BoundariesRead {
        readings,
        hierarchy,
        defects,
        opened,
    })
}

//! Wishes to open and close files: every reading is a job. What brings something beside what is there (boundaries of
//! another level, points, zones) waits its turn; what takes the place of the last (incidents, roads) cancels it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::command::Command;
use super::copy_in_plan::{incidents_of_plan, is_away, of_plan, roads_of_plan};
use super::files::{BoundariesRead, FileOutcome, Found, IncidentsRead, RoadsRead};
use super::jobs::JobKind;
use super::kept_sources::{KeptFile, KeptIncidents};
use super::layer_choice::PendingLayers;
use super::notice::NoticeLevel;
use super::sources::{IncidentReport, Stamped};
use super::state::{Outcome, Session};
use crate::analysis::road_facts::road_facts;
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::boundaries::{BoundaryOptions, BoundaryReading};
use crate::io::grid_links::link_layers;
use crate::io::incident_table::{IncidentOptions, IncidentReading, write_refusals};
use crate::io::layer_in_file::file_of;
use crate::io::place_shift::detect_place_shift;
use crate::io::plan_file::inside::grids_inside;
use crate::io::plan_file::source_rows::SourceKind;
use crate::io::read_error::ReadError;
use crate::io::sniff::FileKind;
use crate::io::vector_files::main_file;
use crate::io::worker::{
    look, preview_incidents, read_boundaries, read_incidents, read_points, read_roads, read_zones,
};
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::IncidentTable;
use crate::model::road_network::Access;

/// The files of a district folder, as the demo district is laid out; what it lacks is missing.
#[derive(Debug, Default)]
pub(super) struct DistrictFiles {
    boundaries: Vec<(PathBuf, BoundaryOptions)>,
    roads: Option<PathBuf>,
    incidents: Option<PathBuf>,
    points: Option<PathBuf>,
    zones: Option<PathBuf>,
}

/// Which job a wish has to wait for, where it must not cancel it.
const fn turn_of(command: &Command) -> Option<JobKind> {
    match command {
        Command::OpenFile(_) | Command::OpenDistrict(_) => Some(JobKind::Look),
        Command::OpenBoundaries(_) | Command::CloseLevel(_) => Some(JobKind::Boundaries),
        Command::OpenPoints(..) | Command::OpenZones(..) => Some(JobKind::PlanLayers),
        _ => None,
    }
}

impl Session {
    /// Whether the wish waits for a job of its kind to end. It is then carried out by [`Session::open_waiting`].
    fn waits(&mut self, command: impl FnOnce() -> Command, kind: JobKind) -> bool {
        let before = |waiting: &Command| turn_of(waiting) == Some(kind);
        let waits = self.jobs.is_running(kind) || self.waiting.iter().any(before);
        if waits {
            self.waiting.push_back(command());
        }
        waits
    }

    /// Carries out the wishes whose turn has come; boundaries that wait together are opened together.
    pub(super) fn open_waiting(&mut self) {
        for kind in [JobKind::Look, JobKind::Boundaries, JobKind::PlanLayers] {
            if self.jobs.is_running(kind) {
                continue;
            }
            let turn = |waiting: &Command| turn_of(waiting) == Some(kind);
            let Some(mut next) = self.next_waiting(turn) else {
                continue;
            };
            if let Command::OpenBoundaries(files) = &mut next {
                let more = |waiting: &Command| matches!(waiting, Command::OpenBoundaries(_));
                while self
                    .waiting
                    .iter()
                    .find(|waiting| turn(waiting))
                    .is_some_and(more)
                    && let Some(Command::OpenBoundaries(with)) = self.next_waiting(turn)
                {
                    files.extend(with);
                }
            }
            let others: Vec<Command> = std::mem::take(&mut self.waiting).into();
            self.apply(next);
            self.waiting.extend(others);
        }
    }

    fn next_waiting(&mut self, turn: impl Fn(&Command) -> bool) -> Option<Command> {
        let at = self.waiting.iter().position(turn)?;
        self.waiting.remove(at)
    }

    /// Finds out what a file or folder is and opens it as that.
    pub(super) fn open_file(&mut self, path: PathBuf) {
        let path = absolute(path);
        if self.waits(|| Command::OpenFile(path.clone()), JobKind::Look) {
            return;
        }
        self.jobs.start(JobKind::Look, move |_| {
            // A file that belongs to a Shapefile stands for it.
            let path = main_file(&path).unwrap_or(path);
            let found = if path.is_dir() {
                Ok(Found::District(files_of(&path)))
            } else {
                look(&path).map(|(kind, layers)| match layers.as_slice() {
                    [] => Found::File(kind),
                    _ => Found::Layers(layers),
                })
            };
            Outcome::File(FileOutcome::Found(path, found))
        });
    }

    /// Opens a folder as the demo district is laid out: what it lacks is passed over.
    pub(super) fn open_district(&mut self, folder: PathBuf) {
        let folder = absolute(folder);
        if self.waits(|| Command::OpenDistrict(folder.clone()), JobKind::Look) {
            return;
        }
        self.jobs.start(JobKind::Look, move |_| {
            let files = files_of(&folder);
            Outcome::File(FileOutcome::Found(folder, Ok(Found::District(files))))
        });
    }

    /// Opens what was found out to be of some kind.
    pub(super) fn open_found(&mut self, path: PathBuf, found: Found) {
        match found {
            Found::Layers(layers) => self.pending_layers = Some(PendingLayers { path, layers }),
            Found::File(FileKind::Boundaries) => {
                self.open_boundaries(vec![(path, BoundaryOptions::default())]);
            }
            Found::File(FileKind::Zones) => self.open_zones(path, None),
            Found::File(FileKind::Points) => self.open_points(path, None),
            Found::File(FileKind::Roads) => self.open_roads(path, None),
            Found::File(FileKind::Incidents)
                if self.jobs.is_running(JobKind::Preview) || self.pending_incidents.is_some() =>
            {
                self.say(NoticeLevel::Warning, "session-incidents-one-file", &path);
            }
            Found::File(FileKind::Incidents) => {
                self.preview_incidents(path, IncidentOptions::default());
            }
            Found::File(FileKind::BaseMap) => {
                self.say(NoticeLevel::Info, "session-base-map-by-window", &path);
            }
            Found::File(FileKind::Plan) => self.open_plan_file(path),
            Found::File(FileKind::Bundle) => self.open_bundle(path),
            Found::File(FileKind::Project) => self.open_old_project(path),
            Found::File(FileKind::Unknown) => {
                self.say(NoticeLevel::Error, "session-unknown-kind", &path);
            }
            Found::District(files) if files.boundaries.is_empty() => {
                self.say(NoticeLevel::Error, "session-no-district", &path);
            }
            Found::District(files) => self.open_district_files(&path, files),
        }
    }

    /// The levels at hand give way to those of the district; whatever was being read or waiting for them does too.
    fn open_district_files(&mut self, folder: &Path, files: DistrictFiles) {
        self.waiting.retain(|waiting| {
            !matches!(
                turn_of(waiting),
                Some(JobKind::Boundaries | JobKind::PlanLayers)
            )
        });
        self.read_boundaries(files.boundaries, Arc::default());
        if let Some(path) = files.roads {
            self.open_roads(path, None);
        }
        if let Some(path) = files.incidents {
            self.import_incidents(path, IncidentOptions::default());
        }
        self.open_plan_layers(folder, files.points, files.zones);
    }

    pub(super) fn open_boundaries(&mut self, files: Vec<(PathBuf, BoundaryOptions)>) {
        let files: Vec<_> = files
            .into_iter()
            .map(|(path, options)| (absolute(path), options))
            .collect();
        if !self.waits(
            || Command::OpenBoundaries(files.clone()),
            JobKind::Boundaries,
        ) {
            let known = Arc::clone(&self.sources.boundary_readings);
            self.read_boundaries(files, known);
        }
    }

    pub(super) fn read_boundaries(
        &mut self,
        files: Vec<(PathBuf, BoundaryOptions)>,
        known: Arc<Vec<BoundaryReading>>,
    ) {
        let plan = self.plan_file.clone();
        self.jobs.start(JobKind::Boundaries, move |cancel| {
            let read = read_and_link(files, &known, plan.as_deref(), cancel);
            Outcome::File(FileOutcome::Boundaries(read.map(Box::new)))
        });
    }

    pub(super) fn close_level(&mut self, level: GridLevel) {
        if self.waits(|| Command::CloseLevel(level), JobKind::Boundaries) {
            return;
        }
        self.kept.close_level(level);
        self.keep_without(SourceKind::Grids(level));
        let known = Arc::clone(&self.sources.boundary_readings);
        self.jobs.start(JobKind::Boundaries, move |cancel| {
            let others = known.iter().filter(|reading| reading.layer.level != level);
            let linked = link(others.cloned().collect(), cancel);
            Outcome::File(FileOutcome::Boundaries(linked.map(Box::new)))
        });
    }

    pub(super) fn preview_incidents(&mut self, path: PathBuf, options: IncidentOptions) {
        let path = absolute(path);
        self.jobs.start(JobKind::Preview, move |cancel| {
            let preview = preview_incidents(&path, &options, cancel);
            Outcome::File(FileOutcome::Previewed(path, options, preview))
        });
    }

    pub(super) fn import_incidents(&mut self, path: PathBuf, options: IncidentOptions) {
        let path = absolute(path);
        if let (Some(mapping), Some(pending)) = (&options.mapping, &self.pending_incidents)
            && pending.path == path
        {
            let key = crate::io::incident_table::mapping_key(&pending.preview.columns);
            self.settings.mappings.insert(key, mapping.clone());
            self.save_settings();
        }
        self.pending_incidents = None;
        let grids = Arc::clone(&self.sources.grids.content);
        let inside = self.plan_file.clone().zip(self.kept.incidents.clone());
        self.jobs.start(JobKind::Incidents, move |cancel| {
            let file = KeptFile::seen(path);
            let read = read_incidents(&file.path.0, &options, &cancel.part(0, 9, 10));
            let read = read.map(|mut reading| {
                let shifted = shift_against(&grids, reading.table.positions(), reading.crs);
                reading.warnings.extend(shifted);
                Box::new(taken_apart(file.clone(), reading))
            });
            let read = read.or_else(|error| {
                incidents_of_plan(inside, &file, &error)
                    .map_or(Err(error), |read| Ok(Box::new(read)))
            });
            Outcome::File(FileOutcome::Incidents(read))
        });
    }

    pub(super) fn close_incidents(&mut self) {
        self.jobs.cancel(JobKind::Incidents);
        self.put_incidents(Arc::new(IncidentTable::default()), Arc::default());
        self.kept.incidents = None;
        self.keep_without(SourceKind::Incidents);
    }

    /// Other incidents take the place of those at hand.
    pub(super) fn put_incidents(&mut self, table: Arc<IncidentTable>, report: Arc<IncidentReport>) {
        let before = (
            std::mem::replace(&mut self.sources.incidents, Stamped::new(table)),
            std::mem::replace(&mut self.sources.incident_report, report),
        );
        self.jobs.sweep(before);
    }

    pub(super) fn open_roads(&mut self, path: PathBuf, crs: Option<Crs>) {
        let path = absolute(path);
        let grids = Arc::clone(&self.sources.grids.content);
        let inside = self.plan_file.clone().zip(self.kept.roads.clone());
        self.jobs.start(JobKind::Roads, move |cancel| {
            let file = KeptFile::seen(path);
            let read = read_roads(&file.path.0, crs, &cancel.part(0, 9, 10)).map(|roads| {
                let corners = roads.links.iter().flat_map(|link| &link.course.0);
                let corners: Vec<LonLat> = corners.map(|corner| LonLat::from(*corner)).collect();
                let shifted = shift_against(&grids, &corners, roads.source.crs);
                RoadsRead {
                    facts: road_facts(&roads, Access::CAR),
                    roads,
                    shifted,
                    from_plan: false,
                }
            });
            let (file, read) = match read {
                Err(error) => roads_of_plan(inside, file, error),
                read => (file, read),
            };
            Outcome::File(FileOutcome::Roads(file, read))
        });
    }

    pub(super) fn open_points(&mut self, path: PathBuf, crs: Option<Crs>) {
        let path = absolute(path);
        if self.waits(
            || Command::OpenPoints(path.clone(), crs),
            JobKind::PlanLayers,
        ) {
            return;
        }
        self.jobs.start(JobKind::PlanLayers, move |_| {
            let points = read_points(&path, crs);
            Outcome::File(FileOutcome::Points(path, points))
        });
    }

    pub(super) fn open_zones(&mut self, path: PathBuf, crs: Option<Crs>) {
        let path = absolute(path);
        if self.waits(
            || Command::OpenZones(path.clone(), crs),
            JobKind::PlanLayers,
        ) {
            return;
        }
        self.jobs.start(JobKind::PlanLayers, move |_| {
            let zones = read_zones(&path, crs);
            Outcome::File(FileOutcome::Zones(path, zones))
        });
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
            let written = written.map_err(|source| ReadError::Write {
                path: path.clone(),
                source,
            });
            Outcome::File(FileOutcome::Refusals(path, written))
        });
    }
}

/// The path from the root: a relative one would name another file at the next start.
fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

fn files_of(folder: &Path) -> DistrictFiles {
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
    DistrictFiles {
        boundaries: levels
            .into_iter()
            .filter_map(|(stem, level)| Some((geojson(stem)?, options(level))))
            .collect(),
        roads: geojson("roads"),
        incidents: file("incidents", &["csv", "csv.gz", "xlsx", "xls"]),
        points: geojson("patrol_points"),
        zones: geojson("zones"),
    }
}

/// Splits a reading into what the session holds, off the screen's thread: a million refused rows are not copied in a frame.
fn taken_apart(file: KeptFile, reading: IncidentReading) -> IncidentsRead {
    IncidentsRead {
        kept: KeptIncidents {
            file,
            mapping: reading.mapping.clone(),
            crs: reading.crs,
            sheet: reading.sheet.clone(),
            encoding: reading.encoding.clone(),
            delimiter: reading.delimiter,
        },
        middle: reading.table.middle(),
        report: Arc::new(IncidentReport::of(&reading)),
        table: Arc::new(reading.table),
        from_plan: false,
    }
}

/// The warning where places lie off the boundaries at hand as another reference system does.
fn shift_against(grids: &GridHierarchy, places: &[LonLat], read_as: Crs) -> Option<Message> {
    let layer = grids.finest()?;
    let shift = detect_place_shift(places, read_as, layer)?;
    Some(shift.message(&layer.source.file_name))
}

/// Reads what can be read; a file that cannot is named beside the others.
fn read_and_link(
    files: Vec<(PathBuf, BoundaryOptions)>,
    known: &[BoundaryReading],
    plan: Option<&Path>,
    cancel: &Cancel,
) -> Result<BoundariesRead, ReadError> {
    let (mut opened, mut failed, mut from_plan) = (Vec::new(), Vec::new(), Vec::new());
    let mut readings = Vec::new();
    // A file is as much of the work as it is long; linking is the last eighth.
    let lengths = files.iter().map(|(path, _)| length_of(path));
    let ends = lengths.scan(0, |end, length| {
        *end += length;
        Some((*end - length, *end))
    });
    let stretches: Vec<(u64, u64)> = ends.collect();
    let all = stretches.last().map_or(0, |(_, end)| *end);
    let reading = cancel.part(0, 7, 8);
    for ((path, options), (from, to)) in files.into_iter().zip(stretches) {
        let file = KeptFile::seen(path);
        match read_boundaries(&file.path.0, &options, &reading.part(from, to, all)) {
            Ok(reading) => {
                opened.retain(|(level, _)| *level != reading.layer.level);
                opened.push((reading.layer.level, file));
                readings.retain(|known: &BoundaryReading| known.layer.level != reading.layer.level);
                readings.push(reading);
            }
            Err(error @ ReadError::Cancelled(_)) => return Err(error),
            Err(error) => {
                let level = options.level.filter(|_| is_away(&error));
                match plan
                    .zip(level)
                    .and_then(|(plan, level)| of_plan(grids_inside(plan, level)))
                {
                    Some(reading) if reading.layer.source.path == file.path.0.to_string_lossy() => {
                        from_plan.push((reading.layer.level, file.path.0));
                        readings.push(reading);
                    }
                    Some(_) | None => failed.push(error),
                }
            }
        }
    }
    if readings.is_empty() && !failed.is_empty() {
        return Ok(BoundariesRead {
            failed,
            ..BoundariesRead::default()
        });
    }
    let news: Vec<GridLevel> = readings.iter().map(|new| new.layer.level).collect();
    let kept = known
        .iter()
        .filter(|known| !news.contains(&known.layer.level));
    let all = kept.cloned().chain(readings).collect();
    Ok(BoundariesRead {
        opened,
        from_plan,
        failed,
        ..link(all, &cancel.part(7, 8, 8))?
    })
}

/// The length of a file, at least one byte; what cannot be asked counts as that.
fn length_of(path: &Path) -> u64 {
    std::fs::metadata(file_of(path)).map_or(1, |about| about.len().max(1))
}

fn link(readings: Vec<BoundaryReading>, cancel: &Cancel) -> Result<BoundariesRead, ReadError> {
    let (hierarchy, linked) = link_layers(readings.clone(), cancel)?;
    let defects = readings
        .iter()
        .flat_map(|reading| reading.defects.iter().cloned())
        .chain(linked)
        .collect();
    Ok(BoundariesRead {
        linked: Some((Arc::new(readings), Arc::new(hierarchy), defects)),
        ..BoundariesRead::default()
    })
}

//! What reading files brings home: every outcome replaces a source whole, adds to the plan, or becomes a notice.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::comparison::{PlanChoice, PlansRead};
use super::kept_sources::{KeptBoundaries, KeptFile, KeptIncidents, KeptRoads};
use super::notice::NoticeLevel;
use super::opening::DistrictFiles;
use super::plan_opening::OpenedPlan;
use super::sources::{IncidentReport, Stamped};
use super::state::Session;
use crate::analysis::road_facts::RoadFacts;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::projection::LocalProjection;
use crate::i18n::message::Message;
use crate::io::boundaries::BoundaryReading;
use crate::io::defect::Defect;
use crate::io::incident_table::{IncidentOptions, IncidentPreview};
use crate::io::layer_in_file::LayerInFile;
use crate::io::plan_bundle::{Bundle, BundleError, PublicKey};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::read_error::ReadError;
use crate::io::sniff::FileKind;
use crate::io::vector_out::Written;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::IncidentTable;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::Plan;
use crate::model::plan_edit::PlanEdit;
use crate::model::reach_rule::ReachRule;
use crate::model::road_network::RoadNetwork;
use crate::model::zone::Zone;
use crate::report::briefing::write::{BriefingError, BriefingWritten};

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

/// What a file or folder was found out to be.
#[derive(Debug)]
pub(super) enum Found {
    File(FileKind),
    /// A file of several layers.
    Layers(Vec<LayerInFile>),
    District(DistrictFiles),
}

/// What reading files brought.
#[derive(Debug)]
pub(super) enum FileOutcome {
    Found(PathBuf, Result<Found, ReadError>),
    Boundaries(Result<Box<BoundariesRead>, ReadError>),
    Previewed(PathBuf, IncidentOptions, Result<IncidentPreview, ReadError>),
    Incidents(Result<Box<IncidentsRead>, ReadError>),
    Roads(KeptFile, Result<RoadsRead, ReadError>),
    Points(PathBuf, Result<Vec<PatrolPoint>, ReadError>),
    Zones(PathBuf, Result<Vec<Zone>, ReadError>),
    District(PathBuf, Result<(Vec<PatrolPoint>, Vec<Zone>), ReadError>),
    Refusals(PathBuf, Result<(), ReadError>),
    /// A layer that was written.
    LayerOut(PathBuf, Result<Written, ReadError>),
    /// The briefing or an atlas.
    BriefingOut(PathBuf, Result<BriefingWritten, BriefingError>),
    Plan(PathBuf, Result<Box<OpenedPlan>, PlanFileError>),
    /// A bundle that was written, and the key that signed it.
    HandedOver(PathBuf, Result<Option<PublicKey>, BundleError>),
    /// A bundle, verified.
    Bundle(PathBuf, Result<Bundle, BundleError>),
    /// A bundle whose plan was taken out.
    Unpacked(PathBuf, Result<(PathBuf, Bundle), BundleError>),
    /// Plans to be compared; where one could not be read, its file and why.
    Compared([PlanChoice; 2], Result<PlansRead, (PathBuf, PlanFileError)>),
    /// The plan as it was.
    PlanAt(PathBuf, Result<PlanEdit, PlanFileError>),
}

/// Readings, their hierarchy and all defects.
type Linked = (Arc<Vec<BoundaryReading>>, Arc<GridHierarchy>, Vec<Defect>);

/// All boundary layers at hand, linked anew.
#[derive(Debug, Default)]
pub(super) struct BoundariesRead {
    /// The readings, their hierarchy and all defects; `None` where nothing could be read, and nothing changes.
    pub(super) linked: Option<Linked>,
    /// The levels that were opened, each with its file.
    pub(super) opened: Vec<(GridLevel, KeptFile)>,
    /// Levels whose file could not be read: they are the copy inside the plan.
    pub(super) from_plan: Vec<(GridLevel, PathBuf)>,
    /// Why files could not be read.
    pub(super) failed: Vec<ReadError>,
}

/// Roads as read.
#[derive(Debug)]
pub(super) struct RoadsRead {
    pub(super) roads: RoadNetwork,
    /// What they amount to for cars.
    pub(super) facts: RoadFacts,
    /// The warning where they lie off the boundaries.
    pub(super) shifted: Option<Message>,
    /// Their file could not be read: they are the copy inside the plan.
    pub(super) from_plan: bool,
}

/// Incidents as read.
#[derive(Debug)]
pub(super) struct IncidentsRead {
    /// Their file could not be read: they are the copy inside the plan.
    pub(super) from_plan: bool,
    pub(super) table: Arc<IncidentTable>,
    pub(super) report: Arc<IncidentReport>,
    /// Amid them.
    pub(super) middle: Option<LonLat>,
    pub(super) kept: KeptIncidents,
}

impl Session {
    /// Takes home what reading files brought.
    pub(super) fn take_file(&mut self, outcome: FileOutcome) {
        match outcome {
            FileOutcome::Found(path, Ok(found)) => self.open_found(path, found),
            FileOutcome::Boundaries(Ok(read)) => self.take_boundaries(*read),
            FileOutcome::Previewed(path, options, Ok(preview)) => {
                self.take_preview(path, options, preview);
            }
            FileOutcome::Incidents(Ok(read)) => self.take_incidents(*read),
            FileOutcome::Roads(file, Ok(read)) => {
                self.tell_of_roads(&read.roads, &read.facts);
                self.take_roads(&file, read.roads, read.from_plan);
                if let Some(warning) = read.shifted {
                    self.notices.add(NoticeLevel::Warning, warning);
                }
            }
            FileOutcome::Points(path, Ok(points)) => self.take_points(&path, points),
            FileOutcome::Zones(path, Ok(zones)) => self.take_zones(&path, zones),
            FileOutcome::District(folder, Ok((points, zones))) => {
                self.take_district(&folder, points, zones);
            }
            FileOutcome::Plan(path, opened) => self.take_opened(&path, opened),
            FileOutcome::HandedOver(path, written) => self.take_handed_over(&path, written),
            FileOutcome::Bundle(path, found) => self.take_bundle_look(path, found),
            FileOutcome::Unpacked(path, taken) => self.take_unpacked(&path, taken),
            FileOutcome::Compared(choices, read) => self.take_compared(choices, read),
            FileOutcome::PlanAt(path, plan) => self.take_plan_at(&path, plan),
            FileOutcome::Refusals(path, Ok(())) => {
                self.say(NoticeLevel::Info, "session-written", &path);
            }
            FileOutcome::BriefingOut(path, written) => self.take_briefing_out(&path, written),
            FileOutcome::LayerOut(path, Ok(written)) => {
                self.say(NoticeLevel::Info, "session-written", &path);
                if written.shortened > 0 {
                    let cut = Message::new("session-shortened").with("n", written.shortened);
                    self.notices.add(NoticeLevel::Warning, cut);
                }
            }
            FileOutcome::Found(_, Err(error))
            | FileOutcome::Boundaries(Err(error))
            | FileOutcome::Previewed(_, _, Err(error))
            | FileOutcome::Incidents(Err(error))
            | FileOutcome::Roads(_, Err(error))
            | FileOutcome::Points(_, Err(error))
            | FileOutcome::Zones(_, Err(error))
            | FileOutcome::District(_, Err(error))
            | FileOutcome::LayerOut(_, Err(error))
            | FileOutcome::Refusals(_, Err(error)) => self.fail(&error),
        }
    }

    fn take_boundaries(&mut self, read: BoundariesRead) {
        for error in &read.failed {
            self.fail(error);
        }
        let Some((readings, hierarchy, defects)) = read.linked else {
            return;
        };
        for (_, path) in &read.from_plan {
            self.say(NoticeLevel::Warning, "session-source-from-plan", path);
        }
        let mut keep = Vec::new();
        for (level, file) in read.opened {
            let reading = readings.iter().find(|reading| reading.layer.level == level);
            if let (Some(layer), Some(reading)) = (hierarchy.layer(level), reading) {
                self.remember(&file.path.0);
                self.tell_level(level, layer.units.len(), layer.source.refused());
                let kept = KeptBoundaries {
                    file,
                    crs: layer.source.crs,
                    level,
                    fields: reading.fields.clone(),
                };
                let path = kept.file.path.0.clone();
                if self.embeds_all || !self.kept.boundaries.contains(&kept) {
                    keep.push((level, kept.file.clone()));
                }
                if self.kept.put_boundaries(kept) {
                    self.say(NoticeLevel::Warning, "session-source-changed", &path);
                }
            }
        }
        for defect in defects.iter().filter(|defect| defect.feature.is_none()) {
            self.notices
                .add(NoticeLevel::Warning, defect.message.clone());
        }
        let sources = &mut self.sources;
        let before = (
            std::mem::replace(&mut sources.boundary_readings, readings),
            std::mem::replace(&mut sources.defects, defects),
            std::mem::replace(&mut sources.grids, Stamped::new(hierarchy)),
        );
        self.jobs.sweep(before);
        if self.sources.incidents.content.is_empty() {
            self.centre_on(None, self.sources.grids.content.extent());
        }
        if !keep.is_empty() {
            self.keep_list();
        }
        for (level, file) in keep {
            self.keep_grids(level, &file);
        }
    }

    fn tell_level(&mut self, level: GridLevel, shown: usize, refused: usize) {
        let message = Message::new("session-boundaries-opened")
            .with("level", Message::new(level.sentence()))
            .with("n", shown)
            .with("refused", refused);
        let level = if refused > 0 {
            NoticeLevel::Warning
        } else {
            NoticeLevel::Info
        };
        self.notices.add(level, message);
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

    fn take_incidents(&mut self, read: IncidentsRead) {
        let path = read.kept.file.path.0.clone();
        if read.from_plan {
            self.say(NoticeLevel::Warning, "session-source-from-plan", &path);
        } else {
            self.remember(&path);
        }
        let report = read.report;
        let message = Message::new("session-incidents-opened")
            .with("kept", read.table.len())
            .with("refused", report.refused);
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
        self.centre_on(read.middle, None);
        self.put_incidents(read.table, report);
        let keep = self.embeds_all || self.kept.incidents.as_ref() != Some(&read.kept);
        let file = read.kept.file.clone();
        if self.kept.put_incidents(read.kept) {
            self.say(NoticeLevel::Warning, "session-source-changed", &path);
        }
        self.derived.scale = None;
        if keep {
            self.keep_list();
            self.keep_incidents(&file);
        }
    }

    fn take_roads(&mut self, file: &KeptFile, roads: RoadNetwork, from_plan: bool) {
        let path = file.path.0.clone();
        if from_plan {
            self.say(NoticeLevel::Warning, "session-source-from-plan", &path);
        } else {
            self.remember(&path);
        }
        let corners = roads.links.iter().flat_map(|link| &link.course.0);
        let extent = LonLatBox::around(corners.map(|corner| LonLat::from(*corner)));
        self.sources.roads_extent = extent;
        if self.projection.is_none() {
            self.centre_on(None, extent);
        }
        let kept = KeptRoads {
            crs: roads.source.crs,
            file: file.clone(),
        };
        let keep = self.embeds_all || self.kept.roads.as_ref() != Some(&kept);
        if self.kept.put_roads(kept) {
            self.say(NoticeLevel::Warning, "session-source-changed", &path);
        }
        let before = std::mem::replace(&mut self.sources.roads, Stamped::new(Arc::new(roads)));
        self.jobs.sweep(before);
        if keep {
            self.keep_list();
            self.keep_roads(file);
        }
    }

    fn take_points(&mut self, path: &Path, points: Vec<PatrolPoint>) {
        self.remember(path);
        if self.projection.is_none() {
            self.centre_on(
                None,
                LonLatBox::around(points.iter().map(|point| point.position)),
            );
        }
        let known = |new: &PatrolPoint| {
            let mut points = self.plan.points.values();
            points.any(|old| old.name == new.name && old.position == new.position)
        };
        let (already, new): (Vec<_>, Vec<_>) = points.into_iter().partition(known);
        let first = self.plan.free_point_id().0;
        let numbered = (first..).zip(new).map(|(id, point)| {
            PlanEdit::AddPoint(PatrolPoint {
                id: crate::base::ids::PointId(id),
                ..point
            })
        });
        self.add_all(path, numbered.collect(), already.len());
    }

    fn take_zones(&mut self, path: &Path, zones: Vec<Zone>) {
        self.remember(path);
        let known = |new: &Zone| {
            let mut zones = self.plan.zones.values();
            zones.any(|old| old.name == new.name && old.boundary == new.boundary)
        };
        let (already, new): (Vec<_>, Vec<_>) = zones.into_iter().partition(known);
        let first = self.plan.free_zone_id().0;
        let numbered = (first..).zip(new).map(|(id, zone)| {
            PlanEdit::AddZone(Zone {
                id: crate::base::ids::ZoneId(id),
                ..zone
            })
        });
        self.add_all(path, numbered.collect(), already.len());
    }

    /// Adds what a file brings, in one step. What stands in the plan already, the same to the letter, is not added again.
    fn add_all(&mut self, path: &Path, edits: Vec<PlanEdit>, already: usize) {
        if edits.is_empty() && already == 0 {
            return self.say(NoticeLevel::Warning, "session-nothing-in-file", path);
        }
        if already > 0 {
            let file = path.file_name().unwrap_or(path.as_os_str());
            let message = Message::new("session-already-in-plan")
                .with("file", file.to_string_lossy().into_owned())
                .with("n", already);
            self.notices.add(NoticeLevel::Info, message);
        }
        if edits.is_empty() {
            return;
        }
        self.apply(super::command::Command::Edit(PlanEdit::All(edits)));
    }

    fn take_district(&mut self, folder: &Path, points: Vec<PatrolPoint>, zones: Vec<Zone>) {
        self.remember(folder);
        let name = self.words.text("session-demo-plan-name");
        self.open_plan(Plan::new(name, points, zones, ReachRule::default()));
    }

    /// The project's projection moves to the middle of what is at hand; every place is then located anew.
    fn centre_on(&mut self, incidents: Option<LonLat>, others: Option<LonLatBox>) {
        let Some(moved) = LocalProjection::of_project(incidents, others) else {
            return;
        };
        if self.projection != Some(moved) {
            self.projection = Some(moved);
            self.sources.grids.stamp = crate::base::stamp::Stamp::fresh();
            // Another place altogether: a scale locked on what lay there before would mislead.
            self.derived.scale = None;
        }
    }

    /// Before any file is open the plan itself says where the project lies: metres are wanted for nudging and measuring.
    pub(super) fn centre_on_plan(&mut self) {
        if self.projection.is_none() {
            let points = self.plan.points.values().map(|point| point.position);
            let zones = self.plan.zones.values();
            let corners = zones.flat_map(|zone| zone.boundary.exterior().coords());
            let corners = corners.map(|corner| LonLat::from(*corner));
            self.centre_on(None, LonLatBox::around(points.chain(corners)));
        }
    }

    fn remember(&mut self, path: &Path) {
        self.settings.remember_file(path);
        self.save_settings();
    }

    pub(super) fn say(&mut self, level: NoticeLevel, id: &'static str, path: &Path) {
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

//! An atlas: a page for each zone, subdistrict or police grid, with its own map, figures and legend.

use std::collections::BTreeSet;

use geo::{Contains, Intersects, MultiPolygon, Point};

use super::cartographer::{Cartographer, PaperError, PaperFile};
use super::map_answers::MapAnswers;
use super::map_frame::meet;
use super::map_ground::{Shape, shape};
use super::page::PageSetup;
use super::pdf::PdfBook;
use crate::analysis::coverage::AreaFigures;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLatBox;
use crate::base::ground_area::ground_area;
use crate::base::ids::ZoneId;
use crate::base::units::Km2;
use crate::i18n::message::{Arg, Message};
use crate::model::grid::{GridLevel, GridUnit};
use crate::model::reach_rule::Reach;
use crate::model::scene::Scene;
use crate::model::zone::Zone;
use crate::report::briefing::answers::Covered;
use crate::report::briefing::content::{SceneContent, SceneFigure};

/// What an atlas has a page for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AtlasOf {
    /// Every priority zone, by rank.
    Zones,
    /// Every unit of a level, in layer order.
    Units(GridLevel),
}

/// What one page is about.
struct Subject<'a> {
    title: String,
    boundary: MultiPolygon<f64>,
    shape: Shape,
    extent: LonLatBox,
    area: Km2,
    incidents: f64,
    unit: Option<&'a GridUnit>,
    zone: Option<ZoneId>,
    coverage: Option<&'a AreaFigures>,
}

/// What was worked out for all pages.
struct Basis {
    map: MapAnswers,
    covered: std::sync::Arc<Covered>,
    areas: Vec<AreaFigures>,
}

impl Cartographer<'_> {
    /// An atlas in the look and with the incidents of a scene; pages are written one after the other, so that hundreds need no more
    /// memory than their PDF.
    ///
    /// # Errors
    /// [`PaperError::Empty`] where there is nothing to make pages of; else [`PaperError`].
    pub fn atlas_pdf(
        &self,
        scene: &Scene,
        of: AtlasOf,
        basis: &str,
        setup: PageSetup,
        cancel: &Cancel,
    ) -> Result<PaperFile, PaperError> {
        let found = self.basis(scene, of, cancel)?;
        let subjects = self.subjects(of, &found);
        if subjects.is_empty() {
            return Err(PaperError::Empty(nothing(of)));
        }
        let title = &self.answers.ground().plan.name;
        let mut book = PdfBook::new(title, self.wording.language());
        let mut missing = BTreeSet::new();
        let pages = subjects.len();
        for (index, subject) in subjects.iter().enumerate() {
            cancel.check()?;
            let own = page_scene(scene, subject);
            let content = self.page_content(subject, &found, basis);
            let maps = std::slice::from_ref(&found.map);
            let mut drawn = self.subject(&own, maps, &content);
            drawn.emphasis = Some(&subject.shape);
            let sheet = self.page(&drawn, setup, (index + 1, pages));
            missing.extend(&sheet.missing);
            book.page(&sheet)?;
            cancel.report(index as u64 + 1, pages as u64);
        }
        Ok(PaperFile {
            pdf: book.finish()?,
            pages,
            missing: missing.into_iter().collect(),
        })
    }

    fn basis(&self, scene: &Scene, of: AtlasOf, cancel: &Cancel) -> Result<Basis, Cancelled> {
        let single = Scene {
            beside: None,
            ..scene.clone()
        };
        let mut maps = MapAnswers::of(&self.answers, &single, cancel)?;
        let Some(mut map) = maps.pop() else {
            return Err(Cancelled);
        };
        let covered = self.answers.coverage(&single.filter, cancel)?;
        map.covered = Some(std::sync::Arc::clone(&covered));
        let areas = match of {
            AtlasOf::Zones => Vec::new(),
            AtlasOf::Units(level) => covered.coverage.board.areas(level),
        };
        Ok(Basis {
            map,
            covered,
            areas,
        })
    }

    fn subjects<'a>(&'a self, of: AtlasOf, basis: &'a Basis) -> Vec<Subject<'a>> {
        match of {
            AtlasOf::Zones => {
                let zones = self.answers.ground().plan.zones_by_rank().into_iter();
                zones.filter_map(|zone| self.zone(zone, basis)).collect()
            }
            AtlasOf::Units(level) => self.units(level, basis),
        }
    }

    fn zone<'a>(&self, zone: &Zone, basis: &'a Basis) -> Option<Subject<'a>> {
        let rings = std::iter::once(zone.boundary.exterior()).chain(zone.boundary.interiors());
        let corners = zone.boundary.exterior().0.iter();
        let extent = LonLatBox::around(corners.map(|corner| (*corner).into()))?;
        let boundary = MultiPolygon::new(vec![zone.boundary.clone()]);
        let figures = basis.covered.figures.zones.iter();
        let coverage = figures.into_iter().find(|(id, _)| *id == zone.id);
        let title = Message::new("map-zone-name")
            .with("rank", u64::from(zone.rank))
            .with("name", zone.name.as_str());
        Some(Subject {
            title: self.wording.say(&title),
            area: ground_area(&boundary),
            shape: shape(rings, &self.shapes.projection),
            boundary,
            extent,
            incidents: coverage.map_or(0.0, |(_, figures)| figures.incidents),
            unit: None,
            zone: Some(zone.id),
            coverage: coverage.map(|(_, figures)| figures),
        })
    }

    fn units<'a>(&'a self, level: GridLevel, basis: &'a Basis) -> Vec<Subject<'a>> {
        let Some(layer) = self.answers.ground().grids.layer(level) else {
            return Vec::new();
        };
        let counted = basis.map.selection.by_unit.get(&level);
        let shapes = self.shapes.units(level);
        let units = layer.units.iter().enumerate().zip(shapes);
        units
            .map(|((index, unit), shape)| {
                let incidents = counted.and_then(|counted| counted.incidents.get(index));
                Subject {
                    title: unit.name.clone(),
                    boundary: unit.boundary.clone(),
                    shape: shape.clone(),
                    extent: unit.extent,
                    area: unit.area,
                    incidents: incidents.copied().unwrap_or(0.0),
                    unit: Some(unit),
                    zone: None,
                    coverage: basis.areas.get(index),
                }
            })
            .collect()
    }

    fn page_content(&self, subject: &Subject, basis: &Basis, foot: &str) -> SceneContent {
        let say = |message: Message| self.wording.say(&message);
        let decimal = |id, value: f64, decimals| {
            say(Message::new(id).with("n", Arg::Decimal(value, decimals)))
        };
        let figure = |label: &'static str, value: String| SceneFigure {
            label: self.wording.text(label),
            value,
            change: String::new(),
            definition: String::new(),
        };
        let unknown = self.wording.text("paper-unknown");
        let mut figures = Vec::new();
        if subject.area.0 > 0.0 {
            let density = subject.incidents / subject.area.0;
            figures.push(figure(
                "paper-atlas-per-km2",
                decimal("paper-per-km2", density, 1),
            ));
        }
        figures.extend(self.coverage_figures(subject, basis));
        if let Some(unit) = subject.unit {
            let residents = unit.residents.map_or(unknown.clone(), |residents| {
                decimal("paper-count-people", residents, 0)
            });
            figures.push(figure("paper-atlas-residents", residents));
        }
        figures.push(figure(
            "paper-atlas-area",
            decimal("paper-km2", subject.area.0, 2),
        ));
        let points = self.points_inside(subject);
        let words = Message::new("paper-count-points").with("n", points);
        figures.push(figure("paper-atlas-points", say(words)));
        if subject.zone.is_none() {
            let zones = self.zones_met(subject);
            if !zones.is_empty() {
                figures.push(figure("paper-atlas-zones", zones.join(", ")));
            }
        }
        if let Some(unit) = subject.unit {
            let holder = self.holder(unit);
            figures.extend(holder.map(|name| figure("paper-atlas-within", name)));
            let responsible = unit.responsible.clone();
            figures.extend(responsible.map(|name| figure("paper-atlas-responsible", name)));
        }
        SceneContent {
            title: subject.title.clone(),
            big: Some(figure(
                "paper-atlas-incidents",
                decimal("paper-count-incidents", subject.incidents, 0),
            )),
            figures,
            basis: foot.to_owned(),
            ..SceneContent::default()
        }
    }

    /// Shares of incidents and area within each ring, and the mean response.
    fn coverage_figures(&self, subject: &Subject, basis: &Basis) -> Vec<SceneFigure> {
        let Some(coverage) = subject.coverage else {
            return Vec::new();
        };
        let rings = basis.covered.coverage.board.rings().iter();
        let mut figures = Vec::new();
        let percent = |share: f64| {
            let words = Message::new("paper-percent").with("n", Arg::Decimal(share * 100.0, 1));
            self.wording.say(&words)
        };
        let figure = |label: Message, value: String| SceneFigure {
            label: self.wording.say(&label),
            value,
            change: String::new(),
            definition: String::new(),
        };
        for (index, ring) in rings.enumerate() {
            let share = coverage.incident_share.get(index).copied().flatten();
            if let Some(share) = share {
                let label = Message::new("paper-atlas-incident-share")
                    .with("ring", self.wording.ring(*ring));
                figures.push(figure(label, percent(share.0)));
            }
        }
        let last = basis.covered.coverage.board.rings().last();
        let share = coverage.area_share.last().copied().flatten();
        if let Some((ring, share)) = last.zip(share) {
            let label =
                Message::new("paper-atlas-area-share").with("ring", self.wording.ring(*ring));
            figures.push(figure(label, percent(share.0)));
        }
        if let Some(mean) = coverage.mean {
            let rounded = match mean {
                Reach::Time(_) => mean.of_kind((mean.value() * 10.0).round() / 10.0),
                Reach::Distance(_) => mean.of_kind(mean.value().round()),
            };
            let value = self.wording.ring(rounded);
            figures.push(figure(Message::new("paper-atlas-mean"), value));
        }
        figures
    }

    fn points_inside(&self, subject: &Subject) -> usize {
        let points = self.answers.ground().plan.points.values();
        let inside = points.filter(|point| {
            let at = point.position;
            subject.extent.contains(at) && subject.boundary.contains(&Point::new(at.lon, at.lat))
        });
        inside.count()
    }

    /// Ranks of the zones that share ground with it.
    fn zones_met(&self, subject: &Subject) -> Vec<String> {
        let zones = self.answers.ground().plan.zones_by_rank().into_iter();
        let met = zones.filter(|zone| {
            let rings = std::iter::once(zone.boundary.exterior());
            let near = meet(
                shape(rings, &self.shapes.projection).extent,
                subject.shape.extent,
            );
            near && zone.boundary.intersects(&subject.boundary)
        });
        met.map(|zone| zone.rank.to_string()).collect()
    }

    /// The subdistrict a unit lies in.
    fn holder(&self, unit: &GridUnit) -> Option<String> {
        let index = unit.ancestor(GridLevel::Subdistrict)?;
        let layer = self.answers.ground().grids.layer(GridLevel::Subdistrict)?;
        layer.units.get(index).map(|holder| holder.name.clone())
    }
}

/// Says that there is none of what an atlas is wished of.
fn nothing(of: AtlasOf) -> Message {
    let what = match of {
        AtlasOf::Zones => "common-priority-zone",
        AtlasOf::Units(level) => level.sentence(),
    };
    Message::new("paper-atlas-empty").with("level", Message::new(what))
}

/// The scene's look about one subject, with a little of what lies around.
fn page_scene(scene: &Scene, subject: &Subject) -> Scene {
    let LonLatBox {
        west,
        south,
        east,
        north,
    } = subject.extent;
    let (x, y) = ((east - west) * 0.06, (north - south) * 0.06);
    Scene {
        title: subject.title.clone(),
        view: Some(LonLatBox {
            west: west - x,
            south: south - y,
            east: east + x,
            north: north + y,
        }),
        beside: None,
        spotlight: subject.zone.into_iter().collect(),
        ..scene.clone()
    }
}

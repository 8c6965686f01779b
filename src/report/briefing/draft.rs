//! A first briefing: ten scenes made from what the plan holds, in the order a meeting wants them.

use super::filter_words::period_text;
use super::ground::BriefingGround;
use crate::analysis::period_change::{period_before, whole_months};
use crate::analysis::profile::{days_of_month, month_number};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ids::SceneId;
use crate::base::palettes::Ramp;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::filter::{IncidentFilter, WeekHours};
use crate::model::grid::GridLevel;
use crate::model::incident::{IncidentTable, TimePrecision, date_of_day_number};
use crate::model::map_look::{LayerKind, LayerLook, UnitFigure};
use crate::model::scene::{ProposedPoint, Scene, SceneLook, SceneSubject};

/// First hour of the day and of the night.
const DAY: (u8, u8) = (6, 22);

/// Ten scenes, one a subject, with titles and notes in the language of the words: the district; heat by day and by night; what
/// changed since the period before; the zones; where coverage is worst; today's points; the proposal; the subdistricts; staffing;
/// the data. They count what the filter counts. What the plan lacks its scene says.
#[must_use]
pub fn draft_briefing(
    ground: &BriefingGround,
    filter: &IncidentFilter,
    proposal: &[ProposedPoint],
    words: &Words,
) -> Vec<Scene> {
    let first = ground.plan.free_scene_id().0;
    let draft = Draft {
        ground,
        filter,
        proposal,
        words,
    };
    let numbered = (first..).map(SceneId).zip(SceneSubject::ALL);
    numbered
        .map(|(id, subject)| draft.scene(id, subject))
        .collect()
}

struct Draft<'a> {
    ground: &'a BriefingGround,
    filter: &'a IncidentFilter,
    proposal: &'a [ProposedPoint],
    words: &'a Words,
}

impl Draft<'_> {
    fn scene(&self, id: SceneId, subject: SceneSubject) -> Scene {
        let mut filter = self.filter.clone();
        let mut beside = None;
        let is_proposal = subject == SceneSubject::Proposal;
        match subject {
            SceneSubject::Heat => {
                filter.week_hours = WeekHours::daily(DAY.0, DAY.1);
                beside = Some(IncidentFilter {
                    week_hours: WeekHours::daily(DAY.1, DAY.0),
                    ..filter.clone()
                });
            }
            SceneSubject::Change => {
                filter.period = filter.period.or_else(|| last_month(&self.ground.incidents));
            }
            SceneSubject::District
            | SceneSubject::Zones
            | SceneSubject::Uncovered
            | SceneSubject::Points
            | SceneSubject::Proposal
            | SceneSubject::Subdistricts
            | SceneSubject::Staffing
            | SceneSubject::Data => {}
        }
        Scene {
            id,
            title: self.title(subject, &filter),
            note: self.words.text(self.note(subject)),
            view: (subject == SceneSubject::Zones)
                .then(|| self.zones_box())
                .flatten(),
            look: self.look(subject),
            filter,
            beside,
            spotlight: std::collections::BTreeSet::new(),
            subject,
            proposal: if is_proposal {
                self.proposal.to_vec()
            } else {
                Vec::new()
            },
        }
    }

    fn title(&self, subject: SceneSubject, filter: &IncidentFilter) -> String {
        let id = match subject {
            SceneSubject::District => "brief-title-district",
            SceneSubject::Heat => "brief-title-heat",
            SceneSubject::Change => {
                let known = filter
                    .period
                    .filter(|period| period_before(*period).is_some());
                let Some(period) = known else {
                    return self.words.text("brief-title-change-none");
                };
                let period = period_text(Some(period), self.words);
                let said = Message::new("brief-title-change").with("period", period);
                return self.words.say(&said);
            }
            SceneSubject::Zones => {
                let zones = self.ground.plan.zones.len();
                if zones > 0 {
                    let said = Message::new("brief-title-zones").with("n", zones);
                    return self.words.say(&said);
                }
                "brief-title-zones-none"
            }
            SceneSubject::Uncovered => "brief-title-uncovered",
            SceneSubject::Points => "brief-title-points",
            SceneSubject::Proposal => "brief-title-proposal",
            SceneSubject::Subdistricts => "brief-title-subdistricts",
            SceneSubject::Staffing => "brief-title-staffing",
            SceneSubject::Data => "brief-title-data",
        };
        self.words.text(id)
    }

    const fn note(&self, subject: SceneSubject) -> &'static str {
        match subject {
            SceneSubject::District => "brief-note-district",
            SceneSubject::Heat => "brief-note-heat",
            SceneSubject::Change => "brief-note-change",
            SceneSubject::Zones => "brief-note-zones",
            SceneSubject::Uncovered => "brief-note-uncovered",
            SceneSubject::Points => "brief-note-points",
            SceneSubject::Proposal if self.proposal.is_empty() => "brief-note-proposal-none",
            SceneSubject::Proposal => "brief-note-proposal",
            SceneSubject::Subdistricts => "brief-note-subdistricts",
            SceneSubject::Staffing => "brief-note-staffing",
            SceneSubject::Data => "brief-note-data",
        }
    }

    /// Layers, topmost first; those the plan has nothing for are left out.
    fn look(&self, subject: SceneSubject) -> SceneLook {
        use LayerKind::{Choropleth, Grid, Heat, Points, Rings, Roads, Uncovered, Zones};
        let outlines = Grid(GridLevel::Subdistrict);
        let layers: &[(LayerKind, f32)] = match subject {
            SceneSubject::District | SceneSubject::Change => {
                &[(outlines, 1.0), (Choropleth, 0.75), (Roads, 0.6)]
            }
            SceneSubject::Heat | SceneSubject::Data => {
                &[(outlines, 1.0), (Heat, 0.85), (Roads, 0.6)]
            }
            SceneSubject::Subdistricts | SceneSubject::Staffing => &[
                (Points, 1.0),
                (outlines, 1.0),
                (Choropleth, 0.75),
                (Roads, 0.6),
            ],
            SceneSubject::Zones => &[(Zones, 1.0), (outlines, 1.0), (Heat, 0.7), (Roads, 0.6)],
            SceneSubject::Uncovered => &[
                (Points, 1.0),
                (Uncovered, 1.0),
                (outlines, 1.0),
                (Heat, 0.6),
                (Roads, 0.6),
            ],
            SceneSubject::Points => &[(Points, 1.0), (Rings, 0.8), (outlines, 1.0), (Roads, 0.6)],
            SceneSubject::Proposal => &[
                (Points, 1.0),
                (Rings, 0.7),
                (Zones, 0.8),
                (outlines, 1.0),
                (Roads, 0.6),
            ],
        };
        let shown = layers.iter().copied();
        let layers = shown
            .filter(|(kind, _)| self.has(*kind))
            .map(|(kind, opacity)| LayerLook {
                kind,
                visible: true,
                opacity,
                always: matches!(kind, Grid(_)),
            });
        SceneLook {
            layers: layers.collect(),
            choropleth: self.choropleth(subject),
            ramp: Ramp::Automatic,
            bandwidth: None,
        }
    }

    fn choropleth(&self, subject: SceneSubject) -> (GridLevel, UnitFigure) {
        let (wanted, figure) = match subject {
            SceneSubject::Subdistricts => (GridLevel::Subdistrict, UnitFigure::PerKm2),
            SceneSubject::Change => (GridLevel::PoliceGrid, UnitFigure::Change),
            SceneSubject::Staffing => (GridLevel::PoliceGrid, UnitFigure::HotSpots),
            SceneSubject::District
            | SceneSubject::Heat
            | SceneSubject::Zones
            | SceneSubject::Uncovered
            | SceneSubject::Points
            | SceneSubject::Proposal
            | SceneSubject::Data => (GridLevel::PoliceGrid, UnitFigure::PerKm2),
        };
        let grids = &self.ground.grids;
        let finest = grids.finest().map_or(wanted, |layer| layer.level);
        let there = grids.layer(wanted).is_some();
        (if there { wanted } else { finest }, figure)
    }

    /// Whether the plan has something for a layer.
    fn has(&self, kind: LayerKind) -> bool {
        let ground = self.ground;
        match kind {
            LayerKind::Points | LayerKind::Rings => !ground.plan.points.is_empty(),
            LayerKind::Zones => !ground.plan.zones.is_empty(),
            LayerKind::Incidents | LayerKind::Heat => !ground.incidents.is_empty(),
            LayerKind::Uncovered | LayerKind::Choropleth => !ground.grids.is_empty(),
            LayerKind::Grid(level) => ground.grids.layer(level).is_some(),
            LayerKind::Roads => !ground.roads.links.is_empty(),
            LayerKind::BaseMap => true,
        }
    }

    /// The box around all zones and a little more.
    fn zones_box(&self) -> Option<LonLatBox> {
        let zones = self.ground.plan.zones.values();
        let corners = zones.flat_map(|zone| zone.boundary.exterior().0.iter().copied());
        let around = LonLatBox::around(corners.map(LonLat::from))?;
        let (wide, high) = (around.east - around.west, around.north - around.south);
        Some(LonLatBox {
            west: around.west - 0.05 * wide,
            south: around.south - 0.05 * high,
            east: around.east + 0.05 * wide,
            north: around.north + 0.05 * high,
        })
    }
}

/// The last calendar month the incidents reach through to its end; `None` where there is none, or nothing is known of days.
#[must_use]
pub fn last_month(incidents: &IncidentTable) -> Option<(i32, i32)> {
    let (first, last) = incidents.day_range()?;
    let month = month_number(date_of_day_number(last)?);
    let by_month = incidents.last_time()?.precision() == TimePrecision::Month;
    let ends = days_of_month(month)?.1 == last || by_month;
    let period = days_of_month(if ends { month } else { month - 1 })?;
    let is_whole = period.0 >= first && whole_months(period).is_some();
    is_whole.then_some(period)
}

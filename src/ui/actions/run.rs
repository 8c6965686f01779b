//! Whether an act can be done now, and doing it.

use egui::Context;

use super::table::Act;
use crate::base::units::Metres;
use crate::i18n::language::Language;
use crate::model::filter::{IncidentFilter, WeekHours};
use crate::model::plan_edit::PlanEdit;
use crate::model::road_network::RoadClass;
use crate::session::command::Command;
use crate::session::comparison::PlanChoice;
use crate::session::settings::Look;
use crate::ui::briefing;
use crate::ui::cx::Cx;
use crate::ui::desk::{Dialog, Pick, Query, Renaming};
use crate::ui::panels::reach_settings::switched;
use crate::ui::panels::suggest;
use crate::ui::panels::{brief, layers};
use crate::ui::period;
use crate::ui::selection_edits as edits;
use crate::ui::view_state::{CameraWish, LayerKind, RightTab, Selected, Tool};
use crate::ui::workbench::side_widths;

/// Whether an act can be done now.
#[must_use]
pub fn enabled(act: Act, cx: &Cx) -> bool {
    let session = cx.session;
    let some_selected = match &cx.view.selected {
        Selected::Points(points) => !points.is_empty(),
        Selected::Zone(_) => true,
        Selected::Nothing | Selected::Unit(_) | Selected::Place(_) => false,
    };
    match act {
        Act::Undo => session.history().undo_title().is_some(),
        Act::Redo => session.history().redo_title().is_some(),
        Act::Delete | Act::Rename => some_selected,
        Act::Duplicate | Act::Lock => !cx.view.selected_points().is_empty(),
        Act::SelectAll => !session.shown_plan().points.is_empty(),
        Act::ExportLog | Act::HandOver => session.plan_file().is_some(),
        Act::Export => super::super::dialogs::export::layers(cx).next().is_some(),
        Act::CloseIncidents => !session.sources().incidents.content.is_empty(),
        Act::ImportReport => session.sources().incident_report.found > 0,
        Act::ExportBriefing => {
            !session.plan().scenes.is_empty() || !session.plan().zones.is_empty()
        }
        Act::Fit => session.extent().is_some(),
        Act::ZoomToSelection => cx.view.selected != Selected::Nothing,
        Act::Layer(at) => usize::from(at) < cx.view.layers.len(),
        Act::LayerUp => layers::can_move(cx, true),
        Act::LayerDown => layers::can_move(cx, false),
        Act::Judge => {
            let sources = session.sources();
            !sources.incidents.content.is_empty() && !sources.grids.content.is_empty()
        }
        Act::LockScale => session.derived().scale.is_some(),
        Act::PeriodBack | Act::PeriodOn | Act::Play => period::span(session).is_some(),
        Act::ResetFilter => *session.filter() != IncidentFilter::default(),
        Act::Find => !session.sources().grids.content.is_empty() || session.extent().is_some(),
        Act::Select
        | Act::PlacePoint
        | Act::DrawZone
        | Act::Measure
        | Act::NewPlan
        | Act::RenamePlan
        | Act::SaveAs
        | Act::EditLog
        | Act::SecondPlan
        | Act::Compare
        | Act::Open
        | Act::OpenDistrict
        | Act::Import
        | Act::BaseMap
        | Act::Palette
        | Act::ByRoad
        | Act::Exits
        | Act::Suggest
        | Act::BandwidthLess
        | Act::BandwidthMore
        | Act::Night
        | Act::Day
        | Act::PanelLeft
        | Act::PanelRight
        | Act::PanelBottom
        | Act::Light
        | Act::Dark
        | Act::Projector
        | Act::Chinese
        | Act::English
        | Act::Brief
        | Act::Scenes
        | Act::AddScene
        | Act::DraftBriefing
        | Act::StillScenes
        | Act::FullScreen
        | Act::FirstSteps
        | Act::Keys
        | Act::About
        | Act::Quit => true,
    }
}

/// Does it.
pub fn run(act: Act, cx: &mut Cx, context: &Context) {
    match act {
        Act::Select => cx.view.tool = Tool::Select,
        Act::PlacePoint => cx.view.tool = Tool::Point,
        Act::DrawZone => cx.view.tool = Tool::Zone,
        Act::Measure => cx.view.tool = Tool::Measure,
        Act::Undo => cx.send(Command::Undo),
        Act::Redo => cx.send(Command::Redo),
        Act::Delete => edits::delete(cx),
        Act::Duplicate => edits::duplicate(cx),
        Act::Lock => edits::toggle_lock(cx),
        Act::Rename => edits::begin_rename(cx),
        Act::SelectAll => edits::select_all(cx),
        Act::NewPlan => cx.send(Command::NewPlan),
        Act::RenamePlan => {
            cx.view.desk.renaming = Some(Renaming::Plan(cx.session.plan().name.clone()));
        }
        Act::SaveAs => cx.view.desk.pick = Some(Pick::SavePlan),
        Act::SecondPlan => cx.view.desk.pick = Some(Pick::SecondPlan),
        Act::Compare => cx.send(if cx.session.comparison().is_some() {
            Command::StopComparing
        } else {
            Command::Compare([PlanChoice::Opened, PlanChoice::Now])
        }),
        Act::Exits => {
            let asked = cx.session.exits_wanted().is_some();
            cx.send(Command::FindExits((!asked).then_some(RoadClass::Arterial)));
        }
        Act::Suggest => {
            if cx.view.desk.suggest.open && cx.view.right_tab == RightTab::Brief {
                cx.view.right_tab = RightTab::Suggest;
            } else {
                suggest::toggle(cx);
            }
        }
        Act::ExportLog => cx.view.desk.pick = Some(Pick::SaveLog),
        Act::Export => cx.view.desk.dialog = Some(Dialog::Export),
        Act::HandOver => cx.view.desk.dialog = Some(Dialog::HandOver(true)),
        Act::Open => cx.view.desk.pick = Some(Pick::Open),
        Act::OpenDistrict => cx.view.desk.pick = Some(Pick::District),
        Act::Import => cx.view.desk.pick = Some(Pick::Incidents),
        Act::BaseMap => cx.view.desk.pick = Some(Pick::BaseMap),
        Act::CloseIncidents => cx.send(Command::CloseIncidents),
        Act::ImportReport => cx.view.desk.dialog = Some(Dialog::ImportReport),
        Act::EditLog => cx.view.desk.dialog = Some(Dialog::EditLog),
        Act::Find => cx.view.desk.find = Some(Query::default()),
        Act::Palette => cx.view.desk.palette = Some(Query::default()),
        Act::Fit => cx.view.camera_wish = cx.session.extent().map(CameraWish::Fit),
        Act::ZoomToSelection => edits::zoom_to_selection(cx),
        Act::Layer(at) => cx.view.toggle_layer(usize::from(at)),
        Act::LayerUp => layers::move_layer_at_hand(cx, true),
        Act::LayerDown => layers::move_layer_at_hand(cx, false),
        Act::BandwidthLess => change_bandwidth(cx, 1.0 / 1.25),
        Act::BandwidthMore => change_bandwidth(cx, 1.25),
        Act::ByRoad => {
            let rule = cx.session.plan().reach.clone();
            let other = switched(cx, &rule);
            cx.send(Command::Edit(PlanEdit::SetReach(other)));
        }
        Act::Judge => cx.view.desk.dialog = Some(Dialog::Judged),
        Act::LockScale => {
            let locked = cx.session.derived().scale.is_some_and(|scale| scale.locked);
            cx.send(Command::LockHeatScale(!locked));
        }
        Act::PeriodBack => period::step(cx, -1),
        Act::PeriodOn => period::step(cx, 1),
        Act::Play => period::toggle_play(cx, context),
        Act::Night => set_hours(cx, WeekHours::daily(20, 6)),
        Act::Day => set_hours(cx, WeekHours::daily(8, 20)),
        Act::ResetFilter => cx.send(Command::SetFilter(IncidentFilter::default())),
        Act::PanelLeft => flip_panel(cx, context, 0),
        Act::PanelRight => flip_panel(cx, context, 1),
        Act::PanelBottom => flip_panel(cx, context, 2),
        Act::Light => cx.send(Command::SetLook(Look::Light)),
        Act::Dark => cx.send(Command::SetLook(Look::Dark)),
        Act::Projector => cx.send(Command::SetLook(Look::Projector)),
        Act::Chinese => cx.send(Command::SetLanguage(Language::Chinese)),
        Act::English => cx.send(Command::SetLanguage(Language::English)),
        Act::Brief => brief(cx, context),
        Act::Scenes => brief::toggle(cx),
        Act::AddScene => brief::add_scene(cx),
        Act::DraftBriefing => {
            if cx.view.right_tab != RightTab::Brief {
                brief::toggle(cx);
            }
            cx.send(Command::DraftBriefing);
        }
        Act::ExportBriefing => cx.view.desk.dialog = Some(Dialog::BriefingOut),
        Act::StillScenes => {
            let still = cx.session.settings().still_scenes;
            cx.send(Command::SetStillScenes(!still));
        }
        Act::FullScreen => flip_full_screen(context),
        Act::FirstSteps => {
            let done = cx.session.settings().first_steps_done;
            cx.send(Command::FirstStepsDone(!done));
        }
        Act::Keys => cx.view.desk.dialog = Some(Dialog::Keys),
        Act::About => cx.view.desk.dialog = Some(Dialog::About),
        Act::Quit => context.send_viewport_cmd(egui::ViewportCommand::Close),
    }
}

/// Makes the heat's bandwidth this much wider, to a round number of metres between 50 and 5,000.
fn change_bandwidth(cx: &mut Cx, factor: f64) {
    let mut rule = cx.session.density_rule();
    let wanted = (rule.bandwidth.0 * factor / 10.0).round() * 10.0;
    rule.bandwidth = Metres(wanted.clamp(50.0, 5000.0));
    if let Some(layer) = cx
        .view
        .layers
        .iter_mut()
        .find(|layer| layer.kind == LayerKind::Heat)
    {
        layer.visible = true;
    }
    cx.send(Command::SetDensity(rule));
}

/// Changes which hours of the week count.
pub fn set_hours(cx: &mut Cx, hours: WeekHours) {
    let filter = IncidentFilter {
        week_hours: hours,
        ..cx.session.filter().clone()
    };
    cx.send(Command::SetFilter(filter));
}

/// Opens or closes a panel; where both sides would leave the map no room, the other one closes.
fn flip_panel(cx: &mut Cx, context: &Context, which: usize) {
    let (_, _, both_fit) = side_widths(cx.theme, context.content_rect().width());
    if let Some(open) = cx.view.panels(cx.theme.look).get_mut(which) {
        *open = !*open;
    }
    let panels = cx.view.panels(cx.theme.look);
    if !both_fit && panels[0] && panels[1] && which < 2 {
        panels[1 - which] = false;
    }
}

/// Begins the briefing; where there are no scenes yet, opens the list that makes them.
fn brief(cx: &mut Cx, context: &Context) {
    if cx.session.plan().scenes.is_empty() {
        if cx.view.right_tab != RightTab::Brief {
            brief::toggle(cx);
        }
    } else {
        briefing::begin(cx, context, 0, false);
    }
}

fn flip_full_screen(context: &Context) {
    let full = context.input(|input| input.viewport().fullscreen.unwrap_or(false));
    context.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
}

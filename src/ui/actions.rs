//! One table of everything that can be done by name: menus, shortcuts, the palette and the help page all read it.

use egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::cx::Cx;
use super::desk::{Dialog, Pick, Query, Renaming};
use super::period;
use super::selection_edits as edits;
use super::view_state::{CameraWish, LayerKind, Selected, Tool};
use crate::base::units::Metres;
use crate::i18n::language::Language;
use crate::model::filter::{IncidentFilter, WeekHours};
use crate::session::command::Command;
use crate::session::settings::Look;

/// Everything that can be done by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each has its sentence in the table below")]
pub enum Act {
    Select,
    PlacePoint,
    DrawZone,
    Measure,
    Undo,
    Redo,
    Delete,
    Duplicate,
    Lock,
    Rename,
    SelectAll,
    NewPlan,
    RenamePlan,
    Open,
    OpenDistrict,
    Import,
    BaseMap,
    CloseIncidents,
    ImportReport,
    Find,
    Palette,
    Fit,
    ZoomToSelection,
    Layer(u8),
    BandwidthLess,
    BandwidthMore,
    LockScale,
    PeriodBack,
    PeriodOn,
    Play,
    Night,
    Day,
    ResetFilter,
    PanelLeft,
    PanelRight,
    PanelBottom,
    Light,
    Dark,
    Projector,
    Chinese,
    English,
    FullScreen,
    FirstSteps,
    Keys,
    About,
    Quit,
}

/// A group of the help page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Tools and edits.
    Plan,
    /// Files.
    Files,
    /// Map and layers.
    Map,
    /// Time and filter.
    Time,
    /// Window.
    Window,
}

impl Group {
    /// All groups in the order of the help page.
    pub const ALL: [Self; 5] = [Self::Plan, Self::Files, Self::Map, Self::Time, Self::Window];

    /// The id of the group's name.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Plan => "ui-group-plan",
            Self::Files => "ui-group-files",
            Self::Map => "ui-group-map",
            Self::Time => "ui-group-time",
            Self::Window => "ui-group-window",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// What.
    pub act: Act,
    /// The id of its name.
    pub sentence: &'static str,
    /// Its group.
    pub group: Group,
    /// Its shortcut, without text fields in the way where it is a plain key.
    pub shortcut: Option<KeyboardShortcut>,
    /// Initials of its Chinese name in pinyin, for the palette.
    pub pinyin: &'static str,
}

const fn row(
    act: Act,
    sentence: &'static str,
    group: Group,
    pinyin: &'static str,
    shortcut: Option<KeyboardShortcut>,
) -> Action {
    Action {
        act,
        sentence,
        group,
        shortcut,
        pinyin,
    }
}

const fn key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

const LAYER_KEYS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// The table, in the order of the help page.
#[rustfmt::skip]
pub const ACTIONS: &[Action] = &[
    row(Act::Select, "ui-act-select", Group::Plan, "xz", Some(key(Key::V))),
    row(Act::PlacePoint, "ui-act-place-point", Group::Plan, "bjd", Some(key(Key::P))),
    row(Act::DrawZone, "ui-act-draw-zone", Group::Plan, "hxq", Some(key(Key::Z))),
    row(Act::Measure, "ui-act-measure", Group::Plan, "cj", Some(key(Key::M))),
    row(Act::Undo, "ui-act-undo", Group::Plan, "cx", Some(ctrl(Key::Z))),
    row(Act::Redo, "ui-act-redo", Group::Plan, "cz", Some(ctrl_shift(Key::Z))),
    row(Act::Delete, "ui-act-delete", Group::Plan, "sc", Some(key(Key::Delete))),
    row(Act::Duplicate, "ui-act-duplicate", Group::Plan, "fz", Some(ctrl(Key::D))),
    row(Act::Lock, "ui-act-lock", Group::Plan, "sdjs", Some(ctrl(Key::L))),
    row(Act::Rename, "ui-act-rename", Group::Plan, "gm", Some(key(Key::F2))),
    row(Act::SelectAll, "ui-act-select-all", Group::Plan, "qxbjd", Some(ctrl(Key::A))),
    row(Act::NewPlan, "ui-act-new-plan", Group::Files, "xjfa", Some(ctrl(Key::N))),
    row(Act::RenamePlan, "ui-act-rename-plan", Group::Files, "fagm", None),
    row(Act::Open, "ui-act-open", Group::Files, "dk", Some(ctrl(Key::O))),
    row(Act::OpenDistrict, "ui-act-open-district", Group::Files, "dkxqwjj", Some(ctrl_shift(Key::O))),
    row(Act::Import, "ui-act-import", Group::Files, "drjq", Some(ctrl(Key::I))),
    row(Act::BaseMap, "ui-act-base-map", Group::Files, "xzdt", None),
    row(Act::CloseIncidents, "ui-act-close-incidents", Group::Files, "gbjq", None),
    row(Act::ImportReport, "ui-act-import-report", Group::Files, "drbg", None),
    row(Act::Find, "ui-act-find", Group::Map, "cz", Some(ctrl(Key::F))),
    row(Act::Fit, "ui-act-fit", Group::Map, "xsqb", Some(key(Key::F))),
    row(Act::ZoomToSelection, "ui-act-zoom-selection", Group::Map, "sfdsx", Some(key(Key::G))),
    row(Act::Layer(0), "ui-act-layer-1", Group::Map, "tc1", Some(key(LAYER_KEYS[0]))),
    row(Act::Layer(1), "ui-act-layer-2", Group::Map, "tc2", Some(key(LAYER_KEYS[1]))),
    row(Act::Layer(2), "ui-act-layer-3", Group::Map, "tc3", Some(key(LAYER_KEYS[2]))),
    row(Act::Layer(3), "ui-act-layer-4", Group::Map, "tc4", Some(key(LAYER_KEYS[3]))),
    row(Act::Layer(4), "ui-act-layer-5", Group::Map, "tc5", Some(key(LAYER_KEYS[4]))),
    row(Act::Layer(5), "ui-act-layer-6", Group::Map, "tc6", Some(key(LAYER_KEYS[5]))),
    row(Act::Layer(6), "ui-act-layer-7", Group::Map, "tc7", Some(key(LAYER_KEYS[6]))),
    row(Act::Layer(7), "ui-act-layer-8", Group::Map, "tc8", Some(key(LAYER_KEYS[7]))),
    row(Act::Layer(8), "ui-act-layer-9", Group::Map, "tc9", Some(key(LAYER_KEYS[8]))),
    row(Act::BandwidthLess, "ui-act-bandwidth-less", Group::Map, "jxdk", Some(key(Key::OpenBracket))),
    row(Act::BandwidthMore, "ui-act-bandwidth-more", Group::Map, "zddk", Some(key(Key::CloseBracket))),
    row(Act::LockScale, "ui-act-lock-scale", Group::Map, "sdsb", None),
    row(Act::PeriodBack, "ui-act-period-back", Group::Time, "sys", Some(key(Key::Comma))),
    row(Act::PeriodOn, "ui-act-period-on", Group::Time, "xys", Some(key(Key::Period))),
    row(Act::Play, "ui-act-play", Group::Time, "bf", None),
    row(Act::Night, "ui-act-night", Group::Time, "yj", None),
    row(Act::Day, "ui-act-day", Group::Time, "bt", None),
    row(Act::ResetFilter, "ui-act-reset-filter", Group::Time, "qcsx", None),
    row(Act::Palette, "ui-act-palette", Group::Window, "mlmb", Some(ctrl(Key::K))),
    row(Act::PanelLeft, "ui-act-panel-left", Group::Window, "tcmb", Some(ctrl(Key::Num1))),
    row(Act::PanelRight, "ui-act-panel-right", Group::Window, "zbmb", Some(ctrl(Key::Num2))),
    row(Act::PanelBottom, "ui-act-panel-bottom", Group::Window, "sjmb", Some(ctrl(Key::Num3))),
    row(Act::Light, "ui-act-light", Group::Window, "qs", None),
    row(Act::Dark, "ui-act-dark", Group::Window, "ss", None),
    row(Act::Projector, "ui-act-projector", Group::Window, "ty", None),
    row(Act::Chinese, "ui-act-chinese", Group::Window, "zw", None),
    row(Act::English, "ui-act-english", Group::Window, "yw", None),
    row(Act::FullScreen, "ui-act-full-screen", Group::Window, "qp", Some(key(Key::F11))),
    row(Act::FirstSteps, "ui-act-first-steps", Group::Window, "rmbz", None),
    row(Act::Keys, "ui-act-keys", Group::Window, "kjj", Some(key(Key::F1))),
    row(Act::About, "ui-act-about", Group::Window, "gy", None),
    row(Act::Quit, "ui-act-quit", Group::Window, "tc", Some(ctrl(Key::Q))),
];

/// The row of an act.
#[must_use]
pub fn action(act: Act) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.act == act)
}

/// The shortcut of an act as people write it: `Ctrl+Shift+Z`.
#[must_use]
pub fn keys_of(act: Act) -> Option<String> {
    let shortcut = action(act)?.shortcut?;
    let modifiers = shortcut.modifiers;
    let mut text = String::new();
    if modifiers.command || modifiers.ctrl {
        text += "Ctrl+";
    }
    if modifiers.shift {
        text += "Shift+";
    }
    let key = match shortcut.logical_key {
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::Comma => ",",
        Key::Period => ".",
        Key::Delete => "Del",
        other => other.name(),
    };
    Some(text + key)
}

/// When in a frame shortcuts are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Before anything is drawn.
    BeforeMap,
    /// After the map, which may take the key for itself: Delete removes the corner under the pointer first.
    AfterMap,
}

/// Carries out the shortcuts pressed in this frame. Plain keys are left to a text field that has the keyboard.
pub fn shortcuts(cx: &mut Cx, context: &Context, turn: Turn) {
    let desk = &cx.view.desk;
    if desk.dialog.is_some()
        || desk.typed_path.is_some()
        || cx.session.pending_incidents().is_some()
    {
        return;
    }
    // A search that has just opened gets the keyboard a frame later; its first letters are not shortcuts either.
    let typing = context.text_edit_focused() || desk.palette.is_some() || desk.find.is_some();
    let mut rows: Vec<&Action> = ACTIONS
        .iter()
        .filter(|row| row.shortcut.is_some())
        .filter(|row| (row.act == Act::Delete) == (turn == Turn::AfterMap))
        .collect();
    rows.sort_by_key(|row| {
        std::cmp::Reverse(row.shortcut.map_or(0, |keys| {
            u8::from(keys.modifiers.shift) + u8::from(keys.modifiers.command)
        }))
    });
    for row in rows {
        let Some(shortcut) = row.shortcut else {
            continue;
        };
        let writes = shortcut.modifiers == Modifiers::NONE
            && !matches!(shortcut.logical_key, Key::F1 | Key::F2 | Key::F11);
        let edits_text = matches!(row.act, Act::Undo | Act::Redo | Act::SelectAll);
        if typing && (writes || edits_text) {
            continue;
        }
        if context.input_mut(|input| input.consume_shortcut(&shortcut)) && enabled(row.act, cx) {
            run(row.act, cx, context);
        }
    }
}

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
        Act::CloseIncidents => !session.sources().incidents.content.is_empty(),
        Act::ImportReport => session.sources().incident_report.found > 0,
        Act::Fit => session.extent().is_some(),
        Act::ZoomToSelection => cx.view.selected != Selected::Nothing,
        Act::Layer(at) => usize::from(at) < cx.view.layers.len(),
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
        | Act::Open
        | Act::OpenDistrict
        | Act::Import
        | Act::BaseMap
        | Act::Palette
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
        Act::Open => cx.view.desk.pick = Some(Pick::Open),
        Act::OpenDistrict => cx.view.desk.pick = Some(Pick::District),
        Act::Import => cx.view.desk.pick = Some(Pick::Incidents),
        Act::BaseMap => cx.view.desk.pick = Some(Pick::BaseMap),
        Act::CloseIncidents => cx.send(Command::CloseIncidents),
        Act::ImportReport => cx.view.desk.dialog = Some(Dialog::ImportReport),
        Act::Find => cx.view.desk.find = Some(Query::default()),
        Act::Palette => cx.view.desk.palette = Some(Query::default()),
        Act::Fit => cx.view.camera_wish = cx.session.extent().map(CameraWish::Fit),
        Act::ZoomToSelection => edits::zoom_to_selection(cx),
        Act::Layer(at) => toggle_layer(cx, usize::from(at)),
        Act::BandwidthLess => change_bandwidth(cx, 1.0 / 1.25),
        Act::BandwidthMore => change_bandwidth(cx, 1.25),
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
        Act::PanelLeft => flip_panel(cx, 0),
        Act::PanelRight => flip_panel(cx, 1),
        Act::PanelBottom => flip_panel(cx, 2),
        Act::Light => cx.send(Command::SetLook(Look::Light)),
        Act::Dark => cx.send(Command::SetLook(Look::Dark)),
        Act::Projector => cx.send(Command::SetLook(Look::Projector)),
        Act::Chinese => cx.send(Command::SetLanguage(Language::Chinese)),
        Act::English => cx.send(Command::SetLanguage(Language::English)),
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

fn toggle_layer(cx: &mut Cx, at: usize) {
    if let Some(layer) = cx.view.layers.get_mut(at) {
        layer.visible = !layer.visible;
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

fn flip_panel(cx: &mut Cx, which: usize) {
    if let Some(open) = cx.view.panels_open.get_mut(which) {
        *open = !*open;
    }
}

fn flip_full_screen(context: &Context) {
    let full = context.input(|input| input.viewport().fullscreen.unwrap_or(false));
    context.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_actions_share_a_shortcut() {
        let keys: Vec<_> = ACTIONS.iter().filter_map(|row| keys_of(row.act)).collect();
        let unique: BTreeSet<_> = keys.iter().collect();
        assert_eq!(keys.len(), unique.len(), "{keys:?}");
    }

    #[test]
    fn every_action_has_a_name_in_both_languages_and_stands_once() {
        let acts: BTreeSet<_> = ACTIONS.iter().map(|row| row.act).collect();
        assert_eq!(acts.len(), ACTIONS.len());
        for language in Language::ALL {
            let words = crate::i18n::words::Words::new(language);
            for row in ACTIONS {
                assert!(words.has(row.sentence), "{}", row.sentence);
            }
        }
    }
}

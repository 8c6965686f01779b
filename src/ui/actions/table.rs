//! The table of everything that can be done by name.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::panels::layer_words::layer_name;

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
    SaveAs,
    SecondPlan,
    /// Sets the plan as opened and the plan now side by side; again, ends it.
    Compare,
    ExportLog,
    /// Writes a layer for other programs.
    Export,
    /// The plan as a bundle for another network.
    HandOver,
    EditLog,
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
    LayerUp,
    LayerDown,
    BandwidthLess,
    BandwidthMore,
    /// Reach by road or in a straight line.
    ByRoad,
    /// Exits and who closes them; again, ends it.
    Exits,
    /// Better points; again, puts them away.
    Suggest,
    /// What maps of hot spots are worth.
    Judge,
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
    Brief,
    /// The list of scenes; again, puts it away.
    Scenes,
    /// A scene of what is on screen.
    AddScene,
    DraftBriefing,
    ExportBriefing,
    /// The map jumps from scene to scene, or glides.
    StillScenes,
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
    /// The briefing.
    Brief,
    /// Window.
    Window,
}

impl Group {
    /// All groups in the order of the help page.
    pub const ALL: [Self; 6] = [
        Self::Plan,
        Self::Files,
        Self::Map,
        Self::Time,
        Self::Brief,
        Self::Window,
    ];

    /// The id of the group's name.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Plan => "ui-group-plan",
            Self::Files => "ui-group-files",
            Self::Map => "ui-group-map",
            Self::Time => "ui-group-time",
            Self::Brief => "ui-group-brief",
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
}

const fn row(
    act: Act,
    sentence: &'static str,
    group: Group,
    shortcut: Option<KeyboardShortcut>,
) -> Action {
    Action {
        act,
        sentence,
        group,
        shortcut,
    }
}

const fn key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

/// The keys of the digits 1 to 9: layers in the workbench.
pub const LAYER_KEYS: [Key; 9] = [
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
    row(Act::Select, "ui-act-select", Group::Plan, Some(key(Key::V))),
    row(Act::PlacePoint, "ui-act-place-point", Group::Plan, Some(key(Key::P))),
    row(Act::DrawZone, "ui-act-draw-zone", Group::Plan, Some(key(Key::Z))),
    row(Act::Measure, "ui-act-measure", Group::Plan, Some(key(Key::M))),
    row(Act::Undo, "ui-act-undo", Group::Plan, Some(ctrl(Key::Z))),
    row(Act::Redo, "ui-act-redo", Group::Plan, Some(ctrl_shift(Key::Z))),
    row(Act::Delete, "ui-act-delete", Group::Plan, Some(key(Key::Delete))),
    row(Act::Duplicate, "ui-act-duplicate", Group::Plan, Some(ctrl(Key::D))),
    row(Act::Lock, "ui-act-lock", Group::Plan, Some(ctrl(Key::L))),
    row(Act::Rename, "ui-act-rename", Group::Plan, Some(key(Key::F2))),
    row(Act::SelectAll, "ui-act-select-all", Group::Plan, Some(ctrl(Key::A))),
    row(Act::NewPlan, "ui-act-new-plan", Group::Files, Some(ctrl(Key::N))),
    row(Act::RenamePlan, "ui-act-rename-plan", Group::Files, None),
    row(Act::SaveAs, "ui-act-save-as", Group::Files, Some(ctrl_shift(Key::S))),
    row(Act::SecondPlan, "ui-act-second-plan", Group::Files, None),
    row(Act::Compare, "ui-act-compare", Group::Files, Some(ctrl_shift(Key::C))),
    row(Act::EditLog, "ui-act-edit-log", Group::Files, Some(ctrl(Key::H))),
    row(Act::ExportLog, "ui-act-export-log", Group::Files, None),
    row(Act::Export, "ui-act-export", Group::Files, Some(ctrl(Key::E))),
    row(Act::HandOver, "ui-act-hand-over", Group::Files, None),
    row(Act::Open, "ui-act-open", Group::Files, Some(ctrl(Key::O))),
    row(Act::OpenDistrict, "ui-act-open-district", Group::Files, Some(ctrl_shift(Key::O))),
    row(Act::Import, "ui-act-import", Group::Files, Some(ctrl(Key::I))),
    row(Act::BaseMap, "ui-act-base-map", Group::Files, None),
    row(Act::CloseIncidents, "ui-act-close-incidents", Group::Files, None),
    row(Act::ImportReport, "ui-act-import-report", Group::Files, None),
    row(Act::Find, "ui-act-find", Group::Map, Some(ctrl(Key::F))),
    row(Act::Fit, "ui-act-fit", Group::Map, Some(key(Key::F))),
    row(Act::ZoomToSelection, "ui-act-zoom-selection", Group::Map, Some(key(Key::G))),
    row(Act::Layer(0), "ui-act-layer-1", Group::Map, Some(key(LAYER_KEYS[0]))),
    row(Act::Layer(1), "ui-act-layer-2", Group::Map, Some(key(LAYER_KEYS[1]))),
    row(Act::Layer(2), "ui-act-layer-3", Group::Map, Some(key(LAYER_KEYS[2]))),
    row(Act::Layer(3), "ui-act-layer-4", Group::Map, Some(key(LAYER_KEYS[3]))),
    row(Act::Layer(4), "ui-act-layer-5", Group::Map, Some(key(LAYER_KEYS[4]))),
    row(Act::Layer(5), "ui-act-layer-6", Group::Map, Some(key(LAYER_KEYS[5]))),
    row(Act::Layer(6), "ui-act-layer-7", Group::Map, Some(key(LAYER_KEYS[6]))),
    row(Act::Layer(7), "ui-act-layer-8", Group::Map, Some(key(LAYER_KEYS[7]))),
    row(Act::Layer(8), "ui-act-layer-9", Group::Map, Some(key(LAYER_KEYS[8]))),
    row(Act::LayerUp, "ui-act-layer-up", Group::Map, Some(alt(Key::ArrowUp))),
    row(Act::LayerDown, "ui-act-layer-down", Group::Map, Some(alt(Key::ArrowDown))),
    row(Act::BandwidthLess, "ui-act-bandwidth-less", Group::Map, Some(key(Key::OpenBracket))),
    row(Act::BandwidthMore, "ui-act-bandwidth-more", Group::Map, Some(key(Key::CloseBracket))),
    row(Act::ByRoad, "ui-act-by-road", Group::Map, None),
    row(Act::Exits, "ui-act-exits", Group::Map, None),
    row(Act::Suggest, "ui-act-suggest", Group::Plan, Some(key(Key::S))),
    row(Act::Judge, "ui-act-judge", Group::Map, None),
    row(Act::LockScale, "ui-act-lock-scale", Group::Map, None),
    row(Act::PeriodBack, "ui-act-period-back", Group::Time, Some(key(Key::Comma))),
    row(Act::PeriodOn, "ui-act-period-on", Group::Time, Some(key(Key::Period))),
    row(Act::Play, "ui-act-play", Group::Time, None),
    row(Act::Night, "ui-act-night", Group::Time, None),
    row(Act::Day, "ui-act-day", Group::Time, None),
    row(Act::ResetFilter, "ui-act-reset-filter", Group::Time, None),
    row(Act::Palette, "ui-act-palette", Group::Window, Some(ctrl(Key::K))),
    row(Act::PanelLeft, "ui-act-panel-left", Group::Window, Some(ctrl(Key::Num1))),
    row(Act::PanelRight, "ui-act-panel-right", Group::Window, Some(ctrl(Key::Num2))),
    row(Act::PanelBottom, "ui-act-panel-bottom", Group::Window, Some(ctrl(Key::Num3))),
    row(Act::Light, "ui-act-light", Group::Window, None),
    row(Act::Dark, "ui-act-dark", Group::Window, None),
    row(Act::Projector, "ui-act-projector", Group::Window, None),
    row(Act::Chinese, "ui-act-chinese", Group::Window, None),
    row(Act::English, "ui-act-english", Group::Window, None),
    row(Act::Brief, "ui-act-brief", Group::Brief, Some(key(Key::F5))),
    row(Act::Scenes, "ui-act-scenes", Group::Brief, None),
    row(Act::AddScene, "ui-act-add-scene", Group::Brief, Some(key(Key::B))),
    row(Act::DraftBriefing, "ui-act-draft-briefing", Group::Brief, None),
    row(Act::ExportBriefing, "ui-act-export-briefing", Group::Brief, None),
    row(Act::StillScenes, "ui-act-still-scenes", Group::Brief, None),
    row(Act::FullScreen, "ui-act-full-screen", Group::Window, Some(key(Key::F11))),
    row(Act::FirstSteps, "ui-act-first-steps", Group::Window, None),
    row(Act::Keys, "ui-act-keys", Group::Window, Some(key(Key::F1))),
    row(Act::About, "ui-act-about", Group::Window, None),
    row(Act::Quit, "ui-act-quit", Group::Window, Some(ctrl(Key::Q))),
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
    if modifiers.alt {
        text += "Alt+";
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
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        other => other.name(),
    };
    Some(text + key)
}

/// What an act is called now: a layer by its name, all others by their sentence.
#[must_use]
pub fn name_of(act: Act, cx: &Cx) -> String {
    if let Act::Layer(at) = act
        && let Some(layer) = cx.view.layers.get(usize::from(at))
    {
        let name = layer_name(cx, layer.kind);
        return cx.say(&Message::new("ui-act-layer").with("layer", name));
    }
    action(act).map_or_else(String::new, |row| cx.text(row.sentence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::language::Language;
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

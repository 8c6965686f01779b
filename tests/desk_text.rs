//! No text of the workbench is cut off, runs into another or ends in an ellipsis that tells nothing: every panel, sheet and
//! dialog at the smallest window, in both languages and three looks.
#![cfg(feature = "gui")]

#[path = "common/desk_window.rs"]
mod desk_window;

use desk_window::{
    CSV, Folder, HEIGHT, WIDTH, Written, hover, rest, say, session, until, window, written, zone,
};
use egui::{Key, Rect, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::base::units::{Minutes, Share};
use patrolgrid::i18n::language::Language;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::io::incident_table::IncidentOptions;
use patrolgrid::model::filter::WeekHours;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::road_network::RoadClass;
use patrolgrid::model::travel_rule::{TravelMode, TravelRule};
use patrolgrid::session::command::Command;
use patrolgrid::session::comparison::PlanChoice;
use patrolgrid::session::settings::Look;
use patrolgrid::session::suggest::{Aim, SuggestWish, Weigh};
use patrolgrid::ui::app::App;
use patrolgrid::ui::desk::{Desk, Dialog, Query};
use patrolgrid::ui::theme::Theme;
use patrolgrid::ui::view_state::{LayerKind, RightTab, Selected};
use patrolgrid::ui::workbench::side_widths;
use patrolgrid::ui::{first_steps, panels, status_bar, top_bar};

const LOOKS: [Look; 3] = [Look::Light, Look::Dark, Look::Projector];

/// A window over the small district with zones and long names, in a language and look.
fn desk(folder: &Folder, language: Language, look: Look) -> Harness<'static, App> {
    let mut session = session(folder, language, look);
    session.apply(Command::Edit(PlanEdit::All(vec![
        zone(1, "海滨广场至裕安二路重点巡区"),
        zone(2, "Bao'an Stadium and the streets around it"),
    ])));
    desk_window::settle(&mut session);
    let mut harness = window(session);
    rest(&mut harness);
    harness
}

/// Where the map is: its own labels give way by rules of their own.
fn map_of(harness: &mut Harness<'_, App>) -> Rect {
    let look = harness.state().session().settings().look;
    let theme = Theme::of(look);
    let steps = first_steps::shown(harness.state().session().settings());
    let [left, right, below] = *harness.state_mut().view_mut().panels(look);
    let (left_width, right_width, fits) = side_widths(&theme, WIDTH);
    let mut top = theme.px(top_bar::HEIGHT);
    let mut bottom = HEIGHT - theme.px(status_bar::HEIGHT);
    if steps {
        top += theme.px(first_steps::HEIGHT);
    }
    if below {
        bottom -= theme.px(panels::time::HEIGHT);
    }
    let left = if left && (fits || !right) {
        left_width
    } else {
        0.0
    };
    let right = WIDTH - if right { right_width } else { 0.0 };
    Rect::from_min_max(pos2(left, top), pos2(right, bottom)).expand(1.0)
}

/// What is wrong with the texts of the screen; `scrolled` are those of a table that scrolls sideways.
fn faults(harness: &mut Harness<'_, App>, overlay: bool, scrolled: &str) -> Vec<String> {
    let map = map_of(harness);
    // A dialog over the map has clips of its own within the map's.
    let on_map =
        |text: &Written| map.contains_rect(text.clip) && (!overlay || text.clip.height() > 200.0);
    let texts: Vec<Written> = written(harness)
        .into_iter()
        .filter(|text| !on_map(text))
        .collect();
    let mut faults = Vec::new();
    for text in &texts {
        if text.is_cut() && !scrolled.contains(&text.text) {
            faults.push(format!("cut: {text:?}"));
        }
    }
    if !overlay {
        faults.extend(collisions(&texts));
    }
    for text in texts.iter().filter(|text| text.elided) {
        let at = text.rect.intersect(text.clip).center();
        hover(harness, at);
        let told = |other: &Written| !other.elided && other.text.contains(&text.text);
        if !written(harness).iter().any(told) {
            faults.push(format!("elided and not told on hover: {text:?}"));
        }
        harness.remove_cursor();
        harness.run_steps(2);
    }
    faults
}

/// Texts that run into each other.
fn collisions(texts: &[Written]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, one) in texts.iter().enumerate() {
        for other in &texts[at + 1..] {
            let both = one
                .rect
                .intersect(one.clip)
                .intersect(other.rect.intersect(other.clip));
            if both.width() > 2.0 && both.height() > 4.0 {
                found.push(format!("over each other: {one:?} and {other:?}"));
            }
        }
    }
    found
}

/// How a scene is brought about.
type Arrange<'a> = Box<dyn Fn(&mut Harness<'_, App>) + 'a>;

/// Looks at scenes one after the other, in both languages and three looks; each begins with an empty desk.
fn look_at(overlay: bool, scenes: &[(String, Arrange)]) {
    let folder = Folder::new();
    let mut all = Vec::new();
    for language in Language::ALL {
        for look in LOOKS {
            let mut harness = desk(&folder, language, look);
            for (scene, arrange) in scenes {
                let view = harness.state_mut().view_mut();
                view.desk = Desk::default();
                view.selected = Selected::Nothing;
                harness.remove_cursor();
                harness.run_steps(2);
                arrange(&mut harness);
                rest(&mut harness);
                let scrolled = format!("{CSV}{}", say(&harness, "ui-left-out"));
                let found = faults(&mut harness, overlay, &scrolled);
                let told = |fault| format!("{scene}, {language:?}, {look:?}: {fault}");
                all.extend(found.into_iter().map(told));
                harness.key_press(Key::Escape);
                harness.run_steps(2);
            }
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

fn scene<'a>(
    name: impl std::fmt::Debug,
    arrange: impl Fn(&mut Harness<'_, App>) + 'a,
) -> (String, Arrange<'a>) {
    (format!("{name:?}"), Box::new(arrange))
}

/// Opens the left, right and lower panels in the look in use.
fn open_panels(harness: &mut Harness<'_, App>, panels: [bool; 3]) {
    let look = harness.state().session().settings().look;
    *harness.state_mut().view_mut().panels(look) = panels;
}

#[test]
fn the_bars_and_every_tab_are_whole() {
    let tabs = [
        RightTab::Coverage,
        RightTab::Zones,
        RightTab::Points,
        RightTab::Inspect,
    ];
    let mut scenes: Vec<_> = tabs
        .into_iter()
        .map(|tab| {
            scene(tab, move |harness| {
                harness.state_mut().view_mut().right_tab = tab;
            })
        })
        .collect();
    // Last, for the tab stays as long as plans are compared.
    for (swipe, gained) in [(false, false), (true, true)] {
        scenes.push(scene(("compare", swipe), move |harness| {
            let compare = Command::Compare([PlanChoice::Opened, PlanChoice::Now]);
            harness.state_mut().send(compare);
            rest(harness);
            let view = harness.state_mut().view_mut();
            view.desk.compare.swipe = swipe;
            view.desk.compare.gained = gained;
        }));
    }
    // How busy units are, worked out; and exits, which take the place of the comparison.
    scenes.push(scene("busy", |harness| {
        harness
            .state_mut()
            .send(Command::SetCallTime(Some(Minutes(45.0))));
        rest(harness);
        harness.state_mut().view_mut().right_tab = RightTab::Coverage;
    }));
    scenes.push(scene("exits", |harness| {
        let exits = Command::FindExits(Some(RoadClass::Collector));
        harness.state_mut().send(exits);
        rest(harness);
        harness.state_mut().view_mut().right_tab = RightTab::Exits;
    }));
    for (aim, subdistricts) in [(Aim::WhenBusy, false), (Aim::ShortestMean, true)] {
        scenes.push(scene(("suggest", aim), move |harness| {
            let wish = SuggestWish {
                aim,
                ring: 0,
                points: 3,
                may_move: Some(2),
                one_each: true,
                busy: Share(0.2),
                weigh: Weigh::Incidents,
            };
            let app = harness.state_mut();
            app.send(Command::FindExits(None));
            app.send(Command::Suggest(Some(wish.clone())));
            let view = harness.state_mut().view_mut();
            view.desk.suggest.open = true;
            view.desk.suggest.wish = Some(wish);
            view.desk.suggest.by_subdistrict = subdistricts;
            view.right_tab = RightTab::Suggest;
            rest(harness);
        }));
    }
    scenes.push(scene("brief", |harness| {
        let app = harness.state_mut();
        app.send(Command::Suggest(None));
        app.send(Command::DraftBriefing);
        rest(harness);
        let plan = harness.state().session().plan();
        let second = plan.scenes.get(1).map(|scene| scene.id);
        let view = harness.state_mut().view_mut();
        view.desk.suggest.open = false;
        view.desk.brief.open = true;
        view.desk.brief.scene = second;
        view.right_tab = RightTab::Brief;
        rest(harness);
    }));
    look_at(false, &scenes);
}

#[test]
fn what_is_selected_is_told_whole() {
    let point = |id| PointId(id);
    let place = LonLat::new(113.9012, 22.5581);
    let selections = [
        (RightTab::Points, Selected::Points([point(1)].into())),
        (
            RightTab::Points,
            Selected::Points([point(1), point(2)].into()),
        ),
        (RightTab::Zones, Selected::Zone(ZoneId(1))),
        (RightTab::Inspect, Selected::Zone(ZoneId(2))),
        (RightTab::Inspect, Selected::Points([point(2)].into())),
        (RightTab::Inspect, Selected::Place(place)),
    ];
    let scenes = selections.map(|(tab, selected)| {
        scene((tab, selected.clone()), move |harness| {
            harness.state_mut().view_mut().right_tab = tab;
            harness.state_mut().view_mut().selected = selected.clone();
        })
    });
    look_at(false, &scenes);
}

#[test]
fn the_settings_of_every_layer_are_whole_and_no_button_lies_under_another() {
    let layers = patrolgrid::ui::view_state::ViewState::default().layers;
    let scenes = layers.iter().map(|layer| {
        let kind = layer.kind;
        scene(kind, move |harness| {
            open_panels(harness, [true, false, false]);
            harness.state_mut().view_mut().desk.layer_open = Some(kind);
            harness.run_steps(3);
            let rect = |id| {
                let name = say(harness, id);
                let node = harness.query_by_label(&name);
                node.map(|node| node.rect())
            };
            if let (Some(up), Some(settings)) =
                (rect("ui-layer-up"), rect("ui-boundaries-settings"))
            {
                assert!(!up.intersects(settings), "{up:?} over {settings:?}");
            }
        })
    });
    look_at(false, &scenes.collect::<Vec<_>>());
}

#[test]
fn by_road_every_tab_and_the_settings_of_the_rings_are_whole() {
    let by_road = |harness: &mut Harness<'_, App>| {
        let travel = TravelRule {
            mode: TravelMode::EBike,
            turnout: 90.0,
            hour: Some(18),
            ..TravelRule::default()
        };
        let rule = PlanEdit::SetReach(ReachRule::one_three_five(travel));
        harness.state_mut().send(Command::Edit(rule));
        rest(harness);
    };
    let tabs = [RightTab::Coverage, RightTab::Zones, RightTab::Points];
    let mut scenes: Vec<_> = tabs
        .into_iter()
        .map(|tab| {
            scene(("by road", tab), move |harness| {
                by_road(harness);
                harness.state_mut().view_mut().right_tab = tab;
            })
        })
        .collect();
    scenes.push(scene("rings by road", move |harness| {
        by_road(harness);
        open_panels(harness, [true, false, false]);
        harness.state_mut().view_mut().desk.layer_open = Some(LayerKind::Rings);
    }));
    look_at(false, &scenes);
}

#[test]
fn a_narrow_filter_is_told_whole() {
    let narrow = scene("filter", |harness| {
        open_panels(harness, [false, true, true]);
        let mut filter = harness.state().session().filter().clone();
        filter.week_hours = WeekHours::daily(20, 6);
        filter.categories = Some(["盗窃".to_owned(), "抢劫".to_owned()].into());
        filter.patrol_discovered = true;
        harness.state_mut().send(Command::SetFilter(filter));
    });
    look_at(false, &[narrow]);
}

#[test]
fn sheets_and_menus_are_whole() {
    let buttons = [
        "ui-filter-all-months",
        "ui-filter-all-hours",
        "ui-filter-all-categories",
        "ui-history",
        "ui-plan-untitled",
    ];
    let scenes = buttons.map(|button| {
        scene(button, move |harness| {
            let plan = harness.state().session().plan().name.clone();
            let name = match button {
                "ui-plan-untitled" if !plan.is_empty() => plan,
                _ => say(harness, button),
            };
            let node = harness
                .get_all_by_label(&name)
                .min_by_key(|node| node.rect().top() as i32);
            node.expect("the button").click();
            harness.run_steps(3);
        })
    });
    look_at(true, &scenes);
}

#[test]
fn the_palette_and_find_are_whole() {
    let palette = scene("palette", |harness| {
        harness.state_mut().view_mut().desk.palette = Some(Query::default());
    });
    let find = scene("find", |harness| {
        let text = "网格".to_owned();
        let query = Query {
            text,
            ..Query::default()
        };
        harness.state_mut().view_mut().desk.find = Some(query);
    });
    look_at(true, &[palette, find]);
}

#[test]
fn dialogs_are_whole() {
    let file = Folder::new();
    let options = BoundaryOptions {
        level: Some(GridLevel::WorkGrid),
        ..BoundaryOptions::default()
    };
    let boundaries = Dialog::Boundaries(GridLevel::WorkGrid, options);
    let dialogs = [
        Dialog::Keys,
        Dialog::About,
        Dialog::ImportReport,
        Dialog::EditLog,
        Dialog::Export,
        Dialog::BriefingOut,
        Dialog::Judged,
        boundaries,
    ];
    let mut scenes: Vec<_> = dialogs
        .into_iter()
        .map(|dialog| {
            scene(dialog.clone(), move |harness| {
                harness.state_mut().view_mut().desk.dialog = Some(dialog.clone());
            })
        })
        .collect();
    scenes.push(scene("mapping", |harness| {
        let options = IncidentOptions::default();
        let state = harness.state_mut();
        state.send(Command::PreviewIncidents(file.csv(), options));
        until(harness, "the dialog", |app| {
            app.session().pending_incidents().is_some()
        });
    }));
    look_at(true, &scenes);
}

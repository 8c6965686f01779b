//! Choosing files: the system's dialog on a thread of its own; where there is none, a path is typed into the window.
//! Files dropped onto the window are opened.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use egui::{Align2, Area, Context, Id, Order};

use super::cx::Cx;
use super::desk::Pick;
use super::icons::Icon;
use super::panels::compare;
use super::widgets::{self, Press};
use crate::i18n::message::Message;
use crate::io::incident_table::IncidentOptions;
use crate::io::plan_bundle;
use crate::io::vector_files::without_companions;
use crate::session::command::Command;
use crate::session::comparison::PlanChoice;

/// What the system's dialog ended with.
#[derive(Debug, Clone)]
enum Picked {
    /// These files.
    Files(Vec<PathBuf>),
    /// Nothing: closed by the user.
    Nothing,
    /// There is no dialog here (no desktop portal): ask for a path instead.
    NoDialog,
}

/// The dialog under way, if any.
#[derive(Debug, Default)]
pub struct Picker {
    answer: Option<(Pick, Arc<Mutex<Option<Picked>>>)>,
}

impl Picker {
    /// Shows the dialog that is wished for and takes home what was picked.
    pub fn update(&mut self, cx: &mut Cx, context: &Context) {
        if let Some(pick) = cx.view.desk.pick.take() {
            self.start(pick, cx, context);
        }
        let Some((pick, answer)) = &self.answer else {
            return;
        };
        let picked = answer.lock().ok().and_then(|mut answer| answer.take());
        let pick = *pick;
        match picked {
            None => return,
            Some(Picked::Files(files)) => files
                .into_iter()
                .for_each(|file| self::open(cx, pick, file)),
            Some(Picked::Nothing) => {}
            Some(Picked::NoDialog) => cx.view.desk.typed_path = Some((pick, String::new())),
        }
        self.answer = None;
    }

    fn start(&mut self, pick: Pick, cx: &mut Cx, context: &Context) {
        if self.answer.is_some() {
            return;
        }
        if !dialogs_exist() {
            cx.view.desk.typed_path = Some((pick, String::new()));
            return;
        }
        let answer = Arc::new(Mutex::new(None));
        let name = file_name(pick, cx);
        let (slot, title, context) = (Arc::clone(&answer), cx.text(title(pick)), context.clone());
        let spawned = std::thread::Builder::new()
            .name("file dialog".into())
            .spawn(move || {
                let picked = std::panic::catch_unwind(|| ask(pick, &title, &name));
                if let Ok(mut slot) = slot.lock() {
                    *slot = Some(picked.unwrap_or(Picked::NoDialog));
                }
                context.request_repaint();
            });
        match spawned {
            Ok(_) => self.answer = Some((pick, answer)),
            Err(error) => tracing::warn!(%error, "the file dialog could not be started"),
        }
    }
}

/// On Unix desktops the dialog is the desktop portal's, reached over the session bus.
fn dialogs_exist() -> bool {
    let bus = || {
        std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
            || std::env::var_os("XDG_RUNTIME_DIR")
                .is_some_and(|folder| PathBuf::from(folder).join("bus").exists())
    };
    !cfg!(all(unix, not(target_os = "macos"))) || bus()
}

fn ask(pick: Pick, title: &str, name: &str) -> Picked {
    let dialog = rfd::FileDialog::new().set_title(title);
    let picked = match pick {
        Pick::Open => dialog.pick_files(),
        Pick::District => dialog.pick_folder().map(|folder| vec![folder]),
        Pick::Incidents => dialog
            .add_filter("CSV, Excel", &["csv", "txt", "tsv", "gz", "xlsx", "xls"])
            .pick_file()
            .map(|file| vec![file]),
        Pick::Compared(_) => dialog
            .add_filter("GeoPackage", &["gpkg"])
            .pick_file()
            .map(|file| vec![file]),
        Pick::BaseMap => dialog
            .add_filter("PMTiles, MBTiles", &["pmtiles", "mbtiles"])
            .pick_file()
            .map(|file| vec![file]),
        Pick::SavePlan | Pick::SecondPlan => dialog
            .set_file_name(name)
            .add_filter("GeoPackage", &["gpkg"])
            .save_file()
            .map(|file| vec![ending_in(file, PLAN)]),
        Pick::SaveLog => dialog
            .set_file_name(name)
            .add_filter("CSV", &["csv"])
            .save_file()
            .map(|file| vec![file]),
        Pick::SaveLayer(wish) => dialog
            .set_file_name(name)
            .add_filter(wish.format.ending(), &[wish.format.ending()])
            .save_file()
            .map(|file| vec![file]),
        Pick::SaveBriefing(wish) => match wish.kind.ending() {
            Some(ending) => dialog
                .set_file_name(name)
                .add_filter(ending, &[ending])
                .save_file()
                .map(|file| vec![ending_in(file, ending)]),
            None => dialog.pick_folder().map(|folder| vec![folder]),
        },
        Pick::SaveBundle(_) => dialog
            .set_file_name(name)
            .add_filter("PatrolGrid", &[plan_bundle::ENDING])
            .save_file()
            .map(|file| vec![ending_in(file, plan_bundle::ENDING)]),
        Pick::SaveRefusals => dialog
            .set_file_name("refused.csv")
            .add_filter("CSV", &["csv"])
            .save_file()
            .map(|file| vec![file]),
    };
    picked.map_or(Picked::Nothing, Picked::Files)
}

/// What a new file is called unless the user says otherwise: after the plan.
fn file_name(pick: Pick, cx: &Cx) -> String {
    let plan = &cx.session.plan().name;
    let plan = plan.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], " ");
    let plan = match plan.trim() {
        "" => cx.text("ui-plan-untitled"),
        plan => plan.to_owned(),
    };
    match pick {
        Pick::SavePlan => format!("{plan}.gpkg"),
        Pick::SecondPlan => format!("{plan} B.gpkg"),
        Pick::SaveLog => format!("{plan} log.csv"),
        Pick::SaveBundle(_) => format!("{plan}.{}", plan_bundle::ENDING),
        Pick::SaveLayer(wish) => format!("{plan} {}.{}", wish.layer.name(), wish.format.ending()),
        Pick::SaveBriefing(wish) => {
            let brief = cx.text("ui-brief-file");
            match wish.kind.ending() {
                Some(ending) => format!("{plan} {brief}.{ending}"),
                None => format!("{plan} {brief}"),
            }
        }
        Pick::Open
        | Pick::District
        | Pick::Incidents
        | Pick::BaseMap
        | Pick::Compared(_)
        | Pick::SaveRefusals => String::new(),
    }
}

/// Where a plan, a bundle or a layer goes: into a folder that was named, under the plan's name; else under the name that was
/// typed, with the ending of its kind.
fn path_of(pick: Pick, cx: &Cx, file: PathBuf, ending: &str) -> PathBuf {
    let typed = file.to_string_lossy();
    let folder = typed.ends_with(['/', std::path::MAIN_SEPARATOR]) || file.is_dir();
    if folder {
        return file.join(file_name(pick, cx));
    }
    ending_in(file, ending)
}

/// How plan files end.
const PLAN: &str = "gpkg";

/// A file with the ending of its kind, whatever was typed.
fn ending_in(file: PathBuf, ending: &str) -> PathBuf {
    let ends = file
        .extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(ending));
    if ends {
        return file;
    }
    let mut name = file.into_os_string();
    name.push(".");
    name.push(ending);
    name.into()
}

const fn title(pick: Pick) -> &'static str {
    match pick {
        Pick::Open => "ui-act-open",
        Pick::District => "ui-act-open-district",
        Pick::Incidents => "ui-act-import",
        Pick::BaseMap => "ui-act-base-map",
        Pick::SavePlan => "ui-act-save-as",
        Pick::SecondPlan => "ui-act-second-plan",
        Pick::SaveLog => "ui-act-export-log",
        Pick::SaveLayer(_) => "ui-act-export",
        Pick::SaveBundle(_) => "ui-act-hand-over",
        Pick::SaveBriefing(_) => "ui-brief-export-title",
        Pick::SaveRefusals => "ui-refusals-export",
        Pick::Compared(_) => "ui-compare-other",
    }
}

fn open(cx: &mut Cx, pick: Pick, file: PathBuf) {
    match pick {
        Pick::Open => open_any(cx, file),
        Pick::District => cx.send(Command::OpenDistrict(file)),
        Pick::Incidents => cx.send(Command::PreviewIncidents(file, IncidentOptions::default())),
        Pick::BaseMap => cx.view.base_map = Some(file),
        Pick::SavePlan => cx.send(Command::SavePlanAs(path_of(pick, cx, file, PLAN))),
        Pick::SecondPlan => cx.send(Command::DuplicatePlan(path_of(pick, cx, file, PLAN))),
        Pick::SaveBundle(signed) => {
            let file = path_of(pick, cx, file, plan_bundle::ENDING);
            cx.send(Command::HandOver(file, signed));
        }
        Pick::SaveLog => cx.send(Command::ExportLog(file)),
        Pick::SaveBriefing(wish) => {
            let file = match wish.kind.ending() {
                Some(ending) => path_of(pick, cx, file, ending),
                None => file,
            };
            cx.send(Command::ExportBriefing(file, wish));
        }
        Pick::SaveLayer(wish) => {
            let file = path_of(pick, cx, file, wish.format.ending());
            cx.send(Command::ExportLayer(file, wish.layer, wish.public));
        }
        Pick::SaveRefusals => cx.send(Command::ExportRefusals(file)),
        Pick::Compared(first) => compare::choose(cx, first, PlanChoice::File(file)),
    }
}

/// Opens a file of any kind; a base map goes to the view, all else to the session.
fn open_any(cx: &mut Cx, file: PathBuf) {
    let ending = file
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("pmtiles" | "mbtiles") => cx.view.base_map = Some(file),
        _ => cx.send(Command::OpenFile(file)),
    }
}

/// The field for a path, where the system has no dialog.
pub fn typed_path_ui(context: &Context, cx: &mut Cx) {
    let Some((pick, mut text)) = cx.view.desk.typed_path.clone() else {
        return;
    };
    let theme = cx.theme;
    let mut done = false;
    let modal = egui::Modal::new(Id::unique("typed path"))
        .frame(widgets::dialog_frame(context, theme))
        .show(context, |ui| {
            ui.set_width(theme.px(520.0));
            widgets::line(ui, &cx.text(title(pick)), theme.heading(), theme.text);
            ui.add_space(theme.px(8.0));
            let width = ui.available_width();
            let response = widgets::field(ui, theme, &mut text, &cx.text("ui-path"), width);
            // Only while nothing else here has it: Tab goes on to the buttons.
            if !response.lost_focus() && ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            let entered =
                response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let over = cx.view.desk.typed_over.clone();
            let over = over.filter(|file| Some(file) == target(pick, cx, &text).as_ref());
            let (hint, button) = match &over {
                Some(file) => (exists_words(cx, file), "ui-replace"),
                None if target(pick, cx, &text).is_some() => {
                    (cx.text("ui-path-hint-save"), "ui-ok")
                }
                None => (cx.text("ui-path-hint"), "ui-ok"),
            };
            widgets::paragraph(ui, theme, &hint);
            ui.add_space(theme.px(12.0));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let ready = !text.trim().is_empty();
                let open = Press::text(theme, cx.text(button)).primary().enabled(ready);
                if ui.add(open).clicked() || (entered && ready) {
                    done = true;
                }
                if ui
                    .add(Press::text(theme, cx.text("ui-cancel")).outlined())
                    .clicked()
                {
                    ui.close();
                }
            });
        });
    // A file that is there is replaced only when asked: the system's own dialog asks as well.
    let over = done.then(|| target(pick, cx, &text)).flatten();
    let over = over.filter(|file| file.exists());
    if over.is_some() && over != cx.view.desk.typed_over {
        cx.view.desk.typed_over = over;
        done = false;
    }
    let stays = !modal.should_close() && !done;
    cx.view.desk.typed_path = stays.then(|| (pick, text.clone()));
    if !stays {
        cx.view.desk.typed_over = None;
    }
    if done {
        open(cx, pick, PathBuf::from(text.trim()));
    }
}

/// The file that would be written under a typed path; `None` where one is opened.
fn target(pick: Pick, cx: &Cx, typed: &str) -> Option<PathBuf> {
    let file = PathBuf::from(typed.trim());
    match pick {
        Pick::SavePlan | Pick::SecondPlan => Some(path_of(pick, cx, file, PLAN)),
        Pick::SaveBundle(_) => Some(path_of(pick, cx, file, plan_bundle::ENDING)),
        Pick::SaveLayer(wish) => Some(path_of(pick, cx, file, wish.format.ending())),
        Pick::SaveBriefing(wish) => wish
            .kind
            .ending()
            .map(|ending| path_of(pick, cx, file, ending)),
        Pick::SaveLog | Pick::SaveRefusals => Some(file),
        Pick::Open | Pick::District | Pick::Incidents | Pick::BaseMap | Pick::Compared(_) => None,
    }
}

fn exists_words(cx: &Cx, file: &Path) -> String {
    let name = file.file_name().unwrap_or(file.as_os_str());
    let name = name.to_string_lossy().into_owned();
    cx.say(&Message::new("ui-path-exists").with("file", name))
}

/// Opens files dropped onto the window; while they hang over it, says that it will.
pub fn drop_zone_ui(context: &Context, cx: &mut Cx) {
    let (hovering, dropped) = context.input(|input| {
        let dropped: Vec<PathBuf> = input
            .raw
            .dropped_files
            .iter()
            .map(|file| file.path().to_owned())
            .filter(|path| !path.as_os_str().is_empty())
            .collect();
        (!input.raw.hovered_files.is_empty(), dropped)
    });
    for file in without_companions(dropped) {
        open_any(cx, file);
    }
    if !hovering {
        return;
    }
    let theme = cx.theme;
    let screen = context.content_rect();
    Area::new(Id::unique("drop zone"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .interactable(false)
        .show(context, |ui| {
            let painter = ui.ctx().layer_painter(ui.layer_id());
            let inner = screen.shrink(theme.px(12.0));
            painter.rect(
                inner,
                egui::CornerRadius::same(10),
                theme.accent.gamma_multiply(0.12),
                egui::Stroke::new(theme.lines[1], theme.accent),
                egui::StrokeKind::Inside,
            );
            egui::Frame::popup(ui.style())
                .inner_margin(theme.px(16.0))
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        let (rect, _) = ui.allocate_exact_size(
                            egui::Vec2::splat(theme.px(24.0)),
                            egui::Sense::hover(),
                        );
                        Icon::Folder.paint(ui.painter(), rect, theme.accent);
                        ui.label(cx.text("ui-drop-here"));
                    });
                });
        });
}

//! The mapping dialog: which column of an incident file means what. Guessed, shown on the first rows, changeable.

use egui::Ui;

use super::crs_choice::crs_options;
use super::foot;
use super::sample::{Head, sample_ui};
use crate::io::incident_table::{IncidentMapping, IncidentOptions, IncidentPreview};
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::widgets::{self, choice, form_row};

/// Rows of the file shown.
const ROWS: usize = 6;

/// A role a column can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnRole {
    Lon,
    Lat,
    Joined,
    Time,
    Clock,
    Category,
    Discovery,
    Weight,
}

impl ColumnRole {
    const ALL: [Self; 8] = [
        Self::Lon,
        Self::Lat,
        Self::Joined,
        Self::Time,
        Self::Clock,
        Self::Category,
        Self::Discovery,
        Self::Weight,
    ];

    const fn sentence(self) -> &'static str {
        match self {
            Self::Lon => "ui-role-lon",
            Self::Lat => "ui-role-lat",
            Self::Joined => "ui-role-joined",
            Self::Time => "ui-role-time",
            Self::Clock => "ui-role-clock",
            Self::Category => "ui-role-category",
            Self::Discovery => "ui-role-discovery",
            Self::Weight => "ui-role-weight",
        }
    }

    const fn column(self, mapping: &IncidentMapping) -> Option<usize> {
        match self {
            Self::Lon => mapping.lon,
            Self::Lat => mapping.lat,
            Self::Joined => mapping.joined,
            Self::Time => mapping.time,
            Self::Clock => mapping.clock,
            Self::Category => mapping.category,
            Self::Discovery => mapping.discovery,
            Self::Weight => mapping.weight,
        }
    }

    const fn set(self, mapping: &mut IncidentMapping, column: Option<usize>) {
        let place = match self {
            Self::Lon => &mut mapping.lon,
            Self::Lat => &mut mapping.lat,
            Self::Joined => &mut mapping.joined,
            Self::Time => &mut mapping.time,
            Self::Clock => &mut mapping.clock,
            Self::Category => &mut mapping.category,
            Self::Discovery => &mut mapping.discovery,
            Self::Weight => &mut mapping.weight,
        };
        *place = column;
    }
}

/// Draws the dialog for the file that waits.
pub fn incidents_ui(ui: &mut Ui, cx: &mut Cx) {
    let Some(pending) = cx.session.pending_incidents().cloned() else {
        return;
    };
    let draft = cx
        .view
        .desk
        .mapping_draft
        .take()
        .filter(|draft| *draft != pending.options);
    let options = draft.clone().unwrap_or_else(|| pending.options.clone());
    let mut wanted = options.clone();
    let preview = &pending.preview;
    file_line(ui, cx, &pending.path.display().to_string());
    let mapping = wanted
        .mapping
        .get_or_insert_with(|| preview.mapping.clone());
    roles(ui, cx, preview, mapping);
    file_form(ui, cx, preview, &mut wanted);
    ui.add_space(cx.theme.px(8.0));
    let shown = wanted.mapping.clone().unwrap_or_default();
    let heads = heads(cx, preview, &shown);
    let rows: Vec<Vec<String>> = preview.rows.iter().take(ROWS).cloned().collect();
    sample_ui(ui, cx, &heads, &rows);
    personal_note(ui, cx, preview);
    if wanted == options {
        cx.view.desk.mapping_draft = draft;
    } else {
        cx.send(Command::PreviewIncidents(
            pending.path.clone(),
            wanted.clone(),
        ));
        cx.view.desk.mapping_draft = wanted.mapping.is_some().then(|| wanted.clone());
    }
    let ready = is_ready(&shown);
    let (import, cancel) = (cx.text("ui-import"), cx.text("ui-cancel"));
    match foot(ui, cx, &import, ready, &cancel) {
        Some(true) => {
            cx.view.desk.mapping_draft = None;
            cx.send(Command::ImportIncidents(pending.path, wanted));
        }
        Some(false) => {
            cx.view.desk.mapping_draft = None;
            cx.send(Command::DropIncidentPreview);
        }
        None => {}
    }
}

/// Whether places can be read: longitude and latitude, or both in one column.
const fn is_ready(mapping: &IncidentMapping) -> bool {
    mapping.joined.is_some() || (mapping.lon.is_some() && mapping.lat.is_some())
}

fn file_line(ui: &mut Ui, cx: &Cx, path: &str) {
    ui.horizontal(|ui| {
        let size = egui::Vec2::splat(cx.theme.px(16.0));
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        Icon::Document.paint(ui.painter(), rect, cx.theme.second);
        widgets::second(ui, cx.theme, path);
    });
    ui.add_space(cx.theme.px(8.0));
}

/// Two columns of form rows.
fn two_columns(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x *= 3.0;
        ui.columns_const(|[one, other]| {
            left(one);
            right(other);
        });
    });
}

fn roles(ui: &mut Ui, cx: &Cx, preview: &IncidentPreview, mapping: &mut IncidentMapping) {
    let mut columns: Vec<(Option<usize>, String)> = vec![(None, cx.text("ui-role-none"))];
    for (at, name) in preview.columns.iter().enumerate() {
        if !preview.personal.iter().any(|(personal, _)| *personal == at) {
            columns.push((Some(at), name.clone()));
        }
    }
    let mut other = mapping.clone();
    let (first, second) = ColumnRole::ALL.split_at(4);
    two_columns(
        ui,
        |ui| {
            for role in first {
                role_row(ui, cx, *role, &columns, mapping);
            }
        },
        |ui| {
            for role in second {
                role_row(ui, cx, *role, &columns, &mut other);
            }
        },
    );
    for role in second {
        role.set(mapping, role.column(&other));
    }
}

fn role_row(
    ui: &mut Ui,
    cx: &Cx,
    role: ColumnRole,
    columns: &[(Option<usize>, String)],
    mapping: &mut IncidentMapping,
) {
    let label = cx.text(role.sentence());
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        let current = role.column(mapping);
        if let Some(column) = choice(ui, role.sentence(), width, current, columns) {
            role.set(mapping, column);
        }
    });
}

/// Reference system, and how the file is written.
fn file_form(ui: &mut Ui, cx: &Cx, preview: &IncidentPreview, wanted: &mut IncidentOptions) {
    let crs = wanted.crs.unwrap_or(preview.crs_guess);
    let mut chosen_crs = None;
    let mut chosen_text = None;
    two_columns(
        ui,
        |ui| {
            let label = cx.text("ui-crs");
            form_row(ui, cx.theme, &label, |ui| {
                let width = ui.available_width();
                chosen_crs = choice(ui, "crs", width, crs, &crs_options(cx, crs));
            });
        },
        |ui| {
            chosen_text = match &preview.sheet {
                Some(sheet) => sheet_choice(ui, cx, sheet, preview, wanted),
                None => text_choice(ui, cx, preview, wanted),
            };
        },
    );
    if chosen_crs.is_some() {
        wanted.crs = chosen_crs;
    }
    if let Some(chosen) = chosen_text {
        // The columns may be others now: the mapping is guessed anew.
        *wanted = IncidentOptions {
            crs: wanted.crs,
            mapping: None,
            ..chosen
        };
    }
}

/// Encoding and delimiter of a text.
fn text_choice(
    ui: &mut Ui,
    cx: &Cx,
    preview: &IncidentPreview,
    wanted: &IncidentOptions,
) -> Option<IncidentOptions> {
    let mut chosen = None;
    let label = cx.text("ui-encoding");
    form_row(ui, cx.theme, &label, |ui| {
        let encodings = encodings(&preview.encoding);
        let at = encodings
            .iter()
            .position(|name| *name == preview.encoding)
            .unwrap_or(0);
        let options: Vec<(usize, String)> = encodings.iter().cloned().enumerate().collect();
        let width = ui.available_width() * 0.55;
        if let Some(at) = choice(ui, "encoding", width, at, &options) {
            chosen = Some(IncidentOptions {
                encoding: encodings.get(at).cloned(),
                ..wanted.clone()
            });
        }
        let delimiters = delimiters(cx);
        let width = ui.available_width();
        if let Some(delimiter) = choice(ui, "delimiter", width, preview.delimiter, &delimiters) {
            chosen = Some(IncidentOptions {
                delimiter: Some(delimiter),
                ..wanted.clone()
            });
        }
    });
    chosen
}

/// The sheet of a workbook.
fn sheet_choice(
    ui: &mut Ui,
    cx: &Cx,
    sheet: &str,
    preview: &IncidentPreview,
    wanted: &IncidentOptions,
) -> Option<IncidentOptions> {
    let mut chosen = None;
    let label = cx.text("ui-sheet");
    form_row(ui, cx.theme, &label, |ui| {
        let sheets = &preview.sheets;
        let at = sheets.iter().position(|name| name == sheet).unwrap_or(0);
        let options: Vec<(usize, String)> = sheets.iter().cloned().enumerate().collect();
        let width = ui.available_width();
        if let Some(at) = choice(ui, "sheet", width, at, &options) {
            chosen = Some(IncidentOptions {
                sheet: sheets.get(at).cloned(),
                ..wanted.clone()
            });
        }
    });
    chosen
}

fn encodings(found: &str) -> Vec<String> {
    let mut names = vec!["UTF-8".to_owned(), "GB18030".to_owned()];
    if !names.iter().any(|name| name == found) {
        names.push(found.to_owned());
    }
    names
}

fn delimiters(cx: &Cx) -> Vec<(u8, String)> {
    vec![
        (b',', cx.text("ui-delimiter-comma")),
        (b';', cx.text("ui-delimiter-semicolon")),
        (b'\t', cx.text("ui-delimiter-tab")),
        (b'|', cx.text("ui-delimiter-bar")),
    ]
}

fn heads(cx: &Cx, preview: &IncidentPreview, mapping: &IncidentMapping) -> Vec<Head> {
    let names = preview.columns.iter().enumerate();
    names
        .map(|(at, name)| Head {
            name: name.clone(),
            role: ColumnRole::ALL
                .iter()
                .find(|role| role.column(mapping) == Some(at))
                .map_or_else(String::new, |role| cx.text(role.sentence())),
            left_out: preview
                .personal
                .iter()
                .find(|(personal, _)| *personal == at)
                .map(|(_, why)| cx.say(why)),
        })
        .collect()
}

fn personal_note(ui: &mut Ui, cx: &Cx, preview: &IncidentPreview) {
    if preview.personal.is_empty() {
        return;
    }
    ui.add_space(cx.theme.px(8.0));
    let text = cx.text("ui-personal-note");
    ui.horizontal(|ui| {
        let size = egui::Vec2::splat(cx.theme.px(16.0));
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        Icon::Warning.paint(ui.painter(), rect, cx.theme.warning);
        widgets::line(ui, &text, cx.theme.small(), cx.theme.warning);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_keeps_its_own_column() {
        let mut mapping = IncidentMapping::default();
        for (at, role) in ColumnRole::ALL.into_iter().enumerate() {
            role.set(&mut mapping, Some(at));
        }
        for (at, role) in ColumnRole::ALL.into_iter().enumerate() {
            assert_eq!(role.column(&mapping), Some(at));
        }
    }

    #[test]
    fn places_need_both_coordinates_or_one_joined_column() {
        let mut mapping = IncidentMapping {
            lon: Some(0),
            ..IncidentMapping::default()
        };
        assert!(!is_ready(&mapping));
        mapping.lat = Some(1);
        assert!(is_ready(&mapping));
    }
}

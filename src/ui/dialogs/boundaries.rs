//! A boundary layer: what it was read with, reading it again otherwise, and its defects by feature.

use egui::Ui;

use super::crs_choice::crs_options;
use super::defects::defects_ui;
use super::foot;
use super::sample::{Head, sample_ui};
use crate::i18n::message::Message;
use crate::io::boundaries::{BoundaryFields, BoundaryOptions, BoundaryReading};
use crate::model::grid::GridLevel;
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::desk::Dialog;
use crate::ui::widgets::{self, choice, form_row};

/// Draws the dialog of the layer read as `level`.
pub fn boundaries_ui(ui: &mut Ui, cx: &mut Cx, level: GridLevel, mut options: BoundaryOptions) {
    let readings = &cx.session.sources().boundary_readings;
    let Some(reading) = readings
        .iter()
        .find(|reading| reading.layer.level == level)
        .cloned()
    else {
        let text = cx.text("ui-boundaries-none");
        widgets::paragraph(ui, cx.theme, &text);
        return;
    };
    let source = &reading.layer.source;
    let summary = cx.say(
        &Message::new("ui-boundaries-summary")
            .with("file", source.file_name.as_str())
            .with("found", source.found)
            .with("kept", source.kept)
            .with("refused", source.refused()),
    );
    widgets::second(ui, cx.theme, &summary);
    ui.add_space(cx.theme.px(8.0));
    let before = options.clone();
    ui.scope(|ui| form(ui, cx, &reading, &mut options));
    ui.add_space(cx.theme.px(8.0));
    let heads = heads(cx, &reading, &options);
    let rows: Vec<Vec<String>> = reading.sample.iter().take(4).cloned().collect();
    sample_ui(ui, cx, &heads, &rows);
    defects_ui(ui, cx, &reading.defects);
    if options != before {
        cx.view.desk.dialog = Some(Dialog::Boundaries(level, options.clone()));
    }
    let (read, close) = (cx.text("ui-read-again"), cx.text("ui-layer-close"));
    let as_read = BoundaryOptions {
        level: Some(level),
        crs: Some(source.crs),
        fields: Some(reading.fields.clone()),
    };
    match foot(ui, cx, &read, options != as_read, &close) {
        Some(true) => {
            if options.level != Some(level) {
                cx.send(Command::CloseLevel(level));
            }
            let path = std::path::PathBuf::from(&source.path);
            cx.send(Command::OpenBoundaries(vec![(path, options)]));
            cx.view.desk.dialog = None;
        }
        Some(false) => {
            cx.send(Command::CloseLevel(level));
            cx.view.desk.dialog = None;
        }
        None => {}
    }
}

fn form(ui: &mut Ui, cx: &Cx, reading: &BoundaryReading, options: &mut BoundaryOptions) {
    let levels: Vec<(GridLevel, String)> = GridLevel::ALL
        .iter()
        .map(|level| (*level, cx.text(level.sentence())))
        .collect();
    let crs = options.crs.unwrap_or(reading.layer.source.crs);
    let level = options.level.unwrap_or(reading.layer.level);
    let mut fields = options
        .fields
        .clone()
        .unwrap_or_else(|| reading.fields.clone());
    let mut names: Vec<(Option<usize>, String)> = vec![(None, cx.text("ui-role-none"))];
    names.extend(
        reading
            .field_names
            .iter()
            .enumerate()
            .map(|(at, name)| (Some(at), name.clone())),
    );
    let mut other = fields.clone();
    ui.spacing_mut().item_spacing.x = cx.theme.px(24.0);
    ui.columns_const(|[left, right]| {
        form_row(left, cx.theme, &cx.text("ui-level"), |ui| {
            let width = ui.available_width();
            if let Some(level) = choice(ui, "level", width, level, &levels) {
                options.level = Some(level);
            }
        });
        form_row(left, cx.theme, &cx.text("ui-crs"), |ui| {
            let width = ui.available_width();
            if let Some(crs) = choice(ui, "crs", width, crs, &crs_options(cx, crs)) {
                options.crs = Some(crs);
            }
        });
        field_row(
            left,
            cx,
            "ui-field-responsible",
            reading,
            &names,
            &mut fields.responsible,
        );
        field_row(right, cx, "ui-field-code", reading, &names, &mut other.code);
        field_row(right, cx, "ui-field-name", reading, &names, &mut other.name);
        field_row(
            right,
            cx,
            "ui-field-residents",
            reading,
            &names,
            &mut other.residents,
        );
    });
    let chosen = BoundaryFields {
        responsible: fields.responsible,
        ..other
    };
    if Some(&chosen) != options.fields.as_ref() {
        options.fields = Some(chosen);
    }
}

fn field_row(
    ui: &mut Ui,
    cx: &Cx,
    sentence: &str,
    reading: &BoundaryReading,
    names: &[(Option<usize>, String)],
    field: &mut Option<String>,
) {
    let label = cx.text(sentence);
    let at = field
        .as_ref()
        .and_then(|field| reading.field_names.iter().position(|name| name == field));
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(chosen) = choice(ui, sentence, width, at, names) {
            *field = chosen.and_then(|at| reading.field_names.get(at).cloned());
        }
    });
}

fn heads(cx: &Cx, reading: &BoundaryReading, options: &BoundaryOptions) -> Vec<Head> {
    let fields = options.fields.as_ref().unwrap_or(&reading.fields);
    let role = |name: &String| {
        let roles = [
            (&fields.code, "ui-field-code"),
            (&fields.name, "ui-field-name"),
            (&fields.residents, "ui-field-residents"),
            (&fields.responsible, "ui-field-responsible"),
        ];
        let own = roles
            .iter()
            .find(|(field, _)| field.as_ref() == Some(name))
            .map(|(_, sentence)| cx.text(sentence));
        own.or_else(|| {
            let (level, _) = fields.parents.iter().find(|(_, field)| field == name)?;
            Some(cx.text(level.sentence()))
        })
        .unwrap_or_default()
    };
    reading
        .field_names
        .iter()
        .map(|name| Head {
            name: name.clone(),
            role: role(name),
            left_out: None,
        })
        .collect()
}

//! The small parts every screen is made of: one-line text, fields, bars, sections, menus.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, CornerRadius, FontId, Galley, Popup, Rect, Response, Role, Sense, Stroke, Ui, Vec2,
    WidgetInfo, vec2,
};

use super::icons::Icon;
use super::theme::Theme;

pub use super::press::Press;

/// Opens a menu under a button; rows are laid out from top to bottom and keep the given width.
pub fn menu_under<R>(
    response: &Response,
    width: f32,
    contents: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    Popup::menu(response)
        .gap(4.0)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClick)
        .show(|ui| {
            ui.set_width(width);
            contents(ui)
        })
        .map(|inner| inner.inner)
}

/// As [`menu_under`], but it stays open until a click outside: for sliders, check boxes and text.
pub fn sheet_under<R>(
    response: &Response,
    width: f32,
    contents: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    Popup::menu(response)
        .gap(4.0)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(width);
            egui::Frame::new()
                .inner_margin(8.0)
                .show(ui, contents)
                .inner
        })
        .map(|inner| inner.inner)
}

/// Text on one line, ending in an ellipsis where it is wider than `width`.
#[must_use]
pub fn one_line(ui: &Ui, text: &str, font: FontId, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, Color32::PLACEHOLDER);
    job.wrap = TextWrapping::truncate_at_width(width);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// A label on one line in a font and colour; elided text tells itself on hover.
pub fn line(ui: &mut Ui, text: &str, font: FontId, colour: Color32) -> Response {
    let galley = one_line(ui, text, font, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let elided = galley.elided;
    ui.painter().galley(rect.min, galley, colour);
    if elided {
        response.on_hover_text(text)
    } else {
        response
    }
}

/// Second text on one line.
pub fn second(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    line(ui, text, theme.small(), theme.second)
}

/// Text that may take several lines, in second colour: what an empty list says, explanations.
pub fn paragraph(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    ui.add(
        egui::Label::new(
            egui::RichText::new(text)
                .font(theme.body())
                .color(theme.second),
        )
        .wrap(),
    )
}

/// The head of a section: small, bold, second colour, with a rule above unless it is the first.
pub fn section(ui: &mut Ui, theme: &Theme, title: &str) -> Response {
    ui.add_space(theme.px(12.0));
    let response = line(ui, title, theme.small_strong(), theme.second);
    ui.add_space(theme.px(4.0));
    response
}

/// A hairline across.
pub fn hairline(ui: &mut Ui, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(
        rect.x_range(),
        rect.center().y,
        Stroke::new(1.0, theme.hairline),
    );
}

/// A thin vertical rule between groups of a bar.
pub fn bar_rule(ui: &mut Ui, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(theme.px(9.0), theme.px(20.0)), Sense::hover());
    ui.painter().vline(
        rect.center().x,
        rect.y_range(),
        Stroke::new(1.0, theme.hairline),
    );
}

/// A bar of a share: a quiet track with the part filled.
pub fn share_bar(ui: &Ui, theme: &Theme, rect: Rect, share: f64, colour: Color32) {
    let radius = CornerRadius::same((rect.height() / 2.0).min(4.0) as u8);
    ui.painter().rect_filled(rect, radius, theme.hover);
    let width = rect.width() * share.clamp(0.0, 1.0) as f32;
    if width > 0.5 {
        let part = Rect::from_min_size(rect.min, vec2(width.max(2.0), rect.height()));
        ui.painter().rect_filled(part, radius, colour);
    }
}

/// A text field with a name for screen readers and a hint.
pub fn field(ui: &mut Ui, theme: &Theme, text: &mut String, name: &str, width: f32) -> Response {
    let hint = egui::RichText::new(name).color(theme.second);
    let response = ui.add(
        egui::TextEdit::singleline(text)
            .hint_text(hint)
            .desired_width(width)
            .margin(vec2(theme.px(8.0), theme.px(5.0))),
    );
    let (text, hint) = (text.clone(), name.to_owned());
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, &text, &text, &hint);
        info.label = Some(hint.clone());
        info
    });
    response
}

/// What an empty list shows: what goes there, and the button that fills it.
pub fn empty(ui: &mut Ui, theme: &Theme, icon: Icon, text: &str, button: &str) -> bool {
    ui.add_space(theme.px(24.0));
    ui.vertical_centered(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(theme.px(32.0)), Sense::hover());
        icon.paint(ui.painter(), rect, theme.outline);
        ui.add_space(theme.px(8.0));
        paragraph(ui, theme, text);
        ui.add_space(theme.px(8.0));
        ui.add(Press::text(theme, button).outlined()).clicked()
    })
    .inner
}

/// A row of a form: the label at the left, the control beside it; the label names the control for screen readers.
pub fn form_row<R>(
    ui: &mut Ui,
    theme: &Theme,
    label: &str,
    control: impl FnOnce(&mut Ui) -> R,
) -> R {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme.px(8.0);
        let size = vec2(theme.px(76.0), theme.row());
        ui.allocate_ui_with_layout(
            size,
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_min_size(size);
                second(ui, theme, label);
            },
        );
        ui.name_inputs(label, control)
    })
    .inner
}

/// A choice among few: a box that opens a list. Returns what was chosen anew.
pub fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    salt: &str,
    width: f32,
    current: T,
    options: &[(T, String)],
) -> Option<T> {
    let mut chosen = current;
    let shown = options
        .iter()
        .find(|(option, _)| *option == current)
        .map_or("", |(_, name)| name.as_str());
    egui::ComboBox::from_id_salt(salt)
        .width(width)
        .truncate()
        .selected_text(shown)
        .show_ui(ui, |ui| {
            for (option, name) in options {
                ui.selectable_value(&mut chosen, *option, name);
            }
        });
    (chosen != current).then_some(chosen)
}

/// A slider without its number, in the accent.
pub fn slider(ui: &mut Ui, theme: &Theme, slider: egui::Slider<'_>) -> Response {
    ui.scope(|ui| {
        let visuals = ui.visuals_mut();
        visuals.selection.bg_fill = theme.accent;
        let widgets = &mut visuals.widgets;
        for state in [
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            state.fg_stroke = Stroke::new(2.0, theme.accent);
        }
        widgets.hovered.bg_fill = theme.selected;
        widgets.active.bg_fill = theme.selected;
        widgets.inactive.bg_fill = if theme.is_dark() {
            theme.outline
        } else {
            theme.hairline
        };
        ui.add(slider.show_value(false))
    })
    .inner
}

/// The frame of a dialog.
pub fn dialog_frame(context: &egui::Context, theme: &Theme) -> egui::Frame {
    egui::Frame::window(&context.global_style()).inner_margin(theme.px(20.0))
}

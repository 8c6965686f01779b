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
            // A menu takes the borders off its controls; here they are controls like any other.
            let widgets = ui.ctx().global_style().visuals.widgets.clone();
            ui.visuals_mut().widgets = widgets;
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
    name_field(&response, text, name);
    response
}

/// Gives a text field its name for screen readers.
pub fn name_field(response: &Response, text: &str, name: &str) {
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, text, text, name);
        info.label = Some(name.to_owned());
        info
    });
}

/// While a row of a list is dragged: draws a line where it would go, and says before which row once it is let go.
pub fn dropped_before(ui: &Ui, theme: &Theme, rows: &[Rect]) -> Option<usize> {
    let pointer = ui.input(|input| input.pointer.latest_pos())?;
    let before = rows.iter().filter(|row| row.center().y < pointer.y).count();
    let y = (rows.get(before)).map_or_else(|| rows.last().map_or(0.0, Rect::bottom), Rect::top);
    if let Some(row) = rows.first() {
        let line = Stroke::new(2.0, theme.accent);
        ui.painter()
            .hline(row.shrink(theme.px(8.0)).x_range(), y, line);
    }
    ui.input(|input| input.pointer.any_released())
        .then_some(before)
}

/// Puts the cursor of a text field at its end, or selects all of its text.
pub fn put_cursor(ui: &Ui, field: &Response, text: &str, select_all: bool) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field.id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    let range = if select_all {
        CCursorRange::two(CCursor::new(0), end)
    } else {
        CCursorRange::one(end)
    };
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), field.id);
}

/// A yes or no with its name: a box that is filled with the accent where it is yes.
pub fn check(ui: &mut Ui, theme: &Theme, yes: &mut bool, name: &str) -> Response {
    let side = theme.px(16.0);
    let gap = theme.px(8.0);
    let galley = one_line(
        ui,
        name,
        theme.body(),
        (ui.available_width() - side - gap).max(side),
    );
    let size = vec2(side + gap + galley.size().x, theme.row());
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
    if response.clicked() {
        *yes = !*yes;
        response.mark_changed();
    }
    let now = *yes;
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), now, name));
    follow_focus(&response);
    let square = Rect::from_min_size(
        egui::pos2(rect.left(), rect.center().y - side / 2.0),
        Vec2::splat(side),
    );
    let (fill, edge) = match (now, response.hovered()) {
        (true, _) => (theme.accent, theme.accent),
        (false, true) => (theme.hover, theme.outline),
        (false, false) => (theme.panel, theme.outline),
    };
    ui.painter().rect(
        square,
        CornerRadius::same(4),
        fill,
        Stroke::new(theme.lines[0].min(2.0), edge),
        egui::StrokeKind::Inside,
    );
    if now {
        Icon::Check.paint(ui.painter(), square.shrink(theme.px(2.0)), theme.on_accent);
    }
    if response.has_focus() {
        let ring = rect.expand2(vec2(theme.px(4.0), 0.0));
        ui.painter()
            .rect_stroke(ring, 6.0, theme.focus_ring(), egui::StrokeKind::Inside);
    }
    let at = egui::pos2(
        square.right() + gap,
        rect.center().y - galley.size().y / 2.0,
    );
    let elided = galley.elided;
    ui.painter().galley(at, galley, theme.text);
    if elided {
        response.on_hover_text(name)
    } else {
        response
    }
}

/// Scrolls to what the keyboard has just reached, so that Tab never goes out of sight.
pub fn follow_focus(response: &Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
}

/// Rows of one height within a scrolled column, of which only those in sight are drawn (and one beyond on each side, for
/// the Tab key). Spacing between rows must be 0.
pub fn virtual_rows(ui: &mut Ui, height: f32, count: usize, mut row: impl FnMut(&mut Ui, usize)) {
    let top = ui.next_widget_position().y;
    let sight = ui.clip_rect();
    let at = |y: f32| ((y - top) / height).floor().max(0.0) as usize;
    let first = at(sight.top()).saturating_sub(1).min(count);
    let end = (at(sight.bottom()) + 2).clamp(first, count);
    ui.add_space(first as f32 * height);
    for index in first..end {
        ui.push_id(index, |ui| row(ui, index));
    }
    ui.add_space((count - end) as f32 * height);
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
    let arrow = ui.spacing().icon_width + 2.0 * ui.spacing().button_padding.x + 8.0;
    let font = egui::TextStyle::Button.resolve(ui.style());
    let elided = one_line(ui, shown, font, width - arrow).elided;
    let shown_whole = shown.to_owned();
    let list = egui::ComboBox::from_id_salt(salt)
        .width(width)
        .truncate()
        .icon(|ui, rect, visuals, _| {
            Icon::Caret.paint(ui.painter(), rect, visuals.fg_stroke.color);
        })
        .selected_text(shown)
        .show_ui(ui, |ui| {
            for (option, name) in options {
                ui.selectable_value(&mut chosen, *option, name);
            }
        });
    if elided {
        list.response.on_hover_text(shown_whole);
    }
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
        // The handle's size follows the height of the control.
        ui.spacing_mut().interact_size.y = theme.px(16.0);
        let widgets = &mut ui.visuals_mut().widgets;
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

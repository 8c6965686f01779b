//! The small parts every screen is made of: buttons, one-line text, figures in columns, bars, sections.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Popup, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, Vec2, Widget, WidgetInfo, pos2, vec2,
};

use super::icons::Icon;
use super::theme::Theme;

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Loudness {
    /// No border until the pointer is over it.
    #[default]
    Quiet,
    /// A border.
    Outlined,
    /// Filled with the accent: the one thing to do next.
    Primary,
}

/// A button: an icon, a text, or both; everything on one line.
#[must_use = "add it to a ui"]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a yes or no of its own, set by name"
)]
pub struct Press<'a> {
    theme: &'a Theme,
    name: String,
    icon: Option<Icon>,
    shows_text: bool,
    caret: bool,
    shortcut: Option<String>,
    loudness: Loudness,
    selected: bool,
    enabled: bool,
    fills: bool,
    small: bool,
    most_width: f32,
    colour: Option<Color32>,
    role: Role,
}

impl<'a> Press<'a> {
    /// A button with a text.
    pub fn text(theme: &'a Theme, text: impl Into<String>) -> Self {
        Self {
            theme,
            name: text.into(),
            icon: None,
            shows_text: true,
            caret: false,
            shortcut: None,
            loudness: Loudness::Quiet,
            selected: false,
            enabled: true,
            fills: false,
            small: false,
            most_width: f32::INFINITY,
            colour: None,
            role: Role::Button,
        }
    }

    /// A button that shows only an icon; the name is its tooltip and what a screen reader says.
    pub fn icon(theme: &'a Theme, icon: Icon, name: impl Into<String>) -> Self {
        Self {
            icon: Some(icon),
            shows_text: false,
            ..Self::text(theme, name)
        }
    }

    /// With an icon before the text.
    pub const fn with_icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// With the text shown or left to the tooltip.
    pub const fn shows_text(mut self, shows: bool) -> Self {
        self.shows_text = shows;
        self
    }

    /// With a caret: a menu opens.
    pub const fn caret(mut self) -> Self {
        self.caret = true;
        self
    }

    /// With a shortcut: at the right of a menu row, else in the tooltip.
    pub fn shortcut(mut self, shortcut: Option<String>) -> Self {
        self.shortcut = shortcut;
        self
    }

    /// With a border.
    pub const fn outlined(mut self) -> Self {
        self.loudness = Loudness::Outlined;
        self
    }

    /// Filled with the accent.
    pub const fn primary(mut self) -> Self {
        self.loudness = Loudness::Primary;
        self
    }

    /// Selected or not.
    pub const fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Enabled or not.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// As wide as there is room: rows of menus and lists.
    pub const fn fills(mut self) -> Self {
        self.fills = true;
        self
    }

    /// In small text, in a lower box.
    pub const fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// No wider than this; a longer text ends in an ellipsis.
    pub const fn most_width(mut self, width: f32) -> Self {
        self.most_width = width;
        self
    }

    /// With icon and text in a colour of their own.
    pub const fn colour(mut self, colour: Color32) -> Self {
        self.colour = Some(colour);
        self
    }

    /// What a screen reader calls it.
    pub const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    fn paint(&self, ui: &Ui, rect: Rect, galley: Option<Arc<Galley>>, response: &Response) {
        let theme = self.theme;
        let over = self.enabled && (response.hovered() || response.is_pointer_button_down_on());
        let fill = match self.loudness {
            Loudness::Primary if !self.enabled => theme.hover,
            Loudness::Primary if over => theme.accent.gamma_multiply(0.9),
            Loudness::Primary => theme.accent,
            Loudness::Quiet | Loudness::Outlined if self.selected => theme.selected,
            Loudness::Quiet | Loudness::Outlined if over => theme.hover,
            Loudness::Quiet | Loudness::Outlined => Color32::TRANSPARENT,
        };
        let edge = match self.loudness {
            _ if response.has_focus() => theme.focus_ring(),
            Loudness::Outlined => Stroke::new(theme.lines[0].min(2.0), theme.outline),
            Loudness::Quiet | Loudness::Primary => Stroke::NONE,
        };
        ui.painter()
            .rect(rect, CornerRadius::same(6), fill, edge, StrokeKind::Inside);
        let fade = if self.enabled { 1.0 } else { 0.38 };
        let base = match (self.loudness, self.colour) {
            (_, Some(colour)) => colour,
            (Loudness::Primary, None) if !self.enabled => theme.text,
            (Loudness::Primary, None) => theme.on_accent,
            (Loudness::Quiet | Loudness::Outlined, None) if self.selected => theme.accent,
            (Loudness::Quiet | Loudness::Outlined, None) => theme.text,
        };
        let colour = base.gamma_multiply(fade);
        let icon_size = theme.px(if self.small { 14.0 } else { 16.0 });
        let mut left = rect.left() + self.padding(galley.is_some());
        if let Some(icon) = self.icon {
            let square = Rect::from_center_size(
                pos2(left + icon_size / 2.0, rect.center().y),
                Vec2::splat(icon_size),
            );
            let quiet = self.loudness == Loudness::Quiet && self.colour.is_none();
            let tint = if quiet && !self.selected && !over {
                theme.second.gamma_multiply(fade)
            } else {
                colour
            };
            icon.paint(ui.painter(), square, tint);
            left += icon_size + theme.px(6.0);
        }
        if let Some(galley) = galley {
            let top = rect.center().y - galley.size().y / 2.0;
            ui.painter().galley(pos2(left, top), galley, colour);
        }
        if self.caret {
            let square = Rect::from_center_size(
                pos2(rect.right() - theme.px(13.0), rect.center().y),
                Vec2::splat(theme.px(12.0)),
            );
            Icon::Caret.paint(ui.painter(), square, theme.second.gamma_multiply(fade));
        }
        if let (Some(shortcut), true) = (&self.shortcut, self.fills) {
            ui.painter().text(
                pos2(rect.right() - theme.px(10.0), rect.center().y),
                Align2::RIGHT_CENTER,
                shortcut,
                theme.small(),
                theme.second.gamma_multiply(fade),
            );
        }
    }

    fn padding(&self, has_text: bool) -> f32 {
        let small = if self.small { 7.0 } else { 9.0 };
        self.theme.px(if has_text { small } else { 6.0 })
    }
}

impl Widget for Press<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = self.theme;
        let font = if self.small {
            theme.small()
        } else {
            theme.body()
        };
        let icon = self.icon.map_or(0.0, |_| {
            theme.px(if self.small { 14.0 } else { 16.0 })
                + if self.shows_text { theme.px(6.0) } else { 0.0 }
        });
        let caret = if self.caret { theme.px(18.0) } else { 0.0 };
        let padding = 2.0 * self.padding(self.shows_text);
        let room = if self.fills {
            ui.available_width()
        } else {
            self.most_width
                .min(ui.available_width().max(theme.px(48.0)))
        };
        let keys = match (&self.shortcut, self.fills) {
            (Some(shortcut), true) => {
                one_line(ui, shortcut, theme.small(), f32::INFINITY)
                    .size()
                    .x
                    + theme.px(24.0)
            }
            _ => 0.0,
        };
        let galley = self.shows_text.then(|| {
            one_line(
                ui,
                &self.name,
                font,
                (room - padding - icon - caret - keys).max(0.0),
            )
        });
        let text = galley.as_ref().map_or(0.0, |galley| galley.size().x);
        let elided = galley.as_ref().is_some_and(|galley| galley.elided);
        let own = padding + icon + text + caret;
        let size = vec2(
            if self.fills { room } else { own },
            theme.px(if self.small { 24.0 } else { 28.0 }),
        );
        let sense = if self.enabled {
            Sense::click()
        } else {
            Sense::hover()
        };
        let (rect, response) = ui.allocate_exact_size(size, sense);
        let (role, enabled, selected, name) =
            (self.role, self.enabled, self.selected, self.name.clone());
        response.widget_info(|| {
            if selected {
                WidgetInfo::selected(role, enabled, true, &name)
            } else {
                WidgetInfo::labeled(role, enabled, &name)
            }
        });
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, galley, &response);
        }
        let tip = match (&self.shortcut, self.fills) {
            (Some(shortcut), false) => Some(format!("{}  {shortcut}", self.name)),
            _ if !self.shows_text || elided => Some(self.name.clone()),
            _ => None,
        };
        match tip {
            Some(tip) => response.on_hover_text(tip),
            None => response,
        }
    }
}

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

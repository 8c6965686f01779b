//! The one button of the program: an icon, a text, or both, on one line.

use std::sync::Arc;

use egui::{
    Align2, Color32, CornerRadius, Galley, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    Vec2, Widget, WidgetInfo, pos2, vec2,
};

use super::icons::Icon;
use super::theme::Theme;
use super::widgets::{follow_focus, one_line};

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
        follow_focus(&response);
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

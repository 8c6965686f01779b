//! The egui style made of a look's tokens.

use egui::{Color32, CornerRadius, Margin, Stroke, TextStyle, Vec2};

use super::Theme;

impl Theme {
    /// Makes egui look like this.
    pub fn apply(&self, context: &egui::Context) {
        let egui_theme = if self.is_dark() {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        };
        context.set_theme(egui_theme);
        let mut style = egui_theme.default_style();
        self.text_styles(&mut style);
        self.spacing(&mut style.spacing);
        self.visuals(&mut style.visuals);
        style.animation_time = 0.12;
        style.explanation_tooltips = false;
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.35;
        style.scroll_animation = egui::style::ScrollAnimation::duration(0.12);
        // Whatever the system or a test asks for, there is only this look.
        context.set_style_of(egui::Theme::Light, style.clone());
        context.set_style_of(egui::Theme::Dark, style);
    }

    fn text_styles(&self, style: &mut egui::Style) {
        style.text_styles = [
            (TextStyle::Small, self.small()),
            (TextStyle::Body, self.body()),
            (TextStyle::Button, self.body()),
            (TextStyle::Monospace, self.body()),
            (TextStyle::Heading, self.heading()),
        ]
        .into();
    }

    fn spacing(&self, spacing: &mut egui::style::Spacing) {
        spacing.item_spacing = Vec2::new(self.px(8.0), self.px(4.0));
        spacing.button_padding = Vec2::new(self.px(10.0), self.px(4.0));
        spacing.interact_size = Vec2::new(self.px(36.0), self.row());
        spacing.window_margin = Margin::same(self.px(24.0) as i8);
        spacing.menu_margin = Margin::same(self.px(6.0) as i8);
        spacing.slider_width = self.px(120.0);
        spacing.slider_rail_height = self.px(3.0);
        spacing.icon_width = self.px(16.0);
        spacing.icon_width_inner = self.px(8.0);
        spacing.combo_width = self.px(120.0);
        spacing.combo_height = self.px(320.0);
        spacing.tooltip_width = self.px(320.0);
        spacing.menu_width = self.px(420.0);
        spacing.scroll.floating_width = self.px(4.0);
        spacing.scroll.bar_width = self.px(8.0);
        spacing.scroll.dormant_handle_opacity = 0.35;
        spacing.scroll.fade.strength = 0.0;
    }

    fn visuals(&self, visuals: &mut egui::Visuals) {
        let radius = CornerRadius::same(6);
        visuals.panel_fill = self.panel;
        visuals.window_fill = self.panel;
        visuals.window_stroke = Stroke::new(1.0, self.hairline);
        visuals.window_corner_radius = CornerRadius::same(10);
        visuals.menu_corner_radius = CornerRadius::same(8);
        visuals.extreme_bg_color = if self.is_dark() {
            self.ground
        } else {
            self.panel
        };
        visuals.faint_bg_color = self.ground;
        visuals.code_bg_color = self.hover;
        visuals.hyperlink_color = self.accent;
        visuals.warn_fg_color = self.warning;
        visuals.error_fg_color = self.error;
        visuals.weak_text_color = Some(self.second);
        visuals.selection.bg_fill = self.selected;
        visuals.selection.stroke = Stroke::new(2.0, self.accent);
        visuals.slider_trailing_fill = true;
        visuals.handle_shape = egui::style::HandleShape::Circle;
        visuals.indent_has_left_vline = false;
        visuals.text_cursor.stroke = Stroke::new(2.0, self.accent);
        visuals.window_shadow = self.shadow(24, 0.18);
        visuals.popup_shadow = self.shadow(12, 0.14);
        let edge = Stroke::new(self.lines[0].min(2.0), self.outline);
        let widgets = &mut visuals.widgets;
        for state in [
            &mut widgets.noninteractive,
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
            &mut widgets.open,
        ] {
            state.corner_radius = radius;
            state.expansion = 0.0;
            state.fg_stroke = Stroke::new(1.0, self.text);
            state.bg_stroke = edge;
            state.weak_bg_fill = self.panel;
            state.bg_fill = self.panel;
        }
        widgets.noninteractive.bg_stroke = Stroke::new(1.0, self.hairline);
        widgets.inactive.bg_fill = self.hairline;
        widgets.hovered.weak_bg_fill = self.hover;
        widgets.hovered.bg_fill = self.hover;
        widgets.open.weak_bg_fill = self.hover;
        widgets.active.weak_bg_fill = self.hover;
        widgets.active.bg_fill = self.hover;
        widgets.active.bg_stroke = self.focus_ring();
    }

    fn shadow(&self, blur: u8, strength: f32) -> egui::Shadow {
        let strength = if self.is_dark() {
            strength * 3.0
        } else {
            strength
        };
        egui::Shadow {
            offset: [0, (blur / 3) as i8],
            blur,
            spread: 0,
            color: Color32::from_black_alpha((255.0 * strength) as u8),
        }
    }
}

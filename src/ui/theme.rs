//! Colours and sizes: the tokens of the three looks, and the egui style made of them. No other file names a colour or a
//! text size.

use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Vec2};

use super::fonts;
use crate::session::settings::Look;

/// The tokens of one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Which look.
    pub look: Look,
    /// Behind everything; the map's ground.
    pub ground: Color32,
    /// Panels.
    pub panel: Color32,
    /// Text.
    pub text: Color32,
    /// Second text.
    pub second: Color32,
    /// Hairlines.
    pub hairline: Color32,
    /// Borders of controls, icons at rest: at least 3:1 on a panel.
    pub outline: Color32,
    /// The accent: selection, focus, main buttons.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Behind what the pointer is over, and behind quiet fields.
    pub hover: Color32,
    /// Behind what is selected; text stays text.
    pub selected: Color32,
    /// Something to look at.
    pub warning: Color32,
    /// Something did not work.
    pub error: Color32,
    /// Text sizes: small, body, heading, figure (points).
    pub sizes: [f32; 4],
    /// Line widths: thin, thick (points).
    pub lines: [f32; 2],
}

impl Theme {
    /// The tokens of a look.
    #[must_use]
    pub const fn of(look: Look) -> Self {
        let (sizes, lines) = match look {
            Look::Light | Look::Dark => ([12.0, 14.0, 18.0, 40.0], [1.0, 2.5]),
            Look::Projector => ([20.0, 24.0, 32.0, 72.0], [3.0, 5.0]),
        };
        match look {
            Look::Light => Self {
                look,
                ground: rgb(0xF6_F7_F9),
                panel: rgb(0xFF_FF_FF),
                text: rgb(0x1B_24_30),
                second: rgb(0x55_60_6E),
                hairline: rgb(0xD9_DE_E5),
                outline: rgb(0x7C_87_94),
                accent: rgb(0x0B_63_CE),
                on_accent: rgb(0xFF_FF_FF),
                hover: rgb(0xEE_F1_F5),
                selected: rgb(0xE1_ED_FC),
                warning: rgb(0x8A_4B_00),
                error: rgb(0xB3_26_1E),
                sizes,
                lines,
            },
            Look::Dark => Self {
                look,
                ground: rgb(0x14_18_1D),
                panel: rgb(0x1C_22_29),
                text: rgb(0xE6_EA_F0),
                second: rgb(0x9A_A6_B2),
                hairline: rgb(0x2E_37_42),
                outline: rgb(0x72_80_8E),
                accent: rgb(0x5A_A7_FF),
                on_accent: rgb(0x0B_15_20),
                hover: rgb(0x27_2F_39),
                selected: rgb(0x1E_38_55),
                warning: rgb(0xF0_B4_5A),
                error: rgb(0xFF_8A_80),
                sizes,
                lines,
            },
            Look::Projector => Self {
                look,
                ground: rgb(0xFF_FF_FF),
                panel: rgb(0xFF_FF_FF),
                text: rgb(0x00_00_00),
                second: rgb(0x30_38_41),
                hairline: rgb(0x7A_85_92),
                outline: rgb(0x5A_65_70),
                accent: rgb(0x00_47_AB),
                on_accent: rgb(0xFF_FF_FF),
                hover: rgb(0xEA_EE_F3),
                selected: rgb(0xD6_E4_F8),
                warning: rgb(0x7A_3E_00),
                error: rgb(0x9C_1C_14),
                sizes,
                lines,
            },
        }
    }

    /// Whether light text stands on dark ground.
    #[must_use]
    pub const fn is_dark(&self) -> bool {
        matches!(self.look, Look::Dark)
    }

    /// Black or white, whichever reads better on a colour.
    #[must_use]
    pub fn on(&self, colour: Color32) -> Color32 {
        let [r, g, b, _] = egui::Rgba::from(colour.to_opaque()).to_array();
        let luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        // Where the contrast with black, (L + 0.05) / 0.05, is that with white, 1.05 / (L + 0.05).
        if luminance > 0.179 {
            rgb(0x10_14_18)
        } else {
            rgb(0xFF_FF_FF)
        }
    }

    /// Roads: quiet, so that data stays in front.
    #[must_use]
    pub const fn roads(&self) -> RoadColours {
        match self.look {
            Look::Light => RoadColours {
                casing: rgb(0xC9_D0_D9),
                lane: rgb(0xFF_FF_FF),
            },
            Look::Dark => RoadColours {
                casing: rgb(0x33_3D_48),
                lane: rgb(0x26_2E_37),
            },
            Look::Projector => RoadColours {
                casing: rgb(0xA9_B2_BD),
                lane: rgb(0xFF_FF_FF),
            },
        }
    }

    /// The base map: near the ground, so that data stays in front.
    #[must_use]
    pub const fn base_map(&self) -> BaseMapColours {
        match self.look {
            Look::Light | Look::Projector => BaseMapColours {
                water: rgb(0xD6_E2_EC),
                green: rgb(0xEA_F0_E8),
                building: rgb(0xE6_E8_EC),
                road: rgb(0xD6_DB_E2),
                border: rgb(0xB4_BD_C8),
            },
            Look::Dark => BaseMapColours {
                water: rgb(0x10_22_30),
                green: rgb(0x17_20_1E),
                building: rgb(0x20_26_2D),
                road: rgb(0x2A_32_3B),
                border: rgb(0x45_50_5C),
            },
        }
    }

    /// Incidents one by one.
    #[must_use]
    pub const fn incident(&self) -> Color32 {
        match self.look {
            Look::Light | Look::Projector => rgb(0x7A_1F_5C),
            Look::Dark => rgb(0xFF_B4_54),
        }
    }

    /// One of the eight Okabe-Ito category colours (zones, units), the same in every look.
    #[must_use]
    pub fn category(&self, index: u8) -> Color32 {
        const OKABE_ITO: [u32; 8] = [
            0xE6_9F_00, 0x56_B4_E9, 0x00_9E_73, 0xF0_E4_42, 0x00_72_B2, 0xD5_5E_00, 0xCC_79_A7,
            0x99_99_99,
        ];
        OKABE_ITO
            .get(usize::from(index % 8))
            .map_or(Color32::GRAY, |colour| rgb(*colour))
    }

    /// Black or white, whichever stands out more on a colour.
    #[must_use]
    pub fn ink_on(colour: Color32) -> Color32 {
        let linear = egui::Rgba::from(colour);
        let luminance = 0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b();
        if luminance > 0.18 {
            Color32::BLACK
        } else {
            Color32::WHITE
        }
    }

    /// A length of the workbench (4 · 8 · 12 · 16 · 24, panel widths, …) in this look: the projector's is larger.
    #[must_use]
    pub const fn px(&self, points: f32) -> f32 {
        match self.look {
            Look::Light | Look::Dark => points,
            Look::Projector => points * 1.6,
        }
    }

    /// Small text.
    #[must_use]
    pub const fn small(&self) -> FontId {
        FontId::new(self.sizes[0], FontFamily::Proportional)
    }

    /// Body text.
    #[must_use]
    pub const fn body(&self) -> FontId {
        FontId::new(self.sizes[1], FontFamily::Proportional)
    }

    /// Body text in bold.
    #[must_use]
    pub fn strong(&self) -> FontId {
        FontId::new(self.sizes[1], fonts::bold())
    }

    /// Small text in bold: heads of sections and columns.
    #[must_use]
    pub fn small_strong(&self) -> FontId {
        FontId::new(self.sizes[0], fonts::bold())
    }

    /// Headings.
    #[must_use]
    pub fn heading(&self) -> FontId {
        FontId::new(self.sizes[2], fonts::bold())
    }

    /// The one big figure.
    #[must_use]
    pub fn figure(&self) -> FontId {
        FontId::new(self.sizes[3], fonts::bold())
    }

    /// Height of a row in lists and of a control.
    #[must_use]
    pub const fn row(&self) -> f32 {
        self.px(28.0)
    }

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
        spacing.menu_margin = Margin::same(self.px(4.0) as i8);
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
        visuals.selection.stroke = Stroke::new(1.0, self.accent);
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

    /// The ring around what has the keyboard.
    #[must_use]
    pub const fn focus_ring(&self) -> Stroke {
        Stroke {
            width: 2.0,
            color: self.accent,
        }
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

/// The colours of the base map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaseMapColours {
    /// Water.
    pub water: Color32,
    /// Parks and woods.
    pub green: Color32,
    /// Buildings.
    pub building: Color32,
    /// Roads.
    pub road: Color32,
    /// Borders.
    pub border: Color32,
}

/// The two colours of a road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadColours {
    /// Its edge, and narrow roads as a whole.
    pub casing: Color32,
    /// Its surface.
    pub lane: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast by WCAG 2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
    fn contrast(one: Color32, other: Color32) -> f32 {
        let luminance = |colour: Color32| {
            let linear = egui::Rgba::from(colour);
            0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_stands_out_from_what_is_behind_it() {
        for look in [Look::Light, Look::Dark, Look::Projector] {
            let theme = Theme::of(look);
            for behind in [theme.panel, theme.ground, theme.hover, theme.selected] {
                for text in [theme.text, theme.second] {
                    assert!(
                        contrast(text, behind) >= 4.5,
                        "{look:?} {text:?} {behind:?}"
                    );
                }
            }
            for text in [theme.accent, theme.warning, theme.error] {
                assert!(contrast(text, theme.panel) >= 4.5, "{look:?} {text:?}");
            }
            assert!(contrast(theme.on_accent, theme.accent) >= 4.5, "{look:?}");
        }
    }

    #[test]
    fn borders_and_icons_stand_out_from_panels() {
        for look in [Look::Light, Look::Dark, Look::Projector] {
            let theme = Theme::of(look);
            for line in [theme.outline, theme.accent] {
                for behind in [theme.panel, theme.ground] {
                    assert!(contrast(line, behind) >= 3.0, "{look:?} {line:?}");
                }
            }
        }
    }
}

//! The briefing on its way out: as what, on which paper, for whom.

use egui::Ui;

use super::foot;
use crate::model::grid::GridLevel;
use crate::report::briefing::out::OutKind;
use crate::report::paper::page::Paper;
use crate::ui::cx::Cx;
use crate::ui::desk::Pick;
use crate::ui::widgets::{self, Press};

/// The sentence of a kind.
const fn kind_words(kind: OutKind) -> &'static str {
    match kind {
        OutKind::Pdf => "ui-brief-out-pdf",
        OutKind::Slides => "ui-brief-out-slides",
        OutKind::Web => "ui-brief-out-web",
        OutKind::Pictures => "ui-brief-out-pictures",
        OutKind::ZoneAtlas => "ui-brief-out-zones",
        OutKind::GridAtlas(GridLevel::Subdistrict) => "ui-brief-out-subdistricts",
        OutKind::GridAtlas(_) => "ui-brief-out-grids",
    }
}

/// Whether there is anything to write.
fn is_there(cx: &Cx, kind: OutKind) -> bool {
    let plan = cx.session.plan();
    match kind {
        OutKind::Pdf | OutKind::Slides | OutKind::Web | OutKind::Pictures => {
            !plan.scenes.is_empty()
        }
        OutKind::ZoneAtlas => !plan.zones.is_empty(),
        OutKind::GridAtlas(level) => {
            let grids = &cx.session.sources().grids.content;
            grids
                .layer(level)
                .is_some_and(|layer| !layer.units.is_empty())
        }
    }
}

/// Draws the dialog.
pub fn briefing_out_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let there: Vec<(OutKind, String)> = OutKind::ALL
        .into_iter()
        .filter(|kind| is_there(cx, *kind))
        .map(|kind| (kind, cx.text(kind_words(kind))))
        .collect();
    let mut wish = cx.view.desk.brief.out;
    if let Some((first, _)) = there.first()
        && there.iter().all(|(kind, _)| *kind != wish.kind)
    {
        wish.kind = *first;
    }
    let width = theme.px(300.0);
    widgets::form_row(ui, theme, &cx.text("ui-brief-out-kind"), |ui| {
        if let Some(kind) = widgets::choice(ui, "kind", width, wish.kind, &there) {
            wish.kind = kind;
        }
    });
    ui.add_space(theme.px(6.0));
    if wish.kind.is_paper() {
        widgets::form_row(ui, theme, &cx.text("ui-brief-out-paper"), |ui| {
            for (paper, name) in [(Paper::A4, "A4"), (Paper::A3, "A3")] {
                let press = Press::text(theme, name)
                    .small()
                    .selected(wish.setup.paper == paper);
                if ui.add(press).clicked() {
                    wish.setup.paper = paper;
                }
            }
            for (landscape, sentence) in [
                (true, "ui-brief-out-landscape"),
                (false, "ui-brief-out-portrait"),
            ] {
                let press = Press::text(theme, cx.text(sentence))
                    .small()
                    .selected(wish.setup.landscape == landscape);
                if ui.add(press).clicked() {
                    wish.setup.landscape = landscape;
                }
            }
        });
    }
    if wish.kind == OutKind::Pictures {
        let sizes = [[1280, 720], [1920, 1080], [3840, 2160]]
            .map(|size: [u32; 2]| (size, format!("{} × {}", size[0], size[1])));
        widgets::form_row(ui, theme, &cx.text("ui-brief-out-size"), |ui| {
            if let Some(size) = widgets::choice(ui, "size", width, wish.pixels, &sizes) {
                wish.pixels = size;
            }
        });
    }
    ui.add_space(theme.px(12.0));
    // An atlas tells every count of every place: it is not for the public.
    let atlas = matches!(wish.kind, OutKind::ZoneAtlas | OutKind::GridAtlas(_));
    if atlas {
        wish.public = false;
    } else {
        widgets::check(ui, theme, &mut wish.public, &cx.text("ui-export-public"));
    }
    ui.add_space(theme.px(4.0));
    let note = if wish.public {
        "ui-brief-out-public-note"
    } else {
        "ui-brief-out-inside-note"
    };
    widgets::paragraph(ui, theme, &cx.text(note));
    cx.view.desk.brief.out = wish;
    let (go, leave) = (cx.text("ui-export-go"), cx.text("ui-cancel"));
    match foot(ui, cx, &go, !there.is_empty(), &leave) {
        Some(true) => {
            cx.view.desk.dialog = None;
            cx.view.desk.pick = Some(Pick::SaveBriefing(wish));
        }
        Some(false) => cx.view.desk.dialog = None,
        None => {}
    }
}

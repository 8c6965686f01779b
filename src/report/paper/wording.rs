//! The words of sheets: sentences of one language, and what levels, figures, kernels and rings are called.

use crate::analysis::density::Kernel;
use crate::i18n::language::Language;
use crate::i18n::message::{Arg, Message};
use crate::i18n::words::Words;
use crate::model::grid::GridLevel;
use crate::model::map_look::UnitFigure;
use crate::model::reach_rule::Reach;
use crate::model::travel_rule::TravelMode;

/// Sentences of one language.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a>(pub &'a Words);

impl Wording<'_> {
    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.0.language()
    }

    /// A sentence without arguments.
    #[must_use]
    pub fn text(self, id: &str) -> String {
        self.0.text(id)
    }

    /// A sentence.
    #[must_use]
    pub fn say(self, message: &Message) -> String {
        self.0.say(message)
    }

    /// How large a ring is, with its unit.
    #[must_use]
    pub fn ring(self, ring: Reach) -> String {
        let value = ring.value();
        let decimals = (0..2u8).find(|decimals| {
            let fine = value * 10f64.powi(i32::from(*decimals));
            (fine - fine.round()).abs() < 1e-6
        });
        let id = match ring {
            Reach::Distance(_) => "paper-ring-metres",
            Reach::Time(_) => "paper-ring-minutes",
        };
        let decimals = decimals.unwrap_or(2);
        self.say(&Message::new(id).with("n", Arg::Decimal(value, decimals)))
    }
}

/// What a level is called.
#[must_use]
pub const fn level_words(level: GridLevel) -> &'static str {
    match level {
        GridLevel::District => "level-district",
        GridLevel::Subdistrict => "level-subdistrict",
        GridLevel::Community => "level-community",
        GridLevel::PoliceGrid => "level-police-grid",
        GridLevel::WorkGrid => "level-work-grid",
    }
}

/// What a figure of areas is called.
#[must_use]
pub const fn figure_words(figure: UnitFigure) -> &'static str {
    match figure {
        UnitFigure::Incidents => "map-figure-incidents",
        UnitFigure::PerKm2 => "map-figure-per-km2",
        UnitFigure::Per1000Residents => "map-figure-per-1000",
        UnitFigure::Residents => "map-figure-residents",
        UnitFigure::HotSpots => "map-figure-hot-spots",
        UnitFigure::Change => "map-figure-change",
    }
}

/// What a kernel is called.
#[must_use]
pub const fn kernel_words(kernel: Kernel) -> &'static str {
    match kernel {
        Kernel::Quartic => "ui-kernel-quartic",
        Kernel::Epanechnikov => "ui-kernel-epanechnikov",
        Kernel::Triangular => "ui-kernel-triangular",
        Kernel::Uniform => "ui-kernel-uniform",
        Kernel::Gaussian => "ui-kernel-gaussian",
    }
}

/// What a way to travel is called.
#[must_use]
pub const fn mode_words(mode: TravelMode) -> &'static str {
    match mode {
        TravelMode::Foot => "ui-mode-foot",
        TravelMode::EBike => "ui-mode-e-bike",
        TravelMode::Motorcycle => "ui-mode-motorcycle",
        TravelMode::Car => "ui-mode-car",
        TravelMode::Siren => "ui-mode-siren",
    }
}

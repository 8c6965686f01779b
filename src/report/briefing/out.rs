//! A briefing on its way into files: as what, on which paper, for whom.

use crate::model::grid::GridLevel;
use crate::report::paper::page::{PageSetup, Paper};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutKind {
    /// A page a scene.
    Pdf,
    /// A slide a scene.
    Slides,
    /// One file that any browser pages through.
    Web,
    /// A picture a scene, into a folder.
    Pictures,
    /// A page a zone.
    ZoneAtlas,
    /// A page an area of a level.
    GridAtlas(GridLevel),
}

impl OutKind {
    /// All of them; an atlas of the levels that make sense on paper.
    pub const ALL: [Self; 7] = [
        Self::Pdf,
        Self::Slides,
        Self::Web,
        Self::Pictures,
        Self::ZoneAtlas,
        Self::GridAtlas(GridLevel::Subdistrict),
        Self::GridAtlas(GridLevel::PoliceGrid),
    ];

    /// How its file ends; `None` where it is a folder.
    #[must_use]
    pub const fn ending(self) -> Option<&'static str> {
        match self {
            Self::Pdf | Self::ZoneAtlas | Self::GridAtlas(_) => Some("pdf"),
            Self::Slides => Some("pptx"),
            Self::Web => Some("html"),
            Self::Pictures => None,
        }
    }

    /// Whether it is on paper.
    #[must_use]
    pub const fn is_paper(self) -> bool {
        matches!(self, Self::Pdf | Self::ZoneAtlas | Self::GridAtlas(_))
    }
}

/// What is written, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BriefingOut {
    /// As what.
    pub kind: OutKind,
    /// On which paper.
    pub setup: PageSetup,
    /// For the public: small counts stay untold, points stand in the middle of their grid.
    pub public: bool,
    /// Width and height of pictures, pixels.
    pub pixels: [u32; 2],
}

impl Default for BriefingOut {
    fn default() -> Self {
        Self {
            kind: OutKind::Pdf,
            setup: PageSetup {
                paper: Paper::A4,
                landscape: true,
            },
            public: false,
            pixels: [1920, 1080],
        }
    }
}

//! What a scene tells beside its map: worded figures and tables, the same on screen, paper and slides.

/// Whom a briefing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Audience {
    /// Colleagues: everything as it is.
    #[default]
    Colleagues,
    /// The public: small counts and what would give them away stay untold, points move to the middle of their grid.
    Public,
}

/// All that a scene says, in the language asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SceneContent {
    /// Its title.
    pub title: String,
    /// What the presenter wants to say.
    pub note: String,
    /// The one figure that matters.
    pub big: Option<SceneFigure>,
    /// Further figures, most important first.
    pub figures: Vec<SceneFigure>,
    /// A table, where it has one.
    pub table: Option<SceneTable>,
    /// Sentences (of what changed, of data and their limits).
    pub lines: Vec<String>,
    /// For each map (one, or two beside each other): which incidents it shows, in a few words.
    pub maps: Vec<String>,
    /// Whose data, until when: a line for the foot.
    pub basis: String,
    /// What was left out or is not known, each a sentence.
    pub warnings: Vec<String>,
}

/// A figure with what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneFigure {
    /// What it counts.
    pub label: String,
    /// The figure with its unit.
    pub value: String,
    /// By how much it differs from what it is compared with, sign and all; empty where it is not.
    pub change: String,
    /// How it is defined.
    pub definition: String,
}

/// A table: every row has a cell for every column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SceneTable {
    /// Its columns.
    pub columns: Vec<SceneColumn>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// How many of the last rows are sums of those above.
    pub sums: usize,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneColumn {
    /// Its title.
    pub title: String,
    /// Its unit; empty where it has none.
    pub unit: String,
    /// Whether its cells are figures: they stand to the right.
    pub figures: bool,
}

//! Where the furniture of the map stands: never one piece on another, never past the edge.
//!
//! Legends stand in the lower left corner, one above the other. The readout stands in the lower right corner; the scale
//! bar and the arrow to the north above it, or in the upper left corner where the map is too narrow for both sides. What
//! finds no room is left out, the least needed first.

use egui::{Rect, Vec2, pos2, vec2};

/// Room between furniture and the edge.
pub(super) const MARGIN: f32 = 12.0;
/// Room between two pieces.
pub(super) const GAP: f32 = 8.0;

/// A piece of furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// Coordinates and heat under the pointer. Its room is kept while there is no pointer.
    Readout,
    /// The legend of the heat.
    HeatLegend,
    /// The legend of the choropleth.
    ClassLegend,
    /// The legend of streets coloured by reach.
    StreetLegend,
    /// The legend of the grids that one of two compared plans alone covers.
    GainLegend,
    /// Whom the base map is by.
    Credit,
    /// The scale bar.
    ScaleBar,
    /// The arrow to the north.
    North,
}

/// The room each piece takes; a piece without an entry is not wanted.
#[derive(Debug, Clone, Default)]
pub(super) struct Sizes(pub(super) Vec<(Piece, Vec2)>);

impl Sizes {
    pub(super) fn of(&self, piece: Piece) -> Option<Vec2> {
        let same = |(other, _): &&(Piece, Vec2)| *other == piece;
        self.0.iter().find(same).map(|(_, size)| *size)
    }

    fn height(&self, piece: Piece) -> f32 {
        self.of(piece).map_or(0.0, |size| size.y)
    }
}

/// How the map's edges are shared out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edges {
    rect: Rect,
    /// Both sides do not fit beside each other.
    narrow: bool,
}

impl Edges {
    /// The edges of a map whose legends are so wide.
    pub(super) fn new(map: Rect, legends: f32, readout: Vec2) -> Self {
        let rect = map.shrink(MARGIN);
        Self {
            rect,
            narrow: rect.width() < legends + readout.x + GAP,
        }
    }

    /// The room the legends may take, pieces at the upper left taken off.
    pub(super) fn legends(self, sizes: &Sizes) -> Rect {
        if !self.narrow {
            return self.rect;
        }
        let mut room = self.rect;
        let head = sizes
            .height(Piece::ScaleBar)
            .max(sizes.height(Piece::North));
        room.min.y += head + GAP;
        room.max.y -= sizes.height(Piece::Readout) + GAP;
        room
    }

    /// Where each piece stands.
    pub(super) fn place(self, sizes: &Sizes) -> Vec<(Piece, Rect)> {
        let mut wished = Vec::new();
        let mut wish = |piece, left_top: fn(Rect, Vec2) -> Vec2, within: Rect| {
            let size = sizes.of(piece)?;
            let rect = Rect::from_min_size(left_top(within, size).to_pos2(), size);
            wished.push((piece, rect));
            Some(rect)
        };
        let readout = wish(Piece::Readout, right_bottom, self.rect);
        let mut legends = self.legends(sizes);
        for piece in [
            Piece::HeatLegend,
            Piece::ClassLegend,
            Piece::StreetLegend,
            Piece::GainLegend,
        ] {
            if let Some(rect) = wish(piece, left_bottom, legends) {
                legends.max.y = rect.min.y - GAP;
            }
        }
        let above = readout.map_or(self.rect.max.y, |readout| readout.min.y - GAP);
        let corner = Rect::from_min_max(self.rect.min, pos2(self.rect.max.x, above));
        if self.narrow {
            let north = wish(Piece::North, left_top, corner);
            let right = north.map_or(corner.min.x, |north| north.max.x + GAP);
            wish(Piece::ScaleBar, left_top, corner.with_min_x(right));
            wish(Piece::Credit, right_top, corner);
        } else {
            let bar = wish(Piece::ScaleBar, right_bottom, corner);
            let top = bar.map_or(corner.max.y, |bar| bar.min.y - GAP);
            wish(Piece::North, right_bottom, corner.with_max_y(top));
            let left = bar.map_or(corner.max.x, |bar| bar.min.x - GAP);
            wish(Piece::Credit, right_bottom, corner.with_max_x(left));
        }
        self.kept(wished)
    }

    /// Those that stand on the map and on no other; the readout and the legends come first.
    fn kept(self, mut wished: Vec<(Piece, Rect)>) -> Vec<(Piece, Rect)> {
        wished.sort_by_key(|(piece, _)| *piece);
        let mut kept: Vec<(Piece, Rect)> = Vec::new();
        for (piece, rect) in wished {
            let free = |rect: Rect| {
                let inside = self.rect.expand(0.5).contains_rect(rect);
                inside && kept.iter().all(|(_, other)| !other.intersects(rect))
            };
            // Whom the base map is by is owed a place: the upper right corner where there is none beside the bar.
            let corner = right_top(self.rect, rect.size());
            let other = Rect::from_min_size(corner.to_pos2(), rect.size());
            let places = [Some(rect), (piece == Piece::Credit).then_some(other)];
            if let Some(rect) = places.into_iter().flatten().find(|rect| free(*rect)) {
                kept.push((piece, rect));
            }
        }
        kept
    }
}

fn left_top(within: Rect, _: Vec2) -> Vec2 {
    within.min.to_vec2()
}

fn right_top(within: Rect, size: Vec2) -> Vec2 {
    vec2(within.max.x - size.x, within.min.y)
}

fn left_bottom(within: Rect, size: Vec2) -> Vec2 {
    vec2(within.min.x, within.max.y - size.y)
}

fn right_bottom(within: Rect, size: Vec2) -> Vec2 {
    within.max.to_vec2() - size
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Piece; 8] = [
        Piece::Readout,
        Piece::HeatLegend,
        Piece::ClassLegend,
        Piece::StreetLegend,
        Piece::GainLegend,
        Piece::Credit,
        Piece::ScaleBar,
        Piece::North,
    ];

    proptest! {
        #[test]
        fn no_piece_lies_on_another_or_past_the_edge(
            map in (100f32..3000.0, 80f32..2000.0),
            sizes in prop::collection::vec((8f32..600.0, 8f32..400.0), 8),
        ) {
            let map = Rect::from_min_size(pos2(280.0, 40.0), vec2(map.0, map.1));
            let sizes = Sizes(ALL.into_iter().zip(sizes).map(|(piece, (x, y))| (piece, vec2(x, y))).collect());
            let legends = sizes.of(Piece::HeatLegend).map_or(0.0, |size| size.x);
            let edges = Edges::new(map, legends, sizes.of(Piece::Readout).unwrap_or_default());
            let placed = edges.place(&sizes);
            for (at, (_, rect)) in placed.iter().enumerate() {
                prop_assert!(map.contains_rect(*rect));
                prop_assert!(placed.iter().skip(at + 1).all(|(_, other)| !other.intersects(*rect)));
            }
        }
    }

    #[test]
    fn every_piece_has_a_place_on_a_map_of_ordinary_size() {
        let sizes = Sizes(vec![
            (Piece::Readout, vec2(400.0, 24.0)),
            (Piece::HeatLegend, vec2(232.0, 90.0)),
            (Piece::ClassLegend, vec2(232.0, 190.0)),
            (Piece::Credit, vec2(300.0, 16.0)),
            (Piece::ScaleBar, vec2(140.0, 24.0)),
            (Piece::North, vec2(20.0, 40.0)),
        ]);
        for size in [
            vec2(640.0, 534.0),
            vec2(1280.0, 890.0),
            vec2(3200.0, 1800.0),
        ] {
            let map = Rect::from_min_size(pos2(280.0, 40.0), size);
            let edges = Edges::new(map, 232.0, vec2(400.0, 24.0));
            assert_eq!(edges.place(&sizes).len(), 6, "{size:?}");
        }
    }
}

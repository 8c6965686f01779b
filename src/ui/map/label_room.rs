//! Room for labels: what has been written this frame, so that nothing is written over it.

use std::collections::HashMap;

use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, vec2};
use std::sync::Arc;

/// Points a bucket is wide.
const BUCKET: f32 = 64.0;

/// The places taken by labels and marks.
#[derive(Debug, Default)]
pub(super) struct LabelRoom {
    buckets: HashMap<(i32, i32), Vec<Rect>>,
}

impl LabelRoom {
    /// Takes a place whether or not it is free.
    pub(super) fn take(&mut self, rect: Rect) {
        for bucket in buckets(rect) {
            self.buckets.entry(bucket).or_default().push(rect);
        }
    }

    /// Takes a place if it is free.
    pub(super) fn claim(&mut self, rect: Rect) -> bool {
        let free = buckets(rect).all(|bucket| {
            self.buckets
                .get(&bucket)
                .is_none_or(|taken| !taken.iter().any(|other| other.intersects(rect)))
        });
        if free {
            self.take(rect);
        }
        free
    }
}

fn buckets(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
    let index = |value: f32| (value / BUCKET).floor() as i32;
    let (left, right) = (index(rect.min.x), index(rect.max.x));
    let (top, bottom) = (index(rect.min.y), index(rect.max.y));
    (top..=bottom).flat_map(move |y| (left..=right).map(move |x| (x, y)))
}

/// Text laid out on one line.
pub(super) fn lay_out(painter: &Painter, text: &str, size: f32, colour: Color32) -> Arc<Galley> {
    painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), colour)
}

/// Where a galley stands when it is anchored at a position.
pub(super) fn anchored(galley: &Galley, anchor: Align2, at: Pos2) -> Rect {
    anchor.anchor_size(at, galley.size())
}

/// Writes a galley with a halo of the ground's colour around its letters.
pub(super) fn write_with_halo(painter: &Painter, galley: &Arc<Galley>, at: Pos2, halo: Color32) {
    let reach = (galley.size().y * 0.085).max(1.25);
    for (x, y) in [
        (-1.0, 0.0),
        (1.0, 0.0),
        (0.0, -1.0),
        (0.0, 1.0),
        (-0.7, -0.7),
        (0.7, -0.7),
        (-0.7, 0.7),
        (0.7, 0.7),
    ] {
        let offset = vec2(x, y) * reach;
        painter.add(
            egui::epaint::TextShape::new(at + offset, Arc::clone(galley), halo)
                .with_override_text_color(halo),
        );
    }
    painter.galley(at, Arc::clone(galley), halo);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_two_claimed_places_overlap_and_a_free_place_is_given(
            boxes in prop::collection::vec((-500f32..2500.0, -500f32..1500.0, 4f32..240.0, 4f32..40.0), 1..200)
        ) {
            let mut room = LabelRoom::default();
            let mut given: Vec<Rect> = Vec::new();
            for (x, y, width, height) in boxes {
                let rect = Rect::from_min_size(pos2(x, y), vec2(width, height));
                let free = given.iter().all(|other| !other.intersects(rect));
                prop_assert_eq!(room.claim(rect), free);
                if free {
                    given.push(rect);
                }
            }
        }
    }
}

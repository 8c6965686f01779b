//! A briefing ready to become slides: what each scene tells with its picture, and how long tables go on over further pages.

use std::ops::Range;

use super::content::SceneContent;
use crate::i18n::message::Message;
use crate::i18n::words::Words;

/// All scenes of a briefing in one language.
#[derive(Debug, Clone, Copy)]
pub struct Deck<'a> {
    /// The plan's name.
    pub plan: &'a str,
    /// When it was made: UTC, `2024-06-30T08:00:00Z`.
    pub made: &'a str,
    /// The scenes, in their order.
    pub scenes: &'a [DeckScene<'a>],
    /// The language of all that is not in the scenes.
    pub words: &'a Words,
}

/// One scene of it.
#[derive(Debug, Clone, Copy)]
pub struct DeckScene<'a> {
    /// What it tells.
    pub content: &'a SceneContent,
    /// Its map or maps as one PNG picture; empty where there is none.
    pub picture: &'a [u8],
}

/// One page: a scene, or what of its table found no room before.
#[derive(Debug, Clone)]
pub(super) struct Page<'a> {
    pub scene: DeckScene<'a>,
    /// Whether it is the scene's first: only that has map and figures.
    pub is_first: bool,
    /// The rows of the table that stand here.
    pub rows: Range<usize>,
    /// The title, numbered where the scene has several pages.
    pub title: String,
}

impl<'a> Deck<'a> {
    /// The briefing's title.
    pub(super) fn title(&self) -> String {
        let said = Message::new("brief-deck-title").with("plan", self.plan);
        self.words.say(&said)
    }

    /// The pages, where the first of a scene has room for so many rows of its table and each further page for so many.
    pub(super) fn pages(
        &self,
        first: impl Fn(&SceneContent) -> usize,
        further: usize,
    ) -> Vec<Page<'a>> {
        let scenes = self.scenes.iter();
        scenes
            .flat_map(|scene| {
                let rows = scene
                    .content
                    .table
                    .as_ref()
                    .map_or(0, |table| table.rows.len());
                let stretches = stretches(rows, first(scene.content), further);
                let of = stretches.len();
                let numbered = (1usize..).zip(stretches);
                numbered.map(move |(n, rows)| Page {
                    scene: *scene,
                    is_first: n == 1,
                    rows,
                    title: self.numbered(&scene.content.title, n, of),
                })
            })
            .collect()
    }

    fn numbered(&self, title: &str, n: usize, of: usize) -> String {
        if of < 2 {
            return title.to_owned();
        }
        let said = Message::new("brief-continued")
            .with("title", title)
            .with("n", n)
            .with("of", of);
        self.words.say(&said)
    }
}

/// Rows in stretches: the first of at most so many, the others of at most so many; evenly long where there are several more.
fn stretches(rows: usize, first: usize, further: usize) -> Vec<Range<usize>> {
    if rows <= first {
        return std::iter::once(0..rows).collect();
    }
    let left = rows - first;
    let pages = left.div_ceil(further.max(1));
    let each = left.div_ceil(pages.max(1));
    let more = (0..pages).map(|page| {
        let from = first + page * each;
        from..(from + each).min(rows)
    });
    std::iter::once(0..first).chain(more).collect()
}

/// Width and height of a PNG picture; `None` where it is none.
pub(super) fn picture_size(png: &[u8]) -> Option<[u32; 2]> {
    let head = png.get(..24)?;
    if !head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return None;
    }
    let number = |at: usize| {
        let bytes = head.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let size = [number(16)?, number(20)?];
    size.iter().all(|side| *side > 0).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_on_one_page_and_no_page_is_too_long() {
        for rows in 0..60 {
            for (first, further) in [(0, 7), (5, 7), (12, 16)] {
                let found = stretches(rows, first, further);
                let all: Vec<usize> = found.iter().cloned().flatten().collect();
                assert_eq!(all, (0..rows).collect::<Vec<_>>());
                assert!(found[0].len() <= first);
                assert!(
                    found[1..]
                        .iter()
                        .all(|page| (1..=further).contains(&page.len()))
                );
            }
        }
    }
}

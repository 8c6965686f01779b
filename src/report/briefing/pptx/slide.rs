//! One slide: where map, figures, table and sentences stand; what finds no room goes into the speaker's notes.

use super::shapes::{Place, Shapes, head_height};
use super::text::{ACCENT, Face, INK, SECOND, fitted, lines, paragraph, paragraph_of, run};
use crate::i18n::language::Language;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::report::briefing::content::{SceneContent, SceneFigure};
use crate::report::briefing::deck::{Page, picture_size};

/// The slide, inches.
const WIDE: f64 = 13.333;
const MARGIN: f64 = 0.45;
const TOP: f64 = 1.2;
const BOTTOM: f64 = 6.95;
const GAP: f64 = 0.25;
/// A row of a table and of figures.
const ROW: f64 = 0.31;
const POINTS: f64 = 12.0;
const FIGURE_ROW: f64 = 0.33;
const FIGURE_POINTS: f64 = 13.0;
/// The headline figure with its label and definition.
const BIG: f64 = 1.4;
/// A table with this many columns wants more room than the map.
const MANY_COLUMNS: usize = 5;
/// A warning below everything.
const WARNING: f64 = 0.22;

/// How wide the map is, inches.
fn map_width(content: &SceneContent) -> f64 {
    if is_wide_table(content) { 5.0 } else { 7.6 }
}

fn is_wide_table(content: &SceneContent) -> bool {
    let table = content.table.as_ref();
    table.is_some_and(|table| table.columns.len() >= MANY_COLUMNS)
}

/// The pixels a scene's map should have for a slide: in proportion to its room there.
#[must_use]
pub fn map_pixels(content: &SceneContent) -> [u32; 2] {
    let a_inch = 200.0;
    [map_width(content) * a_inch, room(content) * a_inch].map(|side| side.round() as u32)
}

fn warning_lines(content: &SceneContent) -> usize {
    content.warnings.len().min(2)
}

/// The height of the body, inches.
fn room(content: &SceneContent) -> f64 {
    BOTTOM - TOP - WARNING * warning_lines(content) as f64
}

/// How wide the column beside the map is.
fn column_width(content: &SceneContent) -> f64 {
    WIDE - 2.0 * MARGIN - map_width(content) - GAP
}

/// How many rows of its table the first page of a scene has room for.
pub(super) fn rows_on_first(content: &SceneContent) -> usize {
    let Some(table) = &content.table else {
        return 0;
    };
    let big = if content.big.is_some() { BIG } else { 0.0 };
    let head = head_height(table, column_width(content), POINTS);
    let rows = (room(content) - big - head - 0.1) / ROW;
    let rows = rows.floor().max(0.0) as usize;
    // Rows alone on the next page look lost: two more stand here, closer together. A few on the first look lost as well.
    match table.rows.len().saturating_sub(rows) {
        _ if rows < 3 => 0,
        1 | 2 => table.rows.len(),
        _ => rows,
    }
}

/// How many rows a further page has room for.
pub(super) const ROWS_ON_FURTHER: usize = 16;

/// A slide's shapes and its speaker's notes.
pub(super) struct Made {
    pub shapes: String,
    pub notes: Vec<String>,
    pub has_picture: bool,
}

pub(super) fn slide(page: &Page<'_>, number: usize, words: &Words) -> Made {
    let language = words.language();
    let mut shapes = Shapes::new(language);
    let content = page.scene.content;
    shapes.title(&fitted(&page.title, WIDE - 2.0 * MARGIN, 28.0, 1));
    let mut notes = Vec::new();
    let size = picture_size(page.scene.picture).filter(|_| page.is_first);
    if page.is_first {
        first(&mut shapes, page, size, words, &mut notes);
    } else if let Some(table) = &content.table {
        let place = Place {
            x: MARGIN,
            y: TOP,
            w: WIDE - 2.0 * MARGIN,
            h: BOTTOM - TOP,
        };
        shapes.table(place, table, page.rows.clone(), POINTS + 1.0, 0.335);
    }
    warnings(&mut shapes, content);
    foot(&mut shapes, content, number);
    Made {
        shapes: shapes.finish(),
        notes,
        has_picture: size.is_some(),
    }
}

fn first(
    shapes: &mut Shapes,
    page: &Page<'_>,
    size: Option<[u32; 2]>,
    words: &Words,
    notes: &mut Vec<String>,
) {
    let content = page.scene.content;
    let high = room(content);
    let mut column = Place {
        x: MARGIN,
        y: TOP,
        w: WIDE - 2.0 * MARGIN,
        h: high,
    };
    if let Some(size) = size {
        let place = Place {
            w: map_width(content),
            ..column
        };
        let what = content.maps.join(" / ");
        let says = words.say(&Message::new("brief-map-alt").with("what", what));
        shapes.picture(place, size, &says);
        column.x += place.w + GAP;
        column.w = column_width(content);
    }
    let wide = is_wide_table(content);
    let mut left: &[SceneFigure] = &content.figures;
    if let Some(figure) = &content.big {
        let share = if wide { 0.46 } else { 1.0 };
        let place = Place {
            w: column.w * share - if wide { GAP } else { 0.0 },
            h: BIG,
            ..column
        };
        big(shapes, place, figure);
        if wide {
            let place = Place {
                x: column.x + column.w * share,
                w: column.w * (1.0 - share),
                h: BIG,
                ..column
            };
            left = figures(shapes, place, left);
        }
        column.y += BIG;
        column.h -= BIG;
    }
    if let Some(table) = content.table.as_ref().filter(|_| !page.rows.is_empty()) {
        let head = head_height(table, column.w, POINTS);
        let row = ROW.min((column.h - head - 0.05) / page.rows.len() as f64);
        let used = head + row * page.rows.len() as f64 + 0.12;
        shapes.table(column, table, page.rows.clone(), POINTS, row);
        column.y += used;
        column.h -= used;
    }
    let before = left.len();
    left = figures(shapes, column, left);
    let used = FIGURE_ROW * (before - left.len()) as f64;
    column.y += used + 0.12;
    column.h -= used + 0.12;
    let told = sentences(shapes, column, content);
    note(content, left, told, words, notes);
}

/// The one figure that matters.
fn big(shapes: &mut Shapes, place: Place, figure: &SceneFigure) {
    let language = shapes.language;
    let label = fitted(&figure.label, place.w, 14.0, 1);
    let definition = fitted(&figure.definition, place.w, 11.0, 2);
    // A long value is written smaller, never cut before it is as small as text.
    let sizes = [38.0, 30.0, 24.0, 18.0];
    let change = if figure.change.is_empty() {
        String::new()
    } else {
        format!("  {}", figure.change)
    };
    let fits = |points: &f64| {
        let value = super::text::width(&figure.value, *points);
        value + super::text::width(&change, points * 0.5) <= place.w
    };
    let points = sizes.into_iter().find(fits).unwrap_or(18.0);
    let value = fitted(&figure.value, place.w, points, 1);
    let mut runs = run(&value, Face::of(points, ACCENT).bold(), language);
    if !change.is_empty() {
        runs.push_str(&run(
            &change,
            Face::of((points * 0.5).max(12.0), INK).bold(),
            language,
        ));
    }
    let text = [
        paragraph(&label, Face::of(14.0, SECOND), language),
        paragraph_of(&runs, false),
        paragraph(&definition, Face::of(11.0, SECOND), language),
    ];
    shapes.text(place, "Figure", &text.concat(), "t");
}

/// As many figures as find room; returns those that do not.
fn figures<'a>(shapes: &mut Shapes, place: Place, figures: &'a [SceneFigure]) -> &'a [SceneFigure] {
    let most = (place.h / FIGURE_ROW).floor().max(0.0) as usize;
    let (shown, left) = figures.split_at(most.min(figures.len()));
    if shown.is_empty() {
        return left;
    }
    let pairs: Vec<(String, String)> = shown
        .iter()
        .map(|figure| (figure.label.clone(), with_change(figure)))
        .collect();
    shapes.pairs(place, &pairs, FIGURE_POINTS, FIGURE_ROW);
    left
}

fn with_change(figure: &SceneFigure) -> String {
    if figure.change.is_empty() {
        figure.value.clone()
    } else {
        format!("{}  {}", figure.value, figure.change)
    }
}

/// As many sentences as find room; how many.
fn sentences(shapes: &mut Shapes, place: Place, content: &SceneContent) -> usize {
    let language = shapes.language;
    let points = if content.table.is_some() || content.big.is_some() {
        12.0
    } else {
        18.0
    };
    let line = points / 72.0 * 1.25;
    let mut high = 0.0;
    let mut text = String::new();
    let mut told = 0;
    for sentence in &content.lines {
        high += line * lines(sentence, place.w, points) as f64 + 0.05;
        if high > place.h {
            break;
        }
        text.push_str(&paragraph(sentence, Face::of(points, INK), language));
        told += 1;
    }
    if told > 0 {
        shapes.text(place, "Text", &text, "t");
    }
    told
}

fn warnings(shapes: &mut Shapes, content: &SceneContent) {
    let count = warning_lines(content);
    if count == 0 {
        return;
    }
    let wide = WIDE - 2.0 * MARGIN;
    let text: String = content
        .warnings
        .iter()
        .take(count)
        .map(|warning| {
            let text = fitted(warning, wide, 11.0, 1);
            paragraph(&text, Face::of(11.0, SECOND), shapes.language)
        })
        .collect();
    let h = WARNING * count as f64;
    let place = Place {
        x: MARGIN,
        y: BOTTOM - h,
        w: wide,
        h,
    };
    shapes.text(place, "Warnings", &text, "b");
}

fn foot(shapes: &mut Shapes, content: &SceneContent, number: usize) {
    let wide = WIDE - 2.0 * MARGIN - 0.8;
    let text = fitted(&content.basis, wide, 10.0, 1);
    let text = paragraph(&text, Face::of(10.0, SECOND), shapes.language);
    let place = Place {
        x: MARGIN,
        y: 7.08,
        w: wide,
        h: 0.22,
    };
    shapes.text(place, "Basis", &text, "ctr");
    let at = Place {
        x: MARGIN + wide,
        w: 0.8,
        ..place
    };
    shapes.slide_number(at, number);
}

/// What the speaker has: the note, how figures are defined, and all that found no room.
fn note(
    content: &SceneContent,
    left: &[SceneFigure],
    told: usize,
    words: &Words,
    notes: &mut Vec<String>,
) {
    let colon = match words.language() {
        Language::Chinese => "：",
        Language::English => ": ",
    };
    notes.extend(content.note.lines().map(str::to_owned));
    let more = left
        .iter()
        .map(|figure| format!("{}{colon}{}", figure.label, with_change(figure)));
    let more: Vec<String> = more
        .chain(content.lines.iter().skip(told).cloned())
        .collect();
    if !more.is_empty() {
        notes.push(String::new());
        notes.push(words.text("brief-notes-more"));
        notes.extend(more);
    }
    let shown = content.big.iter().chain(&content.figures);
    let mut defined: Vec<String> = shown
        .filter(|figure| !figure.definition.is_empty())
        .map(|figure| format!("{}{colon}{}", figure.label, figure.definition))
        .collect();
    defined.dedup();
    if !defined.is_empty() {
        notes.push(String::new());
        notes.extend(defined);
    }
    notes.extend(
        content
            .warnings
            .iter()
            .skip(warning_lines(content))
            .cloned(),
    );
}

//! A briefing as one HTML file that needs nothing else: pictures inside, no network, no foreign font. It turns pages by keys, mouse
//! and touch, has a list of its pages, and prints.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::escape;

use super::content::{SceneColumn, SceneContent, SceneFigure};
use super::deck::{Deck, Page, picture_size};
use crate::i18n::message::Message;
use crate::i18n::words::Words;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// What the file may do: show pictures it holds, use its own style and script. No network at all.
const POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
/// Lines of a page beside its title and its headline figure.
const LINES: usize = 28;
/// Lines that the headline figure takes.
const BIG: usize = 7;
/// A table with this many columns wants more room than the map.
const MANY_COLUMNS: usize = 5;
/// A value of more letters is written smaller.
const LONG: usize = 14;

/// The file.
#[must_use]
pub fn html(deck: &Deck<'_>) -> String {
    let pages = deck.pages(rows_on_first, LINES - 2);
    let mut text = String::new();
    let language = deck.words.language().tag();
    let _infallible = write!(
        text,
        concat!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
            "<meta name=\"generator\" content=\"PatrolGrid\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n"
        ),
        language,
        POLICY,
        safe(&deck.title()),
        STYLE
    );
    contents(&mut text, deck, &pages);
    text.push_str("<main>\n");
    for (number, page) in (1usize..).zip(&pages) {
        section(&mut text, page, (number, pages.len()), deck.words);
    }
    let _infallible = write!(
        text,
        "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    );
    text
}

/// Text as HTML holds it, in elements and in attributes.
fn safe(text: &str) -> String {
    let allowed = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let text: String = text.chars().filter(allowed).collect();
    escape(text.as_str()).into_owned()
}

fn rows_on_first(content: &SceneContent) -> usize {
    let big = if content.big.is_some() { BIG } else { 0 };
    let room = LINES.saturating_sub(big + 3 + content.warnings.len());
    // What few columns say may run over two lines beside a large map.
    if is_wide(content)
        || content
            .table
            .as_ref()
            .is_some_and(|table| table.rows.len() <= room)
    {
        room
    } else {
        room * 2 / 3
    }
}

fn is_wide(content: &SceneContent) -> bool {
    let table = content.table.as_ref();
    table.is_some_and(|table| table.columns.len() >= MANY_COLUMNS)
}

/// The list of pages: a scene once, however many it has.
fn contents(text: &mut String, deck: &Deck<'_>, pages: &[Page<'_>]) {
    let _infallible = writeln!(
        text,
        "<nav aria-label=\"{0}\"><h2>{0}</h2>",
        safe(&deck.words.text("brief-html-contents"))
    );
    for (number, page) in (1usize..).zip(pages).filter(|(_, page)| page.is_first) {
        let title = safe(&page.scene.content.title);
        let _infallible = writeln!(text, "<a href=\"#{number}\">{number} · {title}</a>");
    }
    let keys = safe(&deck.words.text("brief-html-keys"));
    let _infallible = writeln!(text, "<p class=\"keys\">{keys}</p></nav>");
}

fn section(text: &mut String, page: &Page<'_>, (number, of): (usize, usize), words: &Words) {
    let content = page.scene.content;
    let on = if number == 1 { "on " } else { "" };
    let kind = match (page.is_first, is_wide(content)) {
        (false, _) => "further",
        (true, true) => "wide",
        (true, false) => "plain",
    };
    let title = safe(&page.title);
    let _infallible = write!(
        text,
        "<section class=\"{on}{kind}\" aria-label=\"{title}\">\n<h2>{title}</h2>\n<div class=\"body\">\n"
    );
    if page.is_first && picture_size(page.scene.picture).is_some() {
        let what = Message::new("brief-map-alt").with("what", content.maps.join(" / "));
        let _infallible = writeln!(
            text,
            "<figure class=\"map\"><img alt=\"{}\" src=\"data:image/png;base64,{}\"></figure>",
            safe(&words.say(&what)),
            STANDARD.encode(page.scene.picture)
        );
    }
    text.push_str("<div class=\"said\">\n");
    if page.is_first {
        if let Some(figure) = &content.big {
            big(text, figure);
        }
        figures(text, content, page.rows.len());
    }
    table(text, content, page);
    if page.is_first {
        for line in &content.lines {
            let _infallible = writeln!(text, "<p>{}</p>", safe(line));
        }
    }
    text.push_str("</div>\n</div>\n");
    for warning in &content.warnings {
        let _infallible = writeln!(text, "<p class=\"warn\">{}</p>", safe(warning));
    }
    let basis = safe(&content.basis);
    let _infallible = writeln!(
        text,
        "<footer><span>{basis}</span><span>{number}/{of}</span></footer>"
    );
    notes(text, content, words);
    text.push_str("</section>\n");
}

fn big(text: &mut String, figure: &SceneFigure) {
    let long = if figure.value.chars().count() > LONG {
        " class=\"long\""
    } else {
        ""
    };
    let change = if figure.change.is_empty() {
        String::new()
    } else {
        format!("<i>{}</i>", safe(&figure.change))
    };
    let _infallible = writeln!(
        text,
        "<p class=\"big\"><span class=\"label\">{}</span><b{long}>{}{change}</b><small>{}</small></p>",
        safe(&figure.label),
        safe(&figure.value),
        safe(&figure.definition)
    );
}

/// Figures that find room beside so many rows; the others stand among the notes.
fn figures(text: &mut String, content: &SceneContent, rows: usize) {
    let shown = shown_figures(content, rows);
    if shown == 0 {
        return;
    }
    text.push_str("<dl>\n");
    for figure in content.figures.iter().take(shown) {
        let change = if figure.change.is_empty() {
            String::new()
        } else {
            format!("<span>{}</span>", safe(&figure.change))
        };
        let _infallible = writeln!(
            text,
            "<dt title=\"{}\">{}</dt><dd>{}{change}</dd>",
            safe(&figure.definition),
            safe(&figure.label),
            safe(&figure.value)
        );
    }
    text.push_str("</dl>\n");
}

fn shown_figures(content: &SceneContent, rows: usize) -> usize {
    let big = if content.big.is_some() { BIG } else { 0 };
    let table = if rows > 0 { rows + 3 } else { 0 };
    let lines = content.lines.len() * 2 + content.warnings.len();
    LINES
        .saturating_sub(big + table + lines)
        .min(content.figures.len())
}

fn table(text: &mut String, content: &SceneContent, page: &Page<'_>) {
    let Some(table) = content.table.as_ref().filter(|_| !page.rows.is_empty()) else {
        return;
    };
    let class = |column: &SceneColumn| if column.figures { " class=\"n\"" } else { "" };
    text.push_str("<table>\n<thead><tr>");
    for column in &table.columns {
        let unit = if column.unit.is_empty() {
            String::new()
        } else {
            format!(" ({})", safe(&column.unit))
        };
        let title = safe(&column.title);
        let class = class(column);
        let _infallible = write!(text, "<th scope=\"col\"{class}>{title}{unit}</th>");
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    let sums = table.rows.len() - table.sums.min(table.rows.len());
    let rows = table.rows.iter().enumerate();
    for (at, row) in rows.take(page.rows.end).skip(page.rows.start) {
        text.push_str(if at >= sums {
            "<tr class=\"sum\">"
        } else {
            "<tr>"
        });
        for (cell, column) in row.iter().zip(&table.columns) {
            let _infallible = write!(text, "<td{}>{}</td>", class(column), safe(cell));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table>\n");
}

/// What the presenter wants to say, and how figures are defined.
fn notes(text: &mut String, content: &SceneContent, words: &Words) {
    let _infallible = write!(
        text,
        "<aside aria-label=\"{}\">",
        safe(&words.text("brief-html-notes"))
    );
    for line in content.note.lines() {
        let _infallible = write!(text, "<p>{}</p>", safe(line));
    }
    for figure in &content.figures {
        let _infallible = write!(
            text,
            "<p>{} {} {} · {}</p>",
            safe(&figure.label),
            safe(&figure.value),
            safe(&figure.change),
            safe(&figure.definition)
        );
    }
    text.push_str("</aside>\n");
}

//! A layer as CSV that office programs open as it is meant: UTF-8 with its mark, no cell that passes for a formula. What is to be
//! known of the layer stands in columns of its own, the same in every row, so that a row keeps it wherever it is copied.

use super::shapes::well_known_text;
use super::{OutCell, OutFeature, OutLayer, OutPlace};
use crate::io::incidents::export::guarded;

pub(super) fn text(layer: &OutLayer) -> Vec<u8> {
    let mut text = String::from("\u{FEFF}");
    let titles = &layer.titles;
    let wide = layer.is_wide();
    let places = if wide {
        vec![titles.wkt.clone()]
    } else {
        vec![titles.lon.clone(), titles.lat.clone()]
    };
    let heads = layer.columns.iter().map(|column| column.title.clone());
    let about = layer.about.iter().map(|(label, _)| label.clone());
    row(
        &mut text,
        heads.chain(places).chain(about).map(|head| guarded(&head)),
    );
    for feature in &layer.features {
        let cells = feature.cells.iter().map(cell);
        let about = layer.about.iter().map(|(_, text)| guarded(text));
        row(&mut text, cells.chain(place(feature, wide)).chain(about));
    }
    text.into_bytes()
}

fn row(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push_str(&cells.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

/// A number stays one, below zero too.
fn cell(cell: &OutCell) -> String {
    match cell {
        OutCell::Text(text) => guarded(text),
        OutCell::Number(_) | OutCell::Flag(_) | OutCell::Nothing => cell.plain(),
    }
}

/// Longitude and latitude; well-known text in a table of more than points.
fn place(feature: &OutFeature, wide: bool) -> Vec<String> {
    match &feature.place {
        OutPlace::Point(at) if !wide => vec![at.lon.to_string(), at.lat.to_string()],
        place => vec![format!("\"{}\"", well_known_text(place))],
    }
}

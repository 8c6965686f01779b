//! GPX 1.1: waypoints, for navigation devices.

use std::fmt::Write;

use super::{OutLayer, OutPlace, xml};

pub(super) fn text(layer: &OutLayer) -> Vec<u8> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx xmlns=\"http://www.topografix.com/GPX/1/1\" version=\"1.1\" creator=\"PatrolGrid\">\n",
    );
    // Writing into memory cannot fail.
    let _ = writeln!(
        text,
        "<metadata><name>{}</name><desc>{}</desc></metadata>",
        xml(&layer.title),
        xml(&layer.about_text())
    );
    for feature in &layer.features {
        let OutPlace::Point(at) = &feature.place else {
            continue;
        };
        let titles = layer.columns.iter().map(|column| column.title.as_str());
        let rest: Vec<String> = layer
            .cells(feature)
            .zip(titles)
            .filter(|((key, _), _)| *key != "name")
            .map(|((_, cell), title)| format!("{title}: {}", cell.plain()))
            .collect();
        let _ = writeln!(
            text,
            "<wpt lat=\"{}\" lon=\"{}\"><name>{}</name><desc>{}</desc></wpt>",
            at.lat,
            at.lon,
            xml(layer.name(feature)),
            xml(&rest.join("\n"))
        );
    }
    text.push_str("</gpx>\n");
    text.into_bytes()
}

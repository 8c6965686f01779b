//! KML 2.2: a folder of placemarks, their cells as data.

use std::fmt::Write;

use super::{OutCell, OutFeature, OutLayer, xml};

pub(super) fn text(layer: &OutLayer) -> Vec<u8> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
    );
    let (title, about) = (xml(&layer.title), xml(&layer.about_text()));
    // Writing into memory cannot fail.
    let _ = write!(
        text,
        "<name>{title}</name>\n<description>{about}</description>\n<Folder>\n<name>{title}</name>\n"
    );
    for feature in &layer.features {
        placemark(&mut text, layer, feature);
    }
    text.push_str("</Folder>\n</Document>\n</kml>\n");
    text.into_bytes()
}

fn placemark(text: &mut String, layer: &OutLayer, feature: &OutFeature) {
    let _ = write!(
        text,
        "<Placemark><name>{}</name><ExtendedData>",
        xml(layer.name(feature))
    );
    let titles = layer.columns.iter().map(|column| column.title.as_str());
    for ((key, cell), title) in layer.cells(feature).zip(titles) {
        if key == "name" || *cell == OutCell::Nothing {
            continue;
        }
        let _ = write!(
            text,
            "<Data name=\"{key}\"><displayName>{}</displayName><value>{}</value></Data>",
            xml(title),
            xml(&cell.plain())
        );
    }
    text.push_str("</ExtendedData>");
    text.push_str(&super::shapes::kml(&feature.place));
    text.push_str("</Placemark>\n");
}

//! KML 2.2: a folder of placemarks, their cells as data.

use std::fmt::Write;

use super::{OutFeature, OutLayer, OutPlace, turned_rings, xml};

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
        if key == "name" {
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
    match &feature.place {
        OutPlace::Point(at) => {
            let _ = write!(
                text,
                "<Point><coordinates>{},{}</coordinates></Point>",
                at.lon, at.lat
            );
        }
        OutPlace::Area(area) => {
            text.push_str("<Polygon>");
            for (at, ring) in turned_rings(area).iter().enumerate() {
                let border = if at == 0 {
                    "outerBoundaryIs"
                } else {
                    "innerBoundaryIs"
                };
                let corners: Vec<String> = ring
                    .iter()
                    .map(|corner| format!("{},{}", corner.x, corner.y))
                    .collect();
                let _ = write!(
                    text,
                    "<{border}><LinearRing><coordinates>{}</coordinates></LinearRing></{border}>",
                    corners.join(" ")
                );
            }
            text.push_str("</Polygon>");
        }
    }
    text.push_str("</Placemark>\n");
}

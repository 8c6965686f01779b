//! GeoJSON as RFC 7946 has it; what is to be known of the layer is a foreign member.

use serde_json::{Map, Value, json};

use super::shapes::geometry;
use super::{OutCell, OutFeature, OutLayer};

pub(super) fn text(layer: &OutLayer) -> Vec<u8> {
    let about: Map<String, Value> = layer
        .about
        .iter()
        .map(|(label, text)| (label.clone(), json!(text)))
        .collect();
    let mut columns = Map::new();
    for column in &layer.columns {
        columns.insert(column.key.to_owned(), json!(column.title));
    }
    let mut bytes = b"{\"type\":\"FeatureCollection\",".to_vec();
    for (key, value) in [
        ("name", json!(layer.title)),
        ("about", Value::Object(about)),
        ("columns", Value::Object(columns)),
    ] {
        bytes.extend(format!("{}:{value},\n", json!(key)).as_bytes());
    }
    bytes.extend(b"\"features\":[");
    for (at, feature) in layer.features.iter().enumerate() {
        bytes.extend(if at == 0 { &b"\n"[..] } else { b",\n" });
        bytes.extend(one(layer, feature).to_string().as_bytes());
    }
    bytes.extend(b"\n]}\n");
    bytes
}

fn one(layer: &OutLayer, feature: &OutFeature) -> Value {
    let properties: Map<String, Value> = layer
        .cells(feature)
        .map(|(key, cell)| (key.to_owned(), value(cell)))
        .collect();
    let geometry = geometry(&feature.place);
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

fn value(cell: &OutCell) -> Value {
    // A whole number is written as one.
    if let Some(whole) = cell.whole() {
        return json!(whole);
    }
    match cell {
        OutCell::Text(text) => json!(text),
        OutCell::Number(number) => json!(number),
        OutCell::Flag(flag) => json!(flag),
        OutCell::Nothing => Value::Null,
    }
}

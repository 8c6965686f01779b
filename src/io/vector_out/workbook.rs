//! A layer as an Excel workbook: one sheet of rows under a frozen heading, one about the layer. No cell is a formula.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::shapes::well_known_text;
use super::{OutCell, OutLayer, OutPlace};

/// Characters a cell of a workbook may hold.
const LONGEST: usize = 32_767;

/// The bytes of the workbook and how many cells it cannot hold whole, or why there is none, in the words of the library.
pub(super) fn bytes(layer: &OutLayer) -> Result<(Vec<u8>, usize), String> {
    made(layer).map_err(|error| error.to_string())
}

fn made(layer: &OutLayer) -> Result<(Vec<u8>, usize), XlsxError> {
    let mut shortened = 0;
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name(sheet_name(&layer.title))?;
    let titles = &layer.titles;
    let wide = layer.is_wide();
    let places = if wide {
        vec![&titles.wkt]
    } else {
        vec![&titles.lon, &titles.lat]
    };
    let heads = layer
        .columns
        .iter()
        .map(|column| &column.title)
        .chain(places);
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, feature) in (1u32..).zip(&layer.features) {
        let mut column = 0u16;
        for cell in &feature.cells {
            match cell {
                OutCell::Text(text) => {
                    let held = held(text);
                    shortened += usize::from(held.len() < text.len());
                    sheet.write_string(row, column, held)?
                }
                OutCell::Number(number) => sheet.write_number(row, column, *number)?,
                OutCell::Flag(flag) => sheet.write_boolean(row, column, *flag)?,
                OutCell::Nothing => sheet,
            };
            column += 1;
        }
        match &feature.place {
            OutPlace::Point(at) if !wide => {
                sheet.write_number(row, column, at.lon)?;
                sheet.write_number(row, column + 1, at.lat)?;
            }
            place => {
                // An outline of more corners than a cell can hold is in the other formats.
                let text = well_known_text(place);
                if text.len() <= LONGEST {
                    sheet.write_string(row, column, text)?;
                } else {
                    shortened += 1;
                }
            }
        }
    }
    sheet.autofit();
    let about = book.add_worksheet().set_name(sheet_name(&titles.about))?;
    for (row, (label, text)) in (0u32..).zip(&layer.about) {
        about.write_string_with_format(row, 0, label, &bold)?;
        about.write_string(row, 1, held(text))?;
    }
    about.autofit();
    Ok((book.save_to_buffer()?, shortened))
}

fn held(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// A sheet's name: at most 31 characters, none that workbooks forbid.
fn sheet_name(title: &str) -> String {
    let name: String = title
        .chars()
        .filter(|mark| !matches!(mark, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .take(31)
        .collect();
    if name.is_empty() {
        "1".to_owned()
    } else {
        name
    }
}

//! What stands on a slide: boxes of text, pictures, tables, written as drawing markup.

use std::fmt::Write as _;

use super::text::{
    ACCENT, BAND, Face, HAIRLINE, INK, SECOND, emu, fitted, paragraph, plain, width,
};
use crate::i18n::language::Language;
use crate::report::briefing::content::{SceneColumn, SceneTable};

/// A place on a slide, inches.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Place {
    fn xfrm(self, tag: &str) -> String {
        let [x, y, w, h] = [self.x, self.y, self.w, self.h].map(emu);
        format!(r#"<{tag}><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></{tag}>"#)
    }
}

/// The shapes of one slide, numbered as they come.
pub(super) struct Shapes {
    xml: String,
    next: u32,
    pub language: Language,
}

impl Shapes {
    pub(super) const fn new(language: Language) -> Self {
        Self {
            xml: String::new(),
            next: 2,
            language,
        }
    }

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    pub(super) fn finish(self) -> String {
        self.xml
    }

    /// The title: the layout says where it stands and how it looks.
    pub(super) fn title(&mut self, text: &str) {
        let id = self.id();
        let body = super::text::run(text, Face::of(28.0, INK).bold(), self.language);
        let _infallible = write!(
            self.xml,
            concat!(
                r#"<p:sp><p:nvSpPr><p:cNvPr id="{}" name="Title {}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>"#,
                r#"<p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr/>"#,
                "<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{}</a:p></p:txBody></p:sp>"
            ),
            id, id, body
        );
    }

    /// Paragraphs in a box.
    pub(super) fn text(&mut self, place: Place, name: &str, paragraphs: &str, anchor: &str) {
        let id = self.id();
        let _infallible = write!(
            self.xml,
            concat!(
                r#"<p:sp><p:nvSpPr><p:cNvPr id="{}" name="{} {}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>"#,
                r#"<p:spPr>{}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>"#,
                r#"<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{}"><a:normAutofit/></a:bodyPr>"#,
                "<a:lstStyle/>{}</p:txBody></p:sp>"
            ),
            id,
            plain(name),
            id,
            place.xfrm("a:xfrm"),
            anchor,
            paragraphs
        );
    }

    /// The slide's number, kept up by the program that shows it.
    pub(super) fn slide_number(&mut self, place: Place, number: usize) {
        let (lang, other) = super::text::languages(self.language);
        let paragraph = format!(
            concat!(
                r#"<a:p><a:pPr algn="r"/><a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">"#,
                r#"<a:rPr lang="{}" altLang="{}" sz="1000"><a:solidFill><a:srgbClr val="{}"/></a:solidFill>"#,
                r#"<a:latin typeface="Calibri"/><a:ea typeface="Microsoft YaHei"/></a:rPr><a:t>{}</a:t></a:fld></a:p>"#
            ),
            lang, other, SECOND, number
        );
        self.text(place, "Number", &paragraph, "ctr");
    }

    /// A picture, as large as its place allows, its sides in proportion.
    pub(super) fn picture(&mut self, place: Place, [wide, high]: [u32; 2], says: &str) {
        let id = self.id();
        let scale = (place.w / f64::from(wide)).min(place.h / f64::from(high));
        let (w, h) = (f64::from(wide) * scale, f64::from(high) * scale);
        let place = Place {
            x: place.x + (place.w - w) / 2.0,
            y: place.y,
            w,
            h,
        };
        let _infallible = write!(
            self.xml,
            concat!(
                r#"<p:pic><p:nvPicPr><p:cNvPr id="{}" name="Map {}" descr="{}"/>"#,
                r#"<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>"#,
                r#"<p:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>"#,
                r#"<p:spPr>{}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>"#
            ),
            id,
            id,
            plain(says),
            place.xfrm("a:xfrm")
        );
    }

    /// Rows of a table below its head; their height is [`head_height`] and so many rows.
    pub(super) fn table(
        &mut self,
        place: Place,
        table: &SceneTable,
        rows: std::ops::Range<usize>,
        points: f64,
        row_height: f64,
    ) {
        let widths = column_widths(table, place.w, points);
        let head = head_height(table, place.w, points);
        let sums = table.rows.len() - table.sums.min(table.rows.len());
        let mut body = String::new();
        let heads = table.columns.iter().zip(&widths).map(|(column, w)| {
            let face = Face::of(points - 1.0, SECOND).bold();
            let text = fitted(&head_text(column), w - 0.1, points - 1.0, 2);
            cell(
                &paragraph(&text, face.to_the_right(column.figures), self.language),
                None,
                ACCENT,
            )
        });
        let heads: String = heads.collect();
        let _infallible = write!(body, r#"<a:tr h="{}">{heads}</a:tr>"#, emu(head));
        for (at, row) in table
            .rows
            .iter()
            .enumerate()
            .take(rows.end)
            .skip(rows.start)
        {
            let is_sum = at >= sums;
            let cells = row.iter().zip(&table.columns).zip(&widths);
            let cells: String = cells
                .map(|((text, column), w)| {
                    let face = Face::of(points, INK).to_the_right(column.figures);
                    let face = if is_sum { face.bold() } else { face };
                    let text = fitted(text, w - 0.1, points, 1);
                    let fill = (is_sum || at % 2 == 1).then_some(BAND);
                    cell(&paragraph(&text, face, self.language), fill, HAIRLINE)
                })
                .collect();
            let _infallible = write!(body, r#"<a:tr h="{}">{cells}</a:tr>"#, emu(row_height));
        }
        let height = head + row_height * rows.len() as f64;
        self.frame(Place { h: height, ..place }, &widths, &body);
    }

    /// Pairs of a name and what it says, a row each, without a head.
    pub(super) fn pairs(
        &mut self,
        place: Place,
        pairs: &[(String, String)],
        points: f64,
        row_height: f64,
    ) {
        let widths = pair_widths(pairs, place.w, points);
        let mut body = String::new();
        for (name, value) in pairs {
            let name = fitted(name, widths[0] - 0.1, points, 1);
            let value = fitted(value, widths[1] - 0.1, points, 1);
            let name = paragraph(&name, Face::of(points, SECOND), self.language);
            let value = paragraph(
                &value,
                Face::of(points, INK).bold().to_the_right(true),
                self.language,
            );
            let _infallible = write!(
                body,
                r#"<a:tr h="{}">{}{}</a:tr>"#,
                emu(row_height),
                cell(&name, None, HAIRLINE),
                cell(&value, None, HAIRLINE)
            );
        }
        let h = row_height * pairs.len() as f64;
        self.frame(Place { h, ..place }, &widths, &body);
    }

    fn frame(&mut self, place: Place, widths: &[f64], rows: &str) {
        let id = self.id();
        let mut columns = String::new();
        for w in widths {
            let _infallible = write!(columns, r#"<a:gridCol w="{}"/>"#, emu(*w));
        }
        let _infallible = write!(
            self.xml,
            concat!(
                r#"<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{}" name="Table {}"/>"#,
                r#"<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>"#,
                r#"{}<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">"#,
                r#"<a:tbl><a:tblPr firstRow="1"/><a:tblGrid>{}</a:tblGrid>{}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"#
            ),
            id,
            id,
            place.xfrm("p:xfrm"),
            columns,
            rows
        );
    }
}

fn cell(paragraph: &str, fill: Option<&str>, line: &str) -> String {
    let fill = fill.map_or_else(
        || "<a:noFill/>".to_owned(),
        |colour| format!(r#"<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>"#),
    );
    let none = |side: &str| format!(r#"<a:{side} w="0"><a:noFill/></a:{side}>"#);
    format!(
        concat!(
            "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{}</a:txBody>",
            r#"<a:tcPr marL="45720" marR="45720" marT="18288" marB="18288" anchor="ctr">{}{}{}"#,
            r#"<a:lnB w="6350"><a:solidFill><a:srgbClr val="{}"/></a:solidFill></a:lnB>{}</a:tcPr></a:tc>"#
        ),
        paragraph,
        none("lnL"),
        none("lnR"),
        none("lnT"),
        line,
        fill
    )
}

/// A column's title with its unit.
fn head_text(column: &SceneColumn) -> String {
    if column.unit.is_empty() {
        column.title.clone()
    } else {
        format!("{} ({})", column.title, column.unit)
    }
}

/// How high the head of a table is: one or two lines, inches.
pub(super) fn head_height(table: &SceneTable, wide: f64, points: f64) -> f64 {
    let widths = column_widths(table, wide, points);
    let wraps = table
        .columns
        .iter()
        .zip(widths)
        .any(|(column, w)| width(&head_text(column), points - 1.0) > w - 0.1);
    let line = points / 72.0 * 1.22;
    if wraps { 2.0 * line + 0.06 } else { line + 0.1 }
}

/// How wide each column is: after its widest cell, its head on two lines; together as wide as the table.
fn column_widths(table: &SceneTable, wide: f64, points: f64) -> Vec<f64> {
    let wanted: Vec<f64> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = table.rows.iter().filter_map(|row| row.get(at));
            let widest = cells.map(|text| width(text, points)).fold(0.0, f64::max);
            let head = width(&head_text(column), points - 1.0) * 0.62;
            widest.max(head).clamp(0.35, 3.6) + 0.16
        })
        .collect();
    let all: f64 = wanted.iter().sum();
    let names = table
        .columns
        .iter()
        .filter(|column| !column.figures)
        .count();
    if all <= wide && names > 0 {
        // Names take what is over.
        let more = (wide - all) / names as f64;
        let widths = wanted.iter().zip(&table.columns);
        return widths
            .map(|(w, column)| if column.figures { *w } else { w + more })
            .collect();
    }
    wanted.iter().map(|w| w * wide / all.max(0.1)).collect()
}

fn pair_widths(pairs: &[(String, String)], wide: f64, points: f64) -> [f64; 2] {
    let widest = |of: fn(&(String, String)) -> &String| {
        let all = pairs.iter().map(|pair| width(of(pair), points));
        all.fold(0.3, f64::max) + 0.12
    };
    let (name, value) = (widest(|pair| &pair.0), widest(|pair| &pair.1));
    let name = if name + value <= wide {
        wide - value
    } else {
        (wide * name / (name + value)).clamp(wide * 0.3, wide * 0.6)
    };
    [name, wide - name]
}

//! The parts every file has: content types, relationships, properties; and what holds a slide and its notes.

use std::fmt::Write as _;

use super::text::{Face, INK, languages, paragraph, plain};
use crate::i18n::language::Language;
use crate::report::briefing::deck::Deck;

pub(super) const SPACES: &str = concat!(
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main""#
);
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
pub(super) const TREE: &str = concat!(
    r#"<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"#,
    r#"<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>"#,
    r#"<a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>"#
);

/// Relationships of the package.
pub(super) const ROOT_RELATIONS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="ppt/presentation.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    r#"<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/>"#,
    "</Relationships>"
);

/// The content type of every part.
pub(super) fn content_types(slides: usize) -> String {
    let kind = |name: &str| format!("application/vnd.openxmlformats-officedocument.{name}+xml");
    let mut parts = vec![
        (
            "/ppt/presentation.xml".to_owned(),
            kind("presentationml.presentation.main"),
        ),
        (
            "/ppt/presProps.xml".to_owned(),
            kind("presentationml.presProps"),
        ),
        (
            "/ppt/viewProps.xml".to_owned(),
            kind("presentationml.viewProps"),
        ),
        (
            "/ppt/tableStyles.xml".to_owned(),
            kind("presentationml.tableStyles"),
        ),
        ("/ppt/theme/theme1.xml".to_owned(), kind("theme")),
        ("/ppt/theme/theme2.xml".to_owned(), kind("theme")),
        (
            "/ppt/slideMasters/slideMaster1.xml".to_owned(),
            kind("presentationml.slideMaster"),
        ),
        (
            "/ppt/slideLayouts/slideLayout1.xml".to_owned(),
            kind("presentationml.slideLayout"),
        ),
        (
            "/ppt/notesMasters/notesMaster1.xml".to_owned(),
            kind("presentationml.notesMaster"),
        ),
        ("/docProps/app.xml".to_owned(), kind("extended-properties")),
        (
            "/docProps/core.xml".to_owned(),
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
    ];
    for number in 1..=slides {
        parts.push((
            format!("/ppt/slides/slide{number}.xml"),
            kind("presentationml.slide"),
        ));
        parts.push((
            format!("/ppt/notesSlides/notesSlide{number}.xml"),
            kind("presentationml.notesSlide"),
        ));
    }
    let mut overrides = String::new();
    for (name, kind) in &parts {
        let _infallible = write!(
            overrides,
            r#"<Override PartName="{name}" ContentType="{kind}"/>"#
        );
    }
    format!(
        concat!(
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>"#,
            r#"<Default Extension="png" ContentType="image/png"/>{}</Types>"#
        ),
        overrides
    )
}

/// What the file is made with and how much it holds.
pub(super) fn app(slides: usize) -> String {
    format!(
        concat!(
            r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" "#,
            r#"xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">"#,
            "<PresentationFormat>Widescreen</PresentationFormat><Slides>{}</Slides><Notes>{}</Notes>",
            "<Application>PatrolGrid</Application></Properties>"
        ),
        slides, slides
    )
}

/// Title, language and date.
pub(super) fn core(deck: &Deck<'_>) -> String {
    let (language, _) = languages(deck.words.language());
    format!(
        concat!(
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" "#,
            r#"xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            "<dc:title>{}</dc:title><dc:creator>PatrolGrid</dc:creator><dc:language>{}</dc:language>",
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{}</dcterms:created>"#,
            r#"<dcterms:modified xsi:type="dcterms:W3CDTF">{}</dcterms:modified></cp:coreProperties>"#
        ),
        plain(&deck.title()),
        language,
        plain(deck.made),
        plain(deck.made)
    )
}

/// The presentation: its masters and slides in order. Slide `n` is `rId{n + 10}`.
pub(super) fn presentation(slides: usize) -> String {
    let mut ids = String::new();
    for number in 1..=slides {
        let (id, relation) = (255 + number, 10 + number);
        let _infallible = write!(ids, r#"<p:sldId id="{id}" r:id="rId{relation}"/>"#);
    }
    format!(
        concat!(
            r#"<p:presentation {} saveSubsetFonts="1">"#,
            r#"<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>"#,
            r#"<p:notesMasterIdLst><p:notesMasterId r:id="rId2"/></p:notesMasterIdLst>"#,
            r#"<p:sldIdLst>{}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/>"#,
            r#"<p:notesSz cx="6858000" cy="9144000"/></p:presentation>"#
        ),
        SPACES, ids
    )
}

pub(super) fn relations(list: &[(String, &str, String)]) -> String {
    let mut text =
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#
            .to_owned();
    for (id, kind, target) in list {
        let _infallible = write!(
            text,
            r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#
        );
    }
    text.push_str("</Relationships>");
    text
}

pub(super) fn relation(
    id: usize,
    kind: &'static str,
    target: &str,
) -> (String, &'static str, String) {
    (format!("rId{id}"), kind, target.to_owned())
}

pub(super) fn presentation_relations(slides: usize) -> String {
    let mut list = vec![
        relation(1, "slideMaster", "slideMasters/slideMaster1.xml"),
        relation(2, "notesMaster", "notesMasters/notesMaster1.xml"),
        relation(3, "presProps", "presProps.xml"),
        relation(4, "viewProps", "viewProps.xml"),
        relation(5, "theme", "theme/theme1.xml"),
        relation(6, "tableStyles", "tableStyles.xml"),
    ];
    list.extend(
        (1..=slides)
            .map(|number| relation(10 + number, "slide", &format!("slides/slide{number}.xml"))),
    );
    relations(&list)
}

pub(super) fn slide_relations(number: usize, has_picture: bool) -> String {
    let mut list = vec![relation(
        1,
        "slideLayout",
        "../slideLayouts/slideLayout1.xml",
    )];
    if has_picture {
        list.push(relation(2, "image", &format!("../media/image{number}.png")));
    }
    let notes = format!("../notesSlides/notesSlide{number}.xml");
    list.push(relation(3, "notesSlide", &notes));
    relations(&list)
}

pub(super) fn notes_relations(number: usize) -> String {
    relations(&[
        relation(1, "notesMaster", "../notesMasters/notesMaster1.xml"),
        relation(2, "slide", &format!("../slides/slide{number}.xml")),
    ])
}

/// A slide of these shapes.
pub(super) fn slide(shapes: &str) -> String {
    format!(
        "<p:sld {SPACES}><p:cSld><p:spTree>{TREE}{shapes}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
    )
}

/// The speaker's notes of a slide.
pub(super) fn notes(lines: &[String], language: Language) -> String {
    let face = Face::of(12.0, INK);
    let mut text: String = lines
        .iter()
        .map(|line| paragraph(line, face, language))
        .collect();
    if text.is_empty() {
        text.push_str("<a:p/>");
    }
    format!(
        concat!(
            "<p:notes {}><p:cSld><p:spTree>{}",
            r#"<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr>"#,
            r#"<p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp>"#,
            r#"<p:sp><p:nvSpPr><p:cNvPr id="3" name="Notes"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>"#,
            r#"<p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr/>"#,
            "<p:txBody><a:bodyPr/><a:lstStyle/>{}</p:txBody></p:sp></p:spTree></p:cSld>",
            "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>"
        ),
        SPACES, TREE, text
    )
}

//! The parts every file has: content types, relationships, properties, theme, masters, layout; and what holds a slide and its notes.

use std::fmt::Write as _;

use super::text::{ACCENT, Face, HAIRLINE, INK, SECOND, languages, paragraph, plain};
use crate::i18n::language::Language;
use crate::report::briefing::deck::Deck;

const SPACES: &str = concat!(
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main""#
);
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TREE: &str = concat!(
    r#"<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"#,
    r#"<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>"#,
    r#"<a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>"#
);
const COLOUR_MAP: &str = concat!(
    r#"<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" "#,
    r#"accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>"#
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

fn relations(list: &[(String, &str, String)]) -> String {
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

fn relation(id: usize, kind: &'static str, target: &str) -> (String, &'static str, String) {
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

/// Parts that are the same in every file of a language.
pub(super) fn fixed(language: Language) -> Vec<(&'static str, String)> {
    let props = |tag: &str| format!("<p:{tag} {SPACES}/>");
    vec![
        ("ppt/presProps.xml", props("presentationPr")),
        ("ppt/viewProps.xml", props("viewPr")),
        (
            "ppt/tableStyles.xml",
            concat!(
                r#"<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
                r#"def="{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"/>"#
            )
            .to_owned(),
        ),
        ("ppt/theme/theme1.xml", theme()),
        ("ppt/theme/theme2.xml", theme()),
        ("ppt/slideMasters/slideMaster1.xml", slide_master(language)),
        (
            "ppt/slideMasters/_rels/slideMaster1.xml.rels",
            relations(&[
                relation(1, "slideLayout", "../slideLayouts/slideLayout1.xml"),
                relation(2, "theme", "../theme/theme1.xml"),
            ]),
        ),
        ("ppt/slideLayouts/slideLayout1.xml", slide_layout(language)),
        (
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
            relations(&[relation(1, "slideMaster", "../slideMasters/slideMaster1.xml")]),
        ),
        ("ppt/notesMasters/notesMaster1.xml", notes_master(language)),
        (
            "ppt/notesMasters/_rels/notesMaster1.xml.rels",
            relations(&[relation(1, "theme", "../theme/theme2.xml")]),
        ),
    ]
}

fn theme() -> String {
    let colour =
        |name: &str, value: &str| format!(r#"<a:{name}><a:srgbClr val="{value}"/></a:{name}>"#);
    let colours = [
        ("dk1", INK),
        ("lt1", "FFFFFF"),
        ("dk2", SECOND),
        ("lt2", "F6F7F9"),
        ("accent1", ACCENT),
        ("accent2", "E69F00"),
        ("accent3", "009E73"),
        ("accent4", "CC79A7"),
        ("accent5", "56B4E9"),
        ("accent6", "D55E00"),
        ("hlink", ACCENT),
        ("folHlink", SECOND),
    ];
    let colours: String = colours
        .iter()
        .map(|(name, value)| colour(name, value))
        .collect();
    let font = concat!(
        r#"<a:latin typeface="Calibri"/><a:ea typeface="Microsoft YaHei"/><a:cs typeface=""/>"#,
        r#"<a:font script="Hans" typeface="Microsoft YaHei"/>"#
    );
    let fill = r#"<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>"#;
    let line = format!(r#"<a:ln w="6350">{fill}</a:ln>"#);
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        concat!(
            r#"<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="PatrolGrid">"#,
            r#"<a:themeElements><a:clrScheme name="PatrolGrid">{}</a:clrScheme>"#,
            r#"<a:fontScheme name="PatrolGrid"><a:majorFont>{}</a:majorFont><a:minorFont>{}</a:minorFont></a:fontScheme>"#,
            r#"<a:fmtScheme name="PatrolGrid"><a:fillStyleLst>{}{}{}</a:fillStyleLst><a:lnStyleLst>{}{}{}</a:lnStyleLst>"#,
            "<a:effectStyleLst>{}{}{}</a:effectStyleLst><a:bgFillStyleLst>{}{}{}</a:bgFillStyleLst></a:fmtScheme>",
            "</a:themeElements><a:objectDefaults/><a:extraClrSchemeLst/></a:theme>"
        ),
        colours,
        font,
        font,
        fill,
        fill,
        fill,
        line,
        line,
        line,
        effect,
        effect,
        effect,
        fill,
        fill,
        fill
    )
}

/// The title: where it stands, what it says in an empty slide.
fn title_shape(language: Language) -> String {
    let (lang, _) = languages(language);
    format!(
        concat!(
            r#"<p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>"#,
            r#"<p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>"#,
            r#"<p:spPr><a:xfrm><a:off x="411480" y="274320"/><a:ext cx="11369040" cy="640080"/></a:xfrm>"#,
            r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>"#,
            r#"<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:normAutofit/></a:bodyPr><a:lstStyle/>"#,
            r#"<a:p><a:endParaRPr lang="{}"/></a:p></p:txBody></p:sp>"#
        ),
        lang
    )
}

/// A hairline below the title.
fn rule() -> String {
    format!(
        concat!(
            r#"<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="3" name="Line"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr>"#,
            r#"<p:spPr><a:xfrm><a:off x="411480" y="978408"/><a:ext cx="11369040" cy="0"/></a:xfrm>"#,
            r#"<a:prstGeom prst="line"><a:avLst/></a:prstGeom>"#,
            r#"<a:ln w="12700"><a:solidFill><a:srgbClr val="{}"/></a:solidFill></a:ln></p:spPr></p:cxnSp>"#
        ),
        HAIRLINE
    )
}

fn levels(points: u32) -> String {
    let mut text = String::new();
    for level in 1..=9 {
        let _infallible = write!(
            text,
            concat!(
                r#"<a:lvl{0}pPr algn="l"><a:buNone/><a:defRPr sz="{1}"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>"#,
                r#"<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{0}pPr>"#
            ),
            level, points
        );
    }
    text
}

fn slide_master(language: Language) -> String {
    format!(
        concat!(
            r#"<p:sldMaster {}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>"#,
            "<p:spTree>{}{}{}</p:spTree></p:cSld>{}",
            r#"<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>"#,
            r#"<p:txStyles><p:titleStyle><a:lvl1pPr algn="l"><a:buNone/><a:defRPr sz="2800" b="1">"#,
            r#"<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>"#,
            r#"<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr></p:titleStyle>"#,
            "<p:bodyStyle>{}</p:bodyStyle><p:otherStyle>{}</p:otherStyle></p:txStyles></p:sldMaster>"
        ),
        SPACES,
        TREE,
        title_shape(language),
        rule(),
        COLOUR_MAP,
        levels(1800),
        levels(1800)
    )
}

fn slide_layout(language: Language) -> String {
    format!(
        concat!(
            r#"<p:sldLayout {} type="titleOnly" preserve="1"><p:cSld name="PatrolGrid"><p:spTree>{}{}</p:spTree></p:cSld>"#,
            "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
        ),
        SPACES,
        TREE,
        title_shape(language)
    )
}

fn notes_master(language: Language) -> String {
    let (lang, _) = languages(language);
    format!(
        concat!(
            r#"<p:notesMaster {}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>"#,
            "<p:spTree>{}",
            r#"<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr>"#,
            r#"<p:nvPr><p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr>"#,
            r#"<p:spPr><a:xfrm><a:off x="685800" y="1143000"/><a:ext cx="5486400" cy="3086100"/></a:xfrm>"#,
            r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr></p:sp>"#,
            r#"<p:sp><p:nvSpPr><p:cNvPr id="3" name="Notes"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>"#,
            r#"<p:nvPr><p:ph type="body" sz="quarter" idx="3"/></p:nvPr></p:nvSpPr>"#,
            r#"<p:spPr><a:xfrm><a:off x="685800" y="4400550"/><a:ext cx="5486400" cy="3600450"/></a:xfrm>"#,
            r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>"#,
            r#"<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr lvl="0"/><a:endParaRPr lang="{}"/></a:p></p:txBody></p:sp>"#,
            "</p:spTree></p:cSld>{}<p:notesStyle>{}</p:notesStyle></p:notesMaster>"
        ),
        SPACES,
        TREE,
        lang,
        COLOUR_MAP,
        levels(1200)
    )
}

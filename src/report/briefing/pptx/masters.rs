//! Theme, masters and layout of slides and notes: the same in every file of a language.

use std::fmt::Write as _;

use super::frame::{SPACES, TREE, relation, relations};
use super::text::{ACCENT, HAIRLINE, INK, SECOND, languages};
use crate::i18n::language::Language;

const COLOUR_MAP: &str = concat!(
    r#"<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" "#,
    r#"accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>"#
);

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

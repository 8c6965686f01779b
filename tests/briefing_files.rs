//! The files of a briefing: slides that programs open without mending them, a page for the browser that asks nobody for anything.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::report::briefing::content::{SceneColumn, SceneContent, SceneFigure, SceneTable};
use patrolgrid::report::briefing::deck::{Deck, DeckScene};
use patrolgrid::report::briefing::html::html;
use patrolgrid::report::briefing::pptx::{map_pixels, pptx};
use quick_xml::events::Event;

/// Names that have broken other programs.
const NASTY: &str = "<b>&amp;\"'</script> 二行\u{1}🚓 café";

/// A picture of one colour.
fn picture([wide, high]: [u32; 2]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, wide, high);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a head");
    let pixels = [200, 215, 235].repeat((wide * high) as usize);
    writer.write_image_data(&pixels).expect("pixels");
    drop(writer);
    bytes
}

fn figure(label: &str, value: &str) -> SceneFigure {
    SceneFigure {
        label: label.to_owned(),
        value: value.to_owned(),
        change: "+2.1 个百分点".to_owned(),
        definition: "三分钟内有布警点可到的警情占全部警情的比例。".to_owned(),
    }
}

fn scene(title: &str, columns: usize, rows: usize) -> SceneContent {
    let column = |at: usize| SceneColumn {
        title: format!("第 {at} 列的名称"),
        unit: if at > 0 {
            "起".to_owned()
        } else {
            String::new()
        },
        figures: at > 0,
    };
    let table = SceneTable {
        columns: (0..columns).map(column).collect(),
        rows: (0..rows)
            .map(|row| {
                (0..columns)
                    .map(|at| format!("{}", row * 1000 + at))
                    .collect()
            })
            .collect(),
        sums: usize::from(rows > 0),
    };
    SceneContent {
        title: title.to_owned(),
        note: "先说总数。\n再说各街道。".to_owned(),
        big: Some(figure("三分钟内覆盖率", "78.4 %")),
        figures: (0..9)
            .map(|at| figure(&format!("数字 {at}"), "1,204 起"))
            .collect(),
        table: (rows > 0).then_some(table),
        lines: vec!["一句话说明。".repeat(12), NASTY.to_owned()],
        maps: vec!["2026-06".to_owned()],
        basis: "示范方案 · 数据截至 2026-06-30".to_owned(),
        warnings: vec!["上一时段不完整。".to_owned()],
    }
}

/// Scenes of every shape: no table, small, wide, long, nothing at all, texts that break others.
fn contents() -> Vec<SceneContent> {
    vec![
        scene("辖区概况", 0, 0),
        scene("小表", 3, 5),
        scene("宽表", 8, 12),
        scene("长表", 7, 45),
        SceneContent {
            title: "空".to_owned(),
            ..SceneContent::default()
        },
        scene(&format!("{NASTY} {}", "很长的标题".repeat(20)), 3, 4),
    ]
}

fn with_deck<T>(language: Language, use_it: impl FnOnce(&Deck<'_>) -> T) -> T {
    let contents = contents();
    let pictures: Vec<Vec<u8>> = contents
        .iter()
        .map(|content| picture(map_pixels(content).map(|side| side / 8)))
        .collect();
    let scenes: Vec<DeckScene<'_>> = contents
        .iter()
        .zip(&pictures)
        .enumerate()
        .map(|(at, (content, picture))| DeckScene {
            content,
            picture: if at == 4 { &[] } else { picture },
        })
        .collect();
    let words = Words::new(language);
    use_it(&Deck {
        plan: "夜间方案 <A&B>",
        made: "2026-07-01T08:00:00Z",
        scenes: &scenes,
        words: &words,
    })
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    (0..zip.len())
        .map(|at| {
            let mut part = zip.by_index(at).expect("a part");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("whole");
            (part.name().expect("a name").into_owned(), content)
        })
        .collect()
}

/// Whether a part is of a kind.
fn ends(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == ending)
}

/// Every element with its attributes, in document order, and how deep it stands.
fn elements(xml: &[u8]) -> Vec<(usize, String, BTreeMap<String, String>)> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut depth, mut buffer) = (Vec::new(), 0, Vec::new());
    loop {
        let event = reader.read_event_into(&mut buffer).expect("well-formed");
        let mut take = |start: &quick_xml::events::BytesStart<'_>, depth| {
            let name = start.name().as_ref().to_owned();
            let attributes = start.attributes().map(|one| {
                let one = one.expect("an attribute, each once");
                let key = one.key.as_ref().to_owned();
                (key, one.value.into_owned())
            });
            found.push((depth, name, attributes.collect()));
        };
        match event {
            Event::Start(start) => {
                take(&start, depth);
                depth += 1;
            }
            Event::Empty(start) => take(&start, depth),
            Event::End(_) => depth -= 1,
            Event::Eof => return found,
            _ => {}
        }
        buffer.clear();
    }
}

/// The names of an element's children in order.
fn children<'a>(
    all: &'a [(usize, String, BTreeMap<String, String>)],
    name: &str,
) -> Vec<Vec<&'a str>> {
    let starts = all
        .iter()
        .enumerate()
        .filter(|(_, (_, own, _))| own == name);
    starts
        .map(|(at, (depth, _, _))| {
            let below = all[at + 1..].iter().take_while(|(deep, _, _)| deep > depth);
            let direct = below.filter(|(deep, _, _)| *deep == depth + 1);
            direct.map(|(_, name, _)| name.as_str()).collect()
        })
        .collect()
}

fn in_order(found: &[&str], order: &[&str]) -> bool {
    let places: Option<Vec<usize>> = found
        .iter()
        .map(|name| order.iter().position(|known| known == name))
        .collect();
    places.is_some_and(|places| places.is_sorted())
}

#[test]
fn a_package_keeps_the_rules_of_its_format() {
    for language in [Language::Chinese, Language::English] {
        let bytes = with_deck(language, |deck| pptx(deck).expect("packed"));
        let parts = parts(&bytes);
        // Every part has a content type, and every type a part.
        let types = elements(&parts["[Content_Types].xml"]);
        let of = |tag: &str, key: &str| -> BTreeSet<String> {
            let all = types.iter().filter(|(_, name, _)| name == tag);
            all.map(|(_, _, attributes)| attributes[key].clone())
                .collect()
        };
        let (overrides, endings) = (of("Override", "PartName"), of("Default", "Extension"));
        for name in parts.keys().filter(|name| *name != "[Content_Types].xml") {
            let ending = name.rsplit('.').next().expect("an ending");
            let own = overrides.contains(&format!("/{name}"));
            let by_ending = matches!(ending, "rels" | "png") && endings.contains(ending);
            assert!(own || by_ending, "{name} has no content type");
        }
        for name in &overrides {
            assert!(parts.contains_key(&name[1..]), "{name} is not there");
        }
        // Every relationship leads to a part, every relationship named in a part is there.
        for (name, content) in parts.iter().filter(|(name, _)| ends(name, "rels")) {
            let source = name.replace("_rels/", "").replace(".rels", "");
            let folder = Path::new(&source)
                .parent()
                .unwrap_or(Path::new(""))
                .to_owned();
            let mut ids = BTreeSet::new();
            for (_, _, attributes) in elements(content)
                .iter()
                .filter(|(_, tag, _)| tag == "Relationship")
            {
                assert!(ids.insert(attributes["Id"].clone()), "{name}: an id twice");
                let mut target = folder.clone();
                for step in attributes["Target"].split('/') {
                    if step == ".." {
                        target.pop();
                    } else {
                        target.push(step);
                    }
                }
                let target = target.to_string_lossy().into_owned();
                assert!(parts.contains_key(&target), "{name} leads to {target}");
            }
            if let Some(xml) = parts.get(&source) {
                for (_, _, attributes) in elements(xml) {
                    for key in ["r:id", "r:embed"] {
                        if let Some(id) = attributes.get(key) {
                            assert!(ids.contains(id), "{source}: {id} leads nowhere");
                        }
                    }
                }
            }
        }
        for (name, content) in parts.iter().filter(|(name, _)| ends(name, "xml")) {
            check_part(name, content);
        }
    }
}

/// Numbers once, elements in the order the schema wants, tables even, texts with language and both fonts.
fn check_part(name: &str, content: &[u8]) {
    let all = elements(content);
    let mut ids = BTreeSet::new();
    for (_, tag, attributes) in &all {
        if tag == "p:cNvPr" {
            assert!(
                ids.insert(attributes["id"].clone()),
                "{name}: shape {attributes:?} twice"
            );
        }
        if tag == "p:sldId" {
            let id: u32 = attributes["id"].parse().expect("a number");
            assert!((256..2_147_483_648).contains(&id));
        }
        if tag == "a:rPr" {
            assert!(attributes.contains_key("lang"), "{name}: no language");
        }
        if tag == "a:ext" && attributes.contains_key("cx") {
            let long = |key: &str| attributes[key].parse::<i64>().expect("a number") >= 0;
            assert!(long("cx") && long("cy"), "{name}: {attributes:?}");
        }
    }
    let orders: [(&str, &[&str]); 9] = [
        ("p:sld", &["p:cSld", "p:clrMapOvr"]),
        ("p:sp", &["p:nvSpPr", "p:spPr", "p:txBody"]),
        ("p:pic", &["p:nvPicPr", "p:blipFill", "p:spPr"]),
        (
            "p:graphicFrame",
            &["p:nvGraphicFramePr", "p:xfrm", "a:graphic"],
        ),
        ("a:tbl", &["a:tblPr", "a:tblGrid", "a:tr"]),
        ("a:tc", &["a:txBody", "a:tcPr"]),
        ("a:rPr", &["a:solidFill", "a:latin", "a:ea"]),
        (
            "a:tcPr",
            &[
                "a:lnL",
                "a:lnR",
                "a:lnT",
                "a:lnB",
                "a:noFill",
                "a:solidFill",
            ],
        ),
        (
            "p:presentation",
            &[
                "p:sldMasterIdLst",
                "p:notesMasterIdLst",
                "p:sldIdLst",
                "p:sldSz",
                "p:notesSz",
            ],
        ),
    ];
    for (tag, order) in orders {
        for found in children(&all, tag) {
            assert!(in_order(&found, order), "{name}: {tag} holds {found:?}");
        }
    }
    for found in children(&all, "p:txBody")
        .iter()
        .chain(&children(&all, "a:txBody"))
    {
        assert!(
            found.starts_with(&["a:bodyPr", "a:lstStyle", "a:p"]),
            "{name}: {found:?}"
        );
    }
    for table in children(&all, "a:tbl") {
        assert!(table.len() > 2);
    }
    let grids = children(&all, "a:tblGrid");
    if let [grid] = grids.as_slice() {
        for row in children(&all, "a:tr") {
            assert_eq!(row.len(), grid.len(), "{name}: an uneven row");
        }
    }
}

#[test]
fn every_row_is_on_a_slide_and_every_slide_has_notes() {
    let bytes = with_deck(Language::Chinese, |deck| pptx(deck).expect("packed"));
    let parts = parts(&bytes);
    let slides = parts
        .keys()
        .filter(|name| name.starts_with("ppt/slides/slide"))
        .count();
    let notes = parts
        .keys()
        .filter(|name| name.starts_with("ppt/notesSlides/notes"))
        .count();
    assert_eq!(slides, notes);
    let text: String = parts
        .iter()
        .filter(|(name, _)| name.starts_with("ppt/slides/slide"))
        .map(|(_, content)| String::from_utf8_lossy(content).into_owned())
        .collect();
    for row in 0..45 {
        assert!(
            text.contains(&format!("<a:t>{}</a:t>", row * 1000 + 6)),
            "row {row}"
        );
    }
    // Same deck, same bytes.
    assert!(bytes == with_deck(Language::Chinese, |deck| pptx(deck).expect("packed")));
}

/// Whether a program is there; said aloud where not.
fn program(names: &[&str]) -> Option<String> {
    let there = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let found = names.iter().find(there).map(|name| (*name).to_owned());
    if found.is_none() {
        eprintln!("SKIPPED: none of {names:?} is installed");
    }
    found
}

#[test]
fn libreoffice_opens_the_slides() {
    let Some(office) = program(&["soffice", "libreoffice"]) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let slides = folder.path().join("a.pptx");
    let bytes = with_deck(Language::Chinese, |deck| pptx(deck).expect("packed"));
    std::fs::write(&slides, &bytes).expect("written");
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    let done = Command::new(office)
        .args([
            profile.as_str(),
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
        ])
        .arg(folder.path())
        .arg(&slides)
        .output()
        .expect("it runs");
    let pdf = std::fs::read(folder.path().join("a.pdf"));
    let pdf = pdf.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)));
    let pages = String::from_utf8_lossy(&pdf).matches("/Type/Page/").count();
    let slides = parts(&bytes);
    let slides = slides
        .keys()
        .filter(|name| name.starts_with("ppt/slides/slide"))
        .count();
    if pages > 0 {
        assert_eq!(pages, slides);
    }
    assert!(pdf.len() > 10_000);
}

#[test]
fn the_page_holds_all_it_shows_and_escapes_what_it_is_given() {
    for language in [Language::Chinese, Language::English] {
        let page = with_deck(language, html);
        assert!(page.starts_with("<!doctype html>\n"));
        assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())));
        assert!(page.contains("default-src 'none'"));
        // Nothing is asked of anybody: no address but those of pictures inside.
        for asks in [
            "http:", "https:", "//cdn", "@import", "url(", "<link", "src=\"/",
        ] {
            assert!(!page.contains(asks), "{asks}");
        }
        let sources = page.matches("src=\"").count();
        assert_eq!(
            sources,
            page.matches("src=\"data:image/png;base64,").count()
        );
        assert_eq!(page.matches("</script>").count(), 1);
        assert!(page.contains("&lt;b&gt;&amp;amp;") && !page.contains("<b>&amp;\"'"));
        assert!(!page.contains('\u{1}') && !page.contains('⟦'));
        assert!(page.contains("<th scope=\"col\""));
        for row in 0..45 {
            assert!(page.contains(&format!("<td class=\"n\">{}</td>", row * 1000 + 6)));
        }
        assert_eq!(page, with_deck(language, html));
    }
}

#[test]
fn a_browser_shows_the_page_and_turns_it() {
    let Some(browser) = program(&["chromium", "chromium-browser", "google-chrome"]) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.html");
    std::fs::write(&path, with_deck(Language::Chinese, html)).expect("written");
    let profile = format!(
        "--user-data-dir={}",
        folder.path().join("profile").display()
    );
    let dumped = |page: &str| {
        let output = Command::new(&browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                &profile,
                "--dump-dom",
            ])
            .arg(format!("file://{}{page}", path.display()))
            .output()
            .expect("it runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // The page of the address is the one that is shown: the script runs under the page's own policy.
    let third = dumped("#3");
    let on = third
        .find("<section class=\"wide on\"")
        .or(third.find("class=\"wide on"));
    assert!(on.is_some(), "{}", third.len());
    assert_eq!(third.matches(" on\"").count(), 1);
}

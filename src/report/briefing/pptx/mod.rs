//! A briefing as a file that `PowerPoint` and WPS open (ECMA-376): a slide a scene, a table that is too long goes on on a
//! further one. Maps are pictures; titles, figures and tables are text that can be edited; the presenter's notes are speaker notes.
//!
//! [`slide`] says what stands where, [`shapes`] writes it, [`frame`] and [`masters`] hold the parts every file has, this file
//! puts them into a package: same deck, same bytes.

mod frame;
mod masters;
mod shapes;
mod slide;
mod text;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::deck::Deck;
pub use slide::map_pixels;

/// The file.
///
/// # Errors
/// Where a part cannot be packed: it is larger than a package can hold.
pub fn pptx(deck: &Deck<'_>) -> std::io::Result<Vec<u8>> {
    let pages = deck.pages(slide::rows_on_first, slide::ROWS_ON_FURTHER);
    let mut package = Package::new();
    package.xml("[Content_Types].xml", &frame::content_types(pages.len()))?;
    package.xml("_rels/.rels", frame::ROOT_RELATIONS)?;
    package.xml("docProps/app.xml", &frame::app(pages.len()))?;
    package.xml("docProps/core.xml", &frame::core(deck))?;
    package.xml("ppt/presentation.xml", &frame::presentation(pages.len()))?;
    let relations = frame::presentation_relations(pages.len());
    package.xml("ppt/_rels/presentation.xml.rels", &relations)?;
    for (name, xml) in masters::fixed(deck.words.language()) {
        package.xml(name, &xml)?;
    }
    for (number, page) in (1usize..).zip(&pages) {
        let made = slide::slide(page, number, deck.words);
        package.xml(
            &format!("ppt/slides/slide{number}.xml"),
            &frame::slide(&made.shapes),
        )?;
        let relations = frame::slide_relations(number, made.has_picture);
        package.xml(
            &format!("ppt/slides/_rels/slide{number}.xml.rels"),
            &relations,
        )?;
        let notes = frame::notes(&made.notes, deck.words.language());
        package.xml(&format!("ppt/notesSlides/notesSlide{number}.xml"), &notes)?;
        package.xml(
            &format!("ppt/notesSlides/_rels/notesSlide{number}.xml.rels"),
            &frame::notes_relations(number),
        )?;
        if made.has_picture {
            let name = format!("ppt/media/image{number}.png");
            package.part(&name, page.scene.picture, CompressionMethod::Stored)?;
        }
    }
    package.finish()
}

/// Parts packed one after the other, without a clock.
struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Package {
    fn new() -> Self {
        Self {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
        }
    }

    fn xml(&mut self, name: &str, xml: &str) -> std::io::Result<()> {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        let whole = [head, xml].concat();
        self.part(name, whole.as_bytes(), CompressionMethod::Deflated)
    }

    fn part(
        &mut self,
        name: &str,
        content: &[u8],
        method: CompressionMethod,
    ) -> std::io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::DEFAULT);
        self.zip.start_file(name, options)?;
        self.zip.write_all(content)
    }

    fn finish(self) -> std::io::Result<Vec<u8>> {
        Ok(self.zip.finish()?.into_inner())
    }
}

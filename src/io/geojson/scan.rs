//! Walking over JSON text byte by byte: spaces, strings, values to pass over. Never recursive, so no nesting can exhaust it.

use std::sync::OnceLock;

use memchr::memchr2;

use super::number::number;
use crate::i18n::message::Message;

/// Deeper nesting than this is refused: no GeoJSON needs it.
const MOST_NESTING: usize = 1_000;

/// The text stops being JSON (or GeoJSON that can be read on) here.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// Position in the text.
    pub at: usize,
    /// What was found and what was wanted.
    pub message: Message,
}

/// A stretch of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// A position that walks over JSON text.
#[derive(Debug, Clone)]
pub struct Scan<'text> {
    text: &'text [u8],
    /// Where it stands.
    pub at: usize,
}

impl<'text> Scan<'text> {
    /// Starts at the beginning. The text must be UTF-8.
    #[must_use]
    pub const fn new(text: &'text [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// The text walked over.
    #[must_use]
    pub const fn text(&self) -> &'text [u8] {
        self.text
    }

    /// The byte it stands on.
    #[inline]
    #[must_use]
    pub fn here(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The next byte that is no space, where it then stands.
    #[inline]
    pub fn skip_space(&mut self) -> Option<u8> {
        loop {
            match self.here() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                found => return found,
            }
        }
    }

    /// Steps over `wanted` where it comes next.
    #[inline]
    pub fn eat(&mut self, wanted: u8) -> bool {
        let found = self.skip_space() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Steps over `wanted`.
    ///
    /// # Errors
    /// [`Broken`] where something else comes next.
    #[inline]
    pub fn want(&mut self, wanted: u8) -> Result<(), Broken> {
        if self.eat(wanted) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("“{}”", char::from(wanted))))
        }
    }

    /// Steps over a number.
    #[inline]
    pub fn number(&mut self) -> Option<f64> {
        let (value, end) = number(self.text, self.at)?;
        self.at = end;
        Some(value)
    }

    /// Steps over `word` where it stands right here.
    pub fn eat_word(&mut self, word: &[u8]) -> bool {
        let found = self
            .text
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(word));
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Steps over a string; the stretch between its quotes, escapes and all.
    ///
    /// # Errors
    /// [`Broken`] where no string begins or it is not JSON's.
    pub fn string(&mut self) -> Result<Span, Broken> {
        if self.skip_space() != Some(b'"') {
            return Err(self.unexpected("“\"”"));
        }
        self.at += 1;
        let start = self.at;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(length) = memchr2(b'"', b'\\', rest) else {
                self.at = self.text.len();
                return Err(self.ended());
            };
            let plain = rest.get(..length).unwrap_or_default();
            if plain.iter().any(|byte| *byte < 0x20) {
                self.at += plain.iter().position(|byte| *byte < 0x20).unwrap_or(0);
                return Err(self.broken(Message::new("io-json-control-character")));
            }
            self.at += length;
            if rest.get(length) == Some(&b'"') {
                let end = self.at;
                self.at += 1;
                return Ok(Span { start, end });
            }
            self.escape()?;
        }
    }

    fn escape(&mut self) -> Result<(), Broken> {
        let wrong = Broken {
            at: self.at,
            message: Message::new("io-json-bad-escape"),
        };
        match self.text.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => {
                let digits = self
                    .text
                    .get(self.at + 2..self.at + 6)
                    .ok_or(wrong.clone())?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(wrong);
                }
                self.at += 6;
                Ok(())
            }
            Some(_) => Err(wrong),
            None => {
                self.at = self.text.len();
                Err(self.ended())
            }
        }
    }

    /// Steps over any value; the stretch it stands in.
    ///
    /// # Errors
    /// [`Broken`] where it is not JSON, or nested deeper than any file needs.
    pub fn value(&mut self) -> Result<Span, Broken> {
        self.skip_space();
        let start = self.at;
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.skip_space() {
                Some(b'{') => {
                    self.at += 1;
                    if !self.eat(b'}') {
                        self.open(b'}', &mut open)?;
                        self.key()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    if !self.eat(b']') {
                        self.open(b']', &mut open)?;
                        continue;
                    }
                }
                _ => self.scalar()?,
            }
            if !self.close(&mut open)? {
                return Ok(Span {
                    start,
                    end: self.at,
                });
            }
        }
    }

    fn open(&self, closing: u8, open: &mut Vec<u8>) -> Result<(), Broken> {
        if open.len() >= MOST_NESTING {
            return Err(self.broken(Message::new("io-json-too-deep").with("most", MOST_NESTING)));
        }
        open.push(closing);
        Ok(())
    }

    /// After a value: steps over what closes, up to the next value. Whether one is to follow.
    fn close(&mut self, open: &mut Vec<u8>) -> Result<bool, Broken> {
        while let Some(closing) = open.last().copied() {
            match self.skip_space() {
                Some(b',') => {
                    self.at += 1;
                    if closing == b'}' {
                        self.key()?;
                    }
                    return Ok(true);
                }
                Some(found) if found == closing => {
                    self.at += 1;
                    open.pop();
                }
                _ => {
                    let wanted = format!("“,” / “{}”", char::from(closing));
                    return Err(self.unexpected(&wanted));
                }
            }
        }
        Ok(false)
    }

    fn key(&mut self) -> Result<(), Broken> {
        self.string()?;
        self.want(b':')
    }

    fn scalar(&mut self) -> Result<(), Broken> {
        match self.here() {
            Some(b'"') => self.string().map(|_| ()),
            Some(b't') if self.eat_word(b"true") => Ok(()),
            Some(b'f') if self.eat_word(b"false") => Ok(()),
            Some(b'n') if self.eat_word(b"null") => Ok(()),
            _ if self.number().is_some() => Ok(()),
            _ => Err(self.unexpected("JSON")),
        }
    }

    /// A break here with this sentence.
    #[must_use]
    pub const fn broken(&self, message: Message) -> Broken {
        Broken {
            at: self.at,
            message,
        }
    }

    /// The text ends too early.
    #[must_use]
    pub const fn ended(&self) -> Broken {
        self.broken(Message::new("io-json-ended"))
    }

    /// Something else than `wanted` stands here.
    #[must_use]
    pub fn unexpected(&self, wanted: &str) -> Broken {
        let Some(found) = self.character_here() else {
            return self.ended();
        };
        self.broken(
            Message::new("io-json-unexpected")
                .with("found", found.to_string())
                .with("wanted", wanted),
        )
    }

    fn character_here(&self) -> Option<char> {
        let rest = self.text.get(self.at..)?;
        let first = rest.get(..rest.len().min(4))?;
        match std::str::from_utf8(first) {
            Ok(text) => text.chars().next(),
            Err(error) => std::str::from_utf8(first.get(..error.valid_up_to())?)
                .ok()?
                .chars()
                .next(),
        }
    }
}

/// Whether the whole text is one JSON value by RFC 8259.
///
/// # Errors
/// [`Broken`] at the first place where it is not.
pub fn validate_json(text: &[u8]) -> Result<(), Broken> {
    if let Err(error) = std::str::from_utf8(text) {
        return Err(Broken {
            at: error.valid_up_to(),
            message: Message::new("io-not-utf8"),
        });
    }
    let mut scan = Scan::new(text);
    scan.value()?;
    match scan.skip_space() {
        None => Ok(()),
        Some(_) => Err(scan.broken(Message::new("io-json-trailing"))),
    }
}

/// The text of a string's stretch, escapes resolved; a lone surrogate becomes U+FFFD.
#[must_use]
pub fn unescape(text: &[u8], span: Span) -> String {
    let raw = text.get(span.start..span.end).unwrap_or_default();
    let raw = String::from_utf8_lossy(raw);
    if !raw.contains('\\') {
        return raw.into_owned();
    }
    let mut units: Vec<u16> = Vec::new();
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw.as_ref();
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        if !plain.is_empty() {
            flush(&mut units, &mut out);
            out.push_str(plain);
        }
        let mut marks = escape.chars().skip(1);
        let mark = marks.next().unwrap_or('\\');
        if mark == 'u' {
            let digits = escape.get(2..6).unwrap_or("fffd");
            units.push(u16::from_str_radix(digits, 16).unwrap_or(0xfffd));
            rest = escape.get(6..).unwrap_or_default();
        } else {
            flush(&mut units, &mut out);
            out.push(match mark {
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other => other,
            });
            rest = escape.get(1 + mark.len_utf8()..).unwrap_or_default();
        }
    }
    flush(&mut units, &mut out);
    out.push_str(rest);
    out
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    if !units.is_empty() {
        out.push_str(&String::from_utf16_lossy(units));
        units.clear();
    }
}

/// Line and column (byte in the line), both from 1, of a position.
#[must_use]
pub fn line_and_column(text: &[u8], at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or_default();
    let lines = memchr::memchr_iter(b'\n', before).count();
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    (lines + 1, before.len() - start + 1)
}

/// Where the lines of a text begin, found at the first question.
#[derive(Debug)]
pub struct Lines<'text> {
    text: &'text [u8],
    newlines: OnceLock<Vec<usize>>,
}

impl<'text> Lines<'text> {
    /// The lines of a text.
    #[must_use]
    pub const fn of(text: &'text [u8]) -> Self {
        Self {
            text,
            newlines: OnceLock::new(),
        }
    }

    /// Line and column of a position, as [`line_and_column`].
    #[must_use]
    pub fn place(&self, at: usize) -> (usize, usize) {
        let newlines = self
            .newlines
            .get_or_init(|| memchr::memchr_iter(b'\n', self.text).collect());
        let line = newlines.partition_point(|newline| *newline < at);
        let start = line
            .checked_sub(1)
            .and_then(|before| newlines.get(before))
            .map_or(0, |newline| newline + 1);
        (line + 1, at - start + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_is_named_by_line_and_column() {
        let text = b"{\n  \"a\": 1,\n  \"b\" 2\n}";
        let broken = validate_json(text).expect_err("no colon");
        assert_eq!(line_and_column(text, broken.at), (3, 7));
        assert_eq!(Lines::of(text).place(broken.at), (3, 7));
    }

    #[test]
    fn nesting_without_end_is_refused_and_exhausts_nothing() {
        let text = vec![b'['; 10_000_000];
        assert!(validate_json(&text).is_err());
        let text = "{\"a\":".repeat(1_000_000);
        assert!(validate_json(text.as_bytes()).is_err());
    }

    #[test]
    fn escapes_are_resolved() {
        let text = br#""a\n\u4e2d\ud83d\ude00\ud800 \/""#;
        let span = Scan::new(text).string().expect("a string");
        assert_eq!(unescape(text, span), "a\n中😀\u{fffd} /");
    }
}

//! The `coordinates` member: nested arrays of positions straight into vertices, before or after the type is known.

use geo::Coord;

use super::scan::{Broken, Scan};

/// A ring or line as written: nothing closed, nothing turned.
pub type Corners = Vec<Coord<f64>>;

/// What stood in `coordinates`, by its depth of nesting.
#[derive(Debug, Clone, PartialEq)]
pub enum Coordinates {
    /// `[]`, at any depth.
    Empty,
    /// One position: a point.
    Position(Coord<f64>),
    /// A list of positions: a line, or several points.
    Line(Corners),
    /// A list of lines: a polygon, or several lines.
    Lines(Vec<Corners>),
    /// A list of polygons.
    Polygons(Vec<Vec<Corners>>),
}

/// What was odd about it without stopping it from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Oddities {
    /// Where a position first had more than three numbers.
    pub too_many_numbers: Option<usize>,
    /// Where a number was first missing or not finite (`null`, `NaN`, `1e999`).
    pub not_finite: Option<usize>,
}

/// Coordinates that no geometry has: where, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Irregular {
    /// Where it was seen.
    pub at: usize,
}

/// Either the text is no JSON, or it is and the coordinates are irregular.
enum Stop {
    Irregular(Irregular),
    Broken(Broken),
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// Reads the value that comes next as coordinates. `scratch` is reused from call to call.
///
/// # Errors
/// [`Broken`] where it is not JSON; JSON that is no coordinates is passed over and comes back as [`Irregular`].
pub fn coordinates(
    scan: &mut Scan<'_>,
    scratch: &mut Corners,
) -> Result<Result<(Coordinates, Oddities), Irregular>, Broken> {
    scan.skip_space();
    let start = scan.at;
    let mut reader = Reader {
        scan: &mut *scan,
        scratch,
        oddities: Oddities::default(),
    };
    match reader.any() {
        Ok(found) => Ok(Ok((found, reader.oddities))),
        Err(Stop::Irregular(irregular)) => {
            scan.at = start;
            scan.value()?;
            Ok(Err(irregular))
        }
        Err(Stop::Broken(broken)) => Err(broken),
    }
}

struct Reader<'scan, 'text> {
    scan: &'scan mut Scan<'text>,
    scratch: &'scan mut Corners,
    oddities: Oddities,
}

impl Reader<'_, '_> {
    fn any(&mut self) -> Result<Coordinates, Stop> {
        match self.depth() {
            None => self.nothing(),
            Some(1) => {
                if !self.scan.eat(b'[') {
                    return self.irregular();
                }
                self.position().map(Coordinates::Position)
            }
            Some(2) => self.corners().map(Coordinates::Line),
            Some(3) => self.list(Self::corners).map(Coordinates::Lines),
            Some(4) => self
                .list(|reader| reader.list(Self::corners))
                .map(Coordinates::Polygons),
            Some(_) => self.irregular(),
        }
    }

    /// Empty brackets first: all must be empty then, or the depth cannot be told.
    fn nothing(&mut self) -> Result<Coordinates, Stop> {
        let at = self.scan.at;
        let span = self.scan.value()?;
        let written = self.scan.text().get(span.start..span.end);
        let empty = |byte: &u8| matches!(byte, b'[' | b']' | b',' | b' ' | b'\n' | b'\r' | b'\t');
        if written.is_some_and(|written| written.iter().all(empty)) {
            Ok(Coordinates::Empty)
        } else {
            Err(Stop::Irregular(Irregular { at }))
        }
    }

    /// How many brackets stand before the first number; `None` where nothing stands in them.
    fn depth(&self) -> Option<usize> {
        let mut probe = self.scan.clone();
        let mut depth = 0;
        while depth <= 5 && probe.eat(b'[') {
            depth += 1;
        }
        (depth == 0 || probe.skip_space() != Some(b']')).then_some(depth)
    }

    fn list<Item>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<Item, Stop>,
    ) -> Result<Vec<Item>, Stop> {
        if !self.scan.eat(b'[') {
            return self.irregular();
        }
        let mut items = Vec::new();
        if self.scan.eat(b']') {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if self.scan.eat(b']') {
                return Ok(items);
            }
            self.scan.want(b',')?;
        }
    }

    fn corners(&mut self) -> Result<Corners, Stop> {
        if !self.scan.eat(b'[') {
            return self.irregular();
        }
        self.scratch.clear();
        if self.scan.eat(b']') {
            return Ok(Corners::new());
        }
        loop {
            if !self.scan.eat(b'[') {
                return self.irregular();
            }
            let corner = self.position()?;
            self.scratch.push(corner);
            match self.scan.skip_space() {
                Some(b',') => self.scan.at += 1,
                Some(b']') => {
                    self.scan.at += 1;
                    return Ok(self.scratch.as_slice().to_vec());
                }
                _ => return Err(self.scan.unexpected("“,” / “]”").into()),
            }
        }
    }

    /// The rest of a position, its bracket already passed.
    #[inline]
    fn position(&mut self) -> Result<Coord<f64>, Stop> {
        let x = self.finite()?;
        if self.scan.skip_space() != Some(b',') {
            return self.irregular();
        }
        self.scan.at += 1;
        let y = self.finite()?;
        match self.scan.skip_space() {
            Some(b']') => self.scan.at += 1,
            _ => self.more_numbers()?,
        }
        Ok(Coord { x, y })
    }

    #[cold]
    fn more_numbers(&mut self) -> Result<(), Stop> {
        let mut count = 2;
        while self.scan.eat(b',') {
            let at = self.scan.at;
            if !self.scan.eat_word(b"null") {
                self.scan.skip_space();
                if self.scan.number().is_none() && !self.not_a_number() {
                    return self.irregular();
                }
            }
            count += 1;
            if count == 4 {
                self.oddities.too_many_numbers.get_or_insert(at);
            }
        }
        Ok(self.scan.want(b']')?)
    }

    #[inline]
    fn finite(&mut self) -> Result<f64, Stop> {
        self.scan.skip_space();
        let at = self.scan.at;
        match self.scan.number() {
            Some(value) if value.is_finite() => Ok(value),
            None if !self.not_a_number() => self.irregular(),
            _ => {
                self.oddities.not_finite.get_or_insert(at);
                Ok(f64::NAN)
            }
        }
    }

    /// Steps over what programs write for a missing number.
    #[cold]
    fn not_a_number(&mut self) -> bool {
        let words: [&[u8]; 5] = [b"null", b"NaN", b"nan", b"Infinity", b"-Infinity"];
        words.into_iter().any(|word| self.scan.eat_word(word))
    }

    #[cold]
    fn irregular<Item>(&self) -> Result<Item, Stop> {
        Err(match self.scan.here() {
            None => Stop::Broken(self.scan.ended()),
            Some(_) => Stop::Irregular(Irregular { at: self.scan.at }),
        })
    }
}

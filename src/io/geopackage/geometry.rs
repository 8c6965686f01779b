//! Geometry as a GeoPackage keeps it: a head with the reference system and the box around it, then well-known binary.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::base::coords::{LonLat, LonLatBox};

/// The reference system of every geometry in a plan: WGS 84 degrees.
pub const SRS: i32 = 4326;

const MAGIC: [u8; 2] = *b"GP";
pub(super) const LITTLE_ENDIAN: u8 = 1;
/// The envelope is four numbers: west, east, south, north.
const ENVELOPE_XY: u8 = 1 << 1;
const EMPTY: u8 = 1 << 4;
/// Not well-known binary but something of another standard.
const EXTENDED: u8 = 1 << 5;

const POINT: u32 = 1;
const LINE_STRING: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// Why bytes are no geometry of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GeometryError {
    /// They do not begin as a geometry does, or end too early.
    #[error("no geometry")]
    Broken,
    /// A geometry of another kind.
    #[error("geometry of kind {0}")]
    OtherKind(u32),
}

/// A place. A point carries no envelope: it would say the same again.
#[must_use]
pub fn point_blob(place: LonLat) -> Vec<u8> {
    let mut out = head(LITTLE_ENDIAN);
    begin(&mut out, POINT);
    put_corner(&mut out, place.into());
    out
}

/// A course.
#[must_use]
pub fn line_blob(line: &LineString<f64>) -> Vec<u8> {
    let mut out = enveloped(&line.0);
    begin(&mut out, LINE_STRING);
    put_corners(&mut out, &line.0);
    out
}

/// An area.
#[must_use]
pub fn polygon_blob(area: &Polygon<f64>) -> Vec<u8> {
    let mut out = enveloped(&area.exterior().0);
    put_polygon(&mut out, area);
    out
}

/// Several areas.
#[must_use]
pub fn areas_blob(areas: &MultiPolygon<f64>) -> Vec<u8> {
    let corners: Vec<Coord<f64>> = areas
        .iter()
        .flat_map(|area| area.exterior().0.iter().copied())
        .collect();
    let mut out = enveloped(&corners);
    begin(&mut out, MULTI_POLYGON);
    put_count(&mut out, areas.0.len());
    for area in areas {
        put_polygon(&mut out, area);
    }
    out
}

fn head(flags: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(64);
    out.extend(MAGIC);
    out.extend([0, flags]);
    out.extend(SRS.to_le_bytes());
    out
}

fn enveloped(corners: &[Coord<f64>]) -> Vec<u8> {
    let Some(around) = LonLatBox::around(corners.iter().map(|corner| LonLat::from(*corner))) else {
        return head(LITTLE_ENDIAN | EMPTY);
    };
    let mut out = head(LITTLE_ENDIAN | ENVELOPE_XY);
    for number in [around.west, around.east, around.south, around.north] {
        out.extend(number.to_le_bytes());
    }
    out
}

fn begin(out: &mut Vec<u8>, kind: u32) {
    out.push(LITTLE_ENDIAN);
    out.extend(kind.to_le_bytes());
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend((count as u32).to_le_bytes());
}

fn put_corner(out: &mut Vec<u8>, corner: Coord<f64>) {
    out.extend(corner.x.to_le_bytes());
    out.extend(corner.y.to_le_bytes());
}

fn put_corners(out: &mut Vec<u8>, corners: &[Coord<f64>]) {
    put_count(out, corners.len());
    out.reserve(16 * corners.len());
    for corner in corners {
        put_corner(out, *corner);
    }
}

fn put_polygon(out: &mut Vec<u8>, area: &Polygon<f64>) {
    begin(out, POLYGON);
    // An area without an outline has no ring at all.
    if area.exterior().0.is_empty() {
        return put_count(out, 0);
    }
    put_count(out, 1 + area.interiors().len());
    put_corners(out, &area.exterior().0);
    for hole in area.interiors() {
        put_corners(out, &hole.0);
    }
}

/// The place in a blob.
///
/// # Errors
/// [`GeometryError`].
pub fn read_point(blob: &[u8]) -> Result<LonLat, GeometryError> {
    let mut wkb = Wkb::of(blob)?;
    wkb.expect(POINT)?;
    wkb.corner().map(LonLat::from)
}

/// The course in a blob.
///
/// # Errors
/// [`GeometryError`].
pub fn read_line(blob: &[u8]) -> Result<LineString<f64>, GeometryError> {
    let mut wkb = Wkb::of(blob)?;
    wkb.expect(LINE_STRING)?;
    wkb.corners()
}

/// The area in a blob; one of several areas is taken where there is but one.
///
/// # Errors
/// [`GeometryError`].
pub fn read_polygon(blob: &[u8]) -> Result<Polygon<f64>, GeometryError> {
    let mut areas = read_areas(blob)?;
    match (areas.0.pop(), areas.0.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(GeometryError::OtherKind(MULTI_POLYGON)),
    }
}

/// The areas in a blob.
///
/// # Errors
/// [`GeometryError`].
pub fn read_areas(blob: &[u8]) -> Result<MultiPolygon<f64>, GeometryError> {
    let mut wkb = Wkb::of(blob)?;
    match wkb.begin()? {
        POLYGON => Ok(MultiPolygon::new(vec![wkb.rings()?])),
        MULTI_POLYGON => {
            let count = wkb.count(9)?;
            let mut areas = Vec::with_capacity(count);
            for _ in 0..count {
                wkb.expect(POLYGON)?;
                areas.push(wkb.rings()?);
            }
            Ok(MultiPolygon::new(areas))
        }
        other => Err(GeometryError::OtherKind(other)),
    }
}

/// The box around a geometry, from its envelope where it has one; `None` for an empty one.
///
/// # Errors
/// [`GeometryError`].
pub fn read_box(blob: &[u8]) -> Result<Option<LonLatBox>, GeometryError> {
    let head = Head::of(blob)?;
    if head.empty {
        return Ok(None);
    }
    if let Some(around) = head.envelope {
        return Ok(Some(around));
    }
    let mut wkb = Wkb::of(blob)?;
    let corners = match wkb.begin()? {
        POINT => vec![wkb.corner()?],
        LINE_STRING => wkb.corners()?.0,
        POLYGON | MULTI_POLYGON => {
            let areas = read_areas(blob)?;
            let outlines = areas.iter().flat_map(|area| area.exterior().0.clone());
            outlines.collect()
        }
        other => return Err(GeometryError::OtherKind(other)),
    };
    Ok(LonLatBox::around(corners.into_iter().map(LonLat::from)))
}

pub(super) struct Head {
    pub(super) length: usize,
    pub(super) extended: bool,
    empty: bool,
    envelope: Option<LonLatBox>,
}

impl Head {
    pub(super) fn of(blob: &[u8]) -> Result<Self, GeometryError> {
        let [b'G', b'P', 0, flags, ..] = blob else {
            return Err(GeometryError::Broken);
        };
        let numbers = match (flags >> 1) & 7 {
            0 => 0,
            1 => 4,
            2 | 3 => 6,
            4 => 8,
            _ => return Err(GeometryError::Broken),
        };
        let mut bytes = Bytes {
            rest: blob.get(8..).ok_or(GeometryError::Broken)?,
            little: flags & LITTLE_ENDIAN != 0,
        };
        let mut envelope = None;
        if numbers > 0 {
            let mut four = [0.0; 4];
            for number in &mut four {
                *number = bytes.number()?;
            }
            let [west, east, south, north] = four;
            envelope = four
                .iter()
                .all(|number| number.is_finite())
                .then_some(LonLatBox {
                    west,
                    south,
                    east,
                    north,
                });
        }
        Ok(Self {
            length: 8 + 8 * numbers,
            extended: flags & EXTENDED != 0,
            empty: flags & EMPTY != 0,
            envelope,
        })
    }
}

pub(super) struct Bytes<'a> {
    pub(super) rest: &'a [u8],
    pub(super) little: bool,
}

impl Bytes<'_> {
    pub(super) fn take<const N: usize>(&mut self) -> Result<[u8; N], GeometryError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(GeometryError::Broken)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn number(&mut self) -> Result<f64, GeometryError> {
        let bytes = self.take()?;
        Ok(if self.little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    pub(super) fn word(&mut self) -> Result<u32, GeometryError> {
        let bytes = self.take()?;
        Ok(if self.little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }
}

struct Wkb<'a>(Bytes<'a>);

impl<'a> Wkb<'a> {
    fn of(blob: &'a [u8]) -> Result<Self, GeometryError> {
        let head = Head::of(blob)?;
        let rest = blob.get(head.length..).ok_or(GeometryError::Broken)?;
        Ok(Self(Bytes { rest, little: true }))
    }

    fn begin(&mut self) -> Result<u32, GeometryError> {
        let [order] = self.0.take()?;
        self.0.little = order == LITTLE_ENDIAN;
        self.0.word()
    }

    fn expect(&mut self, kind: u32) -> Result<(), GeometryError> {
        match self.begin()? {
            found if found == kind => Ok(()),
            other => Err(GeometryError::OtherKind(other)),
        }
    }

    /// How many things follow; never more than there can be, each of so many bytes at least.
    fn count(&mut self, least: usize) -> Result<usize, GeometryError> {
        let count = self.0.word()? as usize;
        if count > self.0.rest.len() / least {
            return Err(GeometryError::Broken);
        }
        Ok(count)
    }

    fn corner(&mut self) -> Result<Coord<f64>, GeometryError> {
        Ok(Coord {
            x: self.0.number()?,
            y: self.0.number()?,
        })
    }

    fn corners(&mut self) -> Result<LineString<f64>, GeometryError> {
        let count = self.count(16)?;
        let mut corners = Vec::with_capacity(count);
        for _ in 0..count {
            corners.push(self.corner()?);
        }
        Ok(LineString::new(corners))
    }

    fn rings(&mut self) -> Result<Polygon<f64>, GeometryError> {
        let count = self.count(4)?;
        let mut rings = Vec::with_capacity(count);
        for _ in 0..count {
            rings.push(self.corners()?);
        }
        let mut rings = rings.into_iter();
        let outline = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Ok(Polygon::new(outline, rings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> Polygon<f64> {
        let ring = |west: f64, size: f64| {
            LineString::from(vec![
                (west, 22.6),
                (west + size, 22.6),
                (west + size, 22.6 + size),
                (west, 22.6),
            ])
        };
        Polygon::new(ring(113.9, 0.1), vec![ring(113.95, 0.01)])
    }

    #[test]
    fn what_is_written_is_read_bit_for_bit() {
        let place = LonLat::new(113.912_345_678_9, -0.1 + 0.3);
        assert_eq!(read_point(&point_blob(place)), Ok(place));
        let line = area().exterior().clone();
        assert_eq!(read_line(&line_blob(&line)), Ok(line));
        assert_eq!(read_polygon(&polygon_blob(&area())), Ok(area()));
        let areas = MultiPolygon::new(vec![area(), area()]);
        assert_eq!(read_areas(&areas_blob(&areas)), Ok(areas));
    }

    #[test]
    fn the_envelope_is_the_box_around() {
        let around = read_box(&polygon_blob(&area()))
            .expect("sound")
            .expect("not empty");
        assert_eq!((around.west, around.east), (113.9, 114.0));
        let place = LonLat::new(113.9, 22.6);
        let around = read_box(&point_blob(place))
            .expect("sound")
            .expect("a place");
        assert_eq!((around.west, around.north), (113.9, 22.6));
        let nothing = areas_blob(&MultiPolygon::new(Vec::new()));
        assert_eq!(read_box(&nothing), Ok(None));
    }

    #[test]
    fn bytes_that_are_cut_off_or_lie_about_their_count_are_refused() {
        let whole = areas_blob(&MultiPolygon::new(vec![area()]));
        for end in 0..whole.len() {
            assert!(read_areas(&whole[..end]).is_err(), "{end} bytes");
        }
        let mut lies = polygon_blob(&area());
        lies[40 + 5..40 + 9].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(read_polygon(&lies), Err(GeometryError::Broken));
        assert!(matches!(
            read_line(&polygon_blob(&area())),
            Err(GeometryError::OtherKind(POLYGON))
        ));
    }
}

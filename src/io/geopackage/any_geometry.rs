//! Geometry of any kind as other programs write it into a GeoPackage: heights and measures are passed over.

use super::geometry::{Bytes, GeometryError, Head, LITTLE_ENDIAN};

/// A corner as the file writes it.
pub type Corner = [f64; 2];

/// A geometry.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyGeometry {
    /// Points.
    Points(Vec<Corner>),
    /// Lines.
    Lines(Vec<Vec<Corner>>),
    /// Areas, each with its outer ring first.
    Polygons(Vec<Vec<Vec<Corner>>>),
    /// A collection.
    Several(Vec<AnyGeometry>),
    /// A kind that is not read here: curves, surfaces, extensions.
    Foreign,
}

/// How deep collections may lie in one another.
const DEEPEST: usize = 16;

/// The geometry in a blob; `None` for one that is empty.
///
/// # Errors
/// [`GeometryError`] where the bytes are none.
pub fn read_any(blob: &[u8]) -> Result<Option<AnyGeometry>, GeometryError> {
    let head = Head::of(blob)?;
    if head.extended {
        return Ok(Some(AnyGeometry::Foreign));
    }
    let rest = blob.get(head.length..).ok_or(GeometryError::Broken)?;
    let mut bytes = Bytes { rest, little: true };
    let read = geometry(&mut bytes, 0)?;
    Ok((!is_empty(&read)).then_some(read))
}

fn is_empty(geometry: &AnyGeometry) -> bool {
    match geometry {
        // An empty point is written as one that is nowhere.
        AnyGeometry::Points(points) => points.iter().flatten().all(|number| number.is_nan()),
        AnyGeometry::Lines(lines) => lines.iter().all(Vec::is_empty),
        AnyGeometry::Polygons(areas) => areas.iter().all(Vec::is_empty),
        AnyGeometry::Several(parts) => parts.iter().all(is_empty),
        AnyGeometry::Foreign => false,
    }
}

/// What a kind says of its numbers: two of place, and how many more.
struct Kind {
    base: u32,
    more: usize,
}

impl Kind {
    /// Kinds count heights and measures in thousands (ISO), or in their highest bits.
    fn of(code: u32) -> Self {
        let (z, m) = (code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
        let plain = code & 0x0FFF_FFFF;
        let (thousands, base) = (plain / 1000, plain % 1000);
        let more = match thousands {
            1 | 2 => 1,
            3 => 2,
            _ => usize::from(z) + usize::from(m),
        };
        Self {
            base: if thousands > 3 { u32::MAX } else { base },
            more,
        }
    }

    const fn corner_bytes(&self) -> usize {
        8 * (2 + self.more)
    }
}

fn begin(bytes: &mut Bytes<'_>) -> Result<Kind, GeometryError> {
    let [order] = bytes.take()?;
    bytes.little = order == LITTLE_ENDIAN;
    let code = bytes.word()?;
    if code & 0x2000_0000 != 0 {
        let _reference_system = bytes.word()?;
    }
    Ok(Kind::of(code))
}

fn geometry(bytes: &mut Bytes<'_>, depth: usize) -> Result<AnyGeometry, GeometryError> {
    let kind = begin(bytes)?;
    Ok(match kind.base {
        1 => AnyGeometry::Points(vec![corner(bytes, &kind)?]),
        2 => AnyGeometry::Lines(vec![corners(bytes, &kind)?]),
        3 => AnyGeometry::Polygons(vec![rings(bytes, &kind)?]),
        4..=7 if depth >= DEEPEST => return Err(GeometryError::Broken),
        4 => AnyGeometry::Points(parts(bytes, 1, corner)?),
        5 => AnyGeometry::Lines(parts(bytes, 2, corners)?),
        6 => AnyGeometry::Polygons(parts(bytes, 3, rings)?),
        7 => {
            let count = count(bytes, 5)?;
            let all: Result<Vec<_>, _> = (0..count).map(|_| geometry(bytes, depth + 1)).collect();
            let all = all?;
            if all.contains(&AnyGeometry::Foreign) {
                AnyGeometry::Foreign
            } else {
                AnyGeometry::Several(all)
            }
        }
        _ => {
            // How long it is is not known: what follows cannot be found.
            bytes.rest = &[];
            AnyGeometry::Foreign
        }
    })
}

fn parts<T>(
    bytes: &mut Bytes<'_>,
    wanted: u32,
    read: impl Fn(&mut Bytes<'_>, &Kind) -> Result<T, GeometryError>,
) -> Result<Vec<T>, GeometryError> {
    let count = count(bytes, 5)?;
    let part = |_| {
        let kind = begin(bytes)?;
        if kind.base != wanted {
            return Err(GeometryError::OtherKind(kind.base));
        }
        read(bytes, &kind)
    };
    (0..count).map(part).collect()
}

/// How many things follow; never more than there can be, each of so many bytes at least.
fn count(bytes: &mut Bytes<'_>, least: usize) -> Result<usize, GeometryError> {
    let count = bytes.word()? as usize;
    if count > bytes.rest.len() / least {
        return Err(GeometryError::Broken);
    }
    Ok(count)
}

fn corner(bytes: &mut Bytes<'_>, kind: &Kind) -> Result<Corner, GeometryError> {
    let corner = [bytes.number()?, bytes.number()?];
    for _ in 0..kind.more {
        bytes.number()?;
    }
    Ok(corner)
}

fn corners(bytes: &mut Bytes<'_>, kind: &Kind) -> Result<Vec<Corner>, GeometryError> {
    let count = count(bytes, kind.corner_bytes())?;
    (0..count).map(|_| corner(bytes, kind)).collect()
}

fn rings(bytes: &mut Bytes<'_>, kind: &Kind) -> Result<Vec<Vec<Corner>>, GeometryError> {
    let count = count(bytes, 4)?;
    (0..count).map(|_| corners(bytes, kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(order: u8, code: u32, rest: &[u8]) -> Vec<u8> {
        let mut blob = vec![b'G', b'P', 0, 1, 0xE6, 0x10, 0, 0, order];
        blob.extend(if order == 1 {
            code.to_le_bytes()
        } else {
            code.to_be_bytes()
        });
        blob.extend(rest);
        blob
    }

    fn big(numbers: &[f64]) -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_be_bytes())
            .collect()
    }

    #[test]
    fn heights_measures_and_either_byte_order_are_read() {
        let place = Ok(Some(AnyGeometry::Points(vec![[113.9, 22.6]])));
        for (code, numbers) in [
            (1, vec![113.9, 22.6]),
            (1001, vec![113.9, 22.6, 7.0]),
            (2001, vec![113.9, 22.6, 7.0]),
            (3001, vec![113.9, 22.6, 7.0, 8.0]),
            (0x8000_0001, vec![113.9, 22.6, 7.0]),
        ] {
            assert_eq!(read_any(&blob(0, code, &big(&numbers))), place, "{code}");
        }
    }

    #[test]
    fn what_is_cut_off_nested_too_deep_or_lies_about_its_count_is_refused() {
        let mut line = 3u32.to_be_bytes().to_vec();
        line.extend(big(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        let whole = blob(0, 2, &line);
        assert!(read_any(&whole).is_ok());
        for end in 0..whole.len() {
            assert!(read_any(&whole[..end]).is_err(), "{end} bytes");
        }
        let lies = blob(0, 3, &u32::MAX.to_be_bytes());
        assert_eq!(read_any(&lies), Err(GeometryError::Broken));
        let mut deep = Vec::new();
        for _ in 0..100_000 {
            deep.extend([0, 0, 0, 0, 7, 0, 0, 0, 1]);
        }
        let mut bomb = vec![b'G', b'P', 0, 1, 0, 0, 0, 0];
        bomb.extend(deep);
        assert_eq!(read_any(&bomb), Err(GeometryError::Broken));
    }

    #[test]
    fn the_empty_is_nothing_and_curves_are_foreign() {
        assert_eq!(read_any(&blob(0, 1, &big(&[f64::NAN, f64::NAN]))), Ok(None));
        assert_eq!(read_any(&blob(0, 6, &[0; 4])), Ok(None));
        let curve = read_any(&blob(0, 8, &[0; 40]));
        assert_eq!(curve, Ok(Some(AnyGeometry::Foreign)));
    }
}

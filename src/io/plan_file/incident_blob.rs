//! Incidents as one block of columns: where, when, of what kind, how they became known. Never who: the table has no such
//! column.
//!
//! Places are whole numbers of the smallest power of ten, down to 1e-9°, that holds every one of them exactly; places that
//! came from another reference system have no such power and keep the bits of their numbers. Either way what is read is what
//! was written, bit for bit. A checksum at the end tells a damaged block.

use super::bit_pack::{Damaged, pack, put_count, take_count, unpack};
use crate::base::coords::LonLat;
use crate::model::incident::{Discovery, IncidentRow, IncidentTable, IncidentTime, TimePrecision};
use crate::model::source_note::SourceNote;

const MAGIC: &[u8; 5] = b"PGIB\x01";
/// The finest power of ten tried.
const FINEST: u8 = 9;
/// Numbers are kept by their bits.
const AS_BITS: u8 = 255;

/// The block of a table.
#[must_use]
pub fn encode(table: &IncidentTable) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    put_count(&mut out, table.len() as u64);
    // A note is text and counts: it can always be written.
    put_text(
        &mut out,
        &serde_json::to_string(table.source()).unwrap_or_default(),
    );
    put_count(&mut out, table.category_names().len() as u64);
    for name in table.category_names() {
        put_text(&mut out, name);
    }
    let places = table.positions();
    put_numbers(
        &mut out,
        &places.iter().map(|place| place.lon).collect::<Vec<_>>(),
    );
    put_numbers(
        &mut out,
        &places.iter().map(|place| place.lat).collect::<Vec<_>>(),
    );
    put_times(&mut out, table.times());
    let categories = table.categories().iter().copied();
    pack(&categories.map(i64::from).collect::<Vec<_>>(), &mut out);
    let discoveries = table.discoveries().iter().copied();
    pack(
        &discoveries.map(discovery_code).collect::<Vec<_>>(),
        &mut out,
    );
    match table.weights() {
        None => out.push(0),
        Some(weights) => {
            out.push(1);
            put_numbers(&mut out, weights);
        }
    }
    let sum = checksum(&out);
    out.extend(sum.to_le_bytes());
    out
}

/// The table in a block.
///
/// # Errors
/// [`Damaged`].
pub fn decode(block: &[u8]) -> Result<IncidentTable, Damaged> {
    let (body, sum) = block.split_last_chunk::<4>().ok_or(Damaged)?;
    if checksum(body) != u32::from_le_bytes(*sum) {
        return Err(Damaged);
    }
    let rest = body.strip_prefix(MAGIC.as_slice()).ok_or(Damaged)?;
    let (rows, rest) = take_count(rest)?;
    let rows = usize::try_from(rows).map_err(|_| Damaged)?;
    let (note, rest) = take_text(rest)?;
    let source: SourceNote = serde_json::from_str(note).map_err(|_| Damaged)?;
    let (names, rest) = take_names(rest)?;
    let (lons, rest) = take_numbers(rest, rows)?;
    let (lats, rest) = take_numbers(rest, rows)?;
    let (times, rest) = take_times(rest, rows)?;
    let (categories, rest) = unpack(rest, rows)?;
    let (discoveries, rest) = unpack(rest, rows)?;
    let mut table = IncidentTable::with_capacity(rows);
    let places = lons.into_iter().zip(lats);
    let kinds = categories.into_iter().zip(discoveries);
    for (((lon, lat), time), (category, discovery)) in places.zip(times).zip(kinds) {
        table.push(IncidentRow {
            position: LonLat::new(lon, lat),
            time,
            category: u16::try_from(category).map_err(|_| Damaged)?,
            discovery: discovery_of(discovery)?,
        });
    }
    let table = table.finish(names, source);
    match rest.split_first() {
        Some((0, [])) => Ok(table),
        Some((1, rest)) => Ok(table.with_weights(take_numbers(rest, rows)?.0)),
        _ => Err(Damaged),
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_count(out, text.len() as u64);
    out.extend(text.as_bytes());
}

fn take_text(bytes: &[u8]) -> Result<(&str, &[u8]), Damaged> {
    let (length, rest) = take_count(bytes)?;
    let length = usize::try_from(length).map_err(|_| Damaged)?;
    let (text, rest) = rest.split_at_checked(length).ok_or(Damaged)?;
    Ok((std::str::from_utf8(text).map_err(|_| Damaged)?, rest))
}

fn take_names(bytes: &[u8]) -> Result<(Vec<String>, &[u8]), Damaged> {
    let (count, mut rest) = take_count(bytes)?;
    let mut names = Vec::new();
    for _ in 0..count {
        let (name, left) = take_text(rest)?;
        names.push(name.to_owned());
        rest = left;
    }
    Ok((names, rest))
}

/// The whole number that stands for a number at a power of ten, where it does so exactly.
fn scaled(number: f64, power: f64) -> Option<i64> {
    let whole = (number * power).round();
    let exact = whole.abs() < 9e15 && (whole / power).to_bits() == number.to_bits();
    exact.then_some(whole as i64)
}

/// The smallest power of ten that holds all numbers exactly.
fn scale_of(numbers: &[f64]) -> Option<u8> {
    let mut scale = 0;
    for number in numbers {
        while scaled(*number, power_of(scale)).is_none() {
            scale += 1;
            if scale > FINEST {
                return None;
            }
        }
    }
    Some(scale)
}

fn power_of(scale: u8) -> f64 {
    10f64.powi(i32::from(scale))
}

fn put_numbers(out: &mut Vec<u8>, numbers: &[f64]) {
    let at = |scale: u8| {
        let power = power_of(scale);
        let whole = numbers.iter().map(|number| scaled(*number, power));
        whole
            .collect::<Option<Vec<i64>>>()
            .map(|whole| (scale, whole))
    };
    let (scale, whole) = scale_of(numbers).and_then(at).unwrap_or_else(|| {
        (
            AS_BITS,
            numbers.iter().map(|number| in_order(*number)).collect(),
        )
    });
    out.push(scale);
    pack(&whole, out);
}

fn take_numbers(bytes: &[u8], count: usize) -> Result<(Vec<f64>, &[u8]), Damaged> {
    let (&scale, rest) = bytes.split_first().ok_or(Damaged)?;
    let (whole, rest) = unpack(rest, count)?;
    let numbers: Vec<f64> = match scale {
        AS_BITS => whole.into_iter().map(from_order).collect(),
        scale if scale <= FINEST => {
            let power = power_of(scale);
            whole
                .into_iter()
                .map(|whole| whole as f64 / power)
                .collect()
        }
        _ => return Err(Damaged),
    };
    Ok((numbers, rest))
}

/// The bits of a number as a whole number that grows as it does: near numbers stay near.
fn in_order(number: f64) -> i64 {
    let bits = number.to_bits() as i64;
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

fn from_order(whole: i64) -> f64 {
    let bits = if whole < 0 { whole ^ i64::MAX } else { whole };
    f64::from_bits(bits as u64)
}

/// How exactly each time is known, then the minutes; an unknown time repeats the minutes before it, which costs nothing.
fn put_times(out: &mut Vec<u8>, times: &[IncidentTime]) {
    let precisions = times.iter().map(|time| precision_code(time.precision()));
    pack(&precisions.collect::<Vec<_>>(), out);
    let mut before = 0;
    let minutes = times.iter().map(|time| {
        before = time.minutes().unwrap_or(before);
        i64::from(before)
    });
    pack(&minutes.collect::<Vec<_>>(), out);
}

fn take_times(bytes: &[u8], count: usize) -> Result<(Vec<IncidentTime>, &[u8]), Damaged> {
    let (precisions, rest) = unpack(bytes, count)?;
    let (minutes, rest) = unpack(rest, count)?;
    let times = precisions.into_iter().zip(minutes).map(|(code, minutes)| {
        let minutes = i32::try_from(minutes).map_err(|_| Damaged)?;
        IncidentTime::from_minutes(minutes, precision_of(code)?).ok_or(Damaged)
    });
    Ok((times.collect::<Result<_, _>>()?, rest))
}

const fn precision_code(precision: TimePrecision) -> i64 {
    match precision {
        TimePrecision::Minute => 0,
        TimePrecision::Day => 1,
        TimePrecision::Month => 2,
        TimePrecision::Unknown => 3,
    }
}

const fn precision_of(code: i64) -> Result<TimePrecision, Damaged> {
    match code {
        0 => Ok(TimePrecision::Minute),
        1 => Ok(TimePrecision::Day),
        2 => Ok(TimePrecision::Month),
        3 => Ok(TimePrecision::Unknown),
        _ => Err(Damaged),
    }
}

const fn discovery_code(discovery: Discovery) -> i64 {
    match discovery {
        Discovery::Caller => 0,
        Discovery::Patrol => 1,
        Discovery::Unknown => 2,
    }
}

const fn discovery_of(code: i64) -> Result<Discovery, Damaged> {
    match code {
        0 => Ok(Discovery::Caller),
        1 => Ok(Discovery::Patrol),
        2 => Ok(Discovery::Unknown),
        _ => Err(Damaged),
    }
}

//! Guesses which column means what, from its name and its values.

use std::collections::BTreeSet;

use super::column_words::{
    CATEGORY, CLOCK, DISCOVERY, JOINED, LATITUDE, LONGITUDE, TIME, WEIGHT, Words, plain_name,
};
use super::discovery_words::discovery_of;
use super::personal::{
    PersonalKind, carries_number_of_person, kind_of_name, kind_of_values, names_persons,
};
use super::places::{parse_coordinate, parse_joined};
use super::sample::Sample;
use super::times::{DayOrder, parse_clock, parse_time};
use crate::io::incident_table::IncidentMapping;
use crate::model::incident::{Discovery, TimePrecision};

/// The columns that look personal, by position.
#[must_use]
pub fn personal_columns(sample: &Sample) -> Vec<(usize, PersonalKind)> {
    sample
        .columns
        .iter()
        .enumerate()
        .filter_map(|(position, name)| {
            kind_of_name(name)
                .or_else(|| {
                    names_persons(name, sample.values(position)).then_some(PersonalKind::Name)
                })
                .or_else(|| {
                    let harmless = is_place_or_time(sample, position, name)
                        || is_kind_of_incident(sample, position, name);
                    (!harmless).then(|| kind_of_values(sample.values(position)))?
                })
                .map(|kind| (position, kind))
        })
        .collect()
}

/// Whether a column is one of coordinates or times by its name and most of its values: a number of a person that slipped
/// into it makes that row wrong, not the column personal.
fn is_place_or_time(sample: &Sample, column: usize, name: &str) -> bool {
    let plain = plain_name(name);
    let named =
        |least: u32, words: &[Words]| words.iter().any(|words| words.score(&plain) >= least);
    let is_degree = |value: &str| {
        parse_coordinate(value.as_bytes()).is_some_and(|degrees| degrees.abs() <= 180.0)
    };
    let is_time = |value: &str| Guess::time_of(value).is_some();
    (named(85, &[LONGITUDE, LATITUDE]) && sample.share(column, is_degree) > 0.5)
        || (named(1, &[TIME]) && sample.share(column, is_time) > 0.5)
}

/// Whether a column is the kind of incident by its name, by few values that come again and again, and by hardly a number of a
/// person: the few rows with one lose their category, the column stays.
fn is_kind_of_incident(sample: &Sample, column: usize, name: &str) -> bool {
    let filled = sample.values(column).count();
    let distinct: BTreeSet<&str> = sample.values(column).collect();
    CATEGORY.score(&plain_name(name)) >= 70
        && filled >= 20
        && distinct.len() * 5 <= filled
        && sample.share(column, carries_number_of_person) <= 0.05
}

/// The likeliest mapping. Personal columns are never taken.
#[must_use]
pub fn guess_mapping(sample: &Sample, personal: &[(usize, PersonalKind)]) -> IncidentMapping {
    let mut guess = Guess {
        sample,
        plain: sample.columns.iter().map(|name| plain_name(name)).collect(),
        taken: personal.iter().map(|(position, _)| *position).collect(),
    };
    let mut mapping = IncidentMapping::default();
    guess.take_places(&mut mapping);
    mapping.time = guess.take(&TIME, Guess::is_time);
    if mapping.time.is_none() {
        mapping.time = guess.take_by(Guess::is_written_date);
    }
    if mapping.time.is_some_and(|time| guess.is_date_only(time)) {
        mapping.clock = guess.take(&CLOCK, Guess::is_clock);
    }
    mapping.category = guess.take(&CATEGORY, Guess::is_category);
    mapping.discovery = guess.take(&DISCOVERY, Guess::is_discovery);
    mapping.weight = guess.take(&WEIGHT, Guess::is_weight);
    if mapping.category.is_none() && !sample.layout.named {
        mapping.category = guess.take_by(Guess::is_nameless_category);
    }
    mapping
}

/// Names a header: equal for equal column names, so that a mapping can be remembered by it. Says nothing of the names themselves.
#[must_use]
pub fn mapping_key(columns: &[String]) -> String {
    // FNV-1a, 64 bits; a mark that no plain name has keeps "ab","c" from "a","bc".
    let hash = columns
        .iter()
        .map(|name| plain_name(name))
        .flat_map(|name| name.into_bytes().into_iter().chain([0x1F]))
        .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
    format!("v1-{}-{hash:016x}", columns.len())
}

struct Guess<'a> {
    sample: &'a Sample,
    plain: Vec<String>,
    taken: BTreeSet<usize>,
}

impl Guess<'_> {
    /// Takes the free column whose name speaks loudest and whose values fit.
    fn take(&mut self, words: &Words, fits: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let best = self
            .free()
            .map(|column| (self.score(words, column), column))
            .filter(|(score, column)| *score > 0 && fits(self, *column))
            .max_by_key(|(score, column)| (*score, std::cmp::Reverse(*column)))
            .map(|(_, column)| column)?;
        self.taken.insert(best);
        Some(best)
    }

    /// Takes the first free column whose values fit, whatever its name.
    fn take_by(&mut self, fits: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let found = self.free().find(|column| fits(self, *column))?;
        self.taken.insert(found);
        Some(found)
    }

    fn free(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.plain.len()).filter(|column| !self.taken.contains(column))
    }

    fn score(&self, words: &Words, column: usize) -> u32 {
        self.plain.get(column).map_or(0, |name| words.score(name))
    }

    fn take_places(&mut self, mapping: &mut IncidentMapping) {
        // A pair of columns in degrees by name beats one column of both, which beats a pair called x and y.
        let sure = |guess: &Self, words: &Words, column| guess.score(words, column) >= 85;
        let lon = self.best_coordinate(&LONGITUDE, &sure);
        let lat = self.best_coordinate(&LATITUDE, &sure);
        if let (Some(lon), Some(lat)) = (lon, lat) {
            return self.take_pair(mapping, lon, lat);
        }
        let joined = self.take(&JOINED, |guess, column| guess.is_joined(column, 0.5));
        if joined.is_some() {
            mapping.joined = joined;
            return;
        }
        let any = |_: &Self, _: &Words, _| true;
        let lon = self.best_coordinate(&LONGITUDE, &any);
        let lat = self.best_coordinate(&LATITUDE, &any);
        if let (Some(lon), Some(lat)) = (lon, lat) {
            return self.take_pair(mapping, lon, lat);
        }
        if let Some((lon, lat)) = self.pair_by_values() {
            return self.take_pair(mapping, lon, lat);
        }
        mapping.joined = self.take_by(|guess, column| guess.is_joined(column, 0.9));
    }

    fn take_pair(&mut self, mapping: &mut IncidentMapping, lon: usize, lat: usize) {
        self.taken.extend([lon, lat]);
        mapping.lon = Some(lon);
        mapping.lat = Some(lat);
    }

    /// The column of the loudest name; of equal names the one with more numbers in it.
    fn best_coordinate(
        &self,
        words: &Words,
        may: &dyn Fn(&Self, &Words, usize) -> bool,
    ) -> Option<usize> {
        self.free()
            .map(|column| (self.score(words, column), column))
            .filter(|(score, column)| *score > 0 && may(self, words, *column))
            .filter(|(score, column)| {
                *score >= 85 || self.numbers(*column) >= 0.5 || self.sample.rows.is_empty()
            })
            .max_by_key(|(score, column)| {
                let filled = self.numbers(*column) >= 0.5;
                (filled, *score, std::cmp::Reverse(*column))
            })
            .map(|(_, column)| column)
    }

    fn numbers(&self, column: usize) -> f64 {
        self.sample
            .share(column, |value| parse_coordinate(value.as_bytes()).is_some())
    }

    /// Two columns without helpful names whose values are degrees of one region, the longitude told by China's degrees
    /// or, failing that, by standing first.
    fn pair_by_values(&self) -> Option<(usize, usize)> {
        let degrees = |column: &usize, from: f64, to: f64| {
            self.sample.share(*column, |value| {
                value.contains('.')
                    && parse_coordinate(value.as_bytes())
                        .is_some_and(|number| (from..=to).contains(&number))
            }) > 0.9
        };
        let east = self.free().find(|column| degrees(column, 73.0, 135.5));
        let north = self.free().find(|column| degrees(column, 3.0, 54.0));
        if let (Some(lon), Some(lat)) = (east, north) {
            return Some((lon, lat));
        }
        if self.sample.layout.named {
            return None;
        }
        let mut pair = self.free().filter(|column| degrees(column, -180.0, 180.0));
        Some((pair.next()?, pair.next()?))
    }

    fn is_joined(&self, column: usize, least: f64) -> bool {
        self.sample.share(column, |value| {
            value.contains(|mark: char| !mark.is_ascii_digit() && !"-+.".contains(mark))
                && parse_time(value.as_bytes(), DayOrder::MonthFirst).is_none()
                && parse_joined(value.as_bytes())
                    .is_some_and(|(x, y)| (x.fract() != 0.0 || y.fract() != 0.0) && y.abs() < 1e8)
        }) > least
    }

    fn time_of(value: &str) -> Option<TimePrecision> {
        let bytes = value.as_bytes();
        parse_time(bytes, DayOrder::MonthFirst)
            .or_else(|| parse_time(bytes, DayOrder::DayFirst))
            .map(super::times::CivilTime::precision)
    }

    fn is_time(&self, column: usize) -> bool {
        self.sample
            .share(column, |value| Self::time_of(value).is_some())
            > 0.5
    }

    /// A date that is no bare number: numbers mean a date only where the name says so.
    fn is_written_date(&self, column: usize) -> bool {
        self.sample.share(column, |value| {
            value.contains(['-', '/', '年', ':', 'T']) && Self::time_of(value).is_some()
        }) > 0.9
    }

    fn is_date_only(&self, column: usize) -> bool {
        self.sample.share(column, |value| {
            Self::time_of(value) == Some(TimePrecision::Day)
        }) > 0.9
    }

    fn is_clock(&self, column: usize) -> bool {
        self.sample.share(column, |value| {
            Self::time_of(value).is_none() && parse_clock(value.as_bytes()).is_some()
        }) >= 0.5
    }

    fn is_category(&self, column: usize) -> bool {
        let (distinct, filled) = self.distinct(column);
        distinct <= 60.max(filled / 5)
    }

    fn is_nameless_category(&self, column: usize) -> bool {
        let (distinct, filled) = self.distinct(column);
        let letters = |value: &str| value.chars().any(char::is_alphabetic);
        (1..=40).contains(&distinct)
            && distinct * 2 <= filled
            && self.sample.share(column, letters) > 0.95
            && self
                .sample
                .share(column, |value| Self::time_of(value).is_some())
                < 0.1
    }

    fn distinct(&self, column: usize) -> (usize, usize) {
        let values: Vec<&str> = self.sample.values(column).collect();
        let distinct: BTreeSet<&str> = values.iter().copied().collect();
        (distinct.len(), values.len())
    }

    fn is_discovery(&self, column: usize) -> bool {
        self.sample
            .share(column, |value| discovery_of(value) != Discovery::Unknown)
            > 0.3
    }

    /// A column that says outright that it counts is taken whatever stands in it: rows that do not count are refused then,
    /// where a column passed over would make every row count once.
    fn is_weight(&self, column: usize) -> bool {
        let counts = self.sample.share(column, |value| {
            parse_coordinate(value.as_bytes()).is_some_and(|number| number >= 0.0)
        });
        counts >= 0.5 || (self.score(&WEIGHT, column) >= 95 && counts > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::delimited::text_reader::TextReader;
    use crate::io::incidents::sample::take_sample;

    fn mapping(text: &str) -> IncidentMapping {
        let bytes = text.as_bytes().to_vec();
        let source = Box::new(std::io::Cursor::new(bytes));
        let reader = TextReader::over(source, 0, None, 1 << 16).expect("in memory");
        let (sample, _) = take_sample(reader, None).expect("in memory");
        guess_mapping(&sample, &personal_columns(&sample))
    }

    #[test]
    fn chinese_and_english_names_are_mapped() {
        let found = mapping(
            "案件编号,报案时间,发案时间,案件类别,经度,纬度,警情来源,报警人\nA1,2024/1/6 9:00,2024/1/5 8:03,盗窃,113.9,22.6,110接警,张三\n",
        );
        assert_eq!(
            (
                found.lon,
                found.lat,
                found.time,
                found.category,
                found.discovery
            ),
            (Some(4), Some(5), Some(2), Some(3), Some(6))
        );
        let found = mapping(
            "Date,PrimaryType,Description,Latitude,Longitude\n2018-01-01 00:00:00,THEFT,OVER $500,41.855882121,-87.733658025\n",
        );
        assert_eq!(
            (found.lon, found.lat, found.time, found.category),
            (Some(4), Some(3), Some(0), Some(1))
        );
        assert_eq!(mapping("lng,lat\n-0.19,51.5\n").lon, Some(0));
        assert_eq!(mapping("id,x,y,weight\n1,500,700,3\n").weight, Some(3));
    }

    #[test]
    fn degrees_are_preferred_to_feet_and_to_a_joined_column() {
        let found = mapping(
            "ID,Date,Primary Type,X Coordinate,Y Coordinate,Latitude,Longitude,Location\n1,01/05/2018 11:30:00 PM,THEFT,1168000,1890000,41.8,-87.6,\"(41.8, -87.6)\"\n",
        );
        assert_eq!(
            (found.lon, found.lat, found.joined),
            (Some(6), Some(5), None)
        );
    }

    #[test]
    fn joined_columns_and_a_clock_of_its_own_are_found() {
        let found = mapping("日期,时间,类型,坐标\n2024-01-05,8:03,盗窃,\"113.9,22.6\"\n");
        assert_eq!(
            (found.time, found.clock, found.joined, found.category),
            (Some(0), Some(1), Some(3), Some(2))
        );
    }

    #[test]
    fn columns_without_names_are_told_by_their_values() {
        let found = mapping(
            "A1,113.91,22.61,2024-01-05 08:03,盗窃\nA2,113.92,22.62,2024-01-06 09:03,盗窃\n",
        );
        assert_eq!(
            (found.lon, found.lat, found.time, found.category),
            (Some(1), Some(2), Some(3), Some(4))
        );
    }

    #[test]
    fn a_header_keeps_its_key_and_another_gets_another() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            mapping_key(&names(&["经度", "Lat"])),
            mapping_key(&names(&["经度 ", "lat"]))
        );
        assert_ne!(
            mapping_key(&names(&["ab", "c"])),
            mapping_key(&names(&["a", "bc"]))
        );
    }
}

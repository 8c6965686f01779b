//! When incidents happen: by year, month, feast, weekday and hour, each category in its own way.

use jiff::civil::{Date, Weekday, date};

use super::risk::CATEGORIES;

/// How often each category happens, of all incidents.
pub(super) const SHARES: [f64; CATEGORIES.len()] =
    [0.20, 0.17, 0.015, 0.22, 0.18, 0.025, 0.13, 0.06];
/// How often a patrol came upon it instead of a caller.
pub(super) const FOUND_BY_PATROL: [f64; CATEGORIES.len()] =
    [0.045, 0.004, 0.09, 0.055, 0.125, 0.07, 0.055, 0.05];

/// First days of the lunar year.
const SPRING_FESTIVALS: [Date; 11] = [
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
    date(2031, 1, 23),
    date(2032, 2, 11),
    date(2033, 1, 31),
    date(2034, 2, 19),
];

/// Weights of the months January to December by category.
const MONTHS: [[f64; 12]; CATEGORIES.len()] = [
    [
        1.05, 0.85, 0.95, 0.95, 1.00, 1.05, 1.08, 1.08, 1.02, 1.00, 1.02, 1.12,
    ],
    [
        1.05, 0.80, 1.05, 1.00, 1.00, 1.05, 1.00, 0.98, 1.02, 0.98, 1.10, 1.08,
    ],
    [
        1.15, 0.85, 0.90, 0.92, 0.98, 1.00, 1.02, 1.02, 1.00, 1.02, 1.05, 1.20,
    ],
    [
        0.95, 0.85, 0.92, 0.98, 1.05, 1.10, 1.14, 1.12, 1.04, 1.00, 0.95, 0.95,
    ],
    [
        1.00, 0.75, 0.98, 1.03, 1.06, 1.02, 1.00, 1.00, 1.04, 1.02, 1.04, 1.08,
    ],
    [
        1.30, 1.25, 1.00, 0.90, 0.85, 0.85, 0.90, 0.90, 0.90, 1.00, 1.10, 1.25,
    ],
    [
        0.98, 0.90, 0.96, 1.00, 1.04, 1.08, 1.08, 1.06, 1.00, 0.98, 0.96, 0.98,
    ],
    [
        0.80, 0.75, 0.90, 1.00, 1.10, 1.18, 1.20, 1.18, 1.08, 1.00, 0.92, 0.85,
    ],
];

/// Weights of the weekdays Monday to Sunday by category.
const WEEKDAYS: [[f64; 7]; CATEGORIES.len()] = [
    [0.96, 0.95, 0.96, 0.98, 1.06, 1.08, 1.01],
    [1.08, 1.06, 1.05, 1.04, 1.02, 0.90, 0.85],
    [0.92, 0.90, 0.92, 0.96, 1.10, 1.15, 1.05],
    [0.94, 0.92, 0.93, 0.96, 1.06, 1.12, 1.07],
    [1.05, 1.02, 1.02, 1.03, 1.10, 0.94, 0.84],
    [0.98, 0.98, 0.98, 0.98, 1.00, 1.04, 1.04],
    [0.99, 0.98, 0.98, 0.98, 1.01, 1.04, 1.02],
    [0.85, 0.83, 0.85, 0.90, 1.18, 1.28, 1.11],
];

/// Weights of the hours by category.
const HOURS: [[f64; 24]; CATEGORIES.len()] = [
    [
        5.2, 5.6, 5.8, 5.4, 4.6, 3.2, 2.2, 2.4, 3.2, 3.6, 3.8, 3.8, 3.6, 3.2, 3.2, 3.4, 3.6, 4.2,
        5.0, 5.4, 5.6, 5.6, 5.4, 5.2,
    ],
    [
        0.8, 0.5, 0.4, 0.3, 0.3, 0.4, 0.7, 1.4, 3.4, 6.2, 7.4, 6.6, 4.4, 5.4, 7.0, 7.2, 6.6, 5.2,
        4.4, 5.0, 5.4, 4.8, 3.4, 1.8,
    ],
    [
        8.2, 8.6, 7.8, 6.0, 4.6, 3.0, 1.6, 1.2, 1.2, 1.4, 1.6, 1.8, 2.0, 1.8, 1.8, 2.0, 2.2, 2.8,
        3.8, 5.0, 6.0, 7.0, 7.8, 8.0,
    ],
    [
        4.4, 3.4, 2.4, 1.6, 1.0, 0.8, 1.0, 2.0, 3.4, 4.4, 4.8, 4.8, 4.6, 4.2, 4.2, 4.4, 4.6, 5.2,
        5.8, 6.4, 7.0, 7.2, 6.8, 5.6,
    ],
    [
        1.6, 1.0, 0.8, 0.6, 0.6, 1.0, 2.6, 7.4, 8.8, 6.0, 4.8, 4.6, 4.4, 4.2, 4.4, 4.8, 5.6, 7.8,
        8.8, 6.2, 4.6, 3.8, 3.0, 2.2,
    ],
    [
        3.2, 2.8, 2.6, 2.4, 2.2, 2.0, 2.4, 3.2, 3.8, 4.2, 4.6, 5.2, 5.4, 4.6, 4.4, 4.6, 5.2, 6.2,
        6.6, 6.2, 5.6, 5.0, 4.4, 3.8,
    ],
    [
        3.0, 2.4, 1.8, 1.4, 1.2, 1.6, 2.8, 4.2, 5.2, 5.6, 5.4, 5.0, 4.6, 4.4, 4.6, 4.8, 5.0, 5.6,
        5.8, 5.8, 5.6, 5.2, 4.6, 3.8,
    ],
    [
        9.0, 6.4, 4.0, 2.4, 1.4, 0.8, 0.8, 1.2, 1.4, 1.4, 1.4, 1.4, 2.2, 2.4, 1.4, 1.2, 1.2, 1.4,
        2.2, 3.6, 5.6, 8.2, 11.4, 12.0,
    ],
];

/// How many of a category a day brings, beside other days: month, weekday, feasts and a slow decline.
pub(super) fn day_weight(category: usize, day: Date, days_since_start: usize) -> f64 {
    let month = MONTHS[category][usize::try_from(day.month() - 1).unwrap_or(0)];
    let weekday =
        WEEKDAYS[category][usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)];
    let decline = 1.0 - 0.05 * (days_since_start as f64 / 365.0).min(8.0);
    SHARES[category] * month * weekday * decline * festival(category, day)
}

/// Around the Spring Festival the city empties: few calls for three weeks, but fires; before it theft rises.
fn festival(category: usize, day: Date) -> f64 {
    let offset = SPRING_FESTIVALS
        .iter()
        .map(|feast| feast.duration_until(day).as_hours() / 24)
        .min_by_key(|days| days.abs())
        .unwrap_or(99);
    match (category, offset) {
        (5, -1..=2) => 2.4,
        (5, _) => 1.0,
        (0 | 2, -21..=-9) => 1.18,
        (_, -8..=-3) => 0.72,
        (_, -2..=7) => 0.42,
        (_, 8..=15) => 0.70,
        (_, _) => 1.0,
    }
}

/// Running sums over the hours of a day.
pub(super) type Hours = [f64; 24];

/// The hours of a day by category: the rush is for working days, the late hours for Friday and Saturday night.
pub(super) fn hours_of(day: Date) -> [Hours; CATEGORIES.len()] {
    std::array::from_fn(|category| {
        let mut sum = 0.0;
        std::array::from_fn(|hour| {
            sum += HOURS[category][hour] * weekly(category, day.weekday(), hour);
            sum
        })
    })
}

/// How much more, or less, an hour of a weekday brings than that hour does on other days.
fn weekly(category: usize, weekday: Weekday, hour: usize) -> f64 {
    let free = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
    let evening_out = match weekday {
        Weekday::Friday => hour >= 20,
        Weekday::Saturday => !(4..20).contains(&hour),
        Weekday::Sunday => hour < 4,
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday => false,
    };
    match category {
        4 if free && matches!(hour, 7..=9) => 0.45,
        4 if free && matches!(hour, 17..=19) => 0.75,
        4 if free && matches!(hour, 11..=16 | 20..=22) => 1.25,
        1 if free && matches!(hour, 9..=17) => 0.85,
        2 | 3 | 7 if evening_out => 1.35,
        _ => 1.0,
    }
}

/// The minute of the day for a draw in [0, 1).
pub(super) fn minute(hours: &Hours, draw: f64) -> u16 {
    let wanted = draw * hours[23];
    let hour = hours.partition_point(|sum| *sum <= wanted).min(23);
    let before = if hour == 0 { 0.0 } else { hours[hour - 1] };
    let share = (wanted - before) / (hours[hour] - before);
    (hour * 60) as u16 + (share * 60.0).min(59.0) as u16
}

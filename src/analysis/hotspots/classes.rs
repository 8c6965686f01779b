//! Hot spots over the months: new, persistent, intermittent, former.

use super::gi_star::Heat;
use crate::base::units::Share;

/// What became of an area over a run of months. Every area is of exactly one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpotClass {
    /// Hot in the last month and in none before.
    New,
    /// Hot in the last month and in at least three quarters of all months of the run.
    Persistent,
    /// Hot in the last month and in some before, but in under three quarters of all.
    Intermittent,
    /// Hot in some month, but not in the last.
    Former,
    /// Hot in no month.
    Never,
}

/// From this share of the months on, a hot spot is persistent.
pub const PERSISTENT: Share = Share(0.75);

impl SpotClass {
    /// Every class.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Persistent,
        Self::Intermittent,
        Self::Former,
        Self::Never,
    ];

    /// The name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Persistent => "persistent",
            Self::Intermittent => "intermittent",
            Self::Former => "former",
            Self::Never => "never",
        }
    }
}

/// The class of each area, from its heat in each month, the earliest first. Where there is only one month, all that is hot is new.
#[must_use]
pub fn classes(months: &[Vec<Heat>]) -> Vec<SpotClass> {
    let Some((last, before)) = months.split_last() else {
        return Vec::new();
    };
    let class = |(area, heat): (usize, &Heat)| {
        let is_hot = |month: &&Vec<Heat>| month.get(area) == Some(&Heat::Hot);
        let earlier = before.iter().filter(is_hot).count();
        match (heat, earlier) {
            (Heat::Hot, 0) => SpotClass::New,
            (Heat::Hot, _) if (earlier + 1) as f64 >= PERSISTENT.0 * months.len() as f64 => {
                SpotClass::Persistent
            }
            (Heat::Hot, _) => SpotClass::Intermittent,
            (Heat::Cold | Heat::Plain, 0) => SpotClass::Never,
            (Heat::Cold | Heat::Plain, _) => SpotClass::Former,
        }
    };
    last.iter().enumerate().map(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The class of an area that was hot in the months marked with `x`.
    fn class_of(months: &str) -> SpotClass {
        let heat = |sign: char| match sign {
            'x' => Heat::Hot,
            'c' => Heat::Cold,
            _ => Heat::Plain,
        };
        classes(
            &months
                .chars()
                .map(|sign| vec![heat(sign)])
                .collect::<Vec<_>>(),
        )[0]
    }

    #[test]
    fn each_class_is_what_it_says() {
        for (months, class) in [
            ("...x", SpotClass::New),
            ("x", SpotClass::New),
            ("xx", SpotClass::Persistent),
            (".xxx", SpotClass::Persistent),
            ("..xx", SpotClass::Intermittent),
            ("x..x", SpotClass::Intermittent),
            ("xxx.", SpotClass::Former),
            ("xxxc", SpotClass::Former),
            ("cccc", SpotClass::Never),
            ("....", SpotClass::Never),
        ] {
            assert_eq!(class_of(months), class, "{months}");
        }
        assert!(classes(&[]).is_empty());
    }
}

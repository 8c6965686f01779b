//! Reading a text of dates and times from left to right.

/// Which half of the day a clock of twelve hours is in, as far as the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Midnight to noon.
    Before,
    /// Noon to midnight.
    After,
    /// Around noon (中午): from ten to three.
    Noon,
    /// The evening and what follows it (晚上): twelve is the end of the day.
    Night,
}

/// What a run of up to nine figures says.
pub(super) fn number(text: &[u8]) -> Option<u32> {
    (text.len() <= 9).then_some(())?;
    text.iter().try_fold(0, |value: u32, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + u32::from(byte - b'0'))
    })
}

/// A text read from left to right.
pub(super) struct Scan<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const MONTHS_IN_FULL: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Scan<'_> {
    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// A number and how many figures it has.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let digits = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            return None;
        }
        let value = number(self.rest().get(..digits)?)?;
        self.at += digits;
        Some((value, digits))
    }

    fn word(&self) -> String {
        self.rest()
            .iter()
            .take(12)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect()
    }

    pub(super) fn month_name(&mut self) -> Option<u32> {
        if !self.peek()?.is_ascii_alphabetic() {
            return None;
        }
        let word = self.word();
        let month = MONTHS
            .iter()
            .zip(MONTHS_IN_FULL)
            .position(|(short, full)| {
                word == *short || word == full || word == "sept" && *short == "sep"
            })?;
        self.at += word.len();
        Some(month as u32 + 1)
    }

    pub(super) fn skip_weekday(&mut self) {
        let word = self.word();
        if WEEKDAYS.iter().any(|day| word.starts_with(day)) {
            self.at += word.len();
            self.skip_separators();
        }
    }

    pub(super) fn skip_separators(&mut self) {
        while matches!(self.peek(), Some(b' ' | b',' | b'-' | b'/' | b'.')) {
            self.at += 1;
        }
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.eat(" ")
            || self.eat("\u{3000}")
            || self.eat("\t")
            || self.eat("\u{a0}")
            || self.eat("\u{202f}")
        {}
    }

    /// What may stand between a date and a time.
    pub(super) fn skip_between(&mut self) {
        self.skip_blanks();
        if matches!(self.peek(), Some(b'T' | b't' | b',' | b'_')) {
            self.at += 1;
        }
        self.skip_blanks();
        for word in ["星期", "周"] {
            if self.eat(word) {
                let rest = std::str::from_utf8(self.rest()).unwrap_or_default();
                let day = rest.chars().next().map_or(0, char::len_utf8);
                self.at += day;
                self.skip_blanks();
            }
        }
    }

    pub(super) fn half_of_day(&mut self) -> Option<Half> {
        for word in ["上午", "凌晨", "早上", "清晨"] {
            if self.eat(word) {
                return Some(Half::Before);
            }
        }
        for word in ["下午", "傍晚"] {
            if self.eat(word) {
                return Some(Half::After);
            }
        }
        for word in ["晚上", "夜间", "深夜"] {
            if self.eat(word) {
                return Some(Half::Night);
            }
        }
        if self.eat("中午") {
            return Some(Half::Noon);
        }
        let half = self.half_ahead()?;
        self.at += if self.rest().get(1) == Some(&b'.') {
            4
        } else {
            2
        };
        Some(half)
    }

    /// `AM`, `PM`, `a.m.`, `p.m.` right ahead (blanks passed over).
    pub(super) fn half_ahead(&self) -> Option<Half> {
        let mut rest = [0; 4];
        for (to, from) in rest.iter_mut().zip(self.rest().trim_ascii_start()) {
            *to = from.to_ascii_lowercase();
        }
        let of = |first: u8| match first {
            b'a' => Some(Half::Before),
            b'p' => Some(Half::After),
            _ => None,
        };
        match rest {
            [first, b'm', ..] | [first, b'.', b'm', b'.'] => of(first),
            _ => None,
        }
    }

    /// `Z`, `+08:00`, `+0800`, `-05`, `UTC`, `GMT`: the wall clock is kept, so they say nothing.
    pub(super) fn skip_zone(&mut self) {
        self.skip_blanks();
        if self.eat("Z") || self.eat("z") || self.eat("UTC") || self.eat("GMT") || self.eat("CST") {
            self.skip_blanks();
        }
        if matches!(self.peek(), Some(b'+' | b'-')) {
            let length = self
                .rest()
                .iter()
                .skip(1)
                .take_while(|byte| byte.is_ascii_digit() || **byte == b':')
                .count();
            if (2..=5).contains(&length) {
                self.at += 1 + length;
            }
        }
    }
}

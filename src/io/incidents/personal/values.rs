//! What the values of a column say about persons, taken together.

use std::collections::{BTreeMap, BTreeSet};

use super::PersonalKind::{self, BankCard, Device, Email, FreeText, Identity, Name, Phone, Plate};
use super::numbers::{is_bare_mac_address, kind_of_rounded, passes_luhn, sign_of};
use super::person_names::looks_like_name;
use crate::io::incidents::places::is_absent;

/// What the values of a column say about persons; `None` where they look harmless.
#[must_use]
pub fn kind_of_values<'a>(values: impl Iterator<Item = &'a str>) -> Option<PersonalKind> {
    let mut tally = Tally::default();
    for value in values {
        tally.add(value.trim());
    }
    tally.verdict()
}

/// Whether a single text shows a person: a number that is one, an address, or a person's name.
#[must_use]
pub fn hides_person(text: &str) -> bool {
    let text = text.trim();
    sign_of(text).is_some() || looks_like_name(text)
}

#[derive(Debug, Default)]
struct Tally {
    filled: usize,
    signs: BTreeMap<PersonalKind, usize>,
    in_text: usize,
    eleven_figures: usize,
    imei: usize,
    bare_mac: usize,
    rounded: [usize; 2],
    name_like: usize,
    distinct: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, text: &str) {
        if is_absent(text.as_bytes()) {
            return;
        }
        self.filled += 1;
        let bare = !text.bytes().any(|byte| !byte.is_ascii_digit());
        self.eleven_figures += usize::from(bare && text.len() == 11);
        self.imei += usize::from(bare && text.len() == 15 && passes_luhn(text.as_bytes()));
        self.bare_mac += usize::from(is_bare_mac_address(text.as_bytes()));
        if let Some(kind) = kind_of_rounded(text) {
            let [identities, phones] = &mut self.rounded;
            *(if kind == Identity { identities } else { phones }) += 1;
        }
        if looks_like_name(text) {
            self.name_like += 1;
        }
        if self.distinct.len() < 4000 {
            self.distinct.insert(text.to_owned());
        }
        if let Some((kind, whole)) = sign_of(text) {
            if whole {
                *self.signs.entry(kind).or_default() += 1;
            } else {
                self.in_text += 1;
            }
        }
    }

    fn verdict(&self) -> Option<PersonalKind> {
        let count = |kind| self.signs.get(&kind).copied().unwrap_or(0);
        let mostly = |count: usize| count > 0 && count * 10 >= self.filled * 9;
        if count(Identity) > 0 {
            return Some(Identity);
        }
        // Serial numbers may look like phones now and then, phones look like phones always.
        if count(Phone) > 0 && count(Phone) >= self.eleven_figures {
            return Some(Phone);
        }
        for kind in [Plate, Device, Email] {
            if count(kind) > 0 {
                return Some(kind);
            }
        }
        if mostly(count(BankCard)) {
            return Some(BankCard);
        }
        if (mostly(self.imei) || mostly(self.bare_mac)) && self.filled >= 3 {
            return Some(Device);
        }
        let [identities, phones] = self.rounded;
        if mostly(identities) || mostly(phones) {
            return Some(if mostly(identities) { Identity } else { Phone });
        }
        if self.in_text > 0 {
            return Some(FreeText);
        }
        let many = self.filled >= 5 && self.distinct.len() * 2 > self.filled.min(4000);
        (mostly(self.name_like) && many).then_some(Name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<PersonalKind> {
        kind_of_values(values.iter().copied())
    }

    #[test]
    fn numbers_of_persons_are_known_by_their_shape_and_check() {
        assert_eq!(of(&["11010519491231002X", ""]), Some(Identity));
        assert_eq!(of(&["440524188001010014"]), Some(Identity));
        assert_eq!(of(&["130503670401001"]), Some(Identity));
        assert_eq!(of(&["13800138000", "无"]), Some(Phone));
        assert_eq!(of(&["+86 13800138000"]), Some(Phone));
        assert_eq!(of(&["138-0013-8000"]), Some(Phone));
        assert_eq!(of(&["0755-27788110"]), Some(Phone));
        assert_eq!(of(&["粤B12345", "粤BD12345"]), Some(Plate));
        assert_eq!(of(&["00:1A:2B:3C:4D:5E"]), Some(Device));
        assert_eq!(
            of(&["490154203237518", "352099001761481", "356938035643809"]),
            Some(Device)
        );
        assert_eq!(of(&["zhang@example.cn"]), Some(Email));
        assert_eq!(of(&["6222020000000000006"]), None);
        assert_eq!(of(&["4111111111111111"]), Some(BankCard));
        assert_eq!(
            of(&["张伟", "李娜", "王芳", "刘洋", "陈静静", "欧阳明月"]),
            Some(Name)
        );
    }

    #[test]
    fn numbers_of_persons_are_known_however_they_are_written() {
        assert_eq!(
            of(&["１１０１０５１９４９１２３１００２Ｘ"]),
            Some(Identity)
        );
        assert_eq!(
            of(&["４４０５２４１８８００１０１００１４"]),
            Some(Identity)
        );
        assert_eq!(of(&["440524 18800101 0014"]), Some(Identity));
        assert_eq!(of(&["440524-18800101-0014"]), Some(Identity));
        assert_eq!(of(&["13800138000.0", "13900138000.0"]), Some(Phone));
        assert_eq!(of(&["4.40306E+17", "4.40307E+17"]), Some(Identity));
        assert_eq!(of(&["1.38001E+10", "1.39001E+10"]), Some(Phone));
        assert_eq!(
            of(&["001A2B3C4D5E", "001a2b3c4d5f", "A01A2B3C4D5E"]),
            Some(Device)
        );
        assert_eq!(of(&["1.2E+17", "9.9E+10", "2.5E+06"]), None);
        assert_eq!(of(&["2024-01-05 08:03:00", "20240105-080300-12"]), None);
    }

    #[test]
    fn free_text_with_a_number_in_it_is_personal() {
        assert_eq!(
            of(&["盗窃电动车", "报警人称其手机13800138000被盗"]),
            Some(FreeText)
        );
        assert_eq!(
            of(&["嫌疑人身份证11010519491231002X，在逃"]),
            Some(FreeText)
        );
        assert_eq!(of(&["一辆粤B12345小车停在路口"]), Some(FreeText));
    }

    #[test]
    fn codes_places_dates_and_kinds_are_not_personal() {
        for values in [
            ["440306001001001", "440306007012003", "440306010003021"],
            [
                "A4403065000002024010001",
                "A4403065000002024010002",
                "A4403065000002024010003",
            ],
            ["E01000027", "E01000028", "E01000029"],
            ["113.81380013800", "113.92813456789", "-87.69499915200001"],
            ["2024-01-05 08:03:00", "2024/1/5 8:03", "20240105080300"],
            [
                "(41.855882121, -87.733658025)",
                "113.9,22.6",
                "POINT(113.9 22.6)",
            ],
            ["沙井派出所", "黄田派出所", "石岩派出所"],
            ["盗窃", "抢劫", "诈骗"],
            [
                "HARASSMENT BY TELEPHONE",
                "FINANCIAL IDENTITY THEFT OVER $ 300",
                "SIMPLE",
            ],
            ["38500123.45", "38512345.67", "2505000.1"],
            ["黄田社区", "马安山社区", "石岩社区"],
            ["宝安大道", "黄麻布路", "石龙路"],
            ["@SUM(1+1)", "=cmd|' /C calc'!A0", "+1"],
            ["11190000", "11190001", "11190002"],
        ] {
            assert_eq!(of(&values), None, "{values:?}");
        }
    }
}

//! Columns and cells that look personal: they are refused at the door, named with the reason, and their values kept nowhere.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::column_words::{half_width, plain_name};
use super::places::{is_absent, parse_joined};
use crate::i18n::message::Message;

/// What makes a column personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// Numbers of identity cards, passports, licences, social security.
    Identity,
    /// Phone numbers.
    Phone,
    /// Number plates and other marks of a vehicle.
    Plate,
    /// Names of persons, officers among them.
    Name,
    /// Marks of a device (IMEI, IMSI, MAC).
    Device,
    /// E-mail addresses and chat accounts.
    Email,
    /// Bank cards and accounts.
    BankCard,
    /// Where somebody lives.
    Home,
    /// When somebody was born.
    Birth,
    /// Text with identity, phone or plate numbers in it.
    FreeText,
}

impl PersonalKind {
    /// The sentence why this column is not read.
    #[must_use]
    pub fn sentence(self, column: &str) -> Message {
        let id = match self {
            Self::Identity => "io-personal-identity",
            Self::Phone => "io-personal-phone",
            Self::Plate => "io-personal-plate",
            Self::Name => "io-personal-name",
            Self::Device => "io-personal-device",
            Self::Email => "io-personal-email",
            Self::BankCard => "io-personal-bank-card",
            Self::Home => "io-personal-home",
            Self::Birth => "io-personal-birth",
            Self::FreeText => "io-personal-free-text",
        };
        Message::new(id).with("column", column)
    }
}

use PersonalKind::{BankCard, Birth, Device, Email, FreeText, Home, Identity, Name, Phone, Plate};

/// Parts of Chinese (and unmistakable English) column names.
const PARTS: &[(&str, PersonalKind)] = &[
    ("身份证", Identity),
    ("证件号", Identity),
    ("证件编号", Identity),
    ("公民身份", Identity),
    ("护照", Identity),
    ("驾驶证", Identity),
    ("驾照", Identity),
    ("社保号", Identity),
    ("警号", Identity),
    ("工号", Identity),
    ("指纹", Identity),
    ("人脸", Identity),
    ("passport", Identity),
    ("手机", Phone),
    ("电话", Phone),
    ("联系方式", Phone),
    ("主叫", Phone),
    ("来电号", Phone),
    ("phone", Phone),
    ("mobileno", Phone),
    ("mobilenum", Phone),
    ("车牌", Plate),
    ("号牌", Plate),
    ("车架号", Plate),
    ("发动机号", Plate),
    ("licenseplate", Plate),
    ("licenceplate", Plate),
    ("numberplate", Plate),
    ("platenum", Plate),
    ("plateno", Plate),
    ("姓名", Name),
    ("报警人", Name),
    ("报案人", Name),
    ("嫌疑人", Name),
    ("当事人", Name),
    ("受害人", Name),
    ("被害人", Name),
    ("被侵害人", Name),
    ("事主", Name),
    ("联系人", Name),
    ("举报人", Name),
    ("违法人", Name),
    ("犯罪人", Name),
    ("涉案人", Name),
    ("失主", Name),
    ("死者", Name),
    ("伤者", Name),
    ("驾驶人", Name),
    ("驾驶员", Name),
    ("车主", Name),
    ("负责人", Name),
    ("经办人", Name),
    ("登记人", Name),
    ("录入人", Name),
    ("民警", Name),
    ("处警人", Name),
    ("处警员", Name),
    ("出警人", Name),
    ("出警员", Name),
    ("接警人", Name),
    ("接警员", Name),
    ("监护人", Name),
    ("目击人", Name),
    ("目击者", Name),
    ("昵称", Name),
    ("网名", Name),
    ("firstname", Name),
    ("lastname", Name),
    ("fullname", Name),
    ("victimname", Name),
    ("suspectname", Name),
    ("callername", Name),
    ("offendername", Name),
    ("personname", Name),
    ("officername", Name),
    ("imei", Device),
    ("imsi", Device),
    ("mac地址", Device),
    ("设备号", Device),
    ("设备id", Device),
    ("macaddr", Device),
    ("deviceid", Device),
    ("ip地址", Device),
    ("ipaddr", Device),
    ("邮箱", Email),
    ("微信", Email),
    ("支付宝", Email),
    ("qq号", Email),
    ("email", Email),
    ("wechat", Email),
    ("银行卡", BankCard),
    ("银行账", BankCard),
    ("卡号", BankCard),
    ("bankcard", BankCard),
    ("creditcard", BankCard),
    ("bankaccount", BankCard),
    ("cardnumber", BankCard),
    ("住址", Home),
    ("家庭地址", Home),
    ("户籍", Home),
    ("居住地", Home),
    ("homeaddress", Home),
    ("出生", Birth),
    ("生日", Birth),
    ("dateofbirth", Birth),
    ("birthdate", Birth),
    ("birthday", Birth),
];

/// Whole column names.
const WHOLE: &[(&str, PersonalKind)] = &[
    ("idcard", Identity),
    ("idcardno", Identity),
    ("idcardnumber", Identity),
    ("sfzh", Identity),
    ("sfz", Identity),
    ("identitycard", Identity),
    ("identityno", Identity),
    ("identitynumber", Identity),
    ("citizenid", Identity),
    ("nationalid", Identity),
    ("ssn", Identity),
    ("socialsecuritynumber", Identity),
    ("driverlicense", Identity),
    ("drivinglicence", Identity),
    ("badgenumber", Identity),
    ("mobile", Phone),
    ("tel", Phone),
    ("telno", Phone),
    ("contactnumber", Phone),
    ("sjhm", Phone),
    ("lxdh", Phone),
    ("plate", Plate),
    ("vehicleregistration", Plate),
    ("vrm", Plate),
    ("vin", Plate),
    ("cphm", Plate),
    ("xm", Name),
    ("surname", Name),
    ("forename", Name),
    ("givenname", Name),
    ("familyname", Name),
    ("middlename", Name),
    ("victim", Name),
    ("suspect", Name),
    ("offender", Name),
    ("complainant", Name),
    ("informant", Name),
    ("reportername", Name),
    ("contactname", Name),
    ("drivername", Name),
    ("ownername", Name),
    ("contactperson", Name),
    ("caller", Name),
    ("officer", Name),
    ("reporter", Name),
    ("witness", Name),
    ("driver", Name),
    ("owner", Name),
    ("nickname", Name),
    ("username", Name),
    ("mac", Device),
    ("ip", Device),
    ("qq", Email),
    ("dob", Birth),
    ("iban", BankCard),
    ("accountnumber", BankCard),
];

/// A count or a kind of persons is no person.
const HARMLESS_ENDS: &[&str] = &["数", "数量", "类型", "类别", "count", "type"];

/// What a column name says about persons.
#[must_use]
pub fn kind_of_name(column: &str) -> Option<PersonalKind> {
    let plain = plain_name(column);
    if HARMLESS_ENDS.iter().any(|end| plain.ends_with(end)) {
        return None;
    }
    let bare = plain.trim_end_matches(|mark: char| mark.is_ascii_digit());
    let whole = WHOLE.iter().find(|(word, _)| bare == *word);
    let part = PARTS.iter().find(|(word, _)| plain.contains(word));
    whole.or(part).map(|(_, kind)| *kind)
}

/// Whether a column that merely calls itself a name holds those of persons rather than of places or kinds.
#[must_use]
pub fn names_persons<'a>(column: &str, values: impl Iterator<Item = &'a str>) -> bool {
    const NAME_WORDS: [&str; 5] = ["name", "names", "person", "名字", "名称"];
    if !NAME_WORDS.contains(&plain_name(column).as_str()) {
        return false;
    }
    let (mut filled, mut alike, mut distinct) = (0_usize, 0_usize, BTreeSet::new());
    for value in values {
        filled += 1;
        alike += usize::from(looks_like_name(value) || looks_like_latin_name(value));
        distinct.insert(value);
    }
    filled >= 2 && alike * 10 >= filled * 9 && distinct.len() * 2 > filled
}

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

/// Whether a single text carries an identity, phone, plate, card or device number, or an e-mail address.
#[must_use]
pub fn carries_number_of_person(text: &str) -> bool {
    sign_of(text.trim()).is_some()
}

#[derive(Debug, Default)]
struct Tally {
    filled: usize,
    signs: std::collections::BTreeMap<PersonalKind, usize>,
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

/// The first sign of a person in a text, and whether the text is nothing else.
fn sign_of(text: &str) -> Option<(PersonalKind, bool)> {
    let plain = plainly_written(text);
    let text = plain.as_ref();
    let bytes = text.as_bytes();
    if bytes.len() < 7
        || parse_joined(bytes).is_some_and(|(x, y)| x.abs() <= 180.0 && y.abs() <= 180.0)
    {
        return None;
    }
    if bytes.contains(&b'@') && has_email(text) {
        return Some((Email, !text.contains(' ') && text.is_ascii()));
    }
    if let Some(sign) = plate_sign(text) {
        return Some(sign);
    }
    if has_mac_address(bytes) {
        return Some((Device, bytes.len() == 17));
    }
    number_sign(bytes)
}

/// A text with half-width figures, and without what spreadsheets and people put into a number: `13800138000.0`,
/// `440306 19800101 1234`.
fn plainly_written(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    if text.chars().any(is_wide_figure) {
        plain = Cow::Owned(text.chars().map(half_width).collect());
    }
    let is_figure = |byte: u8| byte.is_ascii_digit();
    if let Some(whole) = plain.strip_suffix(".0")
        && whole.len() >= 11
        && whole.bytes().all(is_figure)
    {
        return Cow::Owned(whole.to_owned());
    }
    let grouped = |byte: u8| is_figure(byte) || matches!(byte, b' ' | b'-' | b'X' | b'x');
    if (17..=24).contains(&plain.len()) && plain.bytes().all(grouped) {
        let squeezed: String = plain
            .chars()
            .filter(|mark| !matches!(mark, ' ' | '-'))
            .collect();
        if is_citizen_id_18(squeezed.as_bytes()) {
            return Cow::Owned(squeezed);
        }
    }
    plain
}

fn is_wide_figure(mark: char) -> bool {
    ('０'..='９').contains(&mark)
}

/// `4.40306E+17`, `1.38001E+10`: identity and phone numbers as a spreadsheet rounds them.
fn kind_of_rounded(text: &str) -> Option<PersonalKind> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let (first, rest) = mantissa.split_once('.')?;
    let figures = [first, rest].concat();
    let sound = first.len() == 1 && figures.len() >= 3;
    if !sound || !figures.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match exponent.trim_start_matches('+') {
        "17" if is_province(figures.as_bytes()) => Some(Identity),
        "10" if matches!(figures.as_bytes(), [b'1', b'3'..=b'9', ..]) => Some(Phone),
        _ => None,
    }
}

/// `001A2B3C4D5E`, with figures and letters both.
fn is_bare_mac_address(bytes: &[u8]) -> bool {
    bytes.len() == 12
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().any(u8::is_ascii_alphabetic)
}

/// Identity, phone and card numbers among the runs of figures.
fn number_sign(bytes: &[u8]) -> Option<(PersonalKind, bool)> {
    let mut at = 0;
    while let Some(from) = bytes
        .iter()
        .skip(at)
        .position(u8::is_ascii_digit)
        .map(|offset| at + offset)
    {
        let length = bytes
            .iter()
            .skip(from)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let before = from.checked_sub(1).and_then(|place| bytes.get(place));
        let part_of_code = before.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'.');
        if !part_of_code && let Some((kind, used)) = kind_of_run(bytes, from, length) {
            let before = bytes.get(..from).unwrap_or_default();
            let bare = before.iter().all(u8::is_ascii_punctuation);
            return Some((kind, bare && from + used == bytes.len()));
        }
        at = from + length;
    }
    None
}

/// What a run of figures is, and how many bytes belong to it.
fn kind_of_run(bytes: &[u8], from: usize, length: usize) -> Option<(PersonalKind, usize)> {
    let run = bytes.get(from..from + length)?;
    let after = bytes.get(from + length).copied().unwrap_or(b' ');
    match length {
        17 if matches!(after, b'X' | b'x') => {
            let id = bytes.get(from..from + 18)?;
            is_citizen_id_18(id).then_some((Identity, 18))
        }
        18 if is_citizen_id_18(run) => Some((Identity, 18)),
        15 if is_citizen_id_15(run) => Some((Identity, 15)),
        16..=19 if is_bank_card(run) => Some((BankCard, length)),
        11 if is_mobile(run) && after != b'.' && !after.is_ascii_alphabetic() => Some((Phone, 11)),
        13 if run.starts_with(b"86") && is_mobile(run.get(2..)?) => Some((Phone, 13)),
        2 if run == b"86" => {
            let skipped = usize::from(matches!(after, b' ' | b'-'));
            let start = from + 2 + skipped;
            let rest = bytes.get(start..)?;
            let figures: usize = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let whole = figures == 11 && rest.get(..11).is_some_and(is_mobile);
            whole.then_some((Phone, 2 + skipped + 11))
        }
        3 => split_mobile(bytes.get(from..)?).map(|used| (Phone, used)),
        _ => None,
    }
    .or_else(|| landline(bytes.get(from..)?, length).map(|used| (Phone, used)))
}

fn is_mobile(run: &[u8]) -> bool {
    run.len() == 11 && run.first() == Some(&b'1') && matches!(run.get(1), Some(b'3'..=b'9'))
}

/// `138-0013-8000`, `138 0013 8000`.
fn split_mobile(text: &[u8]) -> Option<usize> {
    let shape: Vec<u8> = text.iter().take(13).copied().collect();
    let gap = *shape.get(3)?;
    let fits = matches!(gap, b'-' | b' ') && shape.get(8) == Some(&gap);
    let figures: Vec<u8> = shape.iter().copied().filter(u8::is_ascii_digit).collect();
    let ends = !text.get(13).is_some_and(u8::is_ascii_digit);
    (fits && figures.len() == 11 && is_mobile(&figures) && ends).then_some(13)
}

/// `0755-12345678`.
fn landline(text: &[u8], length: usize) -> Option<usize> {
    let area = text.first() == Some(&b'0') && matches!(length, 3 | 4) && text.get(1) != Some(&b'0');
    (area && text.get(length) == Some(&b'-')).then_some(())?;
    let figures = text
        .iter()
        .skip(length + 1)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    matches!(figures, 7 | 8).then_some(length + 1 + figures)
}

fn two_figures(run: &[u8], at: usize) -> Option<u32> {
    let tens = run.get(at)?.checked_sub(b'0')?;
    let ones = run.get(at + 1)?.checked_sub(b'0')?;
    Some(u32::from(tens) * 10 + u32::from(ones))
}

fn is_province(run: &[u8]) -> bool {
    two_figures(run, 0).is_some_and(|code| {
        matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
    })
}

fn is_day_of_year(run: &[u8], at: usize) -> bool {
    let month = two_figures(run, at).is_some_and(|month| (1..=12).contains(&month));
    month && two_figures(run, at + 2).is_some_and(|day| (1..=31).contains(&day))
}

/// GB 11643-1999: region, birth date, sequence, and a check character by weights modulo 11.
fn is_citizen_id_18(run: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let sum: u32 = run
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight)
        .sum();
    let check = CHECK.get((sum % 11) as usize).copied();
    let century = two_figures(run, 6).is_some_and(|century| (18..=20).contains(&century));
    run.len() == 18
        && is_province(run)
        && century
        && is_day_of_year(run, 10)
        && run.get(17).map(u8::to_ascii_uppercase) == check
}

/// The form before 1999. Births before 1930 are left out: codes of grids and cases have small figures there.
fn is_citizen_id_15(run: &[u8]) -> bool {
    is_province(run) && two_figures(run, 6).is_some_and(|year| year >= 30) && is_day_of_year(run, 8)
}

fn is_bank_card(run: &[u8]) -> bool {
    let known_start = match run {
        [b'6', b'2', ..] => true,
        [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'3', b'5', ..] => run.len() == 16,
        _ => false,
    };
    known_start && passes_luhn(run)
}

fn passes_luhn(run: &[u8]) -> bool {
    let sum: u32 = run
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let figure = u32::from(byte.wrapping_sub(b'0'));
            match (place % 2, figure * 2) {
                (0, _) => figure,
                (_, doubled @ 10..) => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10) && run.iter().any(|byte| *byte != b'0')
}

fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        let name_ends = before
            .bytes()
            .next_back()
            .is_some_and(|byte| byte.is_ascii_alphanumeric());
        let host: String = after
            .chars()
            .take_while(|mark| mark.is_ascii_alphanumeric() || matches!(mark, '.' | '-'))
            .collect();
        name_ends
            && host.split_once('.').is_some_and(|(host, top)| {
                !host.is_empty()
                    && top.len() >= 2
                    && top.bytes().any(|byte| byte.is_ascii_alphabetic())
            })
    })
}

/// `粤B12345`, `粤B·D12345`, also inside a text.
fn plate_sign(text: &str) -> Option<(PersonalKind, bool)> {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    let is_body = |mark: &char| mark.is_ascii_digit() || mark.is_ascii_uppercase();
    text.char_indices()
        .filter(|(_, first)| PROVINCES.contains(*first))
        .find_map(|(at, first)| {
            let rest = text.get(at + first.len_utf8()..)?;
            let mut marks = rest.chars();
            marks.next().filter(char::is_ascii_uppercase)?;
            let body = marks.as_str();
            let body = body.strip_prefix(['·', '.', ' ', '-']).unwrap_or(body);
            let length = body.chars().take_while(is_body).count();
            let figures = body
                .chars()
                .take(length)
                .filter(char::is_ascii_digit)
                .count();
            let tail = body.chars().count() - length;
            let special = body
                .chars()
                .nth(length)
                .is_some_and(|mark| "学警港澳挂使领".contains(mark));
            let fits = matches!(length, 5 | 6) || (length == 4 && special);
            (fits && figures >= 3).then_some((Plate, at == 0 && tail <= usize::from(special)))
        })
}

/// `00:1A:2B:3C:4D:5E`, also inside a text.
fn has_mac_address(bytes: &[u8]) -> bool {
    bytes.windows(17).any(|window| {
        let gap = window.get(2).copied().unwrap_or(0);
        matches!(gap, b':' | b'-')
            && window.iter().enumerate().all(|(place, byte)| {
                if place % 3 == 2 {
                    *byte == gap
                } else {
                    byte.is_ascii_hexdigit()
                }
            })
    })
}

/// The commonest Chinese surnames; over nine of ten people bear one of them.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖石韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝";

/// Whether a text looks like a Chinese personal name: a surname and one or two characters more.
#[must_use]
pub fn looks_like_name(text: &str) -> bool {
    const ENDS: &str =
        "路街村巷道区所站镇园场队局桥口里楼店厂校院山河海湖岛城市县案窃骗夺伤赌毒纠纷他";
    let marks: Vec<char> = text
        .chars()
        .filter(|mark| !"·　 *＊".contains(*mark))
        .collect();
    let is_han = |mark: &char| ('\u{4E00}'..='\u{9FFF}').contains(mark);
    let compound = [
        "欧阳", "司徒", "上官", "诸葛", "司马", "皇甫", "慕容", "东方",
    ]
    .iter()
    .any(|surname| text.starts_with(surname));
    let length = if compound { 3..=4 } else { 2..=3 };
    length.contains(&marks.len())
        && marks.iter().all(is_han)
        && (compound || marks.first().is_some_and(|first| SURNAMES.contains(*first)))
        && !marks.last().is_some_and(|last| ENDS.contains(*last))
}

/// Whether a text looks like a personal name in Latin letters: two or three words, each a capital and small letters, none a
/// word of places or offences.
fn looks_like_latin_name(text: &str) -> bool {
    const NO_NAMES: &[&str] = &[
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "lane",
        "park",
        "station",
        "square",
        "court",
        "drive",
        "way",
        "close",
        "place",
        "hill",
        "bridge",
        "school",
        "house",
        "market",
        "centre",
        "center",
        "mall",
        "north",
        "south",
        "east",
        "west",
        "beat",
        "ward",
        "district",
        "zone",
        "grid",
        "sector",
        "patrol",
        "gate",
        "point",
        "area",
        "community",
        "town",
        "village",
        "city",
        "theft",
        "crime",
        "robbery",
        "burglary",
        "fraud",
        "assault",
        "damage",
        "violence",
        "other",
        "vehicle",
        "social",
        "order",
        "police",
        "division",
        "central",
        "new",
        "old",
        "the",
        "of",
    ];
    let words: Vec<&str> = text.split(' ').collect();
    let is_word = |word: &&str| {
        let mut marks = word.chars();
        let capital = marks
            .next()
            .is_some_and(|first| first.is_uppercase() && first.is_ascii());
        let rest = marks.as_str();
        capital
            && (matches!(rest, "" | ".") || rest.bytes().all(|byte| byte.is_ascii_lowercase()))
            && !NO_NAMES.contains(&word.to_ascii_lowercase().as_str())
    };
    (2..=3).contains(&words.len()) && words.iter().all(is_word)
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
    fn a_column_called_name_is_judged_by_what_it_names() {
        let persons = |values: &[&str]| names_persons("Name", values.iter().copied());
        assert!(persons(&["张三", "李四", "王五"]));
        assert!(persons(&["John Smith", "Mary Jones", "J. R. Lee"]));
        assert!(!persons(&["Park Lane", "High Street", "Oxford Road"]));
        assert!(!persons(&["宝安大道", "西乡街道", "福永派出所"]));
        assert!(!names_persons(
            "street",
            ["John Smith", "Mary Jones"].into_iter()
        ));
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

    #[test]
    fn column_names_of_persons_are_known_in_both_languages() {
        for name in [
            "姓名",
            "报警人",
            "报警人电话",
            "嫌疑人姓名",
            "身份证号码",
            "联系电话",
            "车牌号",
            "处警民警",
            "IMEI",
            "Victim Name",
            "Phone Number",
            "phone1",
            "E-mail",
            "licence plate",
            "id_card",
            "家庭住址",
            "出生日期",
        ] {
            assert!(kind_of_name(name).is_some(), "{name}");
        }
        for name in [
            "报警时间",
            "报警来源",
            "报警方式",
            "报警人数",
            "嫌疑人数量",
            "案件编号",
            "LSOA name",
            "Station name",
            "Reported by",
            "案件名称",
            "派出所名称",
            "地址",
            "类别",
            "Description",
            "LocationDescription",
            "Name",
            "设备类型",
            "机构",
        ] {
            assert_eq!(kind_of_name(name), None, "{name}");
        }
    }
}

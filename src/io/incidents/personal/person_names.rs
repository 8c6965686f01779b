//! Texts that look like the name of a person.

use std::collections::BTreeSet;

use crate::io::incidents::column_words::plain_name;

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
}

//! Names of streets: hand-laid ones keep theirs, streets draw from a pool, lanes are numbered within their community.

use std::collections::{BTreeMap, BTreeSet};

use super::dice::Dice;
use super::streets::Streets;
use crate::model::road_network::RoadClass;

const FIRST: &str = "海 新 宝 福 兴 锦 华 富 康 景 翠 丰 裕 龙 凤 松 桥 沙 石 金 银 玉 明 朝 东 西 南 北 中 上 下 前 后 大 永 安 和 平 泰 祥 瑞 荣 盛 创 科 工 文 教 育 体 公 园 湖 河 江 山 岭 田 林 荔 蚝 榕 桂 梅 兰 竹 菊 莲 荷";
const SECOND: &str = "城 湖 港 民 兴 华 明 安 平 和 园 林 田 围 岗 塘 涌 边 头 尾 口 岭 坑 坪 埔 厦 洲 湾 岸 桥 门 里 村 新 业 达 发 茂 昌 隆 旺 盈 利 通 运 辉 耀 景 秀 芳 苑 庭 居 贤 德 仁 义 礼 信 智 文 武";

/// The name of each link, in the order of the links; a link of a bridge is named after its street.
pub(super) fn link_names(
    streets: &Streets,
    hand_laid: &[&'static str],
    community_near: impl Fn(u32) -> Option<(usize, &'static str)>,
    seed: u64,
) -> Vec<String> {
    let mut pool = Pool::new(seed, hand_laid);
    let mut by_street: BTreeMap<u32, String> = BTreeMap::new();
    let mut lanes: BTreeMap<usize, usize> = BTreeMap::new();
    let mut names = Vec::with_capacity(streets.links.len());
    for link in &streets.links {
        if let Some([one, other]) = link.ramp {
            let name = |street: u32| hand_laid.get(street as usize).copied().unwrap_or_default();
            names.push(format!("{}{}匝道", name(one), name(other)));
            continue;
        }
        let name = by_street.entry(link.street).or_insert_with(|| {
            if let Some(name) = hand_laid.get(link.street as usize) {
                return (*name).to_owned();
            }
            match (
                link.class,
                link.corners
                    .iter()
                    .find_map(|corner| community_near(*corner)),
            ) {
                (RoadClass::Lane, Some((community, name))) => {
                    let number = lanes.entry(community).or_default();
                    *number += 1;
                    format!("{name}{}巷", numeral(*number))
                }
                (RoadClass::Collector, _) => pool.draw(&["路", "路", "大道"]),
                (RoadClass::Expressway | RoadClass::Arterial, _) => pool.draw(&["大道"]),
                (RoadClass::Local | RoadClass::Lane, _) => {
                    pool.draw(&["路", "街", "路", "街", "道"])
                }
            }
        });
        names.push(name.clone());
    }
    names
}

/// Names not given out yet.
struct Pool {
    dice: Dice,
    used: BTreeSet<String>,
    first: Vec<&'static str>,
    second: Vec<&'static str>,
}

impl Pool {
    fn new(seed: u64, hand_laid: &[&'static str]) -> Self {
        Self {
            dice: Dice::new(seed, 4),
            used: hand_laid.iter().map(|name| (*name).to_owned()).collect(),
            first: FIRST.split(' ').collect(),
            second: SECOND.split(' ').collect(),
        }
    }

    /// A new name; after many misses one with a number, which is always new sooner or later.
    fn draw(&mut self, ends: &[&str]) -> String {
        for round in 0_usize.. {
            let first = self.first[self.dice.below(self.first.len())];
            let second = self.second[self.dice.below(self.second.len())];
            let end = ends[self.dice.below(ends.len())];
            let number = if round < 40 {
                String::new()
            } else {
                numeral(round - 38)
            };
            let name = format!("{first}{second}{number}{end}");
            if first != second && self.used.insert(name.clone()) {
                return name;
            }
        }
        String::new()
    }
}

/// A Chinese numeral, 1 to 999.
pub(super) fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (hundreds, tens, ones) = (number / 100 % 10, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text += DIGITS[hundreds];
        text += "百";
    }
    if tens > 0 {
        if tens > 1 || hundreds > 0 {
            text += DIGITS[tens];
        }
        text += "十";
    } else if hundreds > 0 && ones > 0 {
        text += "零";
    }
    if ones > 0 {
        text += DIGITS[ones];
    }
    text
}

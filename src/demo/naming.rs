//! Names of streets: hand-laid ones keep theirs, streets draw from a pool, lanes are numbered within their community.

use std::collections::{BTreeMap, BTreeSet};

use super::dice::Dice;
use super::streets::Streets;
use crate::model::road_network::RoadClass;

/// What streets of a subdistrict are named with first, in the order of [`SUBDISTRICTS`](super::places::SUBDISTRICTS).
const FIRST: [&str; 10] = [
    "宝 新 兴 裕 翠 灵 海 建 安 甲 湖 创 怡 前 天 荣 金 裕",
    "西 固 臣 流 盐 共 富 银 碧 乐 河 麻 盛 铁 蚝 金 永 华",
    "航 鹤 黄 洲 三 钟 锦 泰 草 宝 领 迎 顺 利 翔 云 恒 翠",
    "福 怀 白 凤 兴 政 同 德 龙 翠 新 聚 永 立 荔 景 大 桥",
    "展 塘 和 稔 桥 新 滨 会 蓝 重 海 荷 凯 正 福 锦 荔 永",
    "沙 蚝 壆 辛 步 民 环 衙 南 共 锦 后 西 万 帝 中 同 岗",
    "新 桥 上 万 寮 象 黄 中 洋 北 星 芙 庄 蚝 赛 环 广 大",
    "松 楼 潭 沙 红 东 江 溪 花 朗 碧 立 平 山 蚌 宝 丰 集",
    "燕 罗 塘 象 山 洪 广 龙 朝 桂 田 景 松 环 大 红 下 中",
    "石 岩 官 塘 水 浪 羊 应 麻 料 青 育 罗 如 宏 爱 上 永",
];
/// What they are named with after that.
const SECOND: &str = "安 和 兴 华 明 泰 丰 盛 园 城 湖 景 福 康 达 源 裕 隆 昌 荣 民 文 贤 德 平 宁 岗 塘 围 涌 田 林 岭 湾 洲 头 边 坑 井 山 门 富 建 业 发 乐 祥 通 运 辉 秀 贵 祺 晖 颐";
/// What follows the name of a community in the names of its own streets.
const OWN: [&str; 20] = [
    "路",
    "大街",
    "一路",
    "二路",
    "三路",
    "东路",
    "西路",
    "南路",
    "北路",
    "新路",
    "中路",
    "东街",
    "西街",
    "南街",
    "北街",
    "新街",
    "横街",
    "工业路",
    "公园路",
    "学校路",
];

/// Where a street lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address {
    /// Which subdistrict.
    pub(super) home: usize,
    /// Which community, and its name.
    pub(super) community: usize,
    pub(super) name: &'static str,
}

/// The name of each link, in the order of the links; a link of a bridge is named after its street.
pub(super) fn link_names(
    streets: &Streets,
    hand_laid: &[&'static str],
    near: impl Fn(u32) -> Option<Address>,
    seed: u64,
) -> Vec<String> {
    let mut pool = Pool::new(seed, hand_laid);
    let mut by_street: BTreeMap<u32, String> = BTreeMap::new();
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
            let address = link.corners.iter().find_map(|corner| near(*corner));
            pool.name(link.class, address)
        });
        names.push(name.clone());
    }
    names
}

/// Names not given out yet.
struct Pool {
    dice: Dice,
    used: BTreeSet<String>,
    first: Vec<Vec<&'static str>>,
    second: Vec<&'static str>,
    /// Lanes numbered so far in each community.
    lanes: BTreeMap<usize, usize>,
}

impl Pool {
    fn new(seed: u64, hand_laid: &[&'static str]) -> Self {
        Self {
            dice: Dice::new(seed, 4),
            used: hand_laid.iter().map(|name| (*name).to_owned()).collect(),
            first: FIRST.iter().map(|list| list.split(' ').collect()).collect(),
            second: SECOND.split(' ').collect(),
            lanes: BTreeMap::new(),
        }
    }

    /// A new name for a street of a class.
    fn name(&mut self, class: RoadClass, address: Option<Address>) -> String {
        match (class, address) {
            (RoadClass::Lane, Some(address)) => {
                let number = self.lanes.entry(address.community).or_default();
                *number += 1;
                format!("{}{}巷", address.name, numeral(*number))
            }
            (RoadClass::Local, Some(address)) => {
                let own = self.dice.unit() < 0.4;
                own.then(|| self.own(address))
                    .flatten()
                    .unwrap_or_else(|| self.draw(address.home, &["路", "街", "路"]))
            }
            (_, address) => {
                let home = address.map_or(0, |address| address.home);
                self.draw(home, &["路", "路", "路", "路", "路", "大道"])
            }
        }
    }

    /// A name after the street's community, as long as there are any.
    fn own(&mut self, address: Address) -> Option<String> {
        let stem = address.name.trim_end_matches("老街");
        OWN.iter()
            .map(|end| format!("{stem}{end}"))
            .find(|name| self.used.insert(name.clone()))
    }

    /// A new name; after many misses one with a number, which is always new sooner or later.
    fn draw(&mut self, home: usize, ends: &[&str]) -> String {
        let first = &self.first[home];
        for round in 0_usize.. {
            let first = first[self.dice.below(first.len())];
            let second = self.second[self.dice.below(self.second.len())];
            let end = ends[self.dice.below(ends.len())];
            let number = if round < 40 {
                String::new()
            } else {
                numeral(round - 39)
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

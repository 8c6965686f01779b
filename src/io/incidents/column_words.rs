//! What column names mean, in Chinese and English.

/// A column name as it is compared: small letters, half-width, without blanks, marks and brackets.
#[must_use]
pub fn plain_name(name: &str) -> String {
    name.chars()
        .map(half_width)
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A full-width mark as its half-width one.
#[must_use]
pub fn half_width(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        _ => character,
    }
}

/// A word list: names that mean it outright, and parts that speak for it, each with a score (100 is certain).
#[derive(Debug, Clone, Copy)]
pub struct Words {
    whole: &'static [(&'static str, u32)],
    part: &'static [(&'static str, u32)],
}

impl Words {
    /// How much a plain name speaks for the meaning; 0 is not at all.
    #[must_use]
    pub fn score(&self, plain: &str) -> u32 {
        let best = |words: &[(&str, u32)], fits: &dyn Fn(&str) -> bool| {
            words
                .iter()
                .filter(|(word, _)| fits(word))
                .map(|(_, score)| *score)
                .max()
                .unwrap_or(0)
        };
        best(self.whole, &|word| plain == word).max(best(self.part, &|word| plain.contains(word)))
    }
}

/// Longitude or easting.
pub const LONGITUDE: Words = Words {
    whole: &[
        ("longitude", 100),
        ("经度", 100),
        ("lon", 95),
        ("lng", 95),
        ("long", 90),
        ("东经", 90),
        ("jd", 60),
        ("easting", 70),
        ("east", 50),
        ("x", 50),
        ("pointx", 50),
        ("xcoord", 50),
        ("xcoordinate", 50),
        ("coordx", 50),
        ("x坐标", 55),
        ("坐标x", 55),
        ("zbx", 50),
        ("横坐标", 50),
        ("gisx", 50),
    ],
    part: &[
        ("longitude", 85),
        ("经度", 85),
        ("easting", 60),
        ("lng", 55),
        ("x坐标", 50),
        ("坐标x", 50),
    ],
};

/// Latitude or northing.
pub const LATITUDE: Words = Words {
    whole: &[
        ("latitude", 100),
        ("纬度", 100),
        ("lat", 95),
        ("北纬", 90),
        ("wd", 60),
        ("northing", 70),
        ("north", 50),
        ("y", 50),
        ("pointy", 50),
        ("ycoord", 50),
        ("ycoordinate", 50),
        ("coordy", 50),
        ("y坐标", 55),
        ("坐标y", 55),
        ("zby", 50),
        ("纵坐标", 50),
        ("gisy", 50),
    ],
    part: &[
        ("latitude", 85),
        ("纬度", 85),
        ("northing", 60),
        ("y坐标", 50),
        ("坐标y", 50),
    ],
};

/// Both coordinates in one.
pub const JOINED: Words = Words {
    whole: &[
        ("经纬度", 100),
        ("坐标", 90),
        ("经纬度坐标", 100),
        ("location", 80),
        ("coordinates", 90),
        ("coordinate", 85),
        ("point", 80),
        ("geom", 80),
        ("thegeom", 85),
        ("geometry", 85),
        ("wkt", 95),
        ("latlon", 95),
        ("latlng", 95),
        ("lonlat", 95),
        ("lnglat", 95),
        ("position", 70),
        ("geopoint", 90),
        ("geolocation", 90),
        ("georeference", 80),
    ],
    part: &[
        ("经纬度", 80),
        ("坐标", 60),
        ("latlng", 70),
        ("lnglat", 70),
        ("coordinates", 60),
    ],
};

/// When it happened; when it was reported counts less, later steps of the work least.
pub const TIME: Words = Words {
    whole: &[
        ("发案时间", 100),
        ("案发时间", 100),
        ("发生时间", 100),
        ("发案日期", 99),
        ("案发日期", 99),
        ("发生日期", 99),
        ("发案开始时间", 98),
        ("案发时间初值", 98),
        ("发案时间初值", 98),
        ("事发时间", 100),
        ("警情时间", 96),
        ("报警时间", 95),
        ("报案时间", 95),
        ("报警日期", 94),
        ("报案日期", 94),
        ("接警时间", 90),
        ("接警日期", 89),
        ("时间", 80),
        ("日期", 80),
        ("日期时间", 90),
        ("月份", 60),
        ("年月", 60),
        ("datetime", 95),
        ("date", 85),
        ("dateocc", 98),
        ("occurred", 95),
        ("occurredat", 96),
        ("occurredon", 96),
        ("occurrencedate", 96),
        ("incidentdate", 96),
        ("incidenttime", 90),
        ("dateofoccurrence", 98),
        ("offensedate", 96),
        ("timestamp", 85),
        ("time", 75),
        ("month", 60),
        ("reporteddate", 80),
        ("datereported", 80),
        ("reportedat", 80),
        ("daterptd", 80),
        ("calltime", 85),
        ("受理时间", 60),
        ("立案时间", 55),
        ("处警时间", 50),
        ("出警时间", 50),
        ("到达时间", 30),
        ("到场时间", 30),
        ("结案时间", 20),
        ("录入时间", 10),
        ("更新时间", 5),
        ("updatedon", 5),
    ],
    part: &[
        ("发案", 60),
        ("案发", 60),
        ("发生", 50),
        ("报警", 45),
        ("报案", 45),
        ("接警", 42),
        ("occur", 50),
        ("时间", 35),
        ("日期", 35),
        ("date", 30),
        ("time", 25),
    ],
};

/// The time of day in a column of its own.
pub const CLOCK: Words = Words {
    whole: &[
        ("时间", 80),
        ("时刻", 100),
        ("发案时刻", 100),
        ("发案时间", 90),
        ("案发时间", 90),
        ("报警时间", 85),
        ("报案时间", 85),
        ("time", 90),
        ("timeocc", 100),
        ("clock", 90),
        ("timeofday", 100),
        ("incidenttime", 95),
        ("时分", 90),
    ],
    part: &[("时刻", 60), ("时间", 40), ("time", 40)],
};

/// The kind of incident.
pub const CATEGORY: Words = Words {
    whole: &[
        ("案件类别", 100),
        ("警情类别", 100),
        ("案件类型", 98),
        ("警情类型", 98),
        ("案类", 90),
        ("案别", 90),
        ("类别", 90),
        ("类型", 85),
        ("案由", 80),
        ("案件性质", 85),
        ("警情性质", 85),
        ("报警类别", 92),
        ("报警类型", 90),
        ("案件种类", 90),
        ("警情分类", 92),
        ("案件分类", 92),
        ("事件类型", 88),
        ("警情大类", 90),
        ("警情小类", 70),
        ("案件小类", 70),
        ("primarytype", 100),
        ("crimetype", 100),
        ("category", 98),
        ("crimecategory", 99),
        ("offensetype", 95),
        ("offencetype", 95),
        ("incidenttype", 95),
        ("incidentcategory", 96),
        ("eventtype", 85),
        ("offense", 80),
        ("offence", 80),
        ("crime", 75),
        ("type", 75),
        ("kind", 70),
        ("class", 60),
        ("crmcddesc", 90),
    ],
    part: &[
        ("案件类", 70),
        ("警情类", 70),
        ("类别", 50),
        ("类型", 45),
        ("crimetype", 70),
        ("category", 50),
        ("offense", 45),
        ("offence", 45),
    ],
};

/// How it became known.
pub const DISCOVERY: Words = Words {
    whole: &[
        ("来源", 80),
        ("警情来源", 100),
        ("案件来源", 100),
        ("报警来源", 100),
        ("接警来源", 100),
        ("发现方式", 100),
        ("发现来源", 100),
        ("接警方式", 90),
        ("报警方式", 90),
        ("报警形式", 90),
        ("接警类型", 60),
        ("线索来源", 80),
        ("discovery", 100),
        ("discoveredby", 100),
        ("foundby", 95),
        ("source", 80),
        ("callsource", 95),
        ("origin", 60),
        ("initiatedby", 95),
        ("reportsource", 90),
        ("incidentsource", 95),
    ],
    part: &[("来源", 50), ("发现", 50), ("source", 40), ("discover", 60)],
};

/// How many incidents a row stands for.
pub const WEIGHT: Words = Words {
    whole: &[
        ("weight", 100),
        ("weights", 90),
        ("wt", 70),
        ("权重", 100),
        ("count", 95),
        ("counts", 90),
        ("cnt", 80),
        ("incidentcount", 100),
        ("incidents", 80),
        ("数量", 80),
        ("起数", 100),
        ("案件数", 100),
        ("警情数", 100),
        ("案件数量", 100),
        ("警情数量", 100),
        ("警情起数", 100),
        ("发案数", 100),
        ("次数", 70),
        ("件数", 90),
        ("demand", 70),
    ],
    part: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_width_and_marks() {
        assert_eq!(plain_name(" Primary_Type "), "primarytype");
        assert_eq!(plain_name("报案时间（初值）"), "报案时间初值");
        assert_eq!(plain_name("ＬＯＮ"), "lon");
    }

    #[test]
    fn degrees_speak_louder_than_a_bare_x() {
        assert!(LONGITUDE.score("longitude") > LONGITUDE.score("x"));
        assert_eq!(LONGITUDE.score("案件类别"), 0);
        assert!(TIME.score("发案时间") > TIME.score("报案时间"));
    }
}

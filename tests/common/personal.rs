//! An export with personal columns, rows with shifted cells among its rows, and what must be found nowhere afterwards.

/// Values that must appear nowhere once they stood in personal columns.
pub(crate) const CANARIES: [&str; 9] = [
    "张三丰",
    "11010519491231002X",
    "13800138000",
    "粤B12345",
    "490154203237518",
    "00:1A:2B:3C:4D:5E",
    "canary@example.cn",
    "4111111111111111",
    "CANARYTEXT",
];

pub(crate) fn personal_export() -> String {
    let mut text = String::from(
        "发案时间,类别,经度,纬度,报警人,身份证号,手机,车号,编号,网卡,信箱,账户,简要案情,网格编码\n",
    );
    for row in 0..30 {
        let lon = if row % 7 == 0 { "13800138000" } else { "113.9" };
        let row_text = format!(
            "2024-01-05 08:03,盗窃,{lon},22.6,张三丰,11010519491231002X,13800138000,粤B12345,490154203237518,00:1A:2B:3C:4D:5E,canary@example.cn,4111111111111111,CANARYTEXT 电话13800138000,440306001001001\n"
        );
        text += &row_text;
        // Broken rows: too many cells, values shifted by one.
        if row % 10 == 0 {
            text += "张三丰,2024-01-05,盗窃,张三丰,22.6,张三丰,13800138000\n";
            text += "2024-01-05,张三丰,113.9,22.6,x,x,x,x,x,x,x,x,x,x\n";
            text += "2024-01-05,盗窃,张三丰,13800138000,22.6,11010519491231002X,13800138000,粤B12345,490154203237518,00:1A:2B:3C:4D:5E,canary@example.cn,4111111111111111,CANARYTEXT,1\n";
        }
    }
    text
}

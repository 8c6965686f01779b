//! The shipped fonts as they are cut by `assets/fonts/make_fonts.sh`: for the screen, for paper and for pictures.

/// The fonts by name: Inter with tabular digits for Latin, the few marks that are narrow in English only, Noto Sans CJK SC
/// for Chinese.
pub const FILES: [(&str, &[u8]); 5] = [
    (
        "latin-regular",
        include_bytes!("../../assets/fonts/latin-regular.otf"),
    ),
    (
        "latin-bold",
        include_bytes!("../../assets/fonts/latin-bold.otf"),
    ),
    (
        "latin-marks",
        include_bytes!("../../assets/fonts/latin-marks.otf"),
    ),
    (
        "han-regular",
        include_bytes!("../../assets/fonts/han-regular.otf"),
    ),
    (
        "han-bold",
        include_bytes!("../../assets/fonts/han-bold.otf"),
    ),
];

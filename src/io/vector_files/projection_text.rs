//! The reference system of a `.prj` file: the text of a coordinate system, by its EPSG number or by its name.

/// The name by which [`crate::base::crs::Crs`] knows the system, or the file's own name for it; `None` without one.
pub(super) fn crs_name(text: &str) -> Option<String> {
    let own = name(text)?;
    Some(
        epsg(text)
            .or_else(|| known(own))
            .unwrap_or_else(|| own.to_owned()),
    )
}

/// The first quoted word: what the outermost system is called.
fn name(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('"')?;
    let (name, _) = rest.split_once('"')?;
    Some(name)
}

/// The number of the outermost system: its authority is the last word before the text closes.
fn epsg(text: &str) -> Option<String> {
    let squeezed: String = text.chars().filter(|mark| !mark.is_whitespace()).collect();
    let rest = squeezed.trim_end_matches([']', ')', ';', '\0']);
    let (_, last) = rest.rsplit_once(&['[', '('][..])?;
    let closing = squeezed.len() - rest.len();
    let outermost = closing == 2 && rest.to_ascii_uppercase().contains("AUTHORITY");
    let number = last.strip_prefix("\"EPSG\",")?.trim_matches('"');
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (outermost && digits).then(|| format!("epsg:{number}"))
}

/// Names that surveyors' programs write without a number.
fn known(name: &str) -> Option<String> {
    let plain: String = name
        .to_ascii_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let zone = |prefix: &str| {
        let rest = plain.strip_prefix(prefix)?;
        let north = rest.ends_with('n');
        let zone: u32 = rest.trim_end_matches(['n', 's']).parse().ok()?;
        (1..=60)
            .contains(&zone)
            .then(|| format!("epsg:{}{zone:02}", if north { 326 } else { 327 }))
    };
    let utm = zone("wgs1984utmzone").or_else(|| zone("wgs84utmzone"));
    let word = match plain.as_str() {
        "gcswgs1984" | "wgs84" | "wgs1984" => "wgs84",
        "gcschinageodeticcoordinatesystem2000"
        | "chinageodeticcoordinatesystem2000"
        | "gcscgcs2000"
        | "cgcs2000" => "epsg:4490",
        "cgcs20003degreegkcm114e"
        | "cgcs20003degreegausskrugercm114e"
        | "cgcs20003degreegkzone38"
        | "cgcs20003degreegausskrugerzone38" => "epsg:4547",
        "wgs1984webmercatorauxiliarysphere" | "wgs1984webmercator" | "wgs84pseudomercator" => {
            "epsg:3857"
        }
        _ => return utm,
    };
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::crs::Crs;

    #[test]
    fn what_programs_write_is_known_and_what_is_unknown_keeps_its_name() {
        let esri = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
        let gdal = r#"PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 114E",GEOGCS["China Geodetic Coordinate System 2000",AUTHORITY["EPSG","4490"]],PROJECTION["Transverse_Mercator"],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AUTHORITY["EPSG","4547"]]"#;
        let zone = r#"PROJCS["CGCS2000_3_Degree_GK_Zone_38",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000"]]]"#;
        let utm = r#"PROJCS["WGS_1984_UTM_Zone_50N",GEOGCS["GCS_WGS_1984"]]"#;
        for (text, crs) in [
            (esri, Crs::Wgs84),
            (gdal, Crs::GaussKrueger114),
            (zone, Crs::GaussKrueger114),
            (
                utm,
                Crs::Utm {
                    zone: 50,
                    north: true,
                },
            ),
        ] {
            let name = crs_name(text).expect("named");
            assert_eq!(Crs::parse(&name), Ok(crs), "{name}");
        }
        // The number belongs to a part of the system, not to the system.
        let beijing = r#"PROJCS["Beijing_1954_3_Degree_GK_CM_114E",GEOGCS["GCS_Beijing_1954",AUTHORITY["EPSG","4214"]]]"#;
        assert_eq!(
            crs_name(beijing).as_deref(),
            Some("Beijing_1954_3_Degree_GK_CM_114E")
        );
        for none in ["", "PROJCS", "\"", "LOCAL_CS"] {
            assert_eq!(crs_name(none), None, "{none}");
        }
    }
}

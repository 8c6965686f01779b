//! Rasters out: GeoTIFF for other programs, PNG for slides.

use std::io::{self, Cursor};
use std::path::Path;

use tiff::encoder::{TiffEncoder, colortype::Gray32Float};
use tiff::tags::Tag;

use super::safe_write::write_whole;
use crate::base::crs::Crs;

/// A raster as a file is to hold it: regular in the coordinates of its reference system.
#[derive(Debug, Clone, Copy)]
pub struct RasterImage<'a> {
    /// `width × height` values, row-major from the north-west cell.
    pub values: &'a [f32],
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The north-west corner of the north-west cell, x (or longitude) and y (or latitude).
    pub north_west: (f64, f64),
    /// Cell size along x and y, in the units of the reference system.
    pub cell: (f64, f64),
    /// The reference system of the two above.
    pub crs: Crs,
}

/// A raster of one colour ramp: see-through at 0, opaque at the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ramp {
    /// The value of the last colour; what is higher looks the same.
    pub top: f32,
}

/// GDAL's own tag for metadata as XML.
const GDAL_METADATA: u16 = 42112;
/// What GDAL shows as unit and description of the band.
const METADATA: &str = "<GDALMetadata>\
    <Item name=\"DESCRIPTION\" sample=\"0\" role=\"description\">Incident density</Item>\
    <Item name=\"UNITTYPE\" sample=\"0\" role=\"unittype\">incidents/km2</Item>\
    </GDALMetadata>";

/// Writes a float32 GeoTIFF of values in incidents per km².
///
/// # Errors
/// What the system says, or that the raster is too large for a TIFF.
pub fn write_geotiff(path: &Path, raster: &RasterImage) -> io::Result<()> {
    write_whole(path, &geotiff(raster).map_err(io::Error::other)?)
}

fn geotiff(raster: &RasterImage) -> tiff::TiffResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::with_capacity(raster.values.len() * 4 + 4096));
    let mut encoder = TiffEncoder::new(&mut bytes)?;
    let size = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut image = encoder.new_image::<Gray32Float>(size(raster.width), size(raster.height))?;
    let directory = image.encoder();
    let (dx, dy) = raster.cell;
    directory.write_tag(Tag::ModelPixelScaleTag, [dx, dy, 0.0].as_slice())?;
    let (west, north) = raster.north_west;
    let tie = [0.0, 0.0, 0.0, west, north, 0.0];
    directory.write_tag(Tag::ModelTiepointTag, tie.as_slice())?;
    directory.write_tag(Tag::GeoKeyDirectoryTag, geo_keys(raster.crs).as_slice())?;
    directory.write_tag(Tag::Unknown(GDAL_METADATA), METADATA)?;
    image.write_data(raster.values)?;
    Ok(bytes.into_inner())
}

/// The GeoKey directory: version 1.1.0, then key, place, count, value. Cells are areas.
fn geo_keys(crs: Crs) -> Vec<u16> {
    let code = |number: u16| match crs {
        Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 | Crs::Cgcs2000 => {
            vec![(1024, 2), (1025, 1), (2048, number)]
        }
        Crs::GaussKrueger114 | Crs::WebMercator | Crs::Utm { .. } => {
            vec![(1024, 1), (1025, 1), (3072, number)]
        }
        Crs::Plane => vec![(1025, 1)],
    };
    let keys = match crs {
        // GCJ-02 and BD-09 have no code: whoever writes such a raster converts it first.
        Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 => code(4326),
        Crs::Cgcs2000 => code(4490),
        Crs::GaussKrueger114 => code(4547),
        Crs::WebMercator => code(3857),
        Crs::Utm { zone, north } => code(if north { 32600 } else { 32700 } + u16::from(zone)),
        Crs::Plane => code(0),
    };
    let mut directory = vec![1, 1, 0, keys.len() as u16];
    for (key, value) in keys {
        directory.extend([key, 0, 1, value]);
    }
    directory
}

/// Dark violet over red and orange to pale yellow: lightness rises all the way, so it reads in greyscale and with any
/// colour sight.
const STOPS: [[f32; 3]; 6] = [
    [30.0, 12.0, 70.0],
    [92.0, 20.0, 110.0],
    [158.0, 42.0, 99.0],
    [220.0, 80.0, 62.0],
    [249.0, 150.0, 30.0],
    [252.0, 250.0, 170.0],
];

/// Writes a PNG with a colour ramp: see-through where there is nothing.
///
/// # Errors
/// What the system says, or that the raster is too large for a PNG.
pub fn write_png(path: &Path, raster: &RasterImage, ramp: Ramp) -> io::Result<()> {
    let mut bytes = Vec::new();
    let size = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut bytes, size(raster.width), size(raster.height));
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    let pixels: Vec<u8> = raster
        .values
        .iter()
        .flat_map(|&value| ramp.colour(value))
        .collect();
    writer.write_image_data(&pixels).map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)?;
    write_whole(path, &bytes)
}

impl Ramp {
    /// Red, green, blue and opacity of a value.
    fn colour(self, value: f32) -> [u8; 4] {
        let share = if self.top > 0.0 && value > 0.0 {
            (value / self.top).min(1.0)
        } else {
            return [0; 4];
        };
        let along = share * (STOPS.len() - 1) as f32;
        let stop = (along as usize).min(STOPS.len() - 2);
        let rest = along - stop as f32;
        let mixed = |channel: usize| {
            (STOPS[stop][channel] * (1.0 - rest) + STOPS[stop + 1][channel] * rest) as u8
        };
        let opacity = (share * 10.0).min(1.0) * 220.0;
        [mixed(0), mixed(1), mixed(2), opacity as u8]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raster(values: &[f32], crs: Crs) -> RasterImage<'_> {
        RasterImage {
            values,
            width: 3,
            height: 2,
            north_west: (113.75, 22.875),
            cell: (0.125, 0.25),
            crs,
        }
    }

    #[test]
    fn a_geotiff_gives_its_values_back() {
        let values = [0.0, 1.5, 2.0, 3.0, 1e-7, 9e6];
        let bytes = geotiff(&raster(&values, Crs::Wgs84)).expect("written");
        let mut decoder = tiff::decoder::Decoder::new(Cursor::new(bytes)).expect("a TIFF");
        assert_eq!(decoder.dimensions().expect("size"), (3, 2));
        let read = decoder.read_image().expect("values");
        assert!(matches!(read, tiff::decoder::DecodingResult::F32(found) if found == values));
    }

    #[test]
    fn gdal_reads_a_geotiff_without_complaint() {
        let folder = tempfile::tempdir().expect("a folder");
        for (crs, expected) in [
            (Crs::Wgs84, "WGS 84"),
            (Crs::GaussKrueger114, "CGCS2000"),
            (Crs::Plane, "Origin = (113.75"),
        ] {
            let path = folder.path().join("heat.tif");
            write_geotiff(&path, &raster(&[1.0; 6], crs)).expect("written");
            let Ok(told) = std::process::Command::new("gdalinfo").arg(&path).output() else {
                eprintln!("SKIPPED: gdalinfo is not installed");
                return;
            };
            let text = String::from_utf8_lossy(&told.stdout);
            assert!(told.status.success() && told.stderr.is_empty(), "{told:?}");
            assert!(text.contains(expected), "{text}");
            assert!(
                text.contains("Pixel Size = (0.125000000000000,-0.250000000000000)"),
                "{text}"
            );
            assert!(text.contains("Unit Type: incidents/km2"), "{text}");
        }
    }

    #[test]
    fn nothing_is_see_through_and_the_ramp_grows_lighter() {
        let ramp = Ramp { top: 10.0 };
        assert_eq!(ramp.colour(0.0)[3], 0);
        assert_eq!(ramp.colour(f32::NAN)[3], 0);
        let light = |value: f32| {
            let [red, green, blue, _] = ramp.colour(value).map(f32::from);
            0.21 * red + 0.72 * green + 0.07 * blue
        };
        for step in 1..20 {
            let value = 0.5 * step as f32;
            assert!(light(value) < light(value + 0.5), "{value}");
        }
    }
}

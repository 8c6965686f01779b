//! Base maps read by a worker that stays: the same tiles as here, and a worker that is gone is followed by the next.
#![cfg(all(target_os = "linux", feature = "gui"))]

mod common;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use patrolgrid::io::base_map::{TileAt, TileFile};
use patrolgrid::io::worker::tiles::TileReader;
use patrolgrid::ui::map::tile_can_be_drawn;
use tempfile::TempDir;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_patrolgrid"))
}

fn picture(grey: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut png = png::Encoder::new(&mut bytes, 256, 256);
    png.set_color(png::ColorType::Grayscale);
    let mut rows = png.write_header().expect("a head");
    rows.write_image_data(&vec![grey; 256 * 256]).expect("rows");
    drop(rows);
    bytes
}

/// What unpacks to a hundred million zeros.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        packed.write_all(&vec![0; 1 << 20]).expect("packed");
    }
    packed.finish().expect("packed")
}

/// A base map of zoom 2: pictures in the first row, whatever is given in the second.
fn base_map(folder: &TempDir, second: &[Vec<u8>]) -> PathBuf {
    let path = folder.path().join("底图.mbtiles");
    let database = rusqlite::Connection::open(&path).expect("made");
    database
        .execute_batch(
            "CREATE TABLE metadata (name TEXT, value TEXT);
             INSERT INTO metadata VALUES ('format', 'png'), ('attribution', '<b>测绘</b> &copy; 2026');
             CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);",
        )
        .expect("made");
    let put = |column: u32, row: u32, bytes: &[u8]| {
        let south = 3 - row;
        database
            .execute(
                "INSERT INTO tiles VALUES (2, ?1, ?2, ?3)",
                (column, south, bytes),
            )
            .expect("put");
    };
    for column in 0..4 {
        put(column, 0, &picture(column as u8));
    }
    for (column, bytes) in (0..).zip(second) {
        put(column, 1, bytes);
    }
    path
}

fn at(x: u32, y: u32) -> TileAt {
    TileAt { zoom: 2, x, y }
}

#[test]
fn a_worker_hands_over_the_tiles_that_are_read_here() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = base_map(&folder, &[]);
    let (mut there, about) = TileReader::by_worker(program(), &path).expect("opened");
    let mut here = TileFile::open(&path).expect("opened");
    assert_eq!(about, here.about());
    assert_eq!(about.by.as_deref(), Some("测绘 © 2026"));
    for x in 0..5 {
        for y in 0..2 {
            assert_eq!(there.tile(at(x, y)), here.tile(at(x, y)), "{x} {y}");
        }
    }
    assert_eq!(there.tile(at(1, 0)), Some(picture(1)));
    let Some(folder) = common::data_dir() else {
        return;
    };
    let path = folder.join("basemap/protomaps(vector)ODbL_firenze.pmtiles");
    let (mut there, _) = TileReader::by_worker(program(), &path).expect("opened");
    let duomo = TileAt {
        zoom: 14,
        x: 8704,
        y: 5971,
    };
    let tile = there.tile(duomo).expect("a tile");
    assert!(tile_can_be_drawn(&tile, 14));
}

#[test]
fn a_tile_that_cannot_be_drawn_is_none_and_the_others_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let half = picture(7)[..60].to_vec();
    let second = [bomb(), half, Vec::new(), "不是图片".into()];
    let path = base_map(&folder, &second);
    let (mut tiles, _) = TileReader::by_worker(program(), &path).expect("opened");
    for x in 0..4 {
        assert_eq!(tiles.tile(at(x, 1)), None, "{x}");
        assert_eq!(tiles.tile(at(x, 0)), Some(picture(x as u8)));
    }
}

#[test]
fn a_worker_that_is_gone_is_followed_by_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = base_map(&folder, &[]);
    let mortal = folder.path().join("mortal");
    let line = format!(
        "#!/bin/sh\nexec timeout -s KILL 2 '{}' \"$@\"\n",
        program().display()
    );
    std::fs::write(&mortal, line).expect("written");
    std::fs::set_permissions(&mortal, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    let (mut tiles, _) = TileReader::by_worker(&mortal, &path).expect("opened");
    for x in 0..3 {
        assert_eq!(tiles.tile(at(x, 0)), Some(picture(x as u8)));
        std::thread::sleep(Duration::from_millis(2100));
    }
    std::fs::remove_file(&path).expect("gone");
    // Nobody can open it again: no tile, no wait without end.
    assert_eq!(tiles.tile(at(0, 0)), None);
    assert_eq!(tiles.tile(at(1, 0)), None);
}

#[test]
fn what_is_no_base_map_or_no_worker_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("字.pmtiles");
    std::fs::write(&path, "PMTiles").expect("written");
    let error = TileReader::by_worker(program(), &path).expect_err("refused");
    let here = TileFile::open(&path).expect_err("refused");
    assert_eq!(error.message(), here.message());
    let sound = base_map(&folder, &[]);
    let error = TileReader::by_worker(Path::new("/bin/true"), &sound).expect_err("no worker");
    assert!(format!("{:?}", error.message()).contains("io-worker-broke"));
    assert!(TileReader::by_worker(Path::new("/nowhere"), &sound).is_err());
}

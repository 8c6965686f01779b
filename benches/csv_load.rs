//! How long an incident export of 1,000,000 rows takes to become a table. The file is made here, the same bytes every time;
//! `benches/peers/csv_load.py` reads the very same file with pandas, polars and pyarrow.

use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use rand::{Rng, SeedableRng};

const ROWS: usize = 1_000_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let folder = std::env::temp_dir();
    let plain = folder.join("patrolgrid_bench_incidents.csv");
    let bytes = write_export(&plain).expect("the temporary folder can be written");
    let packed = pack(&plain).expect("the temporary folder can be written");
    say_cpu_seconds("1M rows", &plain);
    say_cpu_seconds("1M rows, gzip", &packed);
    let mut group = criterion.benchmark_group("csv_load");
    group.throughput(Throughput::Bytes(bytes));
    for (name, path) in [("1M rows", &plain), ("1M rows, gzip", &packed)] {
        group.bench_function(name, |bencher| bencher.iter(|| black_box(read(path))));
    }
    group.finish();
    if let Some(data) = std::env::var_os("PATROLGRID_DATA") {
        let london = PathBuf::from(data).join("london/burglary_2010_2025.csv.gz");
        if london.is_file() {
            say_cpu_seconds("London, gzip", &london);
            criterion.bench_function("csv_load/London, gzip", |bencher| {
                bencher.iter(|| black_box(read(&london)));
            });
        }
    }
    criterion.final_summary();
}

fn read(path: &Path) -> usize {
    let reading = read_incidents(path, &IncidentOptions::default(), &Cancel::new())
        .expect("the bench's own file");
    assert!(reading.table.len() >= ROWS);
    reading.table.len()
}

/// Says the CPU seconds of the best of five readings, where the system counts them; a busy machine does not disturb those.
fn say_cpu_seconds(name: &str, path: &Path) {
    let nanoseconds = || -> Option<u64> {
        let counted = std::fs::read_to_string("/proc/self/schedstat").ok()?;
        counted.split(' ').next()?.parse().ok()
    };
    let once = || {
        let before = nanoseconds()?;
        black_box(read(path));
        Some(nanoseconds()? - before)
    };
    match (0..5).filter_map(|_| once()).min() {
        Some(best) => eprintln!("csv_load/{name}: {:.3} CPU s", best as f64 / 1e9),
        None => eprintln!("csv_load/{name}: CPU seconds are not counted on this system"),
    }
}

/// A police export: case number, time, category, degrees, source, community.
fn write_export(path: &Path) -> std::io::Result<u64> {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(file, "案件编号,发案时间,案件类别,经度,纬度,警情来源,社区")?;
    let categories = [
        "盗窃", "抢劫", "诈骗", "纠纷", "交通", "火警", "求助", "赌博",
    ];
    for row in 0..ROWS {
        let source = if random.random_bool(0.06) {
            "巡逻发现"
        } else {
            "110接警"
        };
        writeln!(
            file,
            "A4403062024{row:010},2024-{:02}-{:02} {:02}:{:02}:00,{},{:.6},{:.6},{source},社区{}",
            random.random_range(1..=12),
            random.random_range(1..=28),
            random.random_range(0..24),
            random.random_range(0..60),
            categories[random.random_range(0..categories.len())],
            random.random_range(113.75..114.0),
            random.random_range(22.52..22.85),
            random.random_range(1..=124),
        )?;
    }
    file.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

fn pack(plain: &Path) -> std::io::Result<PathBuf> {
    let path = plain.with_extension("csv.gz");
    let mut encoder = flate2::write::GzEncoder::new(
        std::fs::File::create(&path)?,
        flate2::Compression::default(),
    );
    std::io::copy(&mut std::fs::File::open(plain)?, &mut encoder)?;
    encoder.finish()?;
    Ok(path)
}

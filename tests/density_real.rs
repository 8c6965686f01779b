//! The promise of the density on real incidents: London (places snapped to streets, a million rows) and Chicago (a thousand
//! rows at one place). The worst is looked for where it is likely: the highest, faintest, steepest and most bent ground.

mod common;

use std::path::Path;

use patrolgrid::analysis::cell_places::CellPlaces;
use patrolgrid::analysis::density::{DensityIndex, DensityRule, Kernel, WeightedPlaces};
use patrolgrid::analysis::raster::RasterFrame;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalBox, LocalXy, LonLat};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::Metres;
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};

const SIZE: (usize, usize) = (640, 480);

struct City {
    projection: LocalProjection,
    places: WeightedPlaces,
    index: DensityIndex,
    /// West, south, east, north, degrees.
    extent: [f64; 4],
}

impl City {
    fn read(file: &Path, extent: [f64; 4]) -> Self {
        let read = read_incidents(file, &IncidentOptions::default(), &Cancel::new());
        let table = read.expect("the real file is sound").table;
        let projection = LocalProjection::of_project(table.middle(), None).expect("incidents");
        let places = table.positions().iter();
        let places = WeightedPlaces {
            places: places.map(|place| projection.to_local(*place)).collect(),
            weights: None,
        };
        Self {
            index: DensityIndex::new(&places),
            projection,
            places,
            extent,
        }
    }

    /// The cells of a raster regular in degrees.
    fn cells(&self) -> CellPlaces {
        let [west, south, east, north] = self.extent;
        let local = |column: usize, row: usize| {
            let share = |index: usize, count: usize| (index as f64 + 0.5) / count as f64;
            self.projection.to_local(LonLat::new(
                west + share(column, SIZE.0) * (east - west),
                north - share(row, SIZE.1) * (north - south),
            ))
        };
        let (x, y) = (
            local(0, 0).distance(local(1, 0)),
            local(0, 0).distance(local(0, 1)),
        );
        CellPlaces::new(SIZE.0, SIZE.1, (x, y), local)
    }

    /// A frame regular in metres.
    fn frame(&self) -> RasterFrame {
        let [west, south, east, north] = self.extent;
        let extent = LocalBox {
            min: self.projection.to_local(LonLat::new(west, south)),
            max: self.projection.to_local(LonLat::new(east, north)),
        };
        RasterFrame::filling(extent, SIZE.0, SIZE.1)
    }

    /// Holds both rasters of a rule to the promise.
    fn hold(&self, name: &str, rule: DensityRule) {
        let (cells, frame) = (self.cells(), self.frame());
        let placed = self.index.values_at(rule, &cells, &Cancel::new());
        let placed = placed.expect("nobody cancels");
        let regular = self.index.raster(rule, frame, &Cancel::new());
        let regular = regular.expect("nobody cancels").values;
        let of_degrees = |cell: usize| cells.centre(cell % SIZE.0, cell / SIZE.0);
        let of_metres = |cell: usize| frame.centre(cell % SIZE.0, cell / SIZE.0);
        for (kind, values, worst) in [
            ("degrees", &placed, self.worst(rule, &placed, of_degrees)),
            ("metres", &regular, self.worst(rule, &regular, of_metres)),
        ] {
            assert!(
                values.iter().all(|value| *value >= 0.0),
                "{name} {kind} {rule:?}"
            );
            assert!(worst <= 1e-3, "{name}, raster in {kind}, {rule:?}: {worst}");
        }
    }

    /// The greatest relative error over some 300 cells above 1 % of the peak.
    fn worst(&self, rule: DensityRule, values: &[f32], at: impl Fn(usize) -> LocalXy) -> f64 {
        let peak = f64::from(values.iter().copied().fold(0.0, f32::max));
        let looked_at = telling_cells(values);
        assert!(looked_at.len() >= 300, "only {} cells", looked_at.len());
        let error = |cell: usize| {
            let exact = self.index.density_at(rule, at(cell)).0;
            let error = (f64::from(values[cell]) / exact - 1.0).abs();
            if exact > 0.01 * peak { error } else { 0.0 }
        };
        // The exact values themselves, against the formula and every place.
        for &cell in looked_at.iter().step_by(101) {
            let (place, h) = (at(cell), rule.bandwidth.0);
            let all = self.places.places.iter();
            let sum: f64 = all
                .map(|own| rule.kernel.value(own.distance(place).0 / h))
                .sum();
            let share = self.index.density_at(rule, place).0 / (sum / (h * h) * 1e6);
            assert!((share - 1.0).abs() < 1e-9, "{rule:?}: {share}");
        }
        looked_at.into_iter().map(error).fold(0.0, f64::max)
    }
}

/// Cells above 1 % of the peak: the highest, the faintest, the steepest and the most bent, outright and for their height,
/// and some between.
fn telling_cells(values: &[f32]) -> Vec<usize> {
    let (width, height) = SIZE;
    let peak = values.iter().copied().fold(0.0, f32::max);
    let inner = (1..height - 1).flat_map(|row| (1..width - 1).map(move |column| (row, column)));
    let cells: Vec<usize> = inner
        .map(|(row, column)| row * width + column)
        .filter(|&cell| values[cell] > 0.0101 * peak)
        .collect();
    let about = |cell: usize| [cell - 1, cell + 1, cell - width, cell + width].map(|at| values[at]);
    let steep = |cell: usize| {
        let [west, east, north, south] = about(cell);
        (east - west).hypot(south - north)
    };
    let bent = |cell: usize| {
        let [west, east, north, south] = about(cell);
        (east + west - 2.0 * values[cell]).abs() + (north + south - 2.0 * values[cell]).abs()
    };
    let most = |of: &dyn Fn(usize) -> f32| {
        let mut sorted = cells.clone();
        sorted.sort_by(|&a, &b| of(b).total_cmp(&of(a)));
        sorted.into_iter().take(50).collect::<Vec<_>>()
    };
    let mut found = most(&|cell| values[cell]);
    found.extend(most(&|cell| -values[cell]));
    found.extend(most(&steep));
    found.extend(most(&|cell| steep(cell) / values[cell]));
    found.extend(most(&bent));
    found.extend(most(&|cell| bent(cell) / values[cell]));
    found.extend(cells.iter().step_by((cells.len() / 120).max(1)));
    found.sort_unstable();
    found.dedup();
    found
}

fn hold_all(name: &str, file: &str, extent: [f64; 4]) {
    let Some(folder) = common::data_dir() else {
        return;
    };
    let city = City::read(&folder.join(file), extent);
    for kernel in Kernel::ALL {
        for bandwidth in [100.0, 300.0, 1000.0] {
            let bandwidth = Metres(bandwidth);
            city.hold(name, DensityRule { kernel, bandwidth });
        }
    }
}

#[test]
fn every_kernel_keeps_the_promise_on_london() {
    hold_all(
        "London",
        "london/burglary_2010_2025.csv.gz",
        [-0.52, 51.28, 0.34, 51.70],
    );
}

#[test]
fn every_kernel_keeps_the_promise_on_chicago() {
    hold_all(
        "Chicago",
        "chicago/crimes_2018.csv.gz",
        [-87.95, 41.64, -87.52, 42.03],
    );
}

//! Reading places off a lattice of cubic spline coefficients one by one: rows and columns share nothing.

use std::ops::Range;

use pulp::{Arch, NullaryFnOnce};

use super::convolve::Convolved;
use super::lattice::Lattice;
use super::upsample::{cubic, first_of_four};
use crate::analysis::cell_places::CellPlaces;
use crate::base::coords::LocalXy;

/// Where places lie among the inner nodes of a lattice.
#[derive(Debug)]
pub(super) struct PlaceReader<'a> {
    places: &'a CellPlaces,
    /// The first inner node.
    west: f64,
    north: f64,
    nodes_a_metre: f64,
    columns: usize,
    rows: usize,
}

impl<'a> PlaceReader<'a> {
    /// Readings of places off the inner nodes of their lattice.
    pub(super) fn new(places: &'a CellPlaces, lattice: &Lattice) -> Self {
        let inset = lattice.margin as f64 * lattice.step;
        Self {
            places,
            west: lattice.west + inset,
            north: lattice.north - inset,
            nodes_a_metre: 1.0 / lattice.step,
            columns: lattice.inner_width(),
            rows: lattice.inner_height(),
        }
    }

    /// The inner rows of nodes that some rows of cells are read off: a row of cells lies south of the one before it.
    pub(super) fn node_rows(&self, rows: &Range<usize>) -> Range<usize> {
        let firsts = |row: usize| {
            let columns = 0..self.places.width();
            columns.map(move |column| self.row(self.places.centre(column, row)).0)
        };
        let first = firsts(rows.start).min().unwrap_or(0);
        let last = firsts(rows.end - 1).max().unwrap_or(0);
        first..last.max(first) + 4
    }

    /// Fills rows of cells; `first_node_row` is the inner row the convolved rows begin with.
    pub(super) fn fill(
        &self,
        convolved: &Convolved,
        first_node_row: usize,
        rows: Range<usize>,
        values: &mut [f32],
    ) {
        Arch::new().dispatch(Fill {
            reader: self,
            convolved,
            first_node_row,
            rows,
            values,
        });
    }

    /// The first row of nodes a place is read off, and how far it lies beyond the second.
    #[inline(always)]
    fn row(&self, place: LocalXy) -> (usize, f64) {
        first_of_four((self.north - place.y) * self.nodes_a_metre, self.rows)
    }

    #[inline(always)]
    fn column(&self, place: LocalXy) -> (usize, f64) {
        first_of_four((place.x - self.west) * self.nodes_a_metre, self.columns)
    }
}

/// Rows of cells to be filled.
struct Fill<'a> {
    reader: &'a PlaceReader<'a>,
    convolved: &'a Convolved,
    first_node_row: usize,
    rows: Range<usize>,
    values: &'a mut [f32],
}

impl NullaryFnOnce for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.reader.places.width();
        for (row, values) in self.rows.zip(self.values.chunks_exact_mut(width)) {
            for (column, value) in values.iter_mut().enumerate() {
                let place = self.reader.places.centre(column, row);
                *value = read(self.reader, self.convolved, self.first_node_row, place);
            }
        }
    }
}

/// The value at a place from 4 × 4 nodes; never under 0.
#[inline(always)]
fn read(reader: &PlaceReader, convolved: &Convolved, first_node_row: usize, place: LocalXy) -> f32 {
    let (column, across) = reader.column(place);
    let (row, down) = reader.row(place);
    let across = cubic(across).map(|share| share as f32);
    let mut sum = 0.0;
    for (offset, share) in cubic(down).into_iter().enumerate() {
        let from = (row + offset).wrapping_sub(first_node_row) * convolved.stride + column;
        let nodes = convolved.nodes.get(from..from + 4).unwrap_or(&[0.0; 4]);
        let along = (across[0] * nodes[0] + across[1] * nodes[1])
            + (across[2] * nodes[2] + across[3] * nodes[3]);
        sum += share as f32 * along;
    }
    sum.max(0.0)
}

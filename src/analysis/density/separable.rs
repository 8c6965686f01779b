//! An even, symmetric filter as a short sum of separable ones: its eigenvectors.

/// A separable term: the same even filter along both axes.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// What the term counts for.
    pub(super) factor: f64,
    /// The filter from its centre outwards; tap j stands for offsets +j and -j.
    pub(super) half: Vec<f32>,
}

/// A square matrix over offsets 0 to `reach`; entry (i, j) stands for ±i, ±j. Also any other square matrix.
pub(super) type Quarter = Vec<Vec<f64>>;

/// The fewest eigenvector terms whose rest has a root sum of squares within the tolerance, scaled to add up to 1.
pub(super) fn separable_terms(taps: Quarter, tolerance: f64) -> Vec<Term> {
    // Offsets other than 0 stand for two taps: √2 on either side makes the quarter's norm that of the whole.
    let share = |index: usize| if index == 0 { 1.0 } else { 2.0_f64.sqrt() };
    let weighted = taps
        .into_iter()
        .enumerate()
        .map(|(row, taps)| {
            let weigh = |(column, tap): (usize, f64)| tap * share(row) * share(column);
            taps.into_iter().enumerate().map(weigh).collect()
        })
        .collect();
    let mut pairs = eigen_pairs(weighted);
    pairs.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let mut rest: f64 = pairs.iter().map(|(value, _)| value * value).sum();
    let mut kept = Vec::new();
    for (value, vector) in pairs {
        if rest <= tolerance * tolerance {
            break;
        }
        rest -= value * value;
        let half: Vec<f64> = vector
            .iter()
            .enumerate()
            .map(|(index, entry)| entry / share(index))
            .collect();
        kept.push((value, half));
    }
    let mass = |half: &[f64]| 2.0 * half.iter().sum::<f64>() - half[0];
    let total: f64 = kept
        .iter()
        .map(|(value, half)| value * mass(half) * mass(half))
        .sum();
    kept.into_iter()
        .map(|(value, half)| Term {
            factor: value / total,
            half: half.iter().map(|&tap| tap as f32).collect(),
        })
        .collect()
}

/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations.
fn eigen_pairs(mut matrix: Quarter) -> Vec<(f64, Vec<f64>)> {
    let size = matrix.len();
    let mut vectors: Quarter = (0..size)
        .map(|row| {
            (0..size)
                .map(|column| f64::from(u8::from(row == column)))
                .collect()
        })
        .collect();
    for _ in 0..30 {
        let mut moved = false;
        for p in 0..size {
            for q in p + 1..size {
                moved |= rotate(&mut matrix, &mut vectors, p, q);
            }
        }
        if !moved {
            break;
        }
    }
    vectors
        .into_iter()
        .enumerate()
        .map(|(index, vector)| (matrix[index][index], vector))
        .collect()
}

/// One Jacobi rotation that makes entry (p, q) zero; `vectors` holds eigenvectors as rows. Whether there was anything to do.
fn rotate(matrix: &mut Quarter, vectors: &mut Quarter, p: usize, q: usize) -> bool {
    let off = matrix[p][q];
    let scale = (matrix[p][p] * matrix[q][q]).abs().sqrt();
    if off.abs() <= 1e-14 * scale || off.abs() < 1e-30 {
        return false;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * off);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for row in matrix.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    for rows in [matrix, vectors] {
        #[expect(clippy::needless_range_loop, reason = "two rows are turned at once")]
        for k in 0..rows.len() {
            (rows[p][k], rows[q][k]) = (
                c * rows[p][k] - s * rows[q][k],
                s * rows[p][k] + c * rows[q][k],
            );
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigen_pairs_make_the_matrix_again() {
        let size = 7;
        let matrix: Quarter = (0..size)
            .map(|i| (0..size).map(|j| 1.0 / (1.0 + (i + j) as f64)).collect())
            .collect();
        let pairs = eigen_pairs(matrix.clone());
        for (i, row) in matrix.iter().enumerate() {
            for (j, entry) in row.iter().enumerate() {
                let made: f64 = pairs.iter().map(|(value, v)| value * v[i] * v[j]).sum();
                assert!((made - entry).abs() < 1e-12);
            }
        }
    }
}

//! Hatching: slanting lines across areas, cut off exactly at their borders.

use super::drawing::{At, Path, Step};

/// Lines at 45 degrees across the rings of a path (straight steps only), so far apart, by the even-odd rule; they run on from one area
/// to the next.
#[must_use]
pub fn hatch(rings: &Path, apart: f32) -> Path {
    // In turned axes lines lie level: u along a line, v across.
    let turned = |at: At| ((at.x - at.y), (at.x + at.y));
    let mut crossings: Vec<(i32, f32)> = Vec::new();
    for (from, to) in edges(rings) {
        let ((u0, v0), (u1, v1)) = (turned(from), turned(to));
        let (low, high) = (v0.min(v1), v0.max(v1));
        let step = apart * std::f32::consts::SQRT_2;
        let (first, last) = ((low / step).ceil() as i32, (high / step).ceil() as i32);
        // Half open: a line through a corner crosses the two edges there once.
        for line in first..last {
            let v = line as f32 * step;
            let part = (v - v0) / (v1 - v0);
            crossings.push((line, part.mul_add(u1 - u0, u0)));
        }
    }
    crossings.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut path = Path::default();
    for pair in crossings
        .chunk_by(|a, b| a.0 == b.0)
        .flat_map(|line| line.chunks_exact(2))
    {
        let [(line, from), (_, to)] = pair else {
            continue;
        };
        let v = *line as f32 * apart * std::f32::consts::SQRT_2;
        let back = |u: f32| At::new(f32::midpoint(v, u), (v - u) / 2.0);
        if to - from > 0.2 {
            path.course([back(*from), back(*to)]);
        }
    }
    path
}

fn edges(rings: &Path) -> Vec<(At, At)> {
    let mut edges = Vec::new();
    let (mut start, mut last) = (None::<At>, None::<At>);
    let close = |start: &Option<At>, last: &Option<At>, edges: &mut Vec<(At, At)>| {
        if let (Some(start), Some(last)) = (start, last) {
            edges.push((*last, *start));
        }
    };
    for step in &rings.0 {
        match step {
            Step::Move(at) => {
                close(&start, &last, &mut edges);
                (start, last) = (Some(*at), Some(*at));
            }
            Step::Line(at) | Step::Curve(_, _, at) => {
                if let Some(last) = last {
                    edges.push((last, *at));
                }
                last = Some(*at);
            }
            Step::Close => {
                close(&start, &last, &mut edges);
                (start, last) = (None, None);
            }
        }
    }
    close(&start, &last, &mut edges);
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::paper::drawing::Area;

    fn length(path: &Path) -> f32 {
        let ends = path.0.chunks_exact(2).map(|pair| match pair {
            [Step::Move(a), Step::Line(b)] => a.far(*b),
            _ => panic!("not a line"),
        });
        ends.sum()
    }

    #[test]
    fn lines_lie_inside_and_cover_the_area_evenly() {
        let area = Area::new(10.0, 20.0, 120.0, 70.0);
        let lines = hatch(&Path::area(area), 4.0);
        for step in &lines.0 {
            let (Step::Move(at) | Step::Line(at)) = step else {
                panic!("a curve");
            };
            assert!(area.shrunk(-0.01).holds(*at), "{at:?}");
        }
        let even = area.width * area.height / 4.0;
        assert!(
            (length(&lines) / even - 1.0).abs() < 0.05,
            "{}",
            length(&lines)
        );
    }

    #[test]
    fn a_hole_is_not_hatched() {
        let mut path = Path::area(Area::new(0.0, 0.0, 100.0, 100.0));
        path.0
            .extend(Path::area(Area::new(25.0, 25.0, 50.0, 50.0)).0);
        let even = (100.0 * 100.0 - 50.0 * 50.0) / 5.0;
        assert!((length(&hatch(&path, 5.0)) / even - 1.0).abs() < 0.05);
    }
}

//! From hand-laid lines to a mesh: curves drawn out, crossings made corners, loose ends trimmed, blocks found.

use std::collections::{BTreeMap, BTreeSet};

use super::curves::{curve, inside, outline};
use super::geography::LINES;
use super::lattice::{Place, Spot, meeting};
use super::mesh::{Course, Edge, Mesh};
use super::smooth::smooth;
use super::weave::{find_blocks, link_around_corners};

/// Corners nearer than this are one, metres.
const MERGE: f64 = 14.0;
/// The stretch of road on either side of a river that is bridge, metres.
const BRIDGE_ARM: f64 = 38.0;

/// A stretch between two corners of the arrangement, by corner number.
type Stretch = (usize, usize);

#[derive(Debug, Default)]
struct Arrangement {
    corners: Vec<Place>,
    cells: BTreeMap<(i64, i64), Vec<usize>>,
    stretches: BTreeMap<Stretch, Edge>,
}

/// What the hand-laid lines amount to.
#[derive(Debug)]
pub(super) struct Bones {
    /// The blocks between main roads, rivers and ridges.
    pub(super) mesh: Mesh,
    /// Road stretches over open water, outside every block: corner, corner, edge.
    pub(super) offshore: Vec<(u32, u32, Edge)>,
    /// All drawn stretches, for fields and distances.
    pub(super) stretches: Vec<(Place, Place, Course)>,
    /// Names of the first streets by number.
    pub(super) names: Vec<&'static str>,
}

/// The mesh of the hand-laid lines; the same for every seed.
pub(super) fn bones() -> Bones {
    let outline = outline();
    let mut arrangement = Arrangement::default();
    let mut names = vec!["海岸", "区界"];
    arrangement.add(&outline.0, Course::Coast, 0);
    arrangement.add(&outline.1, Course::Border, 1);
    for line in LINES {
        let street = names.len() as u32;
        names.push(line.name);
        let curve = curve(line.points, 90.0, line.course == Course::Ridge);
        arrangement.add(&curve, line.course, street);
    }
    arrangement.settle();
    let ring: Vec<Place> = outline
        .0
        .iter()
        .chain(outline.1.iter().skip(1))
        .copied()
        .collect();
    arrangement.drop_outside(&ring);
    arrangement.trim();
    smooth(&mut arrangement.corners, &arrangement.stretches);
    arrangement.mark_bridges();
    let stretches = arrangement
        .stretches
        .iter()
        .map(|((a, b), edge)| {
            (
                arrangement.corners[*a],
                arrangement.corners[*b],
                edge.course,
            )
        })
        .collect();
    let (mesh, offshore) = arrangement.into_mesh(&ring);
    Bones {
        mesh,
        offshore,
        stretches,
        names,
    }
}

impl Arrangement {
    fn add(&mut self, curve: &[Place], course: Course, street: u32) {
        let corners: Vec<usize> = curve
            .iter()
            .map(|place| self.corner(place.spot()))
            .collect();
        for pair in corners.windows(2) {
            if let [a, b] = pair {
                self.put(
                    *a,
                    *b,
                    Edge {
                        course,
                        street,
                        bridge: false,
                    },
                );
            }
        }
    }

    /// The corner at a spot: one that is near, or a new one.
    fn corner(&mut self, spot: Spot) -> usize {
        let cell = cell_of(spot);
        for x in cell.0 - 1..=cell.0 + 1 {
            for y in cell.1 - 1..=cell.1 + 1 {
                let near = self.cells.get(&(x, y)).and_then(|list| {
                    list.iter()
                        .copied()
                        .find(|index| self.corners[*index].spot().distance(spot) < MERGE)
                });
                if let Some(index) = near {
                    return index;
                }
            }
        }
        self.corners.push(Place::of_spot(spot));
        self.cells
            .entry(cell)
            .or_default()
            .push(self.corners.len() - 1);
        self.corners.len() - 1
    }

    /// Adds a stretch; where one lies already, the outline stays the outline and the greater road wins otherwise.
    fn put(&mut self, a: usize, b: usize, edge: Edge) {
        if a == b {
            return;
        }
        let kept = self.stretches.entry((a.min(b), a.max(b))).or_insert(edge);
        if rank(edge.course) < rank(kept.course) {
            *kept = edge;
        }
    }

    /// Makes every crossing and every near touch a corner, until none is left.
    fn settle(&mut self) {
        for _ in 0..24 {
            if !self.split_once() {
                break;
            }
        }
    }

    fn split_once(&mut self) -> bool {
        let stretches: Vec<(Stretch, Edge)> =
            self.stretches.iter().map(|(s, e)| (*s, *e)).collect();
        let mut cuts: BTreeMap<Stretch, BTreeSet<usize>> = BTreeMap::new();
        let buckets = self.buckets(&stretches);
        for (index, (own, _)) in stretches.iter().enumerate() {
            let mut others: Vec<usize> = self
                .cells_of(*own)
                .into_iter()
                .flat_map(|cell| buckets.get(&cell).into_iter().flatten().copied())
                .filter(|other| *other > index)
                .collect();
            others.sort_unstable();
            others.dedup();
            for other in others {
                self.note_cuts(*own, stretches[other].0, &mut cuts);
            }
        }
        let changed = !cuts.is_empty();
        for (stretch, corners) in cuts {
            self.cut(stretch, corners);
        }
        changed
    }

    fn note_cuts(
        &mut self,
        own: Stretch,
        other: Stretch,
        cuts: &mut BTreeMap<Stretch, BTreeSet<usize>>,
    ) {
        for (stretch, corner) in [
            (own, other.0),
            (own, other.1),
            (other, own.0),
            (other, own.1),
        ] {
            if self.lies_on(corner, stretch) {
                cuts.entry(stretch).or_default().insert(corner);
            }
        }
        if own.0 == other.0 || own.0 == other.1 || own.1 == other.0 || own.1 == other.1 {
            return;
        }
        let at = |index: usize| self.corners[index].spot();
        if let Some((along, _)) = meeting(at(own.0), at(own.1), at(other.0), at(other.1)) {
            let corner = self.corner(at(own.0).between(at(own.1), along));
            for stretch in [own, other] {
                if corner != stretch.0 && corner != stretch.1 {
                    cuts.entry(stretch).or_default().insert(corner);
                }
            }
        }
    }

    fn lies_on(&self, corner: usize, stretch: Stretch) -> bool {
        if corner == stretch.0 || corner == stretch.1 {
            return false;
        }
        let at = |index: usize| self.corners[index].spot();
        at(corner).distance_to_stretch(at(stretch.0), at(stretch.1)) < MERGE * 0.6
    }

    fn cut(&mut self, stretch: Stretch, corners: BTreeSet<usize>) {
        let Some(edge) = self.stretches.remove(&stretch) else {
            return;
        };
        let from = self.corners[stretch.0].spot();
        let along = from.to(self.corners[stretch.1].spot());
        let mut chain: Vec<usize> = corners.into_iter().collect();
        chain.sort_by(|a, b| {
            let on = |index: usize| from.to(self.corners[index].spot()).dot(along);
            on(*a).total_cmp(&on(*b))
        });
        chain.insert(0, stretch.0);
        chain.push(stretch.1);
        for pair in chain.windows(2) {
            if let [a, b] = pair {
                self.put(*a, *b, edge);
            }
        }
    }

    fn cells_of(&self, stretch: Stretch) -> Vec<(i64, i64)> {
        let (a, b) = (
            self.corners[stretch.0].spot(),
            self.corners[stretch.1].spot(),
        );
        let size = 200.0;
        let range = |low: f64, high: f64| {
            (
                ((low - MERGE) / size).floor() as i64,
                ((high + MERGE) / size).floor() as i64,
            )
        };
        let (west, east) = range(a.x.min(b.x), a.x.max(b.x));
        let (south, north) = range(a.y.min(b.y), a.y.max(b.y));
        (west..=east)
            .flat_map(|x| (south..=north).map(move |y| (x, y)))
            .collect()
    }

    fn buckets(&self, stretches: &[(Stretch, Edge)]) -> BTreeMap<(i64, i64), Vec<usize>> {
        let mut buckets: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (index, (stretch, _)) in stretches.iter().enumerate() {
            for cell in self.cells_of(*stretch) {
                buckets.entry(cell).or_default().push(index);
            }
        }
        buckets
    }

    /// Roads over the bay stay if they come back to land; all else outside the district goes.
    fn drop_outside(&mut self, ring: &[Place]) {
        let corners = &self.corners;
        self.stretches.retain(|stretch, edge| {
            is_outline(edge.course)
                || edge.course == Course::Expressway
                || edge.course == Course::Arterial
                || inside(ring, middle(corners, *stretch))
        });
        for (stretch, edge) in &mut self.stretches {
            if !is_outline(edge.course) && !inside(ring, middle(corners, *stretch)) {
                edge.bridge = true;
            }
        }
    }

    /// Takes away what leads nowhere.
    fn trim(&mut self) {
        loop {
            let mut degree: BTreeMap<usize, u32> = BTreeMap::new();
            for (a, b) in self.stretches.keys() {
                *degree.entry(*a).or_default() += 1;
                *degree.entry(*b).or_default() += 1;
            }
            let before = self.stretches.len();
            self.stretches
                .retain(|(a, b), _| degree.get(a) != Some(&1) && degree.get(b) != Some(&1));
            if self.stretches.len() == before {
                break;
            }
        }
    }

    /// Where a road meets a river, its stretches up to the banks become bridge.
    fn mark_bridges(&mut self) {
        let wet: BTreeSet<usize> = self
            .stretches
            .iter()
            .filter(|(_, edge)| matches!(edge.course, Course::River | Course::Shore))
            .flat_map(|((a, b), _)| [*a, *b])
            .collect();
        let roads: Vec<(Stretch, Edge)> = self
            .stretches
            .iter()
            .filter(|((a, b), edge)| {
                edge.course.is_road() && !edge.bridge && (wet.contains(a) != wet.contains(b))
            })
            .map(|(s, e)| (*s, *e))
            .collect();
        for ((a, b), edge) in roads {
            let (water, land) = if wet.contains(&a) { (a, b) } else { (b, a) };
            let bridge = Edge {
                bridge: true,
                ..edge
            };
            let length = self.corners[a].spot().distance(self.corners[b].spot());
            self.stretches.remove(&(a, b));
            if length < BRIDGE_ARM * 1.6 {
                self.put(water, land, bridge);
            } else {
                let bank = self.corner(
                    self.corners[water]
                        .spot()
                        .between(self.corners[land].spot(), BRIDGE_ARM / length),
                );
                self.put(water, bank, bridge);
                self.put(bank, land, edge);
            }
        }
    }

    fn into_mesh(self, ring: &[Place]) -> (Mesh, Vec<(u32, u32, Edge)>) {
        let corners = &self.corners;
        let is_offshore = |stretch: &Stretch, edge: &Edge| {
            edge.bridge && !inside(ring, middle(corners, *stretch))
        };
        let offshore = self
            .stretches
            .iter()
            .filter(|(s, e)| is_offshore(s, e))
            .map(|((a, b), edge)| (*a as u32, *b as u32, *edge))
            .collect();
        let mut mesh = Mesh {
            corners: self.corners.clone(),
            ..Mesh::default()
        };
        for (stretch, edge) in self.stretches.iter().filter(|(s, e)| !is_offshore(s, e)) {
            mesh.origin.extend([stretch.0 as u32, stretch.1 as u32]);
            mesh.edges.push(*edge);
        }
        link_around_corners(&mut mesh);
        find_blocks(&mut mesh);
        (mesh, offshore)
    }
}

fn cell_of(spot: Spot) -> (i64, i64) {
    (
        (spot.x / MERGE).floor() as i64,
        (spot.y / MERGE).floor() as i64,
    )
}

const fn rank(course: Course) -> u8 {
    match course {
        Course::Coast => 0,
        Course::Border => 1,
        Course::Shore => 2,
        Course::Expressway => 3,
        Course::Arterial => 4,
        Course::River => 5,
        Course::Collector => 6,
        Course::Local => 7,
        Course::Lane => 8,
        Course::Ridge => 9,
    }
}

const fn is_outline(course: Course) -> bool {
    matches!(course, Course::Coast | Course::Border)
}

fn middle(corners: &[Place], stretch: Stretch) -> Spot {
    corners[stretch.0]
        .spot()
        .between(corners[stretch.1].spot(), 0.5)
}

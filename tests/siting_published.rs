//! Siting against published optima: San Francisco, São José dos Campos, New York, and the twenty p-medians of OR-Library.

mod common;

use std::path::Path;

use patrolgrid::analysis::siting::problem::{Model, Rules, Siting, Suggestion, Within};
use patrolgrid::analysis::siting::suggest;
use patrolgrid::analysis::siting::table::CostTable;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalXy, LonLat};
use patrolgrid::base::units::Metres;

fn optim(file: &str) -> Option<String> {
    let path = common::data_dir()?.join("optim").join(Path::new(file));
    Some(std::fs::read_to_string(path).expect("a file of the catalogue"))
}

fn solve(siting: &Siting, model: Model, p: usize) -> Suggestion {
    let rules = Rules {
        p: Some(p),
        ..Rules::default()
    };
    suggest(siting, model, &rules, &Cancel::new(), &mut |_| {}).expect("an answer")
}

fn numbers(line: &str) -> Vec<f64> {
    line.split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}

#[test]
fn san_francisco_by_its_streets_is_covered_as_published() {
    let Some(table) =
        optim("spopt_sf/SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    else {
        return;
    };
    let Some(demand) = optim("spopt_sf/SF_demand_205_centroid_uniform_weight.csv") else {
        return;
    };
    let rows = demand
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>());
    let demands: Vec<(String, f64)> = rows
        .map(|cells| {
            (
                cells[3].trim_matches('"').to_owned(),
                cells[6].parse().expect("POP2000"),
            )
        })
        .collect();
    let mut stores: Vec<&str> = Vec::new();
    let mut pairs = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"')).collect();
        let store = stores
            .iter()
            .position(|store| *store == cells[1])
            .unwrap_or_else(|| {
                stores.push(cells[1]);
                stores.len() - 1
            });
        let tract = demands
            .iter()
            .position(|(name, _)| name == cells[2])
            .expect("a tract");
        pairs.push((
            store as u32,
            tract as u32,
            cells[0].parse().expect("a distance"),
        ));
    }
    assert_eq!((stores.len(), demands.len()), (16, 205));
    let siting = Siting {
        weights: demands.iter().map(|(_, people)| *people).collect(),
        costs: CostTable::of(16, 205, pairs),
    };
    let published = [
        448_255, 671_938, 791_499, 875_247, 927_402, 941_462, 950_428, 955_113,
    ];
    for (p, wanted) in (1..).zip(published) {
        let found = solve(&siting, Model::Mclp(Within(5000.0)), p);
        assert_eq!(
            (found.objective, found.is_proven),
            (f64::from(wanted), true),
            "p = {p}"
        );
    }
}

#[test]
fn sao_jose_dos_campos_is_covered_as_published() {
    let published: [(&str, usize, &[i32]); 1] =
        [("SJC324", 324, &[5461, 8790, 11604, 12106, 12152])];
    for (name, count, wanted) in published {
        let Some(text) = optim(&format!("informs_mclp/SJC/{name}.txt")) else {
            return;
        };
        let rows: Vec<Vec<f64>> = text
            .lines()
            .skip(1)
            .map(numbers)
            .filter(|row| row.len() >= 3)
            .collect();
        assert_eq!(rows.len(), count);
        let places: Vec<LocalXy> = rows
            .iter()
            .map(|row| LocalXy::new(row[0], row[1]))
            .collect();
        let costs = CostTable::straight(&places, &places, Some(Metres(800.0)), &Cancel::new());
        let siting = Siting {
            weights: rows.iter().map(|row| row[2]).collect(),
            costs: costs.expect("not cancelled"),
        };
        for (p, wanted) in (1..).zip(wanted) {
            let found = solve(&siting, Model::Mclp(Within(800.0)), p);
            assert_eq!(
                (found.objective, found.is_proven),
                (f64::from(*wanted), true),
                "{name} p = {p}"
            );
        }
        let total: f64 = siting.weights.iter().sum();
        let mut last = 0.0;
        for p in 1..=6 {
            let found = solve(&siting, Model::Mclp(Within(800.0)), p);
            assert!(
                found.is_proven && found.objective >= last && found.objective <= total,
                "{name} {found:?}"
            );
            last = found.objective;
        }
    }
}

/// Places and demands of a file of blocks.
fn blocks(text: &str) -> (Vec<LonLat>, Vec<f64>) {
    let (places, demands) = text.split_once("DEMAND_SECTION").expect("two sections");
    let places = places.lines().map(numbers).filter(|row| row.len() == 2);
    let demands = demands
        .lines()
        .filter_map(|line| line.trim().trim_end_matches("EOF").parse().ok());
    (
        places.map(|row| LonLat::new(row[1], row[0])).collect(),
        demands.collect(),
    )
}

fn on_sphere(name: &str, count: usize, radius: f64) -> Option<Siting> {
    let (places, weights) = blocks(&optim(&format!("ails_mclp/{name}.txt"))?);
    assert_eq!((places.len(), weights.len()), (count, count));
    let earth = Metres(6_378_100.0);
    let costs = CostTable::on_sphere(
        &places,
        &places,
        earth,
        Some(Metres(radius)),
        &Cancel::new(),
    );
    Some(Siting {
        weights,
        costs: costs.expect("not cancelled"),
    })
}

/// The answer once value and bound are so near one another, or proven.
fn until(siting: &Siting, model: Model, p: usize, near_enough: f64) -> Suggestion {
    let rules = Rules {
        p: Some(p),
        ..Rules::default()
    };
    let cancel = Cancel::new();
    let found = suggest(siting, model, &rules, &cancel, &mut |progress| {
        if progress.gap().is_some_and(|gap| gap.0 <= near_enough) {
            cancel.cancel();
        }
    });
    found.expect("an answer")
}

#[test]
fn the_published_cover_of_new_york_lies_between_value_and_bound() {
    let Some(siting) = on_sphere("NewYork", 2713, 400.0) else {
        return;
    };
    let found = until(&siting, Model::Mclp(Within(400.0)), 50, 0.005);
    assert!(found.gap().0 <= 0.005, "{found:?}");
    let published = 1_153_640.0;
    assert!(
        found.objective <= published && published <= found.bound,
        "{found:?}"
    );
}

#[test]
fn san_francisco_by_blocks_is_proven() {
    let Some(siting) = on_sphere("SanFrancisco", 5137, 400.0) else {
        return;
    };
    let found = solve(&siting, Model::Mclp(Within(400.0)), 5);
    assert!(found.is_proven, "{found:?}");
}

/// A network of OR-Library: all shortest ways, every place a demand and a site. Where an edge repeats the last cost counts.
fn p_median(number: usize) -> Option<(Siting, usize)> {
    let text = optim(&format!("orlib_pmed/pmed{number}.txt"))?;
    let mut lines = text.lines().map(numbers);
    let head = lines.next().expect("a head");
    let count = head[0] as usize;
    let mut ways = vec![vec![f64::INFINITY; count]; count];
    for edge in lines.filter(|edge| edge.len() == 3) {
        let (a, b) = (edge[0] as usize - 1, edge[1] as usize - 1);
        (ways[a][b], ways[b][a]) = (edge[2], edge[2]);
    }
    for (place, row) in ways.iter_mut().enumerate() {
        row[place] = 0.0;
    }
    for over in 0..count {
        let from_over = ways[over].clone();
        for row in &mut ways {
            let first = row[over];
            for (way, rest) in row.iter_mut().zip(&from_over) {
                *way = way.min(first + rest);
            }
        }
    }
    let pairs = ways.iter().enumerate().flat_map(|(site, row)| {
        let row = row.iter().enumerate();
        row.map(move |(demand, cost)| (site as u32, demand as u32, *cost))
    });
    let siting = Siting {
        weights: vec![1.0; count],
        costs: CostTable::of(count, count, pairs),
    };
    Some((siting, head[2] as usize))
}

/// The published optimum of each network.
fn optima(file: &str) -> Option<Vec<f64>> {
    let text = optim(&format!("orlib_pmed/{file}"))?;
    let rows = text.lines().filter(|line| line.starts_with("pmed"));
    Some(
        rows.filter_map(|line| line.split_whitespace().last()?.parse().ok())
            .collect(),
    )
}

#[test]
fn the_medians_of_or_library_are_proven() {
    let Some(optima) = optima("pmedopt.txt") else {
        return;
    };
    assert_eq!(optima.len(), 20);
    for (number, wanted) in (1..).zip(optima) {
        let Some((siting, p)) = p_median(number) else {
            return;
        };
        let found = solve(&siting, Model::PMedian, p);
        assert_eq!(
            (found.objective, found.is_proven),
            (wanted, true),
            "pmed{number}"
        );
    }
}

#[test]
fn the_centers_of_or_library_are_proven() {
    let Some(optima) = optima("kcenteropt.txt") else {
        return;
    };
    assert_eq!(optima.len(), 20);
    for (number, wanted) in (1..).zip(optima) {
        let Some((siting, p)) = p_median(number) else {
            return;
        };
        let found = solve(&siting, Model::PCenter, p);
        assert_eq!(
            (found.objective, found.is_proven),
            (wanted, true),
            "pmed{number}"
        );
    }
}

//! What lies outside every grid is counted and told: at each level the areas and what lies outside add up to the total.

#[path = "common/small_district.rs"]
mod small_district;

mod common;

use std::path::Path;
use std::sync::Arc;

use common::settle;
use patrolgrid::model::filter::IncidentFilter;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;
use small_district::district;

fn opened(folder: &Path) -> Session {
    let mut session = Session::new(None, Arc::new(|| ()));
    session.apply(Command::OpenDistrict(folder.to_owned()));
    settle(&mut session);
    session
}

/// Of each level at hand: in its areas, and outside them.
fn sums(session: &Session) -> Vec<(GridLevel, f64, f64)> {
    GridLevel::ALL
        .into_iter()
        .filter_map(|level| {
            let figures = session.figures_of(level)?;
            Some((level, figures.incidents.iter().sum(), figures.outside))
        })
        .collect()
}

#[test]
fn areas_and_what_lies_outside_add_up_to_the_total_at_every_level() {
    let folder = tempfile::tempdir().expect("a folder");
    district(folder.path());
    let mut session = opened(folder.path());
    assert_eq!(
        sums(&session),
        [
            (GridLevel::Subdistrict, 5.0, 2.0),
            (GridLevel::WorkGrid, 4.0, 3.0)
        ]
    );
    let selection = session.derived().selection.get().expect("a selection");
    assert_eq!((selection.total, selection.outside), (7.0, 2.0));
    // Where they lie can be gone to: with a level's gap, and without.
    let wide = session
        .extent_outside(Some(GridLevel::WorkGrid))
        .expect("a box");
    let far = session.extent_outside(None).expect("a box");
    assert_eq!((wide.west, far.west, far.east), (113.935, 113.95, 113.97));
    // A filter leaves fewer, and they still add up.
    let theft = IncidentFilter {
        categories: Some(["盗窃".to_owned()].into()),
        ..IncidentFilter::default()
    };
    session.apply(Command::SetFilter(theft));
    settle(&mut session);
    assert_eq!(
        sums(&session),
        [
            (GridLevel::Subdistrict, 5.0, 1.0),
            (GridLevel::WorkGrid, 4.0, 2.0)
        ]
    );
}

#[test]
fn the_shipped_district_adds_up_at_all_five_levels() {
    let session = opened(&Path::new(env!("CARGO_MANIFEST_DIR")).join("maps"));
    let selection = session.derived().selection.get().expect("a selection");
    let sums = sums(&session);
    assert_eq!(sums.len(), 5);
    assert!(selection.total > 100_000.0);
    for (level, inside, outside) in sums {
        assert_eq!(inside + outside, selection.total, "{level:?}");
        assert!(outside >= selection.outside, "{level:?}");
    }
}

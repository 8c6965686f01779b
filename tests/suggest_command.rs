//! `patrolgrid suggest`: its keys, its metrics, and what it says of input that makes no sense.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Parser;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::cli::suggest::{SuggestArgs, SuggestError, SuggestReport, run};
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use tempfile::TempDir;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    args: SuggestArgs,
}

/// A folder of files by name and content.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn suggest_in(folder: &Path, options: &str) -> Result<SuggestReport, SuggestError> {
    let is_file = |word: &str| word.contains(".csv") || word.contains(".geojson");
    let words = options.split_whitespace().map(|word| {
        if is_file(word) {
            folder.join(word).to_string_lossy().into_owned()
        } else {
            word.to_owned()
        }
    });
    let line = Line::try_parse_from(std::iter::once("suggest".to_owned()).chain(words))
        .expect("sound options");
    run(&line.args, &Cancel::new())
}

/// Five demands on a line and three sites.
const LINE: [(&str, &str); 2] = [
    (
        "demand.csv",
        "id,x,y,weight\na,0,0,5\nb,1000,0,4\nc,2000,0,3\nd,3000,0,2\ne,9000,0,1\n",
    ),
    (
        "sites.csv",
        "id,x,y\nwest,500,0\nmiddle,2000,0\neast,9000,0\n",
    ),
];

const FILES: &str = "--demand demand.csv --sites sites.csv";

#[test]
fn the_answer_has_the_keys_of_the_contract() {
    let folder = folder(&LINE);
    let found = suggest_in(
        folder.path(),
        &format!("--model mclp {FILES} --radius-m 1000 --p 2"),
    )
    .expect("an answer");
    assert_eq!(
        (found.objective, found.bound, found.proven),
        (14.0, 14.0, true)
    );
    assert_eq!(found.sites, ["west", "middle"]);
    assert_eq!(found.covered_share.map(|share| share.0), Some(14.0 / 15.0));
    let json = serde_json::to_value(&found).expect("json");
    let keys: BTreeSet<&str> = json
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    for key in [
        "model",
        "objective",
        "bound",
        "gap",
        "proven",
        "sites",
        "total_weight",
        "covered_share",
        "seconds",
    ] {
        assert!(keys.contains(key), "{key} is missing");
    }
    for stage in ["read", "build", "solve"] {
        assert!(json["seconds"][stage].is_number(), "{stage} is missing");
    }
}

#[test]
fn exactly_at_the_limit_is_covered_and_just_beyond_is_not() {
    let folder = folder(&LINE);
    let covered = |radius: &str| {
        let options = format!("--model mclp {FILES} --radius-m {radius} --p 1");
        suggest_in(folder.path(), &options)
            .expect("an answer")
            .objective
    };
    assert_eq!((covered("500"), covered("499.999")), (9.0, 3.0));
    let costs = folder.path().join("costs.csv");
    std::fs::write(
        costs,
        "site,demand,cost\nwest,a,0.1\nwest,b,0.3\nmiddle,c,7\n",
    )
    .expect("written");
    let options =
        |limit: &str| format!("--model mclp {FILES} --costs costs.csv --minutes {limit} --p 1");
    let by_table = |limit: &str| {
        suggest_in(folder.path(), &options(limit))
            .expect("an answer")
            .objective
    };
    assert_eq!((by_table("0.3"), by_table("0.29")), (9.0, 5.0));
}

#[test]
fn every_model_answers_and_proves_it() {
    let folder = folder(&LINE);
    let cases = [
        ("mclp --radius-m 1000 --p 1", 9.0),
        ("backup --radius-m 1500 --p 2", 10.5),
        ("mexclp --radius-m 1000 --p 2 --busy 0.5", 8.0),
        ("dsm --radius-m 1500 --outer 9000 --share 0.5 --p 2", 7.0),
        ("lscp --radius-m 1000", 3.0),
        ("p-median --p 3", 6500.0),
        ("p-center --p 3", 1000.0),
    ];
    for (options, wanted) in cases {
        let found =
            suggest_in(folder.path(), &format!("--model {options} {FILES}")).expect("an answer");
        assert!(found.proven, "{options}");
        assert_eq!(found.objective, wanted, "{options}");
        assert!(found.gap.abs() < 1e-9, "{options}");
    }
}

#[test]
fn fixed_sites_stay_and_forbidden_ones_do_not_come() {
    let folder = folder(&LINE);
    let found = suggest_in(
        folder.path(),
        &format!("--model mclp {FILES} --radius-m 1000 --p 2 --fixed east --forbidden west"),
    );
    let found = found.expect("an answer");
    assert_eq!(found.sites, ["middle", "east"]);
    assert!(found.proven);
}

#[test]
fn spheres_and_ellipsoids_are_measured_as_such() {
    // One degree of latitude: 111,319.49 m on the sphere of 6,378,100 m, 110,574 m on the ellipsoid at the equator.
    let folder = folder(&[
        ("demand.csv", "id,lon,lat,weight\na,114,1,1\n"),
        ("sites.csv", "id,lon,lat\ns,114,0\n"),
    ]);
    let reached = |metric: &str, radius: &str| {
        let options = format!("--model mclp {FILES} --metric {metric} --radius-m {radius} --p 1");
        suggest_in(folder.path(), &options)
            .expect("an answer")
            .objective
    };
    assert_eq!(
        (reached("sphere", "111318"), reached("sphere", "111319")),
        (0.0, 1.0)
    );
    assert_eq!(
        (reached("geodesic", "110573"), reached("geodesic", "110575")),
        (0.0, 1.0)
    );
    assert_eq!(reached("sphere --sphere-radius-m 6300000", "109956"), 1.0);
}

#[test]
fn over_the_shipped_roads_points_are_minutes_away() {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    let given = |name: &str| maps.join(name).to_string_lossy().into_owned();
    let (points, roads) = (given("patrol_points.geojson"), given("roads.geojson.gz"));
    let always = [
        "suggest", "--demand", &points, "--sites", &points, "--roads", &roads, "--p", "5",
    ];
    let found = |options: &[&str]| {
        let line = Line::try_parse_from(always.iter().chain(options)).expect("sound options");
        run(&line.args, &Cancel::new()).expect("an answer")
    };
    let near = found(&["--model", "mclp", "--minutes", "3"]);
    let far = found(&["--model", "mclp", "--minutes", "5"]);
    assert!(near.proven && far.proven && near.objective < far.objective && far.objective < 60.0);
    let worst = found(&["--model", "p-center"]);
    assert!(
        worst.proven && worst.objective > 5.0 && worst.objective < 60.0,
        "{worst:?}"
    );
}

#[test]
fn what_clashes_is_named_in_both_languages() {
    let folder = folder(&LINE);
    let cases = [
        (
            "--model mclp --radius-m 1000 --p 1 --fixed west --forbidden west",
            "west",
        ),
        ("--model mclp --radius-m 1000 --p 1 --fixed west,east", "2"),
        ("--model lscp --radius-m 900", "e"),
        ("--model lscp --radius-m 400", "a, b, d"),
        ("--model lscp --radius-m 1000 --p 2", "2"),
        ("--model lscp-b --radius-m 1000", "a"),
        (
            "--model mclp --radius-m 1000 --p 1 --fixed nowhere",
            "nowhere",
        ),
    ];
    for (options, named) in cases {
        // At 900 m the last demand alone is out of reach of the two western sites.
        let files = if options.contains("900") {
            format!("{FILES} --forbidden east")
        } else {
            FILES.to_owned()
        };
        let error = suggest_in(folder.path(), &format!("{options} {files}")).expect_err(options);
        assert!(
            matches!(error, SuggestError::Refused(_)),
            "{options}: {error:?}"
        );
        for language in [Language::Chinese, Language::English] {
            let said = Words::new(language)
                .say(&error.message())
                .replace(['\u{2068}', '\u{2069}'], "");
            assert!(said.contains(named), "{options}: {said}");
        }
    }
}

#[test]
fn options_that_do_not_go_together_are_wrong_usage() {
    let folder = folder(&LINE);
    for options in [
        "--model mclp --p 2",
        "--model mclp --radius-m 1000",
        "--model p-median",
        "--model mclp --radius-m 1000 --p 0",
        "--model mclp --minutes 3 --p 1",
        "--model dsm --radius-m 1000 --p 1",
        "--model mexclp --radius-m 1000 --p 1 --busy 1",
    ] {
        let error = suggest_in(folder.path(), &format!("{options} {FILES}")).expect_err(options);
        assert!(
            matches!(error, SuggestError::Usage(_)),
            "{options}: {error:?}"
        );
    }
    for options in [
        "--model best",
        "--radius-m nan",
        "--radius-m -1",
        "--p -1",
        "--p 1.5",
        "--busy 2",
    ] {
        let words = format!("suggest --model mclp {FILES} {options}");
        assert!(
            Line::try_parse_from(words.split_whitespace()).is_err(),
            "{options}"
        );
    }
}

#[test]
fn hostile_tables_are_refused_with_a_sentence() {
    let good = LINE;
    let cases: [(&str, &str); 9] = [
        ("demand.csv", ""),
        ("demand.csv", "foo,bar\n1,2\n"),
        ("demand.csv", "id,x,y,weight\na,0,0,-1\n"),
        ("demand.csv", "id,x,y,weight\na,0,0,nan\n"),
        ("demand.csv", "id,x,y,weight\na,inf,0,1\n"),
        ("demand.csv", "id,x,y,weight\na,0,0,1\na,1,1,1\n"),
        ("demand.csv", "id,x,y,weight\na,0\n"),
        ("sites.csv", "id\nwest\n"),
        ("sites.csv", "id,x,y\nwest,1e300,0\n\u{0}"),
    ];
    for (name, text) in cases {
        let files = good.map(|(file, good)| (file, if file == name { text } else { good }));
        let folder = folder(&files);
        let found = suggest_in(
            folder.path(),
            &format!("--model mclp {FILES} --radius-m 1000 --p 1"),
        );
        let Err(error) = found else {
            panic!("{text:?} is taken: {found:?}");
        };
        assert!(
            !Words::new(Language::Chinese)
                .say(&error.message())
                .is_empty()
        );
    }
    let folder = folder(&good);
    let costs: PathBuf = folder.path().join("costs.csv");
    for text in [
        "",
        "site,demand\nwest,a\n",
        "site,demand,cost\nwest,a,x\n",
        "site,demand,cost\nwest,z,1\n",
        "site,demand,cost\nz,a,1\n",
        "site,demand,cost\nwest,a,-1\n",
    ] {
        std::fs::write(&costs, text).expect("written");
        let found = suggest_in(
            folder.path(),
            &format!("--model mclp {FILES} --costs costs.csv --radius-m 1 --p 1"),
        );
        assert!(found.is_err(), "{text:?} is taken");
    }
}

#[test]
fn a_search_out_of_time_says_that_nothing_is_proven() {
    // Random places: far from proven in no time at all, yet there is an answer, and a bound that holds.
    let mut state = 12_345_u64;
    let mut random = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 10_000
    };
    let mut demand = vec!["id,x,y,weight".to_owned()];
    let mut sites = vec!["id,x,y".to_owned()];
    for number in 0..1500 {
        let weight = 1 + random() % 9;
        demand.push(format!("{number},{},{},{weight}", random(), random()));
        if number < 500 {
            sites.push(format!("{number},{},{}", random(), random()));
        }
    }
    let (demand, sites) = (demand.join("\n"), sites.join("\n"));
    let folder = folder(&[("demand.csv", &demand), ("sites.csv", &sites)]);
    let found = suggest_in(
        folder.path(),
        &format!("--model mclp {FILES} --radius-m 700 --p 40 --time-limit-s 0.05"),
    );
    let found = found.expect("an answer");
    assert!(found.bound >= found.objective && found.objective > 0.0 && found.sites.len() <= 40);
    assert_eq!(
        found.proven,
        found.gap == 0.0 || found.bound == found.objective
    );
}

//! What a briefing tells: sums agree with the counts and the coverage of the plan, in both languages, and small counts stay untold.

#[path = "common/demo_ground.rs"]
mod demo_ground;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use demo_ground::{demo_ground, ground};
use jiff::civil::{Date, date};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::number::{decimal, percent};
use patrolgrid::i18n::words::Words;
use patrolgrid::model::filter::IncidentFilter;
use patrolgrid::model::grid::{GridHierarchy, GridLevel};
use patrolgrid::model::incident::{
    Discovery, IncidentRow, IncidentTable, IncidentTime, TimePrecision,
};
use patrolgrid::model::map_look::LayerKind;
use patrolgrid::model::plan::Plan;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::model::scene::{ProposedPoint, Scene, SceneSubject};
use patrolgrid::model::source_note::SourceNote;
use patrolgrid::model::travel_rule::TravelRule;
use patrolgrid::report::briefing::answers::BriefingAnswers;
use patrolgrid::report::briefing::check::{Finding, check_briefing};
use patrolgrid::report::briefing::content::{Audience, SceneContent};
use patrolgrid::report::briefing::draft::draft_briefing;
use patrolgrid::report::briefing::for_public::{public_ground, public_scene};
use patrolgrid::report::briefing::ground::{BriefingGround, ImportedRows};
use patrolgrid::report::briefing::scene_content;

/// The day after the demo's last.
const TODAY: Date = date(2026, 7, 1);

/// The demo district by straight line, its answers kept for all tests.
fn demo() -> &'static BriefingAnswers {
    static DEMO: OnceLock<BriefingAnswers> = OnceLock::new();
    DEMO.get_or_init(|| BriefingAnswers::new(&demo_ground(ReachRule::default())))
}

fn words(language: Language) -> Words {
    Words::new(language)
}

fn told(answers: &BriefingAnswers, scene: &Scene, audience: Audience) -> SceneContent {
    let words = words(Language::English);
    scene_content(answers, scene, audience, &words, &Cancel::new()).expect("nobody cancels")
}

fn drafted(ground: &BriefingGround, proposal: &[ProposedPoint]) -> Vec<Scene> {
    let words = words(Language::English);
    draft_briefing(ground, &IncidentFilter::default(), proposal, &words)
}

fn scene(ground: &BriefingGround, subject: SceneSubject) -> Scene {
    let scenes = drafted(ground, &proposal(ground));
    let found = scenes.into_iter().find(|scene| scene.subject == subject);
    found.expect("every subject is drafted")
}

/// The first point a kilometre to the east, and a point more.
fn proposal(ground: &BriefingGround) -> Vec<ProposedPoint> {
    let Some(point) = ground.plan.points.values().next() else {
        return Vec::new();
    };
    let to = LonLat::new(point.position.lon + 0.01, point.position.lat);
    let more = LonLat::new(point.position.lon + 0.03, point.position.lat + 0.01);
    vec![
        ProposedPoint {
            point: Some(point.id),
            to,
        },
        ProposedPoint {
            point: None,
            to: more,
        },
    ]
}

fn number(cell: &str) -> f64 {
    let plain: String = cell.chars().filter(|sign| *sign != ',').collect();
    let plain = plain.replace('\u{2212}', "-");
    plain
        .parse()
        .unwrap_or_else(|_| unreachable!("a number: {cell}"))
}

/// A column's cells but for the sums, and the sum.
fn column(content: &SceneContent, at: usize) -> (Vec<f64>, f64) {
    let table = content.table.as_ref().expect("a table");
    assert_eq!(table.sums, 1);
    let cells: Vec<f64> = table
        .rows
        .iter()
        .map(|row| {
            if row[at] == "—" {
                0.0
            } else {
                number(&row[at])
            }
        })
        .collect();
    let (sum, parts) = cells.split_last().expect("rows");
    (parts.to_vec(), *sum)
}

#[test]
fn a_draft_of_the_demo_has_ten_sound_scenes_in_both_languages() {
    let ground = demo().ground();
    let mut titles = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let filter = IncidentFilter::default();
        let scenes = draft_briefing(ground, &filter, &proposal(ground), &words(language));
        let subjects: Vec<SceneSubject> = scenes.iter().map(|scene| scene.subject).collect();
        assert_eq!(subjects, SceneSubject::ALL);
        assert!(scenes.iter().all(Scene::is_sound));
        let ids: std::collections::BTreeSet<_> = scenes.iter().map(|scene| scene.id).collect();
        assert_eq!(ids.len(), 10);
        for scene in &scenes {
            assert!(!scene.look.layers.is_empty(), "{}", scene.title);
            assert!(scene.note.chars().count() > 20 && !scene.note.contains('⟦'));
            assert!(!scene.title.contains('⟦'), "{}", scene.title);
        }
        let heat = &scenes[1];
        let (day, night) = (&heat.filter, heat.beside.as_ref().expect("two maps"));
        assert!(day.week_hours.contains(0, 6) && !day.week_hours.contains(0, 22));
        assert!(night.week_hours.contains(0, 22) && !night.week_hours.contains(0, 6));
        assert!(scenes[3].view.is_some());
        titles.push(scenes[2].title.clone());
    }
    assert_eq!(titles[0], "2026-06 与上一时段相比");
    assert_eq!(titles[1], "2026-06 against the period before");
}

#[test]
fn every_scene_is_told_whole_in_both_languages() {
    let answers = demo();
    for language in [Language::Chinese, Language::English] {
        let words = words(language);
        let filter = IncidentFilter::default();
        let scenes = draft_briefing(
            answers.ground(),
            &filter,
            &proposal(answers.ground()),
            &words,
        );
        for scene in &scenes {
            let content =
                scene_content(answers, scene, Audience::Colleagues, &words, &Cancel::new())
                    .expect("nobody cancels");
            let all = format!("{content:?}");
            assert!(!all.contains('⟦'), "{all}");
            assert!(content.big.is_some(), "{}: no headline", scene.title);
            let figures = content.big.iter().chain(&content.figures);
            for figure in figures {
                let parts = [&figure.label, &figure.value, &figure.definition];
                assert!(parts.iter().all(|text| !text.is_empty()), "{figure:?}");
            }
            if let Some(table) = &content.table {
                let even = table
                    .rows
                    .iter()
                    .all(|row| row.len() == table.columns.len());
                assert!(even, "{}", scene.title);
            }
            assert_eq!(content.maps.len(), 1 + usize::from(scene.beside.is_some()));
            assert!(content.basis.contains("2026-06-30"), "{}", content.basis);
        }
    }
}

#[test]
fn the_district_counts_what_the_filter_leaves() {
    let answers = demo();
    let content = told(
        answers,
        &scene(answers.ground(), SceneSubject::District),
        Audience::Colleagues,
    );
    let selection = answers
        .selection(&IncidentFilter::default(), &Cancel::new())
        .expect("counted");
    // 11,381 of the demo's 200,000 incidents were found by patrols.
    assert_eq!(selection.total, 188_619.0);
    let big = content.big.as_ref().expect("a headline");
    assert_eq!(big.value, "188,619 incidents");
    let (parts, sum) = column(&content, 1);
    assert_eq!((parts.iter().sum::<f64>(), sum), (188_619.0, 188_619.0));
    let grids = content.figures.iter().map(|figure| figure.value.as_str());
    let grids: Vec<&str> = grids.collect();
    for known in ["10", "124", "397", "4,833", "60", "12"] {
        assert!(grids.contains(&known), "{known} of {grids:?}");
    }
}

#[test]
fn subdistricts_add_up_to_the_district() {
    let answers = demo();
    let content = told(
        answers,
        &scene(answers.ground(), SceneSubject::Subdistricts),
        Audience::Colleagues,
    );
    for at in [1, 3, 4] {
        let (parts, sum) = column(&content, at);
        assert_eq!(parts.iter().sum::<f64>(), sum, "column {at}");
    }
    let covered = answers
        .coverage(&IncidentFilter::default(), &Cancel::new())
        .expect("covered");
    let table = content.table.expect("a table");
    assert_eq!(table.rows.last().expect("a sum")[1], "188,619");
    for (at, ring) in covered.figures.rings.iter().enumerate() {
        let share = ring.incident_share.expect("incidents").percent();
        assert_eq!(table.rows.last().expect("a sum")[5 + at], decimal(share, 1));
    }
}

#[test]
fn zones_and_points_agree_with_the_coverage_figures() {
    let answers = demo();
    let figures = &answers
        .coverage(&IncidentFilter::default(), &Cancel::new())
        .expect("covered")
        .figures;
    let zones = told(
        answers,
        &scene(answers.ground(), SceneSubject::Zones),
        Audience::Colleagues,
    );
    let held: f64 = figures.zones.iter().map(|(_, area)| area.incidents).sum();
    let (parts, sum) = column(&zones, 3);
    assert_eq!(
        (parts.len(), parts.iter().sum::<f64>(), sum),
        (12, held, held)
    );
    let points = told(
        answers,
        &scene(answers.ground(), SceneSubject::Points),
        Audience::Colleagues,
    );
    let middle = &figures.rings[1];
    assert_eq!(
        points.big.expect("a headline").value,
        percent(middle.incident_share)
    );
    let table = points.table.expect("a table");
    for (row, ring) in table.rows.iter().zip(&figures.rings) {
        assert_eq!(number(&row[1]), ring.incidents);
    }
    let staffing = told(
        answers,
        &scene(answers.ground(), SceneSubject::Staffing),
        Audience::Colleagues,
    );
    let (parts, sum) = column(&staffing, 2);
    assert_eq!(parts.iter().sum::<f64>(), sum);
    assert_eq!(sum, figures.incidents - figures.unreached);
    let uncovered = told(
        answers,
        &scene(answers.ground(), SceneSubject::Uncovered),
        Audience::Colleagues,
    );
    let rows = uncovered.table.expect("a table").rows;
    assert_eq!(rows.len(), 10);
    for (row, grid) in rows.iter().zip(&figures.uncovered) {
        assert_eq!(number(&row[2]), grid.incidents.round());
    }
}

#[test]
fn a_proposal_is_judged_as_the_plan_with_it_accepted_would_be() {
    let answers = demo();
    let ground = answers.ground();
    let content = told(
        answers,
        &scene(ground, SceneSubject::Proposal),
        Audience::Colleagues,
    );
    let mut plan = (*ground.plan).clone();
    for (id, one) in [PointId(1), plan.free_point_id()]
        .into_iter()
        .zip(proposal(ground))
    {
        let mut point = plan.points[&PointId(1)].clone();
        (point.id, point.position) = (id, one.to);
        plan.points.insert(id, point);
    }
    let accepted = BriefingAnswers::new(&BriefingGround {
        plan: plan.into(),
        ..ground.clone()
    });
    let figures = &accepted
        .coverage(&IncidentFilter::default(), &Cancel::new())
        .expect("covered")
        .figures;
    let expected = percent(figures.rings[1].incident_share);
    assert_eq!(content.big.expect("a headline").value, expected);
    let said: Vec<&str> = content
        .figures
        .iter()
        .map(|one| one.value.as_str())
        .collect();
    assert!(said.contains(&"1 moved, 1 added"), "{said:?}");
    // Without one, the scene says how to get it.
    let scenes = drafted(ground, &[]);
    let content = told(answers, &scenes[6], Audience::Colleagues);
    assert!(content.big.is_none() && content.lines[0].contains("Suggest"));
}

#[test]
fn a_month_is_set_against_the_month_before_it() {
    let answers = demo();
    let content = told(
        answers,
        &scene(answers.ground(), SceneSubject::Change),
        Audience::Colleagues,
    );
    let (before, before_sum) = column(&content, 1);
    let (after, after_sum) = column(&content, 2);
    assert_eq!(before.iter().sum::<f64>(), before_sum);
    assert_eq!(after.iter().sum::<f64>(), after_sum);
    let of = |first: Date, last: Date| (day_number(first), day_number(last));
    let may = IncidentFilter {
        period: Some(of(date(2026, 5, 1), date(2026, 5, 31))),
        ..IncidentFilter::default()
    };
    let june = IncidentFilter {
        period: Some(of(date(2026, 6, 1), date(2026, 6, 30))),
        ..IncidentFilter::default()
    };
    let count = |filter| {
        answers
            .selection(filter, &Cancel::new())
            .expect("counted")
            .total
    };
    assert_eq!((before_sum, after_sum), (count(&may), count(&june)));
    let big = content.big.expect("a headline");
    let change = 100.0 * (after_sum - before_sum) / before_sum;
    assert!(
        big.change
            .ends_with(&format!("{} %", decimal(change.abs(), 1))),
        "{big:?}"
    );
    assert!(content.warnings.iter().any(|text| text.contains("31")));
}

fn day_number(day: Date) -> i32 {
    let time = IncidentTime::from_civil(day, 0, TimePrecision::Day).expect("a date");
    time.day_number().expect("a day")
}

/// A table of so many incidents a day from this day on, in the middle of the demo's first work grid.
fn table(first: Date, days: &[usize], patrols: usize) -> IncidentTable {
    let at = LonLat::new(113.91, 22.56);
    let mut table = IncidentTable::with_capacity(0);
    let mut left = patrols;
    for (day, count) in (0..).zip(days) {
        let day = first
            .checked_add(jiff::Span::new().days(day))
            .expect("a date");
        for _ in 0..*count {
            let discovery = if left > 0 {
                Discovery::Patrol
            } else {
                Discovery::Caller
            };
            left = left.saturating_sub(1);
            table.push(IncidentRow {
                position: at,
                time: IncidentTime::from_civil(day, 600, TimePrecision::Minute).expect("a time"),
                category: 0,
                discovery,
            });
        }
    }
    table.finish(vec!["盗窃".to_owned()], SourceNote::default())
}

#[test]
fn what_was_nothing_before_is_new_and_what_has_no_before_says_so() {
    let first = date(2026, 3, 1);
    let table = table(first, &[0, 0, 0, 3, 2], 0);
    let ground = ground(
        Plan::default(),
        GridHierarchy::default(),
        table,
        RoadNetwork::default(),
    );
    let answers = BriefingAnswers::new(&ground);
    let mut change = scene(&ground, SceneSubject::Change);
    let day = day_number(date(2026, 3, 5));
    change.filter.period = Some((day, day));
    let content = told(&answers, &change, Audience::Colleagues);
    assert_eq!(content.big.expect("a headline").change, "\u{2212}33.3 %");
    // The first day there is anything: nothing is known of the day before.
    change.filter.period = Some((day - 1, day - 1));
    let content = told(&answers, &change, Audience::Colleagues);
    assert_eq!(content.big.expect("a headline").change, "");
    assert!(content.lines[0].contains("no data"), "{:?}", content.lines);
    change.filter.period = None;
    let content = told(&answers, &change, Audience::Colleagues);
    assert!(content.big.is_none() && content.lines[0].contains("period"));
}

#[test]
fn a_plan_without_anything_still_has_ten_scenes_that_say_so() {
    let ground = ground(
        Plan::default(),
        GridHierarchy::default(),
        IncidentTable::default(),
        RoadNetwork::default(),
    );
    let answers = BriefingAnswers::new(&ground);
    let scenes = drafted(&ground, &[]);
    assert_eq!(scenes.len(), 10);
    for scene in &scenes {
        assert!(scene.is_sound());
        for audience in [Audience::Colleagues, Audience::Public] {
            let content = told(&answers, scene, audience);
            let says = !content.lines.is_empty() || !content.figures.is_empty();
            assert!(says, "{:?} says nothing", scene.subject);
            assert!(!format!("{content:?}").contains('⟦'));
        }
    }
}

#[test]
fn by_road_everything_is_told_in_minutes() {
    let reach = ReachRule::one_three_five(TravelRule::default());
    let answers = BriefingAnswers::new(&demo_ground(reach));
    let ground = answers.ground().clone();
    for subject in [
        SceneSubject::Points,
        SceneSubject::Uncovered,
        SceneSubject::Proposal,
    ] {
        let content = told(&answers, &scene(&ground, subject), Audience::Colleagues);
        let big = content.big.expect("a headline");
        assert!(big.label.contains("min"), "{big:?}");
    }
    let words = words(Language::English);
    let found = check_briefing(
        &answers,
        &[],
        &BTreeMap::new(),
        (Audience::Colleagues, TODAY),
        &words,
    );
    assert!(!ids(&found).contains(&"brief-check-off-road"), "{found:?}");
}

#[test]
fn the_public_is_told_no_small_count_and_shown_no_exact_place() {
    let answers = demo();
    let ground = answers.ground();
    // One day: the counts of most subdistricts and categories are small.
    let day = day_number(date(2026, 6, 30));
    let mut scenes = drafted(ground, &proposal(ground));
    for scene in &mut scenes {
        scene.filter.period = Some((day, day));
        scene.filter.categories = Some(["抢劫".to_owned(), "盗窃".to_owned()].into());
        if let Some(beside) = &mut scene.beside {
            beside.period = Some((day, day));
        }
    }
    let mut untold = 0;
    for scene in &scenes {
        let content = told(answers, scene, Audience::Public);
        assert!(content.note.is_empty());
        let Some(table) = &content.table else {
            continue;
        };
        for (at, column) in table.columns.iter().enumerate() {
            if column.unit != "incidents"
                || column.title == "Difference"
                || column.title == "Per point"
            {
                continue;
            }
            let parts = table.rows.len() - table.sums;
            let hidden = table.rows[..parts]
                .iter()
                .filter(|row| row[at] == "*")
                .count();
            untold += hidden;
            for row in &table.rows[..parts] {
                let small = row[at] != "*" && number(&row[at]) < 5.0;
                assert!(!small, "{:?} {}: {row:?}", scene.subject, column.title);
            }
            // A sum would give a single one away.
            let told_sum = table.sums == 1 && table.rows[parts][at] != "*";
            assert!(!(told_sum && hidden == 1), "{:?} {table:?}", scene.subject);
        }
    }
    assert!(untold > 5, "{untold}");
    let shown = public_ground(ground);
    let finest = ground.grids.finest().expect("grids");
    for point in shown.plan.points.values() {
        assert!(
            finest
                .units
                .iter()
                .any(|unit| unit.label_at == point.position)
        );
    }
    let mut scene = scenes[0].clone();
    scene
        .look
        .layers
        .push(patrolgrid::model::map_look::LayerLook {
            kind: LayerKind::Incidents,
            visible: true,
            opacity: 1.0,
            always: false,
        });
    let shown = public_scene(&scene, ground);
    assert!(shown.look.layer(LayerKind::Incidents).is_none());
    assert!(shown.look.bandwidth.expect("one").0 >= 500.0);
}

fn ids(found: &[Finding]) -> Vec<&'static str> {
    found.iter().map(|finding| finding.message.id).collect()
}

#[test]
fn the_check_before_the_meeting_finds_what_somebody_would_ask() {
    let words = words(Language::English);
    let check = |ground: &BriefingGround, scenes: &[Scene], audience, today| {
        let answers = BriefingAnswers::new(ground);
        let contents: BTreeMap<_, _> = scenes
            .iter()
            .map(|scene| (scene.id, told(&answers, scene, audience)))
            .collect();
        check_briefing(&answers, scenes, &contents, (audience, today), &words)
    };
    let first = date(2026, 6, 1);
    let with = |table| {
        ground(
            Plan::default(),
            GridHierarchy::default(),
            table,
            RoadNetwork::default(),
        )
    };
    // Given data of every day, shown as it is, to colleagues, the week after: green.
    let mut sound = with(table(first, &[9; 20], 0));
    // Without grids the district has nothing to show on a map: what is told of it stands over the heat.
    let mut district = scene(&sound, SceneSubject::District);
    let data = scene(&sound, SceneSubject::Data);
    district.look = data.look.clone();
    let scenes = vec![district, data];
    let today = date(2026, 6, 25);
    assert_eq!(check(&sound, &scenes, Audience::Colleagues, today), []);
    // Then each fault by itself is found, and nothing else is.
    let late = check(&sound, &scenes, Audience::Colleagues, date(2026, 7, 22));
    assert_eq!(ids(&late), ["brief-check-old"]);
    let gap = with(table(first, &[9, 9, 0, 0, 9], 0));
    let found = check(&gap, &scenes, Audience::Colleagues, today);
    assert_eq!(ids(&found), ["brief-check-missing-days"]);
    assert!(words.say(&found[0].message).contains("2026-06-03"));
    let patrols = with(table(first, &[9; 20], 30));
    let found = check(&patrols, &scenes, Audience::Colleagues, today);
    assert_eq!(ids(&found), ["brief-check-patrol"]);
    let none = with(IncidentTable::default());
    let found = check(&none, &scenes[..1], Audience::Colleagues, today);
    assert_eq!(ids(&found), ["brief-check-no-incidents"]);
    sound.rows = Some(ImportedRows {
        found: 200,
        refused: 20,
    });
    let found = check(&sound, &scenes, Audience::Colleagues, today);
    assert_eq!(ids(&found), ["brief-check-refused"]);
    sound.rows = None;
    let of_scene = |change: &dyn Fn(&mut Scene)| {
        let mut scenes = scenes.clone();
        change(&mut scenes[0]);
        let found = check(&sound, &scenes, Audience::Colleagues, today);
        let at: Vec<_> = found.iter().map(|finding| finding.scene).collect();
        (ids(&found), at)
    };
    let id = Some(scenes[0].id);
    let day = day_number(first);
    let (found, at) = of_scene(&|scene| scene.filter.period = Some((day, day + 6)));
    assert_eq!((found, at), (vec!["brief-check-periods"], vec![None]));
    let (found, at) = of_scene(&|scene| {
        scene.spotlight.insert(ZoneId(7));
    });
    assert_eq!((found, at), (vec!["brief-check-zone-gone"], vec![id]));
    let (found, at) = of_scene(&|scene| {
        scene.proposal.push(ProposedPoint {
            point: Some(PointId(7)),
            to: LonLat::new(113.9, 22.6),
        });
    });
    assert_eq!((found, at), (vec!["brief-check-point-gone"], vec![id]));
    let (found, at) = of_scene(&|scene| scene.look.layers.clear());
    assert_eq!((found, at), (vec!["brief-check-no-layers"], vec![id]));
    let (found, at) = of_scene(&|scene| scene.title.clear());
    assert_eq!((found, at), (vec!["brief-check-no-title"], vec![id]));
    let (found, at) = of_scene(&|scene| scene.subject = SceneSubject::Zones);
    assert_eq!((found, at), (vec!["brief-check-empty"], vec![id]));
    let (found, at) = of_scene(&|scene| scene.filter.categories = Some(["抢劫".to_owned()].into()));
    assert_eq!((found, at), (vec!["brief-check-nothing-counts"], vec![id]));
    // In public, what stays untold is said.
    let few = with(table(first, &[1, 1, 1], 0));
    let found = check(&few, &scenes[..1], Audience::Public, date(2026, 6, 4));
    assert_eq!(ids(&found), ["brief-check-untold"]);
}

#[test]
fn a_point_far_from_any_road_is_found_where_units_go_by_road() {
    let mut ground = demo_ground(ReachRule::one_three_five(TravelRule::default()));
    let mut plan = (*ground.plan).clone();
    if let Some(point) = plan.points.get_mut(&PointId(3)) {
        point.position = LonLat::new(113.60, 22.60);
    }
    ground.plan = plan.into();
    let answers = BriefingAnswers::new(&ground);
    let words = words(Language::Chinese);
    let at = (Audience::Colleagues, TODAY);
    let found = check_briefing(&answers, &[], &BTreeMap::new(), at, &words);
    let far: Vec<&Finding> = found
        .iter()
        .filter(|finding| finding.message.id == "brief-check-off-road")
        .collect();
    assert_eq!(far.len(), 1, "{found:?}");
    assert!(
        words
            .say(&far[0].message)
            .contains(&ground.plan.points[&PointId(3)].name)
    );
    assert!(ground.grids.layer(GridLevel::WorkGrid).is_some());
}

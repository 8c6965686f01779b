//! The whole program in a real window under a virtual display, with a real mouse and keyboard: start on the demo, drag
//! a patrol point, see the figure change, undo, switch the language, close; and what is remembered over a restart.
#![cfg(all(feature = "gui", target_os = "linux"))]

#[path = "common/real_window.rs"]
mod real_window;

use std::time::Duration;

use real_window::{HEIGHT, Program, Screen, Sight, WIDTH, tools_are_there};

/// An unlocked point with room around it, and where it stands on the screen.
fn a_free_point(sight: &Sight, points: &[(String, f64, f64, bool)]) -> (String, f64, f64) {
    let on_screen: Vec<_> = points
        .iter()
        .map(|(id, lon, lat, locked)| (id, sight.at(*lon, *lat), *locked))
        .collect();
    let inside = |(x, y): (f64, f64)| (360.0..880.0).contains(&x) && (130.0..540.0).contains(&y);
    let nearest = |own: usize, (x, y): (f64, f64)| {
        let others = on_screen
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != own);
        others
            .map(|(_, (_, place, _))| (place.0 - x).hypot(place.1 - y))
            .fold(f64::INFINITY, f64::min)
    };
    on_screen
        .iter()
        .enumerate()
        .filter(|(_, (_, place, locked))| !locked && inside(*place))
        .max_by(|(a, (_, left, _)), (b, (_, right, _))| {
            nearest(*a, *left).total_cmp(&nearest(*b, *right))
        })
        .map(|(_, (id, (x, y), _))| ((*id).clone(), *x, *y))
        .expect("an unlocked point in sight")
}

fn place_of(points: &[(String, f64, f64, bool)], id: &str) -> (f64, f64) {
    points
        .iter()
        .find(|point| point.0 == id)
        .map(|point| (point.1, point.2))
        .expect("the point is there")
}

#[test]
fn a_planner_drags_a_point_reads_the_figure_undoes_switches_language_and_closes() {
    if !tools_are_there() {
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let screen = Screen::open();
    let mut program = Program::start(&screen, home.path());

    // Start on the demo: all 60 points, figures over its incidents.
    program.window(&screen, Some([WIDTH, HEIGHT]));
    let figures_at_first = program.wait_for_demo();
    let points = program.wait("the plan on disk", Program::points);
    let sight = program.wait("the map", |program| Sight::of(&program.log()));
    let (id, x, y) = a_free_point(&sight, &points);
    let picture_at_first = screen.figure();

    // Drag it with the mouse; the figure follows while the button is down.
    let to = |value: f64| format!("{}", value.round());
    // Software rendering may take a while for a frame: the hand rests until the press has been seen.
    let rest = || std::thread::sleep(Duration::from_millis(1500));
    screen.mouse(&["mousemove", &to(x), &to(y)]);
    rest();
    screen.mouse(&["mousedown", "1"]);
    rest();
    for step in 1..=10 {
        screen.mouse(&[
            "mousemove",
            &to(x + 4.0 * f64::from(step)),
            &to(y - 2.0 * f64::from(step)),
        ]);
    }
    let before = figures_at_first.clone();
    let while_down = program.wait("figures that follow the mouse", |program| {
        program.within().filter(|within| *within != before)
    });
    assert_eq!(
        place_of(&program.points().expect("on disk"), &id),
        place_of(&points, &id),
        "not made before release"
    );
    screen.mouse(&["mouseup", "1"]);
    let moved = program.wait("the move on disk", |program| {
        program
            .points()
            .filter(|now| place_of(now, &id) != place_of(&points, &id))
    });
    let (lon, lat) = place_of(&moved, &id);
    let (now_x, now_y) = sight.at(lon, lat);
    assert!(
        (now_x - x - 40.0).abs() < 3.0 && (now_y - y + 20.0).abs() < 3.0,
        "moved by {} {}",
        now_x - x,
        now_y - y
    );
    program.wait("the figure on the screen to change", |_| {
        (screen.figure() != picture_at_first).then_some(())
    });
    assert_eq!(
        moved
            .iter()
            .zip(&points)
            .filter(|(now, then)| now != then)
            .count(),
        1,
        "one point moved, no other"
    );

    // Undo: one step takes the whole drag back.
    screen.mouse(&["key", "ctrl+z"]);
    program.wait("the undo on disk", |program| {
        program.points().filter(|now| *now == points)
    });
    program.wait("the figures of before", |program| {
        program
            .within()
            .filter(|within| *within == figures_at_first)
    });
    assert_ne!(while_down, figures_at_first);

    // Switch the language by the palette.
    Program::by_palette(&screen, "English");
    program.wait("English", |program| {
        program
            .kept("settings.json")
            .filter(|settings| settings["language"] == "en")
    });

    program.close(&screen);
}

#[test]
fn language_look_layout_and_window_are_remembered_and_a_plan_gives_way_to_the_demo_unharmed() {
    if !tools_are_there() {
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let screen = Screen::open();
    let mut program = Program::start(&screen, home.path());
    program.window(&screen, Some([1100, 660]));
    program.wait_for_demo();
    let steps_shown = map_rect(&program);
    for (words, setting, value) in [("English", "language", "en"), ("Dark look", "look", "dark")] {
        Program::by_palette(&screen, words);
        program.wait(words, |program| {
            program
                .kept("settings.json")
                .filter(|settings| settings[setting] == value)
        });
    }
    screen.mouse(&["key", "ctrl+1"]);
    program.wait("a map without the layers beside it", |program| {
        Sight::of(&program.log()).filter(|sight| sight.rect[0] == 0.0)
    });
    program.settle();
    let map = map_rect(&program);
    assert!(steps_shown[0] > 200.0 && map[2] == steps_shown[2]);
    program.close(&screen);
    let plan = program.points().expect("the plan on disk");

    // Again: everything stands as it was left.
    let mut program = Program::start_with(&screen, home.path(), &[]);
    program.window(&screen, None);
    program.wait_for_demo();
    let settings = program.kept("settings.json").expect("settings");
    assert_eq!(
        (&settings["language"], &settings["look"]),
        (&"en".into(), &"dark".into())
    );
    assert_eq!(map_rect(&program), map, "window and layout");
    program.close(&screen);

    // The demo anew: the plan of last time stays where it lies, whole, and is said to.
    let mut program = Program::start_with(&screen, home.path(), &["--demo"]);
    program.window(&screen, None);
    program.wait_for_demo();
    assert!(
        program.log().contains("session-last-plan-left"),
        "{}",
        program.log()
    );
    assert_eq!(program.points(), Some(plan));
    assert!(home.path().join("untitled-2.gpkg").is_file());
    program.close(&screen);
}

/// Where the map last said it stands.
fn map_rect(program: &Program) -> [f64; 4] {
    Sight::of(&program.log()).expect("the map").rect
}

//! The whole program in a real window under a virtual display, with a real mouse and keyboard: start on the demo, drag
//! a patrol point, see the figure change, undo, switch the language, close. And once where there is no display.
#![allow(clippy::format_collect, reason = "short lists")]
#![cfg(all(feature = "gui", target_os = "linux"))]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const PATIENCE: Duration = Duration::from_mins(3);

/// Tools the run needs; without them it is skipped aloud, except in CI, where they must be there.
fn tools_are_there() -> bool {
    let missing: Vec<&str> = ["Xvfb", "xdotool", "import"]
        .into_iter()
        .filter(|tool| {
            Command::new("which")
                .arg(tool)
                .output()
                .is_ok_and(|found| !found.status.success())
        })
        .collect();
    if missing.is_empty() {
        return true;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "missing in CI: {missing:?}"
    );
    eprintln!("SKIPPED: the whole-window run needs {missing:?}; tests/run.sh installs them");
    false
}

/// A child that does not outlive the test.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // It may have ended by itself, which is what the test wants.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

struct Screen {
    _server: Kept,
    name: String,
}

impl Screen {
    fn open() -> Self {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
                // Without it the server starts anew when its last client leaves, and refuses the next one meanwhile.
                "-noreset",
                "-screen",
                "0",
                &format!("{WIDTH}x{HEIGHT}x24"),
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        let out = server.stdout.take().expect("its output");
        BufReader::new(out)
            .read_line(&mut number)
            .expect("a display number");
        let screen = Self {
            _server: Kept(server),
            name: format!(":{}", number.trim()),
        };
        screen.wait_until_it_answers();
        screen
    }

    fn wait_until_it_answers(&self) {
        let start = Instant::now();
        let answers = || {
            let asked = Command::new("xdotool")
                .arg("getmouselocation")
                .env("DISPLAY", &self.name)
                .output();
            asked.is_ok_and(|answer| answer.status.success())
        };
        while !answers() {
            assert!(start.elapsed() < PATIENCE, "the display does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn run(&self, tool: &str, args: &[&str]) -> Vec<u8> {
        let output = Command::new(tool)
            .args(args)
            .env("DISPLAY", &self.name)
            .output()
            .expect("the tool runs");
        assert!(
            output.status.success(),
            "{tool} {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    fn mouse(&self, args: &[&str]) {
        self.run("xdotool", args);
        std::thread::sleep(Duration::from_millis(60));
    }

    /// The pixels of the right panel's head, where the one big figure stands.
    fn figure(&self) -> Vec<u8> {
        self.run(
            "import",
            &[
                "-window",
                "root",
                "-crop",
                "300x90+970+60",
                "-depth",
                "8",
                "rgb:-",
            ],
        )
    }
}

struct Program {
    process: Kept,
    log: PathBuf,
    home: PathBuf,
}

impl Program {
    fn start(screen: &Screen, home: &Path) -> Self {
        let log = home.join("log.txt");
        let file = std::fs::File::create(&log).expect("a log");
        let process = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
            .args(["--demo", "--lang", "zh-CN", "--home"])
            .arg(home)
            .env("DISPLAY", &screen.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("WINIT_X11_SCALE_FACTOR", "1")
            .env("PATROLGRID_LOG", "debug")
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .expect("the program starts");
        Self {
            process: Kept(process),
            log,
            home: home.to_owned(),
        }
    }

    /// Waits until something is there, and says what was missing if it never comes.
    fn wait<T>(&mut self, what: &str, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            let ended = self.process.0.try_wait().expect("its state");
            assert!(
                ended.is_none(),
                "the program ended ({ended:?}) before: {what}\n{}",
                self.log()
            );
            assert!(
                start.elapsed() < PATIENCE,
                "never came: {what}\n{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits until nothing new has been logged for five seconds: nothing is under way and the map has come to rest.
    fn settle(&mut self) {
        let mut last = (String::new(), Instant::now());
        self.wait("rest", |program| {
            let log = program.log();
            if log != last.0 {
                last = (log, Instant::now());
            }
            (last.1.elapsed() > Duration::from_secs(5)).then_some(())
        });
    }

    fn log(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let ours = |line: &&str| line.contains("patrolgrid") || line.contains("rror");
        text.lines()
            .filter(ours)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    fn kept(&self, file: &str) -> Option<Value> {
        serde_json::from_str(&std::fs::read_to_string(self.home.join(file)).ok()?).ok()
    }

    /// Incidents within each ring, as last shown.
    fn within(&self) -> Option<String> {
        let log = self.log();
        let line = log.lines().rfind(|line| line.contains("coverage shown"))?;
        line.split_once("within=")
            .map(|(_, figures)| figures.to_owned())
    }

    /// The points of the plan on disk: number, longitude, latitude, locked.
    fn points(&self) -> Option<Vec<(String, f64, f64, bool)>> {
        let project = self.kept("project.json")?;
        let points = project["plan"]["points"].as_object()?;
        let read = |(id, point): (&String, &Value)| {
            let place = &point["position"];
            Some((
                id.clone(),
                place["lon"].as_f64()?,
                place["lat"].as_f64()?,
                point["locked"].as_bool()?,
            ))
        };
        points
            .iter()
            .map(read)
            .collect::<Option<Vec<_>>>()
            .filter(|points| points.len() == 60)
    }
}

/// Every number in a piece of text, in order.
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// The map on the screen and the box of degrees it shows.
struct Sight {
    rect: [f64; 4],
    shown: [f64; 4],
}

impl Sight {
    fn of(log: &str) -> Option<Self> {
        let line = log.lines().rfind(|line| line.contains("the map shows"))?;
        let (_, line) = line.split_once("rect=")?;
        match numbers(line)[..] {
            [left, top, right, bottom, west, south, east, north] => Some(Self {
                rect: [left, top, right, bottom],
                shown: [west, south, east, north],
            }),
            _ => None,
        }
    }

    /// Where a place stands on the screen, in Web Mercator.
    fn at(&self, lon: f64, lat: f64) -> (f64, f64) {
        let mercator = |lat: f64| {
            (lat.to_radians() / 2.0 + std::f64::consts::FRAC_PI_4)
                .tan()
                .ln()
        };
        let [left, top, right, bottom] = self.rect;
        let [west, south, east, north] = self.shown;
        let across = (lon - west) / (east - west);
        let down = (mercator(north) - mercator(lat)) / (mercator(north) - mercator(south));
        (left + across * (right - left), top + down * (bottom - top))
    }
}

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
    let window = program.wait("a window", |_| {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", "PatrolGrid"])
            .env("DISPLAY", &screen.name)
            .output()
            .ok()?;
        String::from_utf8_lossy(&found.stdout)
            .lines()
            .next()
            .map(str::to_owned)
    });
    screen.mouse(&["windowmove", &window, "0", "0"]);
    screen.mouse(&[
        "windowsize",
        &window,
        &WIDTH.to_string(),
        &HEIGHT.to_string(),
    ]);
    screen.mouse(&["windowfocus", &window]);
    let levels = |log: &str| log.matches("session-boundaries-opened").count();
    program.wait("all five levels", |program| {
        (levels(&program.log()) == 5).then_some(())
    });
    program.settle();
    let figures_at_first = program.wait("coverage of the demo", |program| {
        program
            .within()
            .filter(|within| numbers(within).iter().all(|figure| *figure > 1000.0))
    });
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
    std::thread::sleep(Duration::from_millis(500));
    assert!(
        screen.figure() != picture_at_first,
        "the figure on the screen did not change"
    );
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
    screen.mouse(&["key", "ctrl+k"]);
    std::thread::sleep(Duration::from_secs(3));
    screen.mouse(&["type", "--delay", "60", "English"]);
    screen.mouse(&["key", "Return"]);
    program.wait("English", |program| {
        program
            .kept("settings.json")
            .filter(|settings| settings["language"] == "en")
    });

    // Close.
    screen.mouse(&["key", "ctrl+q"]);
    let start = Instant::now();
    let status = loop {
        if let Some(status) = program.process.0.try_wait().expect("its state") {
            break status;
        }
        assert!(start.elapsed() < PATIENCE, "the window does not close");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(status.success(), "{status:?}\n{}", program.log());
    assert!(!program.log().contains("panicked"), "{}", program.log());
}

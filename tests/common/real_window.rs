//! The program in a real window under a virtual display, with a real mouse and keyboard.
#![allow(dead_code, reason = "each test uses some of it")]
#![allow(clippy::format_collect, reason = "short lists")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use patrolgrid::io::geopackage::geometry::read_point;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

pub(crate) const WIDTH: u32 = 1280;
pub(crate) const HEIGHT: u32 = 720;
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// Tools the run needs; without them it is skipped aloud, except in CI, where they must be there.
pub(crate) fn tools_are_there() -> bool {
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
pub(crate) struct Kept(pub(crate) Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // It may have ended by itself, which is what the test wants.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

pub(crate) struct Screen {
    _server: Kept,
    pub(crate) name: String,
}

impl Screen {
    pub(crate) fn open() -> Self {
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

    pub(crate) fn wait_until_it_answers(&self) {
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

    pub(crate) fn run(&self, tool: &str, args: &[&str]) -> Vec<u8> {
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

    pub(crate) fn mouse(&self, args: &[&str]) {
        self.run("xdotool", args);
        std::thread::sleep(Duration::from_millis(60));
    }

    /// The pixels of the right panel where the one big figure stands, the rings and the distances under it.
    pub(crate) fn figure(&self) -> Vec<u8> {
        self.run(
            "import",
            &[
                "-window",
                "root",
                "-crop",
                "340x200+930+180",
                "-depth",
                "8",
                "rgb:-",
            ],
        )
    }
}

pub(crate) struct Program {
    pub(crate) process: Kept,
    pub(crate) log: PathBuf,
    pub(crate) home: PathBuf,
}

impl Program {
    /// The demo in Chinese.
    pub(crate) fn start(screen: &Screen, home: &Path) -> Self {
        Self::start_with(screen, home, &["--demo", "--lang", "zh-CN"])
    }

    pub(crate) fn start_with(screen: &Screen, home: &Path, args: &[&str]) -> Self {
        let log = home.join("log.txt");
        let file = std::fs::File::create(&log).expect("a log");
        let process = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
            .args(args)
            .arg("--home")
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
    pub(crate) fn wait<T>(&mut self, what: &str, mut look: impl FnMut(&Self) -> Option<T>) -> T {
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
    pub(crate) fn settle(&mut self) {
        let mut last = (String::new(), Instant::now());
        self.wait("rest", |program| {
            let log = program.log();
            if log != last.0 {
                last = (log, Instant::now());
            }
            (last.1.elapsed() > Duration::from_secs(5)).then_some(())
        });
    }

    /// Waits for the window, brings it to a size at the corner of the screen and gives it the keyboard.
    pub(crate) fn window(&mut self, screen: &Screen, size: Option<[u32; 2]>) {
        let window = self.wait("a window", |_| {
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
        if let Some([width, height]) = size.map(|size| size.map(|side| side.to_string())) {
            screen.mouse(&["windowmove", &window, "0", "0"]);
            screen.mouse(&["windowsize", &window, &width, &height]);
        }
        screen.mouse(&["windowfocus", &window]);
    }

    /// Waits until the demo is there: five levels of boundaries, figures over its incidents.
    pub(crate) fn wait_for_demo(&mut self) -> String {
        let levels = |log: &str| log.matches("session-boundaries-opened").count();
        self.wait("all five levels", |program| {
            (levels(&program.log()) == 5).then_some(())
        });
        self.settle();
        self.wait("coverage of the demo", |program| {
            program
                .within()
                .filter(|within| numbers(within).iter().all(|figure| *figure > 1000.0))
        })
    }

    /// Types into the command palette and takes the first row.
    pub(crate) fn by_palette(screen: &Screen, words: &str) {
        screen.mouse(&["key", "ctrl+k"]);
        std::thread::sleep(Duration::from_secs(3));
        screen.mouse(&["type", "--delay", "60", words]);
        std::thread::sleep(Duration::from_secs(1));
        screen.mouse(&["key", "Return"]);
    }

    /// Closes the window by its key; it must end well.
    pub(crate) fn close(&mut self, screen: &Screen) {
        screen.mouse(&["key", "ctrl+q"]);
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.process.0.try_wait().expect("its state") {
                break status;
            }
            assert!(start.elapsed() < PATIENCE, "the window does not close");
            std::thread::sleep(Duration::from_millis(100));
        };
        assert!(status.success(), "{status:?}\n{}", self.log());
        assert!(!self.log().contains("panicked"), "{}", self.log());
    }

    pub(crate) fn log(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let ours = |line: &&str| line.contains("patrolgrid") || line.contains("rror");
        text.lines()
            .filter(ours)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    pub(crate) fn kept(&self, file: &str) -> Option<Value> {
        serde_json::from_str(&std::fs::read_to_string(self.home.join(file)).ok()?).ok()
    }

    /// Incidents within each ring, as last shown.
    pub(crate) fn within(&self) -> Option<String> {
        let log = self.log();
        let line = log.lines().rfind(|line| line.contains("coverage shown"))?;
        line.split_once("within=")
            .map(|(_, figures)| figures.to_owned())
    }

    /// The plan on disk, to be read beside the program.
    pub(crate) fn plan(&self) -> Option<Connection> {
        let path = self.home.join("untitled-1.gpkg");
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()
    }

    /// The points of the plan on disk: number, longitude, latitude, locked.
    pub(crate) fn points(&self) -> Option<Vec<(String, f64, f64, bool)>> {
        let open = self.plan()?;
        // By number as text, as the plan's own words have them.
        let sql = "SELECT CAST(fid AS TEXT), geom, locked FROM patrol_points ORDER BY 1";
        let mut asked = open.prepare(sql).ok()?;
        let rows = asked.query_map([], |row| {
            let geom: Vec<u8> = row.get(1)?;
            Ok((row.get(0)?, geom, row.get(2)?))
        });
        let points = rows.ok()?.map(|row| {
            let (id, geom, locked) = row.ok()?;
            let place = read_point(&geom).ok()?;
            Some((id, place.lon, place.lat, locked))
        });
        points
            .collect::<Option<Vec<_>>>()
            .filter(|points| points.len() == 60)
    }
}

/// Every number in a piece of text, in order.
pub(crate) fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// The map on the screen and the box of degrees it shows.
pub(crate) struct Sight {
    pub(crate) rect: [f64; 4],
    pub(crate) shown: [f64; 4],
}

impl Sight {
    pub(crate) fn of(log: &str) -> Option<Self> {
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
    pub(crate) fn at(&self, lon: f64, lat: f64) -> (f64, f64) {
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

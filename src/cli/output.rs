//! What goes to stdout and stderr.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::base::cancel::Cancel;

/// Says a sentence on stderr. Where nobody can hear it (closed, on a full disk) the work goes on.
pub fn say(sentence: &str) {
    let _nobody_hears = writeln!(std::io::stderr().lock(), "{sentence}");
}

/// Prints a report: as one JSON object, or as `key: value` lines for people.
///
/// # Errors
/// What the system says (a closed pipe).
pub fn print_report(report: &impl Serialize, json: bool) -> std::io::Result<()> {
    let value = serde_json::to_value(report).map_err(std::io::Error::other)?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{value}")
    } else {
        let mut text = String::new();
        lines(&value, 0, &mut text);
        out.write_all(text.as_bytes())
    }
}

/// Longest list that is printed whole for people; JSON always has all of it.
const SHOWN: usize = 20;

fn lines(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if let Some(flat) = flat(member) {
                    add_line(text, format_args!("{indent}{key}: {flat}"));
                } else {
                    add_line(text, format_args!("{indent}{key}:"));
                    lines(member, depth + 1, text);
                }
            }
        }
        Value::Array(items) => {
            for item in items.iter().take(SHOWN) {
                if let Some(flat) = flat(item) {
                    add_line(text, format_args!("{indent}- {flat}"));
                } else {
                    add_line(text, format_args!("{indent}-"));
                    lines(item, depth + 1, text);
                }
            }
            if items.len() > SHOWN {
                add_line(text, format_args!("{indent}… {}", items.len()));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let flat = flat(value).unwrap_or_default();
            add_line(text, format_args!("{indent}{flat}"));
        }
    }
}

fn add_line(text: &mut String, line: std::fmt::Arguments<'_>) {
    use std::fmt::Write;
    // Writing into memory cannot fail.
    let _written = writeln!(text, "{line}");
}

/// A value that fits on its key's line.
fn flat(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("—".into()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.len() <= 6 => {
            let simple = |item: &Value| {
                if item.is_array() || item.is_object() {
                    None
                } else {
                    flat(item)
                }
            };
            items
                .iter()
                .map(simple)
                .collect::<Option<Vec<_>>>()
                .map(|items| items.join(", "))
        }
        Value::Object(members) if members.is_empty() => Some("—".into()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Tells on stderr how far work is, until dropped: a line that is written over on a terminal, else a line each quarter.
#[derive(Debug)]
pub struct ProgressLine {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl ProgressLine {
    /// Begins to tell.
    #[must_use]
    pub fn of(cancel: &Cancel) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (cancel, stopped) = (cancel.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("progress".into())
            .spawn(move || tell(&cancel, &stopped))
            .ok();
        Self { stop, thread }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A progress line that broke is no reason to fail the work.
            let _broke = thread.join();
        }
    }
}

fn tell(cancel: &Cancel, stopped: &AtomicBool) {
    let on_terminal = std::io::stderr().is_terminal();
    let mut told = Told::default();
    let mut width = 0;
    loop {
        std::thread::park_timeout(Duration::from_millis(200));
        if stopped.load(Ordering::Relaxed) {
            break;
        }
        let stride = if on_terminal { 1 } else { 25 };
        let percent = cancel.progress().percent() as u32;
        let Some(line) = told.next(&cancel.step(), percent, stride) else {
            continue;
        };
        if on_terminal {
            // Wiped out first: the line before may have been longer.
            write_over(&format!("\r{:width$}\r{line}", ""));
            width = line.chars().count() * 2;
        } else {
            say(&line);
        }
    }
    if width > 0 {
        write_over(&format!("\r{:width$}\r", ""));
    }
}

fn write_over(text: &str) {
    let _nobody_hears = write!(std::io::stderr().lock(), "{text}");
}

/// What was told last, so that nothing is told twice.
#[derive(Debug, Default)]
struct Told {
    step: String,
    percent: u32,
}

impl Told {
    /// The line to tell now, if another stride of per cent is full or another file has begun.
    fn next(&mut self, step: &str, percent: u32, stride: u32) -> Option<String> {
        if self.step != step {
            step.clone_into(&mut self.step);
            self.percent = 0;
        }
        if percent / stride <= self.percent / stride {
            return None;
        }
        self.percent = percent;
        Some(match step {
            "" => format!("{percent:3} %"),
            step => format!("{step}: {percent:3} %"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_names_its_file_and_never_falls_back_within_it() {
        let mut told = Told::default();
        assert_eq!(told.next("a.csv", 10, 25), None);
        assert_eq!(told.next("a.csv", 30, 25).as_deref(), Some("a.csv:  30 %"));
        assert_eq!(told.next("a.csv", 49, 25), None);
        assert_eq!(told.next("b.csv", 26, 25).as_deref(), Some("b.csv:  26 %"));
        assert_eq!(told.next("b.csv", 20, 25), None);
        assert_eq!(told.next("", 100, 1).as_deref(), Some("100 %"));
    }

    #[test]
    fn a_report_for_people_has_a_line_a_figure() {
        let value = serde_json::json!({"rows": 3, "reasons": {"zero": 1}, "extent": [1, 2, 3, 4], "none": null});
        let mut text = String::new();
        lines(&value, 0, &mut text);
        assert_eq!(
            text,
            "rows: 3\nreasons:\n  zero: 1\nextent: 1, 2, 3, 4\nnone: —\n"
        );
    }
}

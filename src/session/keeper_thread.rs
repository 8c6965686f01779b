//! The writer: the one thread that writes plan files. Each errand is one transaction; what cannot be written now waits, in
//! order, and is tried again.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::keeper::News;
use super::keeper_errands::{Errand, Home, SaveAs, Told, Write};
use super::settings;
use crate::i18n::message::Message;
use crate::io::plan_file::edit_log::{Act, NewEntry};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::plan_file::plan_lock::Holder;
use crate::io::plan_file::store::PlanStore;
use crate::io::safe_write::write_whole;
use crate::model::plan::Plan;
use crate::model::plan_edit::PlanEdit;

/// How long to wait before what could not be written is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// A file and what waits to be written into it.
struct Desk {
    turn: u64,
    home: Home,
    queue: VecDeque<(u64, Box<Write>)>,
}

pub(super) struct Writer {
    /// The last is the one in use; those before it still wait for the disk.
    desks: Vec<Desk>,
    settings: Option<PathBuf>,
    me: Holder,
    told: Arc<Mutex<Told>>,
    wake: Arc<dyn Fn() + Send + Sync>,
    received: u64,
    /// Trying again may help.
    may_pass: bool,
}

impl Writer {
    pub(super) fn new(
        home: Home,
        settings: Option<PathBuf>,
        me: Holder,
        told: Arc<Mutex<Told>>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self {
            desks: vec![Desk::new(0, home)],
            settings,
            me,
            told,
            wake,
            received: 0,
            may_pass: false,
        }
    }

    pub(super) fn work(mut self, receiver: &Receiver<Errand>) {
        self.sweep_up();
        loop {
            let next = if self.may_pass {
                receiver.recv_timeout(TRY_AGAIN)
            } else {
                receiver.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match next {
                Ok(errand) => self.carry_out(errand),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.write_all();
                    return;
                }
            }
            self.write_all();
        }
    }

    fn carry_out(&mut self, errand: Errand) {
        match errand {
            Errand::Write(number, write) => {
                self.received = number;
                if let Some(desk) = self.desks.last_mut() {
                    desk.take(number, write);
                }
            }
            Errand::Settings(text) => self.write_settings(&text),
            Errand::Turn(turn, home) => {
                self.write_all();
                self.desks.push(Desk::new(turn, *home));
            }
            Errand::SaveAs(wish) => {
                self.write_all();
                let news = self.save_as(&wish);
                self.tell(|told| told.news.push(news));
                (self.wake)();
            }
            Errand::Flush(answer) => {
                self.write_all();
                let _nobody_waits = answer.send(());
            }
        }
    }

    /// Writes what waits, file by file; files that are done and not in use are let go.
    fn write_all(&mut self) {
        let mut first_error = None;
        for desk in &mut self.desks {
            let (news, written) = desk.write_all(&self.me);
            self.told
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .news
                .extend(news);
            first_error = first_error.or(written.err());
        }
        let in_use = self.desks.len().saturating_sub(1);
        let mut at = 0;
        self.desks.retain(|desk| {
            at += 1;
            at > in_use || !desk.queue.is_empty()
        });
        let waiting = self.desks.iter().filter_map(|desk| desk.queue.front());
        let done = waiting.map(|(number, _)| number - 1).min();
        self.may_pass = first_error.as_ref().is_some_and(PlanFileError::may_pass);
        let received = self.received;
        let error = first_error.map(|error| {
            tracing::warn!(%error, "the plan could not be written");
            error.message()
        });
        let changed = self.tell(|told| {
            let now = (done.unwrap_or(received), error);
            let changed = now != (told.done, told.error.clone()) || !told.news.is_empty();
            (told.done, told.error) = now;
            changed
        });
        if changed {
            (self.wake)();
        }
    }

    fn tell<T>(&self, what: impl FnOnce(&mut Told) -> T) -> T {
        what(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Goes on in a copy; whatever could not be written where it belongs is written there.
    fn save_as(&mut self, wish: &SaveAs) -> (u64, News) {
        let target = wish.target.clone();
        let Some(desk) = self.desks.last_mut() else {
            return (0, News::NotSavedAs(target, Message::new("plan-file-gone")));
        };
        let news = match desk.save_as(wish, &self.me) {
            Ok(fresh) => News::SavedAs(target, fresh),
            Err(error) => News::NotSavedAs(target, error.message()),
        };
        (desk.turn, news)
    }

    fn write_settings(&self, text: &str) {
        let Some(folder) = &self.settings else {
            return;
        };
        if let Err(error) = write_whole(&folder.join(settings::FILE), text.as_bytes()) {
            tracing::error!(%error, "settings could not be written");
        }
    }

    /// Takes away what a program that broke off while writing has left.
    fn sweep_up(&self) {
        let Some(entries) = self
            .settings
            .as_ref()
            .and_then(|folder| folder.read_dir().ok())
        else {
            return;
        };
        let being_made = format!(".{}.tmp", std::process::id());
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let ours = [settings::FILE, "project.json", ".untitled-"];
            // What this very program is making just now is no leftover.
            let left = name.ends_with(".tmp") && !name.ends_with(&being_made);
            if left && ours.iter().any(|ours| name.starts_with(ours)) {
                // It harms nobody where it stays.
                let _stays = std::fs::remove_file(entry.path());
            }
        }
    }
}

impl Desk {
    const fn new(turn: u64, home: Home) -> Self {
        Self {
            turn,
            home,
            queue: VecDeque::new(),
        }
    }

    fn take(&mut self, number: u64, write: Box<Write>) {
        self.queue
            .retain(|(_, earlier)| !earlier.is_outdone_by(&write));
        self.queue.push_back((number, write));
    }

    fn write_all(&mut self, me: &Holder) -> (Vec<(u64, News)>, Result<(), PlanFileError>) {
        let mut news = Vec::new();
        if let (Home::Untitled(folder), Some((_, first))) = (&self.home, self.queue.front()) {
            match make_untitled(folder, me, first) {
                Ok(store) => {
                    news.push((self.turn, News::Made(store.path().to_owned())));
                    if first.begins() {
                        self.queue.pop_front();
                    }
                    self.home = Home::Open(Box::new(store));
                }
                Err(error) => return (news, Err(error)),
            }
        }
        (news, self.write_queue())
    }

    fn write_queue(&mut self) -> Result<(), PlanFileError> {
        let Home::Open(store) = &mut self.home else {
            // Nothing is handed over for what is not kept.
            self.queue.clear();
            return Ok(());
        };
        while let Some((_, write)) = self.queue.front() {
            write.write_into(store)?;
            self.queue.pop_front();
        }
        Ok(())
    }

    /// Whether the copy begins with nothing but the plan.
    fn save_as(&mut self, wish: &SaveAs, me: &Holder) -> Result<bool, PlanFileError> {
        if let Home::Open(store) | Home::ReadOnly(store, _) = &self.home {
            if store.is_at(&wish.target) {
                store.writable()?;
                return self.write_queue().map(|()| false);
            }
            match self.copy(wish, me) {
                Ok(()) => return Ok(false),
                // Where the target is the trouble, nothing else can be written there either.
                Err(error @ (PlanFileError::System { .. } | PlanFileError::ReadOnly(_))) => {
                    return Err(error);
                }
                // The file at hand cannot be read any more: what is on the screen is rescued.
                Err(error) => tracing::warn!(%error, "the plan could not be copied"),
            }
        }
        PlanStore::make_room(&wish.target, me)?;
        let begin = std::slice::from_ref(&wish.begin);
        let fresh = PlanStore::create(&wish.target, me, begin, &wish.plan)?;
        self.go_on_in(fresh)?;
        Ok(true)
    }

    /// Copies the file, and writes there what could not be written where it belongs.
    fn copy(&mut self, wish: &SaveAs, me: &Holder) -> Result<(), PlanFileError> {
        let (Home::Open(store) | Home::ReadOnly(store, _)) = &self.home else {
            return Err(PlanFileError::Gone);
        };
        store.copy_to(&wish.target, me)?;
        let (mut copy, _) = PlanStore::open(&wish.target, me)?;
        copy.writable()?;
        for (_, write) in &self.queue {
            write.write_into(&mut copy)?;
        }
        self.go_on_in(copy)
    }

    fn go_on_in(&mut self, store: PlanStore) -> Result<(), PlanFileError> {
        store.writable()?;
        self.queue.clear();
        self.home = Home::Open(Box::new(store));
        Ok(())
    }
}

/// Makes the file of an untitled plan. It begins as its first change says, else with an empty plan.
fn make_untitled(folder: &Path, me: &Holder, first: &Write) -> Result<PlanStore, PlanFileError> {
    if let Write::Steps(entries, plan) = first
        && first.begins()
    {
        return create_untitled(folder, me, entries, plan);
    }
    let nothing = Plan::default();
    let begin = NewEntry {
        time: me.since.clone(),
        who: me.who.clone(),
        act: Act::Begin,
        title: String::new(),
        edit: Some(PlanEdit::Replace(Box::new(nothing.clone()))),
    };
    create_untitled(folder, me, &[begin], &nothing)
}

/// Makes a plan file in the user's folder under the first name that is free.
pub(super) fn create_untitled(
    folder: &Path,
    me: &Holder,
    first: &[NewEntry],
    plan: &Plan,
) -> Result<PlanStore, PlanFileError> {
    std::fs::create_dir_all(folder).map_err(PlanFileError::system(folder))?;
    let path = (1..10_000)
        .map(|number| folder.join(format!("untitled-{number}.gpkg")))
        .find(|path| path.symlink_metadata().is_err())
        .ok_or(PlanFileError::ReadOnly(None))?;
    PlanStore::create(&path, me, first, plan)
}

//! The plan on disk, as the screen's thread sees it: what changed is handed to the writer, and whether it is on disk is read
//! off. Nothing here waits for the disk but [`Keeper::flush`], before the program ends.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::folder_lock::FolderLock;
use super::keeper_errands::{Errand, Home, SaveAs, Told, Write};
use super::keeper_thread::Writer;
use crate::i18n::message::Message;
use crate::io::plan_file::plan_lock::Holder;

/// Whether the plan on disk is the plan on screen.
#[derive(Debug, Clone, PartialEq)]
pub enum SaveState {
    /// Nothing is kept (no folder).
    Off,
    /// On disk.
    Saved,
    /// On its way.
    Saving,
    /// Could not be written, and why. Where that may pass it is tried again until it can.
    Failed(Message),
    /// The plan may only be read, and why: it cannot be edited.
    ReadOnly(Message),
    /// Nothing is kept in this run; a notice has said why.
    Barred,
}

/// What the writer has to tell beside how far it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum News {
    /// A file was made for the untitled plan at hand.
    Made(PathBuf),
    /// A copy was made of a plan that has given way to another since.
    Elsewhere(PathBuf),
    /// The plan goes on in another file. Whether that begins empty and wants everything anew.
    SavedAs(PathBuf, bool),
    /// It could not be saved there, and why.
    NotSavedAs(PathBuf, Message),
}

/// The way to the writer. Let go, it lets the writer finish.
#[derive(Debug)]
pub struct Keeper {
    sender: Option<Sender<Errand>>,
    writer: Option<JoinHandle<()>>,
    asked: u64,
    /// How often the plan gave way to another.
    turns: u64,
    told: Arc<Mutex<Told>>,
    /// Whether what is handed over is kept anywhere.
    keeps: bool,
    barred: bool,
    read_only: Option<Message>,
    copies_asked: usize,
    /// Held as long as this lives.
    lock: Option<FolderLock>,
}

impl Keeper {
    /// A keeper whose untitled plans live in a folder that is ours; `None` keeps nothing until a file is opened, and nothing
    /// is written into a folder that is held elsewhere.
    #[must_use]
    pub(super) fn new(
        folder: Option<(PathBuf, FolderLock)>,
        me: Holder,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let (home, settings, lock) = match folder {
            None => (Home::Nowhere, None, None),
            Some((_, lock)) if lock.is_held_elsewhere() => (Home::Barred, None, None),
            Some((folder, lock)) => (Home::Untitled(folder.clone()), Some(folder), Some(lock)),
        };
        let told = Arc::new(Mutex::new(Told::default()));
        let (sender, receiver) = channel();
        let mut keeper = Self {
            sender: None,
            writer: None,
            asked: 0,
            turns: 0,
            told: Arc::clone(&told),
            keeps: home.keeps(),
            barred: matches!(home, Home::Barred),
            read_only: None,
            copies_asked: 0,
            lock,
        };
        let writer = Writer::new(home, settings, me, told, wake);
        let thread = std::thread::Builder::new().name("keeper".into());
        match thread.spawn(move || writer.work(&receiver)) {
            Ok(thread) => {
                keeper.sender = Some(sender);
                keeper.writer = Some(thread);
            }
            Err(error) => {
                tracing::error!(%error, "the writer could not be started");
                keeper.barred = true;
            }
        }
        keeper
    }

    /// Hands over what changed.
    pub(super) fn write(&mut self, write: Write) {
        if self.keeps && self.read_only.is_none() {
            self.asked += 1;
            self.send(Errand::Write(self.asked, Box::new(write)));
        }
    }

    /// Goes on elsewhere; what was handed over before is still written where it belongs.
    pub(super) fn turn(&mut self, home: Home) {
        self.keeps = home.keeps();
        self.barred = matches!(home, Home::Barred);
        self.read_only = home.read_only();
        self.turns += 1;
        self.send(Errand::Turn(self.turns, Box::new(home)));
    }

    /// Goes on in a copy at another place, which comes home as news.
    pub(super) fn save_as(&mut self, wish: SaveAs) {
        self.copies_asked += 1;
        self.send(Errand::SaveAs(Box::new(wish)));
    }

    /// The plan goes on in a file that may be written.
    pub(super) fn is_writable_now(&mut self) {
        (self.keeps, self.barred, self.read_only) = (true, false, None);
    }

    /// Asks for settings to be written.
    pub(super) fn settings(&self, text: String) {
        self.send(Errand::Settings(text));
    }

    fn send(&self, errand: Errand) {
        if let Some(sender) = &self.sender {
            // A writer that is gone shows as a state that never becomes saved.
            let _writer_gone = sender.send(errand);
        }
    }

    /// Tells once all that was handed over is on disk (or could not be written).
    pub(super) fn flushed(&self) -> Receiver<()> {
        let (answer, wait) = channel();
        self.send(Errand::Flush(answer));
        wait
    }

    /// Waits until all that was handed over is on disk (or could not be written): before the program ends.
    pub fn flush(&self) {
        let _writer_gone = self.flushed().recv();
    }

    /// What the writer had to tell since the last call.
    pub(super) fn news(&mut self) -> Vec<News> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let news = std::mem::take(&mut told.news);
        drop(told);
        let answers = news
            .iter()
            .filter(|(_, news)| !matches!(news, News::Made(_)));
        self.copies_asked = self.copies_asked.saturating_sub(answers.count());
        let of_now = |(turn, news)| match news {
            news if turn == self.turns => Some(news),
            News::SavedAs(path, _) => Some(News::Elsewhere(path)),
            News::Made(_) => None,
            other @ (News::Elsewhere(_) | News::NotSavedAs(..)) => Some(other),
        };
        news.into_iter().filter_map(of_now).collect()
    }

    /// Whether a copy is on its way.
    pub(super) const fn is_copying(&self) -> bool {
        self.copies_asked > 0
    }

    /// Why the plan may only be read, where it is so.
    pub(super) const fn read_only(&self) -> Option<&Message> {
        self.read_only.as_ref()
    }

    /// How the disk stands to the screen.
    #[must_use]
    pub fn state(&self) -> SaveState {
        if let Some(why) = &self.read_only {
            return SaveState::ReadOnly(why.clone());
        }
        if self.barred {
            return SaveState::Barred;
        }
        if !self.keeps {
            return SaveState::Off;
        }
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match &told.error {
            Some(why) => SaveState::Failed(why.clone()),
            None if told.done < self.asked => SaveState::Saving,
            None => SaveState::Saved,
        }
    }
}

impl Drop for Keeper {
    /// The folder is let go only after the last write: whoever opens it next reads what is written.
    fn drop(&mut self) {
        self.sender = None;
        if let Some(writer) = self.writer.take() {
            // A writer that broke has said so.
            let _broke = writer.join();
        }
        self.lock = None;
    }
}

//! Plans handed over between networks: written as one signed file, and taken up only where the signature holds and the user
//! knows whose key it is, or says so.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::FileOutcome;
use super::jobs::JobKind;
use super::kept_sources::utc_now;
use super::notice::NoticeLevel;
use super::state::{Outcome, Session};
use crate::i18n::message::Message;
use crate::io::plan_bundle::{
    Bundle, BundleError, PublicKey, Sender, look_into, own_key, public_half, take_plan,
    write_bundle,
};

/// The file of the key this station signs with, in the user's folder.
pub const KEY_FILE: &str = "signing.key";

/// A key that the user vouched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKey {
    /// Whose it is, as its first bundle said.
    pub name: String,
    /// 64 hexadecimal digits.
    pub key: String,
}

/// A bundle whose sender is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingBundle {
    /// The file.
    pub path: PathBuf,
    /// What it says, and the key that signed it.
    pub bundle: Bundle,
}

impl Session {
    /// The bundle that waits for the user to say whether its sender is to be believed.
    #[must_use]
    pub const fn pending_bundle(&self) -> Option<&PendingBundle> {
        self.pending_bundle.as_ref()
    }

    /// Writes the plan at hand as a bundle.
    pub(super) fn hand_over(&mut self, target: PathBuf, signed: bool) {
        let Some(plan) = self.plan_file.clone() else {
            return;
        };
        let (who, key_file) = (self.settings.who(), self.key_file());
        self.keeper_behind(JobKind::Export, move || {
            let key = match (signed, key_file) {
                (true, Some(file)) => own_key(&file)
                    .map(Some)
                    .map_err(|source| BundleError::System { path: file, source }),
                _ => Ok(None),
            };
            let written = key.and_then(|key| {
                let sender = Sender {
                    by: &who,
                    made: &utc_now(),
                    key: key.as_ref(),
                };
                write_bundle(&plan, &target, sender)?;
                Ok(key.as_ref().map(public_half))
            });
            FileOutcome::HandedOver(target, written)
        });
    }

    pub(super) fn take_handed_over(
        &mut self,
        path: &Path,
        written: Result<Option<PublicKey>, BundleError>,
    ) {
        match written {
            Ok(key) => {
                self.say(NoticeLevel::Info, "session-written", path);
                if let Some(key) = key {
                    let told = Message::new("session-bundle-key").with("key", key.fingerprint());
                    self.notices.add(NoticeLevel::Info, told);
                }
            }
            Err(error) => self.refuse_bundle(path, &error),
        }
    }

    fn key_file(&self) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        Some(folder.join(KEY_FILE))
    }

    /// Verifies a bundle, before anything of its plan is looked at.
    pub(super) fn open_bundle(&mut self, path: PathBuf) {
        self.jobs.start(JobKind::OpenPlan, move |_| {
            let found = look_into(&path);
            Outcome::File(FileOutcome::Bundle(path, found))
        });
    }

    pub(super) fn take_bundle_look(&mut self, path: PathBuf, found: Result<Bundle, BundleError>) {
        let bundle = match found {
            Ok(bundle) => bundle,
            Err(error) => return self.refuse_bundle(&path, &error),
        };
        let known = bundle.key.is_some_and(|key| self.is_known(key));
        self.pending_bundle = Some(PendingBundle { path, bundle });
        if known {
            self.accept_bundle(false);
        }
    }

    fn is_known(&self, key: PublicKey) -> bool {
        let text = key.text();
        let own = || {
            // Only where there is a key already: looking makes none.
            let file = self.key_file().filter(|file| file.is_file())?;
            own_key(&file).ok().map(|own| public_half(&own))
        };
        self.settings
            .known_keys
            .iter()
            .any(|known| known.key == text)
            || own() == Some(key)
    }

    /// Takes the plan out of the bundle that waits and opens it; its key is known from now on where the user says so.
    pub(super) fn accept_bundle(&mut self, trust: bool) {
        let Some(pending) = self.pending_bundle.take() else {
            return;
        };
        if let (true, Some(key)) = (trust, pending.bundle.key) {
            self.settings.known_keys.push(KnownKey {
                name: pending.bundle.head.by.clone(),
                key: key.text(),
            });
            self.save_settings();
        }
        let folder = self.folder.clone();
        self.jobs.start(JobKind::OpenPlan, move |_| {
            let taken = take_beside(&pending.path, folder.as_deref());
            Outcome::File(FileOutcome::Unpacked(pending.path, taken))
        });
    }

    pub(super) fn take_unpacked(
        &mut self,
        bundle: &Path,
        taken: Result<(PathBuf, Bundle), BundleError>,
    ) {
        match taken {
            Ok((plan, bundle)) => {
                let sentence = if bundle.key.is_some() {
                    "session-bundle-opened"
                } else {
                    "session-bundle-unsigned"
                };
                let told = Message::new(sentence)
                    .with("by", bundle.head.by)
                    .with("file", plan.display().to_string());
                self.notices.add(NoticeLevel::Info, told);
                self.open_plan_file(plan);
            }
            Err(error) => self.refuse_bundle(bundle, &error),
        }
    }

    fn refuse_bundle(&mut self, path: &Path, error: &BundleError) {
        let message = Message::new("session-bundle-refused")
            .with("file", path.display().to_string())
            .with("why", error.message());
        self.notices.add(NoticeLevel::Error, message);
    }
}

/// Takes the plan out beside its bundle, else (on a disc, a stick that is locked) into the user's folder, under a free name.
fn take_beside(bundle: &Path, folder: Option<&Path>) -> Result<(PathBuf, Bundle), BundleError> {
    let stem = bundle.file_stem().unwrap_or_default().to_string_lossy();
    let free = |folder: &Path| {
        let name = |number: u32| match number {
            1 => format!("{stem}.gpkg"),
            more => format!("{stem} ({more}).gpkg"),
        };
        (1..1000)
            .map(|number| folder.join(name(number)))
            .find(|path| path.symlink_metadata().is_err())
    };
    let take = |folder: &Path| {
        let path = free(folder).ok_or_else(|| BundleError::System {
            path: folder.to_owned(),
            source: std::io::ErrorKind::AlreadyExists.into(),
        })?;
        take_plan(bundle, &path).map(|found| (path, found))
    };
    let beside = bundle.parent().unwrap_or_else(|| Path::new("."));
    match (take(beside), folder) {
        (Err(BundleError::System { .. }), Some(folder)) => take(folder),
        (taken, _) => taken,
    }
}

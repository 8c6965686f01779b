//! `patrolgrid bundle PLAN.gpkg` and `patrolgrid unbundle PLAN.pgbundle`: a plan on its way to another network.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use super::default_home;
use crate::i18n::message::Message;
use crate::io::plan_bundle::{
    BundleError, PublicKey, Sender, look_into, own_key, public_half, take_plan, write_bundle,
};
use crate::io::read_error::ReadError;
use crate::session::bundles::KEY_FILE;
use crate::session::kept_sources::utc_now;
use crate::session::settings::Settings;

/// What `bundle` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct BundleArgs {
    /// The plan file
    pub plan: PathBuf,
    /// The file to write (.pgbundle)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The file of the key to sign with; made where there is none (default: in the user's data folder)
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Do not sign
    #[arg(long, conflicts_with = "key_file")]
    pub unsigned: bool,
}

/// What `unbundle` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct UnbundleArgs {
    /// The bundle (.pgbundle)
    pub bundle: PathBuf,
    /// The plan file to write; one that is there already stays, and that is an error
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// A sender's key, 64 hexadecimal digits; may be given several times (default: those known in the window)
    #[arg(long, value_name = "KEY", value_parser = parse_key)]
    pub key: Vec<PublicKey>,
    /// Take up a bundle without a signature too
    #[arg(long)]
    pub unsigned: bool,
}

fn parse_key(text: &str) -> Result<PublicKey, String> {
    PublicKey::of(text).ok_or_else(|| "give 64 hexadecimal digits of an ed25519 key".to_owned())
}

/// The answer of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BundleReport {
    /// The plan's name.
    pub plan: String,
    /// Who hands it over.
    pub by: String,
    /// When, UTC.
    pub made: String,
    /// Length of the plan file.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
    /// The key that signed it, 64 hexadecimal digits.
    pub key: Option<String>,
    /// The same as people compare it.
    pub fingerprint: Option<String>,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// How long it took, thousandths of a second.
    pub milliseconds: u128,
}

fn settings() -> Settings {
    default_home().map_or_else(Settings::default, |home| Settings::load(&home).0)
}

fn refused(path: &Path, message: Message) -> Message {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message,
    }
    .message()
}

/// Writes a bundle.
///
/// # Errors
/// Worded, where the plan cannot be read, the key cannot be had, or the bundle cannot be written.
pub fn bundle(args: &BundleArgs) -> Result<BundleReport, Message> {
    let begun = Instant::now();
    let failed = |error: &BundleError| refused(&args.plan, error.message());
    let key_file = args
        .key_file
        .clone()
        .or_else(|| default_home().map(|home| home.join(KEY_FILE)))
        .filter(|_| !args.unsigned);
    let key = key_file.map(|file| {
        own_key(&file).map_err(|source| {
            refused(
                &file,
                Message::new("bundle-no-key").with("why", source.to_string()),
            )
        })
    });
    let key = key.transpose()?;
    let (who, now) = (settings().who(), utc_now());
    let sender = Sender {
        by: &who,
        made: &now,
        key: key.as_ref(),
    };
    let head = write_bundle(&args.plan, &args.out, sender).map_err(|error| failed(&error))?;
    let key = key.as_ref().map(public_half);
    Ok(BundleReport {
        plan: head.plan,
        by: head.by,
        made: head.made,
        bytes: head.bytes,
        sha256: head.sha256,
        key: key.map(|key| key.text()),
        fingerprint: key.map(|key| key.fingerprint()),
        files: vec![args.out.clone()],
        milliseconds: begun.elapsed().as_millis(),
    })
}

/// Takes a plan out of a bundle whose sender is known.
///
/// # Errors
/// Worded, where the signature does not verify, its key is not known, the plan was changed, or the file cannot be written.
pub fn unbundle(args: &UnbundleArgs) -> Result<BundleReport, Message> {
    let begun = Instant::now();
    let failed = |error: BundleError| refused(&args.bundle, error.message());
    let found = look_into(&args.bundle).map_err(failed)?;
    let known = settings().known_keys;
    match found.key {
        None if !args.unsigned => {
            return Err(refused(&args.bundle, Message::new("bundle-unsigned")));
        }
        Some(key) if !args.key.contains(&key) && known.iter().all(|one| one.key != key.text()) => {
            let message = Message::new("bundle-unknown-key")
                .with("by", found.head.by)
                .with("key", key.text());
            return Err(refused(&args.bundle, message));
        }
        None | Some(_) => {}
    }
    let taken = take_plan(&args.bundle, &args.out).map_err(failed)?;
    Ok(BundleReport {
        plan: taken.head.plan,
        by: taken.head.by,
        made: taken.head.made,
        bytes: taken.head.bytes,
        sha256: taken.head.sha256,
        key: taken.key.map(|key| key.text()),
        fingerprint: taken.key.map(|key| key.fingerprint()),
        files: vec![args.out.clone()],
        milliseconds: begun.elapsed().as_millis(),
    })
}

//! A plan on its way to another network: one file with the plan as it was handed over, digests of it, and, where the sender
//! wants it, an ed25519 signature over what is said of it. Nothing of the plan is looked at before all that agrees.
//!
//! Layout: [`MARK`]; the length of the head (4 bytes, little-endian) and the head as JSON ([`BundleHead`]); one byte, 1 where a
//! signature follows: 32 bytes of key, 64 of signature over mark and head; then the plan, gzipped.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::open_file::open_file;
use super::plan_file::edit_log::hex;
use super::plan_file::inside::{copy_out, plan_inside};
use super::plan_file::plan_file_error::PlanFileError;
use super::plan_file::publish::{publish_new, temporary_beside};
use super::safe_write::write_whole;
use crate::i18n::message::Message;

/// How a bundle begins.
pub const MARK: &[u8; 20] = b"PatrolGrid bundle 1\n";
/// How the names of bundles end, without the dot.
pub const ENDING: &str = "pgbundle";
/// Longest head: names and digests.
const LONGEST_HEAD: u32 = 16 * 1024;
/// How many times its packing a plan may be, beside so many bytes any plan may have: pages of a database that are nearly empty
/// pack some tens of times. A disk is not to be filled with nothing.
const MOST_PACKED: u64 = 100;
const SMALL: u64 = 64 << 20;
/// Bytes copied at a time.
const BLOCK: usize = 256 * 1024;

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleHead {
    /// The plan's name.
    pub plan: String,
    /// Who hands it over.
    pub by: String,
    /// When, UTC.
    pub made: String,
    /// Length of the plan file, bytes.
    pub bytes: u64,
    /// Digest of the plan file, hexadecimal SHA-256.
    pub sha256: String,
    /// Digest of the plan as packed, hexadecimal SHA-256: a packed file can be changed and still hold the same plan.
    pub packed_sha256: String,
}

/// A public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// As people compare it: eight groups of four letters of its digest.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.0);
        let mut text = String::new();
        for (at, two) in digest.chunks(2).take(8).enumerate() {
            if at > 0 {
                text.push('-');
            }
            for byte in two {
                // Writing into a string cannot fail.
                let _never = write!(text, "{byte:02X}");
            }
        }
        text
    }

    /// As programs write it: 64 hexadecimal digits.
    #[must_use]
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// The key of 64 hexadecimal digits.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let key = of_hex(text.trim())?;
        VerifyingKey::from_bytes(&key).ok()?;
        Some(Self(key))
    }
}

/// What a bundle is found to be before its plan is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What it says of itself; believed only as far as its key is.
    pub head: BundleHead,
    /// The key that signed it, where one did; the signature is right.
    pub key: Option<PublicKey>,
}

/// Why a bundle is refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The system does not let us.
    #[error("{path}: {source}")]
    System {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is none, or cut off.
    #[error("no bundle")]
    NotABundle,
    /// The signature is not one over this head.
    #[error("the signature does not verify")]
    BadSignature,
    /// The plan is not the one that was handed over.
    #[error("the plan was changed")]
    Changed,
    /// The plan inside swells as no plan does.
    #[error("the plan inside is too large for its packing")]
    Swells,
    /// The plan could not be read on its way in.
    #[error(transparent)]
    Plan(#[from] PlanFileError),
}

impl BundleError {
    fn system(path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::System {
            path: path.clone(),
            source,
        }
    }

    /// What happened and how to mend it.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::System { path, source } => Message::new("bundle-system")
                .with("file", path.display().to_string())
                .with("why", source.to_string()),
            Self::NotABundle => Message::new("bundle-none"),
            Self::BadSignature => Message::new("bundle-bad-signature"),
            Self::Changed => Message::new("bundle-changed"),
            Self::Swells => Message::new("bundle-swells"),
            Self::Plan(error) => error.message(),
        }
    }
}

/// The key that this station signs with, kept in a file only its user may read; made where there is none yet.
///
/// # Errors
/// What the system says, also where the file holds no key: one that is damaged is never written over.
pub fn own_key(file: &Path) -> io::Result<SigningKey> {
    match std::fs::read_to_string(file) {
        Ok(text) => {
            let seed = of_hex(text.trim());
            seed.map(|seed| SigningKey::from_bytes(&seed))
                .ok_or_else(|| io::ErrorKind::InvalidData.into())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut seed = [0; 32];
            rand::TryRngCore::try_fill_bytes(&mut rand::rngs::OsRng, &mut seed)
                .map_err(io::Error::other)?;
            write_secret(file, &hex(&seed))?;
            Ok(SigningKey::from_bytes(&seed))
        }
        Err(error) => Err(error),
    }
}

/// The bytes of 64 hexadecimal digits.
fn of_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// A file that nobody but its user may read.
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut made = options.open(file)?;
    made.write_all(text.as_bytes())?;
    made.sync_all()
}

/// The public half of a key.
#[must_use]
pub fn public_half(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

/// Whether a file begins as a bundle does.
#[must_use]
pub fn begins(start: &[u8]) -> bool {
    start.starts_with(MARK)
}

/// Who hands a plan over, when, and with which key, if with one.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The name.
    pub by: &'a str,
    /// UTC.
    pub made: &'a str,
    /// The key to sign with.
    pub key: Option<&'a SigningKey>,
}

/// Writes a plan file as a bundle, as it is now, whoever writes into it; the bundle is whole or not there.
///
/// # Errors
/// [`BundleError`].
pub fn write_bundle(plan: &Path, to: &Path, sender: Sender<'_>) -> Result<BundleHead, BundleError> {
    let name = plan_inside(plan)?.name;
    let copy = temporary_beside(to);
    let written = copy_out(plan, &copy)
        .map_err(BundleError::from)
        .and_then(|()| pack(&copy, to, &name, sender));
    // Nothing is lost with a copy that cannot be taken away; the next bundle of this name begins with doing so.
    let _left_behind = std::fs::remove_file(&copy);
    written
}

fn pack(plan: &Path, to: &Path, name: &str, sender: Sender<'_>) -> Result<BundleHead, BundleError> {
    let failed = BundleError::system(plan);
    let mut bytes = Vec::new();
    let length = open_file(plan)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(&failed)?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let packed = packed
        .write_all(&bytes)
        .and_then(|()| packed.finish())
        .map_err(&failed)?;
    let head = BundleHead {
        plan: name.to_owned(),
        by: sender.by.to_owned(),
        made: sender.made.to_owned(),
        bytes: length as u64,
        sha256: hex(&Sha256::digest(&bytes)),
        packed_sha256: hex(&Sha256::digest(&packed)),
    };
    let text = serde_json::to_vec(&head).map_err(|_| BundleError::NotABundle)?;
    let mut out = MARK.to_vec();
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(&text);
    match sender.key {
        Some(key) => {
            let signature = key.sign(&signed_over(&text));
            out.push(1);
            out.extend(key.verifying_key().to_bytes());
            out.extend(signature.to_bytes());
        }
        None => out.push(0),
    }
    out.extend(&packed);
    write_whole(to, &out).map_err(BundleError::system(to))?;
    Ok(head)
}

fn signed_over(head: &[u8]) -> Vec<u8> {
    [&MARK[..], head].concat()
}

/// What a bundle is, its signature verified; its plan is not looked at.
///
/// # Errors
/// [`BundleError`]; a signature that does not verify is one.
pub fn look_into(bundle: &Path) -> Result<Bundle, BundleError> {
    opened(bundle).map(|(bundle, _)| bundle)
}

fn opened(path: &Path) -> Result<(Bundle, BufReader<File>), BundleError> {
    let file = open_file(path).map_err(BundleError::system(path))?;
    let mut file = BufReader::new(file);
    let mut take = |bytes: &mut [u8]| {
        file.read_exact(bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => BundleError::NotABundle,
            _ => BundleError::system(path)(error),
        })
    };
    let mut mark = [0; MARK.len()];
    take(&mut mark)?;
    let mut length = [0; 4];
    take(&mut length)?;
    let length = u32::from_le_bytes(length);
    if mark != *MARK || length > LONGEST_HEAD {
        return Err(BundleError::NotABundle);
    }
    let mut text = vec![0; length as usize];
    take(&mut text)?;
    let mut signed = [0];
    take(&mut signed)?;
    let key = match signed {
        [0] => None,
        [1] => {
            let (mut key, mut signature) = ([0; 32], [0; 64]);
            take(&mut key)?;
            take(&mut signature)?;
            VerifyingKey::from_bytes(&key)
                .and_then(|key| {
                    key.verify_strict(&signed_over(&text), &Signature::from_bytes(&signature))
                })
                .map_err(|_| BundleError::BadSignature)?;
            Some(PublicKey(key))
        }
        _ => return Err(BundleError::NotABundle),
    };
    let head = serde_json::from_slice(&text).map_err(|_| BundleError::NotABundle)?;
    Ok((Bundle { head, key }, file))
}

/// Takes the plan out of a bundle, into a file that is not there yet; it is there only when it is the one that was handed over.
///
/// # Errors
/// [`BundleError`]; nothing is left of a plan that is refused.
pub fn take_plan(bundle: &Path, to: &Path) -> Result<Bundle, BundleError> {
    let (found, mut packed) = opened(bundle)?;
    let failed = BundleError::system(bundle);
    let begins_at = packed.stream_position().map_err(&failed)?;
    if digest_of(&mut packed).map_err(&failed)? != found.head.packed_sha256 {
        return Err(BundleError::Changed);
    }
    let length = packed.stream_position().map_err(&failed)? - begins_at;
    if found.head.bytes > SMALL.saturating_add(length.saturating_mul(MOST_PACKED)) {
        return Err(BundleError::Swells);
    }
    packed.seek(SeekFrom::Start(begins_at)).map_err(&failed)?;
    let temporary = temporary_beside(to);
    let taken = unpack(&found.head, packed, &temporary)
        .and_then(|()| publish_new(&temporary, to).map_err(BundleError::system(to)));
    // What is published has no second name any more.
    let _left_behind = std::fs::remove_file(&temporary);
    taken.map(|()| found)
}

/// Hexadecimal SHA-256 of what is still to be read.
fn digest_of(rest: &mut impl Read) -> io::Result<String> {
    let mut sum = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        match rest.read(&mut block)? {
            0 => return Ok(hex(&sum.finalize())),
            got => sum.update(block.get(..got).unwrap_or_default()),
        }
    }
}

fn unpack(head: &BundleHead, packed: BufReader<File>, to: &Path) -> Result<(), BundleError> {
    let failed = BundleError::system(to);
    let _from_a_crash = std::fs::remove_file(to);
    let mut out = BufWriter::new(File::create_new(to).map_err(&failed)?);
    // One byte more than was said is enough to know.
    let mut plan = GzDecoder::new(packed).take(head.bytes.saturating_add(1));
    let (mut sum, mut length) = (Sha256::new(), 0u64);
    let mut block = vec![0; BLOCK];
    loop {
        let got = plan.read(&mut block).map_err(|_| BundleError::Changed)?;
        let some = block.get(..got).unwrap_or_default();
        if some.is_empty() {
            break;
        }
        length += got as u64;
        sum.update(some);
        out.write_all(some).map_err(&failed)?;
    }
    if length != head.bytes || hex(&sum.finalize()) != head.sha256 {
        return Err(BundleError::Changed);
    }
    let file = out
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(&failed)
}

//! Plans carried between networks: what was handed over arrives to the last byte or is refused, whatever was done to it on the way.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::io::plan_bundle::{
    BundleError, MARK, PublicKey, Sender, look_into, own_key, public_half, take_plan, write_bundle,
};
use patrolgrid::io::plan_file::edit_log::hex;
use patrolgrid::io::plan_file::inside::{log_inside, plan_inside};
use patrolgrid::io::sniff::{FileKind, kind_of};
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::notice::NoticeLevel;
use patrolgrid::session::state::Session;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn point(id: u32) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("北门{id}"),
        position: LonLat::new(113.9 + f64::from(id) / 100.0, 22.6),
        locked: false,
        unit: String::new(),
    }
}

fn a_session(home: &Path) -> Session {
    Session::new(Some(home.to_owned()), Arc::new(|| ()))
}

/// A session over a saved plan of some edits.
fn planning(home: &Path, plan: &Path) -> Session {
    let mut session = a_session(home);
    session.apply(Wish::SetPlanner("王指挥".to_owned()));
    session.apply(Wish::Edit(PlanEdit::Rename("夜间".to_owned())));
    session.apply(Wish::SavePlanAs(plan.to_owned()));
    common::settle(&mut session);
    for id in 1..=3 {
        session.apply(Wish::Edit(PlanEdit::AddPoint(point(id))));
    }
    session
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn bundled(plan: &Path, to: &Path, key: Option<&SigningKey>) {
    let sender = Sender {
        by: "王指挥",
        made: "2026-07-01T08:00:00Z",
        key,
    };
    write_bundle(plan, to, sender).expect("written");
}

#[test]
fn a_plan_arrives_with_its_log_even_while_it_is_written_into() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = |name: &str| folder.path().join(name);
    let mut session = planning(&to("home"), &to("案.gpkg"));
    session.flush();
    bundled(&to("案.gpkg"), &to("案.pgbundle"), Some(&key(7)));
    session.apply(Wish::Edit(PlanEdit::AddPoint(point(4))));
    session.flush();
    assert_eq!(kind_of(&to("案.pgbundle")).expect("read"), FileKind::Bundle);
    let found = take_plan(&to("案.pgbundle"), &to("there.gpkg")).expect("taken");
    assert_eq!(found.key, Some(public_half(&key(7))));
    assert_eq!(
        (found.head.plan.as_str(), found.head.by.as_str()),
        ("夜间", "王指挥")
    );
    let there = plan_inside(&to("there.gpkg")).expect("a plan");
    assert_eq!(there.points.len(), 3, "as it was when it was handed over");
    let (one, other) = (
        log_inside(&to("there.gpkg")).expect("a log"),
        log_inside(&to("案.gpkg")).expect("a log"),
    );
    assert_eq!(one[..], other[..one.len()]);
    // What lies there already stays.
    let before = std::fs::read(to("there.gpkg")).expect("read");
    let error = take_plan(&to("案.pgbundle"), &to("there.gpkg")).expect_err("taken");
    assert!(matches!(error, BundleError::System { .. }), "{error}");
    assert_eq!(std::fs::read(to("there.gpkg")).expect("read"), before);
}

/// Every single byte of a bundle counts: changed, it is refused, and nothing is left.
#[test]
fn a_byte_changed_anywhere_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = |name: &str| folder.path().join(name);
    let session = planning(&to("home"), &to("案.gpkg"));
    session.flush();
    bundled(&to("案.gpkg"), &to("案.pgbundle"), Some(&key(7)));
    let whole = std::fs::read(to("案.pgbundle")).expect("read");
    let head = 20 + 4 + u32::from_le_bytes(whole[20..24].try_into().expect("four")) as usize + 97;
    let (changed, taken) = (to("x.pgbundle"), to("x.gpkg"));
    // All of the head and signature, and the packed plan at every 97th byte.
    let places = (0..head).chain((head..whole.len()).step_by(97));
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x04;
        std::fs::write(&changed, &bytes).expect("written");
        let error = match take_plan(&changed, &taken) {
            Err(error) => error,
            Ok(found) => panic!("byte {at} was changed: {found:?}"),
        };
        let named = match at {
            0..24 => matches!(error, BundleError::NotABundle | BundleError::BadSignature),
            _ if at < head => matches!(error, BundleError::BadSignature | BundleError::NotABundle),
            _ => matches!(error, BundleError::Changed),
        };
        assert!(named, "byte {at}: {error}");
        assert!(!taken.exists());
    }
    std::fs::write(&changed, [&whole[..], b"\n"].concat()).expect("written");
    let error = take_plan(&changed, &taken).expect_err("a byte too many");
    assert!(matches!(error, BundleError::Changed), "{error}");
    for length in (0..whole.len()).step_by(31) {
        std::fs::write(&changed, &whole[..length]).expect("written");
        assert!(take_plan(&changed, &taken).is_err(), "{length} bytes");
    }
    let left = std::fs::read_dir(folder.path()).expect("listed");
    let names: Vec<_> = left.flatten().map(|entry| entry.file_name()).collect();
    assert!(
        names
            .iter()
            .all(|name| !name.to_string_lossy().ends_with(".tmp")),
        "{names:?}"
    );
}

#[test]
fn a_signature_of_another_head_or_key_and_a_plan_that_swells_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = |name: &str| folder.path().join(name);
    let session = planning(&to("home"), &to("案.gpkg"));
    session.flush();
    let parts = |name: &str, key: &SigningKey| {
        bundled(&to("案.gpkg"), &to(name), Some(key));
        let bytes = std::fs::read(to(name)).expect("read");
        let head = 24 + u32::from_le_bytes(bytes[20..24].try_into().expect("four")) as usize;
        (
            bytes[..head].to_vec(),
            bytes[head..head + 97].to_vec(),
            bytes[head + 97..].to_vec(),
        )
    };
    let (head, _, plan) = parts("a", &key(1));
    let (other_head, other_seal, _) = parts("b", &key(2));
    assert_eq!(head, other_head, "the head says nothing of the key");
    // Signed by another: verifies, and it is that key that is told.
    std::fs::write(to("c"), [&head[..], &other_seal, &plan].concat()).expect("written");
    assert_eq!(
        look_into(&to("c")).expect("verifies").key,
        Some(public_half(&key(2)))
    );
    // A head with another name under an old signature.
    let text = String::from_utf8_lossy(&head[24..]).replace("夜间", "日间");
    let forged = [&head[..24], text.as_bytes(), &other_seal, &plan].concat();
    std::fs::write(to("d"), forged).expect("written");
    assert!(matches!(
        look_into(&to("d")),
        Err(BundleError::BadSignature)
    ));
    // The signature taken away: unsigned, and told so.
    std::fs::write(to("e"), [&head[..], &[0], &plan].concat()).expect("written");
    assert_eq!(look_into(&to("e")).expect("unsigned").key, None);
    // A plan that unpacks to more than was said takes no more than was said.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(
        &mut std::io::Read::take(std::io::repeat(0), 1 << 30),
        &mut bomb,
    )
    .expect("packed");
    let bomb = bomb.finish().expect("packed");
    std::fs::write(to("f"), [&head[..], &[0], &bomb].concat()).expect("written");
    let error = take_plan(&to("f"), &to("f.gpkg")).expect_err("refused");
    assert!(matches!(error, BundleError::Changed));
    // One that says of itself that it swells, and is right in everything it says.
    let mut zeros = Sha256::new();
    let block = vec![0; 1 << 20];
    (0..1 << 10).for_each(|_| zeros.update(&block));
    let said: Value = serde_json::json!({
        "plan": "零", "by": "", "made": "", "bytes": 1u64 << 30,
        "sha256": hex(&zeros.finalize()), "packed_sha256": hex(&Sha256::digest(&bomb)),
    });
    let said = said.to_string();
    let length = (said.len() as u32).to_le_bytes();
    let whole = [MARK, &length[..], said.as_bytes(), &[0], &bomb].concat();
    std::fs::write(to("g"), whole).expect("written");
    let error = take_plan(&to("g"), &to("g.gpkg")).expect_err("refused");
    assert!(matches!(error, BundleError::Swells), "{error:?}");
    assert!(!to("g.gpkg").exists());
}

#[test]
fn the_window_asks_once_for_a_key_it_does_not_know() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = |name: &str| folder.path().join(name);
    let mut sender = planning(&to("sender"), &to("案.gpkg"));
    std::fs::create_dir(to("stick")).expect("made");
    let bundle = to("stick").join("案.pgbundle");
    sender.apply(Wish::HandOver(bundle.clone(), true));
    common::settle(&mut sender);
    let own = public_half(&own_key(&to("sender").join("signing.key")).expect("a key"));
    let told: Vec<String> = sender
        .notices()
        .all()
        .iter()
        .map(|notice| sender.words().say(&notice.message))
        .collect();
    assert!(
        told.iter().any(|told| told.contains(&own.fingerprint())),
        "{told:?}"
    );
    let mut receiver = a_session(&to("receiver"));
    for (round, place) in ["案.gpkg", "案 (2).gpkg"].into_iter().enumerate() {
        receiver.apply(Wish::OpenFile(bundle.clone()));
        common::settle(&mut receiver);
        if round == 0 {
            let pending = receiver.pending_bundle().expect("asked").clone();
            assert_eq!(pending.bundle.key, Some(own));
            assert!(
                receiver.plan().points.is_empty(),
                "nothing is taken unasked"
            );
            receiver.apply(Wish::AcceptBundle(true));
            common::settle(&mut receiver);
        }
        assert_eq!(receiver.pending_bundle(), None, "known from now on");
        assert_eq!(receiver.plan().points.len(), 3);
        assert_eq!(
            receiver.plan_file(),
            Some(to("stick").join(place).as_path())
        );
    }
    // Unsigned: asked each time; and a broken one is refused in words.
    sender.apply(Wish::HandOver(to("stick").join("u.pgbundle"), false));
    common::settle(&mut sender);
    receiver.apply(Wish::OpenFile(to("stick").join("u.pgbundle")));
    common::settle(&mut receiver);
    assert_eq!(receiver.pending_bundle().expect("asked").bundle.key, None);
    receiver.apply(Wish::DropBundle);
    let mut bytes = std::fs::read(&bundle).expect("read");
    bytes[60] ^= 1;
    std::fs::write(&bundle, bytes).expect("written");
    receiver.apply(Wish::OpenFile(bundle));
    common::settle(&mut receiver);
    assert_eq!(receiver.pending_bundle(), None);
    let last = receiver.notices().all().last().expect("told");
    assert_eq!(last.level, NoticeLevel::Error);
}

#[test]
#[cfg(unix)]
fn the_key_is_made_once_and_is_nobody_elses_business() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a/signing.key");
    let key = own_key(&file).expect("made");
    let mode = std::fs::metadata(&file)
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0);
    assert_eq!(own_key(&file).expect("kept").to_bytes(), key.to_bytes());
    let text = public_half(&key).text();
    assert_eq!(PublicKey::of(&text), Some(public_half(&key)));
    std::fs::write(&file, "damaged").expect("written");
    assert!(own_key(&file).is_err());
    assert_eq!(std::fs::read_to_string(&file).expect("kept"), "damaged");
}

fn command(home: &Path, args: &[&str]) -> (Output, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .args(["--json", "--lang", "en"])
        .args(args)
        .env("XDG_DATA_HOME", home)
        .output()
        .expect("started");
    let answer = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output, answer)
}

#[test]
fn the_commands_hand_over_and_take_up_only_from_known_senders() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = |name: &str| -> PathBuf { folder.path().join(name) };
    let text = |path: &Path| path.to_string_lossy().into_owned();
    planning(&to("home"), &to("案.gpkg")).flush();
    let (plan, bundle, out) = (
        text(&to("案.gpkg")),
        text(&to("b.pgbundle")),
        text(&to("out.gpkg")),
    );
    let (output, made) = command(&to("data"), &["bundle", &plan, "--out", &bundle]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let key = made["key"].as_str().expect("signed").to_owned();
    let (output, _) = command(&to("other"), &["unbundle", &bundle, "--out", &out]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains(&key) && !to("out.gpkg").exists(), "{said}");
    let (output, taken) = command(
        &to("other"),
        &["unbundle", &bundle, "--out", &out, "--key", &key],
    );
    assert!(output.status.success());
    assert_eq!(
        (&taken["plan"], &taken["sha256"]),
        (&made["plan"], &made["sha256"])
    );
    assert_eq!(
        plan_inside(&to("out.gpkg")).expect("a plan").points.len(),
        3
    );
    let (output, _) = command(
        &to("other"),
        &["unbundle", &bundle, "--out", "x", "--key", "12"],
    );
    assert_eq!(output.status.code(), Some(2), "no key");
    let (_, made) = command(
        &to("data"),
        &["bundle", &plan, "--out", &bundle, "--unsigned"],
    );
    assert_eq!(made["key"], Value::Null);
    let (output, _) = command(&to("other"), &["unbundle", &bundle, "--out", "x"]);
    assert_eq!(output.status.code(), Some(1));
}

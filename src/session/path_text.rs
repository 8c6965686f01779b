//! Paths in our files: as text where they are text, else byte by byte, so that none is lost (names in GB18030 on an old
//! stick are no UTF-8).

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A path that can always be written and read back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeptPath(pub PathBuf);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Bytes { bytes: Vec<u8> },
}

impl Serialize for KeptPath {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let written = self.0.to_str().map_or_else(
            || Written::Bytes {
                bytes: bytes_of(&self.0),
            },
            |text| Written::Text(text.to_owned()),
        );
        written.serialize(to)
    }
}

impl<'de> Deserialize<'de> for KeptPath {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(match Written::deserialize(from)? {
            Written::Text(text) => text.into(),
            Written::Bytes { bytes } => path_of(bytes),
        }))
    }
}

#[cfg(unix)]
fn bytes_of(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes).into()
}

/// Elsewhere a path that is no text has lone surrogates: each becomes three bytes, as WTF-8 has it.
#[cfg(not(unix))]
fn bytes_of(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// Bytes of another system are taken as far as they are text.
#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    OsString::from(String::from_utf8_lossy(&bytes).into_owned()).into()
}

/// For `#[serde(with = …)]` on a list of paths.
pub(super) mod list {
    use super::{Deserialize, Deserializer, KeptPath, PathBuf, Serializer};

    pub(in crate::session) fn serialize<S: Serializer>(
        paths: &[PathBuf],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(paths.iter().cloned().map(KeptPath))
    }

    pub(in crate::session) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<PathBuf>, D::Error> {
        let paths = Vec::<KeptPath>::deserialize(from)?;
        Ok(paths.into_iter().map(|path| path.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_text_is_written_as_text() {
        let path = KeptPath("资料/警情.csv".into());
        let text = serde_json::to_string(&path).expect("written");
        assert_eq!(text, "\"资料/警情.csv\"");
        assert_eq!(serde_json::from_str::<KeptPath>(&text).expect("read"), path);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_comes_back_byte_for_byte() {
        let path = KeptPath(path_of(b"/media/\xbe\xaf\xc7\xe9.csv".to_vec()));
        assert!(path.0.to_str().is_none());
        let text = serde_json::to_string(&path).expect("written");
        assert_eq!(serde_json::from_str::<KeptPath>(&text).expect("read"), path);
    }
}

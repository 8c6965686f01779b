//! A file of several layers: a path may go on inside it (`district.gpkg/communities`) and then names one of them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::sniff::FileKind;

/// A layer of a file that has several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerInFile {
    /// Its name.
    pub name: String,
    /// What it can be opened as, going by its shapes and columns.
    pub kind: FileKind,
    /// How many features it has.
    pub features: usize,
}

/// The file of a path, and the layer inside it where the path goes on.
#[must_use]
pub fn file_and_layer(path: &Path) -> (&Path, Option<&str>) {
    if path.symlink_metadata().is_ok() {
        return (path, None);
    }
    let file = path.ancestors().skip(1).find(|above| above.is_file());
    let inside = file.and_then(|file| Some((file, path.strip_prefix(file).ok()?.to_str()?)));
    inside.map_or((path, None), |(file, layer)| (file, Some(layer)))
}

/// The file of a path.
#[must_use]
pub fn file_of(path: &Path) -> &Path {
    file_and_layer(path).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_goes_on_inside_a_file_names_a_layer() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.gpkg");
        std::fs::write(&file, "x").expect("written");
        assert_eq!(file_and_layer(&file), (file.as_path(), None));
        let inside = file.join("街道/南部");
        assert_eq!(file_and_layer(&inside), (file.as_path(), Some("街道/南部")));
        let gone = folder.path().join("b.gpkg");
        assert_eq!(file_and_layer(&gone), (gone.as_path(), None));
    }
}

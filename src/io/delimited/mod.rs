//! Delimited text: from the bytes of a file to rows of cells. Knows encodings, delimiters and quotes; knows nothing of incidents.

pub mod encoding;
pub mod sniff;
pub mod splitter;
pub mod text_reader;

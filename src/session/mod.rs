//! The running program without a window.

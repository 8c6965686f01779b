//! Shared content as a key: the same only if it is the very same allocation.

use std::sync::Arc;

/// An answer of the session as a key. It holds the content, so its address cannot be used again meanwhile.
#[derive(Debug)]
pub(super) struct ArcKey<T>(pub(super) Arc<T>);

impl<T> Clone for ArcKey<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for ArcKey<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

//! A place for one derived answer, under the exact key it was worked out from.

/// How an answer stands to what is wanted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It is the answer to what is wanted.
    Fresh,
    /// It answers an earlier question: draw it dimmed.
    Outdated,
    /// There is none.
    Missing,
}

/// One derived answer.
#[derive(Debug, Clone)]
pub struct Slot<K, T> {
    answer: Option<(K, T)>,
    wanted: Option<K>,
    begun: Option<K>,
}

impl<K, T> Default for Slot<K, T> {
    fn default() -> Self {
        Self {
            answer: None,
            wanted: None,
            begun: None,
        }
    }
}

impl<K: PartialEq + Clone, T> Slot<K, T> {
    /// Says what is wanted now; `None` wants nothing and drops the answer.
    pub fn want(&mut self, key: Option<K>) {
        if key.is_none() {
            self.answer = None;
        }
        self.wanted = key;
    }

    /// What has to be begun now: the wanted key, unless it is answered or begun already. It then counts as begun.
    pub fn begin(&mut self) -> Option<K> {
        let due = self.wanted.clone()?;
        if self.freshness() == Freshness::Fresh || self.begun.as_ref() == Some(&due) {
            return None;
        }
        self.begun = Some(due.clone());
        Some(due)
    }

    /// An answer came in; one that nobody wants any more is dropped. Returns whether it was kept.
    pub fn put(&mut self, key: K, answer: T) -> bool {
        let kept = self.wanted.as_ref() == Some(&key);
        if kept {
            self.begun = None;
            self.answer = Some((key, answer));
        }
        kept
    }

    /// The answer at hand, fresh or outdated.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.answer.as_ref().map(|(_, answer)| answer)
    }

    /// The answer at hand, to be brought up to date in place.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.answer.as_mut().map(|(_, answer)| answer)
    }

    /// The key the answer at hand was worked out from.
    #[must_use]
    pub fn key(&self) -> Option<&K> {
        self.answer.as_ref().map(|(key, _)| key)
    }

    /// The answer, if it is the one to what is wanted.
    #[must_use]
    pub fn fresh(&self) -> Option<&T> {
        (self.freshness() == Freshness::Fresh)
            .then(|| self.get())
            .flatten()
    }

    /// How the answer stands.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        match (&self.answer, &self.wanted) {
            (None, _) => Freshness::Missing,
            (Some((key, _)), Some(wanted)) if key == wanted => Freshness::Fresh,
            (Some(_), _) => Freshness::Outdated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_to_an_old_question_is_outdated_and_a_late_one_is_dropped() {
        let mut slot: Slot<u8, &str> = Slot::default();
        slot.want(Some(1));
        assert_eq!((slot.begin(), slot.begin()), (Some(1), None));
        assert!(slot.put(1, "one"));
        assert_eq!(slot.freshness(), Freshness::Fresh);
        slot.want(Some(2));
        assert_eq!(
            (slot.freshness(), slot.get(), slot.fresh()),
            (Freshness::Outdated, Some(&"one"), None)
        );
        assert!(!slot.put(3, "three"));
        assert_eq!((slot.begin(), slot.get()), (Some(2), Some(&"one")));
    }
}

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

/// What became of an answer that came in. What is left over may be large: let it go off the screen's thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put<T> {
    /// It stands in the slot, in place of this one.
    Kept(Option<T>),
    /// Nobody wants it any more.
    Unwanted(T),
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
    /// Says what is wanted now; `None` wants nothing. What was begun for another key counts as not begun: should that
    /// key be wanted again, it is begun again.
    pub fn want(&mut self, key: Option<K>) {
        if self.begun != key {
            self.begun = None;
        }
        self.wanted = key;
    }

    /// Takes the answer away where the key it was worked out from is no good even as an outdated one.
    pub fn take_if(&mut self, no_good: impl FnOnce(&K) -> bool) -> Option<T> {
        let answer = self.answer.take_if(|(key, _)| no_good(key));
        answer.map(|(_, answer)| answer)
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

    /// Whether what is wanted was begun and has not come: it is under way, or was stopped.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.begun.is_some() && self.freshness() != Freshness::Fresh
    }

    /// What was begun and stopped may begin again.
    pub fn again(&mut self) {
        self.begun = None;
    }

    /// An answer came in; it is kept only where it is the one wanted now.
    pub fn put(&mut self, key: K, answer: T) -> Put<T> {
        if self.wanted.as_ref() != Some(&key) {
            return Put::Unwanted(answer);
        }
        self.begun = None;
        let before = self.answer.replace((key, answer));
        Put::Kept(before.map(|(_, before)| before))
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
        assert_eq!(slot.put(1, "one"), Put::Kept(None));
        assert_eq!(slot.freshness(), Freshness::Fresh);
        slot.want(Some(2));
        assert_eq!(
            (slot.freshness(), slot.get(), slot.fresh()),
            (Freshness::Outdated, Some(&"one"), None)
        );
        assert_eq!(slot.put(3, "three"), Put::Unwanted("three"));
        assert_eq!((slot.begin(), slot.get()), (Some(2), Some(&"one")));
        assert_eq!(slot.put(2, "two"), Put::Kept(Some("one")));
    }

    #[test]
    fn a_question_asked_again_after_its_answer_came_too_late_is_begun_again() {
        let mut slot: Slot<u8, &str> = Slot::default();
        slot.want(Some(1));
        slot.begin();
        slot.put(1, "one");
        slot.want(Some(2));
        assert_eq!(slot.begin(), Some(2));
        slot.want(Some(1));
        assert_eq!((slot.begin(), slot.freshness()), (None, Freshness::Fresh));
        assert_eq!(slot.put(2, "two"), Put::Unwanted("two"));
        slot.want(Some(2));
        assert_eq!(slot.begin(), Some(2), "else it stays outdated for good");
    }

    #[test]
    fn what_was_stopped_is_not_begun_again_unasked() {
        let mut slot: Slot<u8, &str> = Slot::default();
        assert!(!slot.is_begun());
        slot.want(Some(1));
        assert_eq!(slot.begin(), Some(1));
        assert_eq!((slot.begin(), slot.is_begun()), (None, true));
        slot.again();
        assert_eq!((slot.is_begun(), slot.begin()), (false, Some(1)));
        slot.put(1, "one");
        assert!(!slot.is_begun());
    }

    #[test]
    fn an_answer_is_taken_away_by_its_key() {
        let mut slot: Slot<u8, &str> = Slot::default();
        slot.want(Some(1));
        slot.put(1, "one");
        assert_eq!(slot.take_if(|key| *key == 2), None);
        assert_eq!(slot.take_if(|key| *key == 1), Some("one"));
        assert_eq!(slot.freshness(), Freshness::Missing);
    }
}

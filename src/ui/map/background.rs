//! Work off the UI thread: one answer under the key it was made from, swapped in when it is ready.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

/// One thing that is made in the background. While a newer one is being made the older one stays.
#[derive(Debug)]
pub(super) struct Background<K, T> {
    ready: Option<(K, T)>,
    making: Option<(K, Receiver<T>)>,
    /// A key whose making broke: it is not tried again.
    broken: Option<K>,
}

impl<K, T> Default for Background<K, T> {
    fn default() -> Self {
        Self {
            ready: None,
            making: None,
            broken: None,
        }
    }
}

impl<K: PartialEq + Clone, T: Send + 'static> Background<K, T> {
    /// Says which one is wanted. If it is neither there nor being made, a thread is started with `make`; `context` is
    /// woken when it is done. A making nobody wants any more runs out and is dropped.
    pub(super) fn want<F>(&mut self, key: &K, context: &egui::Context, make: impl FnOnce() -> F)
    where
        F: FnOnce() -> T + Send + 'static,
    {
        self.take_finished();
        let there = self.ready.as_ref().is_some_and(|(ready, _)| ready == key);
        let under_way = self
            .making
            .as_ref()
            .is_some_and(|(making, _)| making == key);
        if there {
            self.making = None;
            return;
        }
        if under_way || self.broken.as_ref() == Some(key) {
            return;
        }
        let (sender, receiver) = channel();
        let (work, context) = (make(), context.clone());
        let started = thread::Builder::new()
            .name("map layer".into())
            .spawn(move || {
                let _ = sender.send(work());
                context.request_repaint();
            });
        match started {
            Ok(_) => self.making = Some((key.clone(), receiver)),
            Err(error) => {
                tracing::error!(%error, "a map layer could not be prepared");
                self.broken = Some(key.clone());
            }
        }
    }

    fn take_finished(&mut self) {
        let Some((key, receiver)) = self.making.take() else {
            return;
        };
        match receiver.try_recv() {
            Ok(made) => self.ready = Some((key, made)),
            Err(TryRecvError::Empty) => self.making = Some((key, receiver)),
            Err(TryRecvError::Disconnected) => self.broken = Some(key),
        }
    }

    /// The newest one made, be it the wanted one or not.
    pub(super) fn get(&self) -> Option<&T> {
        self.ready.as_ref().map(|(_, made)| made)
    }

    /// The one made for this very key.
    pub(super) fn exact(&self, key: &K) -> Option<&T> {
        self.ready
            .as_ref()
            .filter(|(ready, _)| ready == key)
            .map(|(_, made)| made)
    }

    /// Whether something is being made.
    pub(super) fn is_busy(&self) -> bool {
        self.making.is_some()
    }

    /// Forgets what was made.
    pub(super) fn clear(&mut self) {
        self.ready = None;
        self.making = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn the_older_answer_stays_until_the_newer_is_there_and_nothing_is_made_twice() {
        let context = egui::Context::default();
        let mut slot: Background<u8, &str> = Background::default();
        let wait = |slot: &mut Background<u8, &'static str>, key, answer| {
            let begun = Instant::now();
            slot.want(&key, &context, || move || answer);
            while slot.exact(&key).is_none() && begun.elapsed() < Duration::from_secs(5) {
                slot.want(&key, &context, || -> fn() -> &'static str {
                    unreachable!("made twice")
                });
                thread::yield_now();
            }
        };
        wait(&mut slot, 1, "one");
        assert_eq!((slot.get(), slot.exact(&2)), (Some(&"one"), None));
        wait(&mut slot, 2, "two");
        assert_eq!(slot.get(), Some(&"two"));
    }
}

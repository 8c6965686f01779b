//! Lists of numbers by number, one after another in one stretch of memory.

/// For each of some numbers a list of others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Csr {
    first: Vec<u32>,
    at: Vec<u32>,
}

impl Csr {
    /// No list yet, and room for so many numbers.
    pub(super) fn with_capacity(lists: usize, numbers: usize) -> Self {
        let mut first = Vec::with_capacity(lists + 1);
        first.push(0);
        Self {
            first,
            at: Vec::with_capacity(numbers),
        }
    }

    /// The lists one after another.
    pub(super) fn of<I: IntoIterator<Item = u32>>(lists: impl IntoIterator<Item = I>) -> Self {
        let mut made = Self::with_capacity(0, 0);
        for list in lists {
            made.push(list);
        }
        made
    }

    /// One more list.
    pub(super) fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.at.extend(list);
        self.first.push(self.at.len() as u32);
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// How many numbers there are in all lists.
    pub(super) fn numbers(&self) -> usize {
        self.at.len()
    }

    /// The list of a number; empty where it has none.
    #[inline]
    pub(super) fn row(&self, number: usize) -> &[u32] {
        let ends = self.first.get(number).zip(self.first.get(number + 1));
        ends.and_then(|(from, to)| self.at.get(*from as usize..*to as usize))
            .unwrap_or_default()
    }

    /// How many numbers stand before the list of a number.
    pub(super) fn begins(&self, number: usize) -> usize {
        self.first.get(number).copied().unwrap_or_default() as usize
    }

    /// The lists.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u32]> {
        let ends = self.first.iter().zip(self.first.iter().skip(1));
        ends.map(|(from, to)| &self.at[*from as usize..*to as usize])
    }

    /// For each number the lists it stands in, in order.
    pub(super) fn turned(&self, numbers: usize) -> Self {
        let mut first = vec![0u32; numbers + 1];
        for number in &self.at {
            first[*number as usize + 1] += 1;
        }
        for number in 0..numbers {
            first[number + 1] += first[number];
        }
        let mut next = first.clone();
        let mut at = vec![0u32; self.at.len()];
        for (list, row) in (0u32..).zip(self.rows()) {
            for number in row {
                let place = &mut next[*number as usize];
                at[*place as usize] = list;
                *place += 1;
            }
        }
        Self { first, at }
    }
}

//! The wire format of protocol buffers, as far as files of OpenStreetMap use it. Every length is held against what is there.

/// Bytes that do not hold what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A number.
    Number(u64),
    /// Bytes: a text, a message, packed numbers.
    Bytes(&'a [u8]),
    /// Of a kind not used here.
    Other,
}

impl<'a> Value<'a> {
    pub(super) fn bytes(self) -> Result<&'a [u8], Broken> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Number(_) | Self::Other => Err(Broken),
        }
    }

    pub(super) fn number(self) -> Result<u64, Broken> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Bytes(_) | Self::Other => Err(Broken),
        }
    }
}

/// Reads one number off the front.
pub(super) fn varint(bytes: &mut &[u8]) -> Result<u64, Broken> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(Broken)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(Broken)
}

/// A number whose sign is its lowest bit.
pub(super) const fn signed(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// The fields of a message in their order.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: u64) -> Result<&'a [u8], Broken> {
        let count = usize::try_from(count).map_err(|_| Broken)?;
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    fn field(&mut self) -> Result<(u64, Value<'a>), Broken> {
        let key = varint(&mut self.0)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut self.0)?),
            1 => self.take(8).map(|_| Value::Other)?,
            2 => {
                let length = varint(&mut self.0)?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Other)?,
            _ => return Err(Broken),
        };
        Ok((key >> 3, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            // Nothing after it can be found.
            self.0 = &[];
        }
        Some(field)
    }
}

/// Numbers packed behind one another.
pub(super) struct Packed<'a>(pub(super) &'a [u8]);

impl Iterator for Packed<'_> {
    type Item = Result<u64, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let number = varint(&mut self.0);
        if number.is_err() {
            self.0 = &[];
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_those_without_end_refused() {
        let mut bytes = &[0xAC, 0x02, 0x00][..];
        assert_eq!(varint(&mut bytes), Ok(300));
        assert_eq!(varint(&mut bytes), Ok(0));
        assert_eq!(varint(&mut bytes), Err(Broken));
        assert_eq!(varint(&mut &[0xFF; 11][..]), Err(Broken));
        let all = [signed(0), signed(1), signed(2), signed(u64::MAX)];
        assert_eq!(all, [0, -1, 1, i64::MIN]);
    }

    #[test]
    fn a_length_beyond_the_end_is_refused_and_ends_the_fields() {
        let mut fields = Fields(&[0x0A, 0x05, 1, 2]);
        assert_eq!(fields.next(), Some(Err(Broken)));
        assert_eq!(fields.next(), None);
        let huge = [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
        assert_eq!(Fields(&huge).next(), Some(Err(Broken)));
    }
}

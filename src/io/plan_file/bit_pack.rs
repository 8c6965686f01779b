//! Whole numbers in as few bits as each block of them needs: as they are or as steps from one to the next, less the least.

/// Numbers in a block.
const BLOCK: usize = 1024;
/// Bytes after the bits, so that the last number can be loaded at one go.
const TAIL: usize = 16;

/// The bytes end before the numbers do, or say what cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cut off or damaged")]
pub struct Damaged;

/// Appends the numbers; how many there are is for the caller to remember.
pub fn pack(numbers: &[i64], out: &mut Vec<u8>) {
    for block in numbers.chunks(BLOCK) {
        let steps: Vec<i64> = steps_of(block);
        let (plain, stepped) = (Spread::of(block), Spread::of(&steps));
        if stepped.width < plain.width {
            out.push(0x80 | stepped.width);
            put_signed(out, block.first().copied().unwrap_or(0));
            put_bits(&steps, stepped, out);
        } else {
            out.push(plain.width);
            put_bits(block, plain, out);
        }
    }
}

/// Reads so many numbers and what is left of the bytes after them.
///
/// # Errors
/// [`Damaged`].
pub fn unpack(mut bytes: &[u8], count: usize) -> Result<(Vec<i64>, &[u8]), Damaged> {
    // Every block takes three bytes at least: a count that lies asks for no memory.
    if count.div_ceil(BLOCK) > bytes.len() {
        return Err(Damaged);
    }
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let wanted = (count - numbers.len()).min(BLOCK);
        let (&head, rest) = bytes.split_first().ok_or(Damaged)?;
        let width = head & 0x7f;
        if width > 64 {
            return Err(Damaged);
        }
        let (first, rest) = match head & 0x80 {
            0 => (None, rest),
            _ => take_signed(rest).map(|(first, rest)| (Some(first), rest))?,
        };
        let (least, rest) = take_signed(rest)?;
        let length = (wanted * usize::from(width)).div_ceil(8) + TAIL;
        let (bits, rest) = rest.split_at_checked(length).ok_or(Damaged)?;
        take_bits(bits, width, wanted, least, &mut numbers)?;
        if let Some(first) = first {
            let from = numbers.len() - wanted;
            sum_up(numbers.get_mut(from..).unwrap_or_default(), first);
        }
        bytes = rest;
    }
    Ok((numbers, bytes))
}

/// Appends a count in as few bytes as it needs.
pub fn put_count(out: &mut Vec<u8>, mut count: u64) {
    while count >= 0x80 {
        out.push(count as u8 | 0x80);
        count >>= 7;
    }
    out.push(count as u8);
}

/// Reads a count and what is left of the bytes after it.
///
/// # Errors
/// [`Damaged`].
pub fn take_count(bytes: &[u8]) -> Result<(u64, &[u8]), Damaged> {
    let mut count = 0u64;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        count |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok((count, bytes.get(at + 1..).unwrap_or_default()));
        }
    }
    Err(Damaged)
}

fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_count(out, ((number << 1) ^ (number >> 63)) as u64);
}

fn take_signed(bytes: &[u8]) -> Result<(i64, &[u8]), Damaged> {
    let (folded, rest) = take_count(bytes)?;
    Ok(((folded >> 1) as i64 ^ -((folded & 1) as i64), rest))
}

fn steps_of(block: &[i64]) -> Vec<i64> {
    let mut before = block.first().copied().unwrap_or(0);
    let step = |number: &i64| {
        let step = number.wrapping_sub(before);
        before = *number;
        step
    };
    block.iter().map(step).collect()
}

fn sum_up(steps: &mut [i64], first: i64) {
    let mut sum = first;
    for step in steps {
        sum = sum.wrapping_add(*step);
        *step = sum;
    }
}

/// The least of a block and how many bits hold what lies above it.
#[derive(Debug, Clone, Copy)]
struct Spread {
    least: i64,
    width: u8,
}

impl Spread {
    fn of(block: &[i64]) -> Self {
        let least = block.iter().copied().min().unwrap_or(0);
        let most = block.iter().copied().max().unwrap_or(0);
        let above = most.wrapping_sub(least) as u64;
        Self {
            least,
            width: (64 - above.leading_zeros()) as u8,
        }
    }
}

fn put_bits(block: &[i64], spread: Spread, out: &mut Vec<u8>) {
    put_signed(out, spread.least);
    let (mut gathered, mut filled) = (0u128, 0u32);
    for number in block {
        let above = number.wrapping_sub(spread.least) as u64;
        gathered |= u128::from(above) << filled;
        filled += u32::from(spread.width);
        while filled >= 8 {
            out.push(gathered as u8);
            gathered >>= 8;
            filled -= 8;
        }
    }
    if filled > 0 {
        out.push(gathered as u8);
    }
    out.extend([0; TAIL]);
}

fn take_bits(
    bits: &[u8],
    width: u8,
    wanted: usize,
    least: i64,
    numbers: &mut Vec<i64>,
) -> Result<(), Damaged> {
    let mask = (1u128 << width) - 1;
    let mut at = 0usize;
    for _ in 0..wanted {
        let here = bits.get(at / 8..).and_then(<[u8]>::first_chunk::<16>);
        let loaded = u128::from_le_bytes(*here.ok_or(Damaged)?) >> (at % 8);
        numbers.push(least.wrapping_add((loaded & mask) as u64 as i64));
        at += usize::from(width);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_packed_is_unpacked(
            numbers in prop_oneof![
                prop::collection::vec(any::<i64>(), 0..50),
                prop::collection::vec(-3i64..4, 0..3000),
                prop::collection::vec(0i64..400_000_000, 1000..1100),
            ],
            sorted in any::<bool>(),
        ) {
            let mut numbers = numbers;
            if sorted {
                numbers.sort_unstable();
            }
            let mut packed = Vec::new();
            pack(&numbers, &mut packed);
            packed.push(7);
            let (found, rest) = unpack(&packed, numbers.len()).expect("sound");
            prop_assert_eq!(found, numbers);
            prop_assert_eq!(rest, &[7]);
        }

        #[test]
        fn damaged_bytes_are_refused_or_read_but_never_more_than_asked(
            bytes in prop::collection::vec(any::<u8>(), 0..200), count in 0usize..5000,
        ) {
            if let Ok((numbers, _)) = unpack(&bytes, count) {
                prop_assert_eq!(numbers.len(), count);
            }
        }
    }

    #[test]
    fn sorted_numbers_take_the_bits_of_their_steps() {
        let times: Vec<i64> = (0..100_000).map(|minute| 28_000_000 + 2 * minute).collect();
        let mut packed = Vec::new();
        pack(&times, &mut packed);
        assert!(packed.len() < 100_000 / 1024 * 512, "{}", packed.len());
    }

    #[test]
    fn a_count_that_lies_asks_for_no_memory() {
        assert_eq!(unpack(&[0; 40], usize::MAX), Err(Damaged));
    }
}

//! JSON numbers to `f64`, exactly rounded: bit for bit what `str::parse::<f64>` gives.
//!
//! A number of at most 2⁵³ in its digits and 22 decimals is one exact division (Clinger 1990); everything else goes to
//! Eisel and Lemire's method in `fast-float2`.

/// Powers of ten that are exact in `f64`.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
const WHOLE_POWERS: [u64; 9] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
];
/// Up to here every whole number is a `f64`.
const MOST_EXACT: u64 = 1 << 53;
/// That many digits cannot overflow a `u64`.
const MOST_DIGITS: usize = 19;

/// The number that begins at `at` and where it ends, or `None` where no JSON number begins.
/// Overflow gives infinity, as `parse` does.
#[inline]
pub fn number(text: &[u8], at: usize) -> Option<(f64, usize)> {
    let mut end = at;
    let negative = text.get(end) == Some(&b'-');
    end += usize::from(negative);
    let whole_start = end;
    let mut digits: u64 = 0;
    while let Some(digit) = digit_at(text, end) {
        digits = digits.wrapping_mul(10).wrapping_add(digit);
        end += 1;
    }
    let whole_digits = end - whole_start;
    if whole_digits == 0 || (whole_digits > 1 && text.get(whole_start) == Some(&b'0')) {
        return None;
    }
    let mut decimals = 0;
    if text.get(end) == Some(&b'.') {
        let fraction_start = end + 1;
        end = fraction_digits(text, fraction_start, &mut digits);
        decimals = end - fraction_start;
        if decimals == 0 {
            return None;
        }
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        end = exponent_end(text, end + 1)?;
        return exactly(text, at, end);
    }
    if whole_digits + decimals <= MOST_DIGITS
        && digits <= MOST_EXACT
        && let Some(power) = POWERS.get(decimals)
    {
        let value = digits as f64 / power;
        return Some((if negative { -value } else { value }, end));
    }
    exactly(text, at, end)
}

#[inline]
fn digit_at(text: &[u8], at: usize) -> Option<u64> {
    let digit = text.get(at)?.wrapping_sub(b'0');
    (digit < 10).then_some(u64::from(digit))
}

/// Takes in the digits after the point, eight at a time; where they end.
#[inline]
fn fraction_digits(text: &[u8], mut at: usize, digits: &mut u64) -> usize {
    while let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let chunk = u64::from_le_bytes(*chunk);
        let count = leading_digits(chunk);
        if count == 0 {
            return at;
        }
        let shifted = chunk.wrapping_sub(0x3030_3030_3030_3030) << (64 - 8 * count);
        let power = WHOLE_POWERS.get(count).copied().unwrap_or(1);
        *digits = digits
            .wrapping_mul(power)
            .wrapping_add(eight_digits(shifted));
        at += count;
        if count < 8 {
            return at;
        }
    }
    while let Some(digit) = digit_at(text, at) {
        *digits = digits.wrapping_mul(10).wrapping_add(digit);
        at += 1;
    }
    at
}

/// How many of the eight bytes, from the first, are digits.
#[inline]
const fn leading_digits(chunk: u64) -> usize {
    // A digit's high nibble is 3, and stays 3 when 6 is added.
    let high = chunk & 0xf0f0_f0f0_f0f0_f0f0;
    let added = chunk.wrapping_add(0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0;
    let other = (high | added) ^ 0x3030_3030_3030_3030;
    let other = other | (high ^ 0x3030_3030_3030_3030);
    (other.trailing_zeros() / 8) as usize
}

/// The value of eight bytes 0 to 9, the first the most significant.
#[inline]
const fn eight_digits(chunk: u64) -> u64 {
    let pairs = (chunk.wrapping_mul(10).wrapping_add(chunk >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xffff_ffff
}

fn exponent_end(text: &[u8], at: usize) -> Option<usize> {
    let start = at + usize::from(matches!(text.get(at), Some(b'+' | b'-')));
    let mut end = start;
    while digit_at(text, end).is_some() {
        end += 1;
    }
    (end > start).then_some(end)
}

#[cold]
fn exactly(text: &[u8], at: usize, end: usize) -> Option<(f64, usize)> {
    let value = fast_float2::parse(text.get(at..end)?).ok()?;
    Some((value, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same_as_std(text: &str) {
        let wanted: f64 = text.parse().expect(text);
        let (found, end) = number(text.as_bytes(), 0).expect(text);
        assert_eq!(found.to_bits(), wanted.to_bits(), "{text}");
        assert_eq!(end, text.len(), "{text}");
        // The same with something behind it, as in a file.
        let (found, end) = number(format!("{text},\"more\"").as_bytes(), 0).expect(text);
        assert_eq!(
            (found.to_bits(), end),
            (wanted.to_bits(), text.len()),
            "{text}"
        );
    }

    #[test]
    fn awkward_numbers_are_rounded_as_the_standard_library_rounds_them() {
        for text in [
            "0",
            "-0",
            "-0.0",
            "9007199254740993",
            "9007199254740992.0",
            "113.824078694608048",
            "1e23",
            "8.5e-323",
            "2.2250738585072011e-308",
            "1.7976931348623159e308",
            "5e-324",
            "0.000000000000000000000000000001",
            "123456789012345678901234567890",
            "0.1234567890123456789012345678901234567890",
            "12345678.12345678",
            "1E400",
            "-1e-400",
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
        ] {
            same_as_std(text);
        }
    }

    #[test]
    fn what_json_does_not_call_a_number_is_none() {
        for text in [
            "", "-", "+1", ".5", "1.", "01", "-01", "1e", "1e+", "NaN", "Infinity", "--1", "1.e5",
        ] {
            assert_eq!(number(text.as_bytes(), 0), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn every_shortest_number_comes_back_bit_for_bit(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            same_as_std(&format!("{value}"));
            same_as_std(&format!("{value:e}"));
        }

        #[test]
        fn every_written_decimal_is_rounded_as_the_standard_library_rounds_it(
            text in "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?",
        ) {
            same_as_std(&text);
        }

        #[test]
        fn coordinates_are_rounded_as_the_standard_library_rounds_them(
            degrees in -180.0..180.0_f64, decimals in 0..20_usize,
        ) {
            same_as_std(&format!("{degrees:.decimals$}"));
        }
    }
}

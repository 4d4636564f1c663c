// SPDX-License-Identifier: MIT
//! Points in time as certificates have them: whole seconds, UTC, no leap seconds.

use core::fmt;
use core::ops::{Add, Sub};
use core::str::FromStr;
use core::time::Duration;

use crate::der::{Tlv, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

const DAY: i64 = 86_400;

/// A point in time, in whole seconds since 1970-01-01 00:00:00 UTC.
///
/// The library has no clock: whoever verifies says what time it is.
///
/// ```
/// use purembed_x509::Time;
///
/// let time: Time = "2026-11-21 01:06:17".parse()?;
/// assert_eq!(time.as_unix(), 1_795_223_177);
/// assert_eq!(Time::from_unix(0).to_string(), "1970-01-01 00:00:00");
/// # #[cfg(feature = "std")]
/// assert!(Time::from(std::time::UNIX_EPOCH) < time);
/// # Ok::<(), purembed_x509::InvalidTime>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Time(i64);

impl Time {
    /// From seconds since 1970.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The seconds since 1970.
    #[must_use]
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// From a date and a time of day, UTC; months and days count from 1.
    ///
    /// # Errors
    ///
    /// [`InvalidTime`] if that day or that second does not exist (a leap second neither), or the year is not one of
    /// 0 to 9999, which is what certificates can hold.
    pub fn from_calendar(calendar: Calendar) -> Result<Self, InvalidTime> {
        let Calendar { year, month, day, hour, minute, second } = calendar;
        let exists = (0..=9999).contains(&year)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        if !exists {
            return Err(InvalidTime);
        }
        let seconds = i64::from(hour)
            .saturating_mul(3600)
            .saturating_add(i64::from(minute).saturating_mul(60))
            .saturating_add(i64::from(second));
        Ok(Self(days_from_civil(year, month, day).saturating_mul(DAY).saturating_add(seconds)))
    }

    /// The date and the time of day, UTC.
    #[must_use]
    pub fn to_calendar(self) -> Calendar {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        let part = |value: i64| u8::try_from(value).unwrap_or_default();
        Calendar {
            year,
            month,
            day,
            hour: part(second / 3600),
            minute: part(second / 60 % 60),
            second: part(second % 60),
        }
    }

    /// Reads a `UTCTime` or a `GeneralizedTime` as RFC 5280 4.1.2.5 allows them: with seconds, in UTC, without fractions.
    ///
    /// A `GeneralizedTime` before 2050 is read although it should have been a `UTCTime`: it cannot be misunderstood.
    pub(crate) fn read(tlv: &Tlv<'_>) -> Result<Self, InvalidEncoding> {
        let invalid = tlv.error(EncodingKind::InvalidTime);
        let (year, rest) = match tlv.tag {
            tag::UTC_TIME => {
                let (year, rest) = two_digits(tlv.value).ok_or(invalid)?;
                // 4.1.2.5.1: 50 to 99 are of the last century, 00 to 49 of this one.
                let century = if year >= 50 { 1900 } else { 2000 };
                (i64::from(year).saturating_add(century), rest)
            }
            tag::GENERALIZED_TIME => {
                let (high, rest) = two_digits(tlv.value).ok_or(invalid)?;
                let (low, rest) = two_digits(rest).ok_or(invalid)?;
                (i64::from(high).saturating_mul(100).saturating_add(i64::from(low)), rest)
            }
            _ => return Err(InvalidEncoding::new(EncodingKind::UnexpectedTag, tlv.start)),
        };
        let mut rest = rest;
        let mut next = || -> Option<u8> {
            let (value, after) = two_digits(rest)?;
            rest = after;
            Some(value)
        };
        let mut calendar = Calendar { year, ..Calendar::EPOCH };
        for part in [
            &mut calendar.month,
            &mut calendar.day,
            &mut calendar.hour,
            &mut calendar.minute,
            &mut calendar.second,
        ] {
            *part = next().ok_or(invalid)?;
        }
        if rest != b"Z" {
            return Err(invalid);
        }
        Self::from_calendar(calendar).map_err(|_| invalid)
    }

    /// Writes a `UTCTime` from 1950 to 2049 and a `GeneralizedTime` otherwise (RFC 5280 4.1.2.5).
    pub(crate) fn write(self, writer: &mut Writer) -> Result<(), InvalidTime> {
        let (year, text) = self.digits()?;
        match (1950..2050).contains(&year) {
            true => writer.value(tag::UTC_TIME, text.get(2..).unwrap_or_default()),
            false => writer.value(tag::GENERALIZED_TIME, &text),
        }
        Ok(())
    }

    /// Writes a `GeneralizedTime` of any year (RFC 5280 5.3.2).
    pub(crate) fn write_generalized(self, writer: &mut Writer) -> Result<(), InvalidTime> {
        let (_, text) = self.digits()?;
        writer.value(tag::GENERALIZED_TIME, &text);
        Ok(())
    }

    /// The year, and the text of a `GeneralizedTime`.
    fn digits(self) -> Result<(u16, [u8; 15]), InvalidTime> {
        let calendar = self.to_calendar();
        let year = u16::try_from(calendar.year).map_err(|_| InvalidTime)?;
        if year > 9999 {
            return Err(InvalidTime);
        }
        let pair = |value: u16| [digit(value / 10 % 10), digit(value % 10)];
        let small = |value: u8| pair(u16::from(value));
        let parts = [
            pair(year / 100),
            pair(year % 100),
            small(calendar.month),
            small(calendar.day),
            small(calendar.hour),
            small(calendar.minute),
            small(calendar.second),
        ];
        let mut text = [b'Z'; 15];
        for (to, from) in text.iter_mut().zip(parts.as_flattened()) {
            *to = *from;
        }
        Ok((year, text))
    }
}

/// A date and a time of day, UTC.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a date has these parts and will have no others")]
pub struct Calendar {
    /// The year of the Gregorian calendar, also for times before it was introduced.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl Calendar {
    const EPOCH: Self = Self { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
}

impl FromStr for Time {
    type Err = InvalidTime;

    /// Reads what [`Display`](fmt::Display) writes, `2026-11-21 01:06:17`, and the same with `T` and `Z`.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let bytes = text.as_bytes();
        let bytes = bytes.strip_suffix(b"Z").unwrap_or(bytes);
        let mut calendar = Calendar::EPOCH;
        let (high, rest) = two_digits(bytes).ok_or(InvalidTime)?;
        let (low, mut rest) = two_digits(rest).ok_or(InvalidTime)?;
        calendar.year = i64::from(high).saturating_mul(100).saturating_add(i64::from(low));
        for (separators, part) in [
            (&b"-"[..], &mut calendar.month),
            (b"-", &mut calendar.day),
            (b" T", &mut calendar.hour),
            (b":", &mut calendar.minute),
            (b":", &mut calendar.second),
        ] {
            let (separator, after) = rest.split_first().ok_or(InvalidTime)?;
            if !separators.contains(separator) {
                return Err(InvalidTime);
            }
            (*part, rest) = two_digits(after).ok_or(InvalidTime)?;
        }
        if rest.is_empty() { Self::from_calendar(calendar) } else { Err(InvalidTime) }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Calendar { year, month, day, hour, minute, second } = self.to_calendar();
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Time({self})")
    }
}

/// Later by so many whole seconds; stops at the end of time.
impl Add<Duration> for Time {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(duration.as_secs()))
    }
}

/// Earlier by so many whole seconds; stops at the beginning of time.
impl Sub<Duration> for Time {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(duration.as_secs()))
    }
}

#[cfg(feature = "std")]
impl From<std::time::SystemTime> for Time {
    fn from(time: std::time::SystemTime) -> Self {
        let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => Self(seconds(after)),
            // Rounded down, as after 1970: half a second before is second -1.
            Err(before) => {
                let before = before.duration();
                let partial = i64::from(before.subsec_nanos() != 0);
                Self(seconds(before).saturating_neg().saturating_sub(partial))
            }
        }
    }
}

/// A date that does not exist, that a certificate cannot hold, or text that is no date.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidTime;

impl fmt::Display for InvalidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("date that does not exist or is not within the years 0 to 9999")
    }
}

impl core::error::Error for InvalidTime {}

fn two_digits(text: &[u8]) -> Option<(u8, &[u8])> {
    let (&[tens, ones], rest) = text.split_first_chunk::<2>()?;
    if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
        return None;
    }
    Some((tens.wrapping_sub(b'0').wrapping_mul(10).wrapping_add(ones.wrapping_sub(b'0')), rest))
}

fn digit(value: u16) -> u8 {
    u8::try_from(value).unwrap_or_default().wrapping_add(b'0')
}

const fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

const fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days since 1970. Years are counted from March, so that the leap day is the last of its year; 400 such years have
/// 146,097 days, and the months from March on have 153 days in every five.
#[expect(clippy::arithmetic_side_effects, reason = "years within 0 to 9999")]
fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let from_march = (i64::from(month) + 9) % 12;
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`], for every number of days that seconds in 64 bits can have.
#[expect(clippy::arithmetic_side_effects, reason = "days within 2^63 / 86,400")]
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let part = |value: i64| u8::try_from(value).unwrap_or_default();
    (year, part(month), part(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Reader;
    use alloc::string::ToString as _;
    use alloc::vec::Vec;

    fn read(tag: u8, text: &str) -> Result<Time, InvalidEncoding> {
        let mut writer = Writer::new();
        writer.value(tag, text.as_bytes());
        Time::read(&Reader::new(&writer.finish()).any()?)
    }

    #[test]
    fn the_calendar_is_right_for_every_day_of_ten_thousand_years() {
        let mut expected = days_from_civil(0, 1, 1);
        for year in 0..=9999 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(days_from_civil(year, month, day), expected);
                    assert_eq!(civil_from_days(expected), (year, month, day));
                    expected += 1;
                }
            }
        }
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(Time::from_unix(i64::MAX).to_calendar().year, 292_277_026_596);
        assert_eq!(Time::from_unix(i64::MIN).to_calendar().year, -292_277_022_657);
    }

    #[test]
    fn nonsense_is_refused() {
        for (tag, text) in [
            (tag::UTC_TIME, ""),
            (tag::UTC_TIME, "2611210106Z"),
            (tag::UTC_TIME, "261121010617"),
            (tag::UTC_TIME, "261121010617+0100"),
            (tag::UTC_TIME, "261121010617ZZ"),
            (tag::UTC_TIME, "261321010617Z"),
            (tag::UTC_TIME, "260021010617Z"),
            (tag::UTC_TIME, "260229010617Z"),
            (tag::UTC_TIME, "260200010617Z"),
            (tag::UTC_TIME, "261121240617Z"),
            (tag::UTC_TIME, "261121016017Z"),
            (tag::UTC_TIME, "261121010660Z"),
            (tag::UTC_TIME, "2611210106-7Z"),
            (tag::UTC_TIME, "26112101061\u{fc}"),
            (tag::GENERALIZED_TIME, "20261121010617.5Z"),
            (tag::GENERALIZED_TIME, "202611210106Z"),
            (tag::GENERALIZED_TIME, "21000229000000Z"),
        ] {
            assert_eq!(read(tag, text).unwrap_err().kind(), EncodingKind::InvalidTime, "{text}");
        }
        assert_eq!(read(tag::IA5_STRING, "261121010617Z").unwrap_err().kind(), EncodingKind::UnexpectedTag);
    }

    #[test]
    fn both_forms_are_read_and_the_right_one_is_written() {
        for (tag, text, shown) in [
            (tag::UTC_TIME, "261121010617Z", "2026-11-21 01:06:17"),
            (tag::UTC_TIME, "500101000000Z", "1950-01-01 00:00:00"),
            (tag::UTC_TIME, "491231235959Z", "2049-12-31 23:59:59"),
            (tag::UTC_TIME, "240229120000Z", "2024-02-29 12:00:00"),
            (tag::GENERALIZED_TIME, "20500101000000Z", "2050-01-01 00:00:00"),
            (tag::GENERALIZED_TIME, "19491231235959Z", "1949-12-31 23:59:59"),
            (tag::GENERALIZED_TIME, "99991231235959Z", "9999-12-31 23:59:59"),
            (tag::GENERALIZED_TIME, "00000101000000Z", "0000-01-01 00:00:00"),
        ] {
            let time = read(tag, text).unwrap();
            assert_eq!(time.to_string(), shown);
            assert_eq!(shown.parse(), Ok(time));
            let mut writer = Writer::new();
            time.write(&mut writer).unwrap();
            let written: Vec<u8> = writer.finish();
            assert_eq!(written.first(), Some(&tag));
            assert_eq!(Reader::new(&written).any().unwrap().value, text.as_bytes());
        }
        // Unusual but unambiguous.
        assert_eq!(read(tag::GENERALIZED_TIME, "20261121010617Z"), read(tag::UTC_TIME, "261121010617Z"));
        // Not what a certificate can hold.
        for seconds in [i64::MIN, i64::MAX, 253_402_300_800] {
            assert_eq!(Time::from_unix(seconds).write(&mut Writer::new()), Err(InvalidTime));
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        let second = Duration::from_secs(1);
        assert_eq!(Time::from_unix(5) + second - second, Time::from_unix(5));
        assert_eq!(Time::from_unix(i64::MAX) + second, Time::from_unix(i64::MAX));
        assert_eq!(Time::from_unix(0) - Duration::MAX, Time::from_unix(i64::MIN));
    }
}

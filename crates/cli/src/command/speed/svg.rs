// SPDX-License-Identifier: MIT
//! Rates as bars (SVG 1.1).

use super::Rate;
use super::contest::Unit;

/// In pixels.
const ROW: usize = 18;
const LABEL: usize = 260;
const BAR: f64 = 480.0;
const WIDTH: usize = 860;

/// A chart with two groups of bars, each to its own scale: bytes, and operations.
pub(super) fn chart(rates: &[Rate], message: u32) -> String {
    let mut body = String::new();
    let mut y = ROW;
    for (unit, title) in [
        (Unit::Bytes, format!("Throughput with messages of {message} bytes")),
        (Unit::Operations, "Operations in a second".to_owned()),
    ] {
        let group: Vec<&Rate> = rates.iter().filter(|rate| rate.unit == unit).collect();
        let most = group.iter().map(|rate| rate.rate).fold(f64::MIN_POSITIVE, f64::max);
        if group.is_empty() {
            continue;
        }
        body += &text(10, y, "start", &format!("{title}, longest bar {}", unit.show(most)));
        y += ROW;
        for rate in group {
            body += &bar(y, rate, most);
            y += ROW;
        }
        y += ROW;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{y}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n"
    )
}

fn bar(y: usize, rate: &Rate, most: f64) -> String {
    let width = rate.rate / most * BAR;
    let top = y.saturating_sub(11);
    let (label, shown) = (text(LABEL - 8, y, "end", &rate.name), rate.unit.show(rate.rate));
    format!(
        "{label}<rect x=\"{LABEL}\" y=\"{top}\" width=\"{width:.1}\" height=\"13\" fill=\"#3b6ea5\"/>\n\
         <text x=\"{:.1}\" y=\"{y}\">{shown}</text>\n",
        width + 266.0
    )
}

/// Names here are of letters, digits and punctuation that means nothing in XML.
fn text(x: usize, y: usize, anchor: &str, text: &str) -> String {
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_the_fastest() {
        let rate = |name: &str, unit, rate| Rate { name: name.to_owned(), unit, rate };
        let rates = [
            rate("slow", Unit::Bytes, 1e6),
            rate("fast", Unit::Bytes, 4e6),
            rate("sign", Unit::Operations, 10.0),
        ];
        let chart = chart(&rates, 16);
        assert!(chart.contains("width=\"120.0\"") && chart.contains("4.0 MB/s") && chart.contains("10.0 /s"));
        assert_eq!(chart.matches("width=\"480.0\"").count(), 2, "one per group");
        assert_eq!(chart.matches('<').count(), chart.matches('>').count());
    }
}

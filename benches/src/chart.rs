// SPDX-License-Identifier: MIT
//! From results to a picture: for each operation, how many times as long as purembed each of the others takes.

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, SeriesLabelPosition};
use plotters::coord::combinators::IntoLogRange;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{BLACK, Color, IntoFont, RGBColor, TextStyle, WHITE};

use crate::results::{Results, Row};

const PEERS: [(&str, RGBColor); 7] = [
    ("Mbed TLS", RGBColor(214, 39, 40)),
    ("OpenSSL", RGBColor(31, 119, 180)),
    ("aws-lc-rs", RGBColor(255, 127, 14)),
    ("ring", RGBColor(44, 160, 44)),
    ("RustCrypto", RGBColor(127, 127, 127)),
    ("graviola", RGBColor(148, 103, 189)),
    ("purecrypto", RGBColor(140, 86, 75)),
];

const WIDTH: u32 = 960;
const ROW: u32 = 18;
const LOWEST: f64 = 0.25;
const HIGHEST: f64 = 64.0;

/// The rows with the largest messages, and those that have no size.
fn shown(results: &Results) -> Vec<&Row> {
    results.rows.iter().filter(|row| row.size == "16 KiB" || row.size == "one").collect()
}

/// The picture as SVG.
///
/// # Panics
///
/// If it cannot be drawn, which with SVG in memory does not happen.
#[must_use]
pub fn svg(results: &Results) -> String {
    let rows = shown(results);
    let count = rows.len();
    let mut out = String::new();
    {
        let height = 110 + ROW * count as u32;
        let area = SVGBackend::with_string(&mut out, (WIDTH, height)).into_drawing_area();
        area.fill(&WHITE).expect("a background");
        let title = "Time relative to purembed (1): right of the line is slower than purembed";
        let mut chart = ChartBuilder::on(&area)
            .caption(title, ("sans-serif", 16))
            .margin(12)
            .x_label_area_size(30)
            .y_label_area_size(210)
            .build_cartesian_2d((LOWEST..HIGHEST).log_scale().base(2.0), 0.0..count as f64)
            .expect("a chart");
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .x_label_formatter(&|x| format!("{x}×"))
            .x_max_light_lines(0)
            .draw()
            .expect("axes");
        let height_of = |index: usize| count as f64 - 0.5 - index as f64;
        let line = vec![(1.0, 0.0), (1.0, count as f64)];
        chart.draw_series([PathElement::new(line, BLACK.stroke_width(2))]).expect("a line");
        let style = TextStyle::from(("sans-serif", 12).into_font()).pos(Pos::new(HPos::Right, VPos::Center));
        for (index, row) in rows.iter().enumerate() {
            let y = height_of(index);
            let thin = vec![(LOWEST, y), (HIGHEST, y)];
            chart.draw_series([PathElement::new(thin, BLACK.mix(0.08))]).expect("a line");
            let at = chart.backend_coord(&(LOWEST, y));
            area.draw(&Text::new(row.group.clone(), (at.0 - 8, at.1), style.clone())).expect("a label");
        }
        for (peer, colour) in PEERS {
            let points = rows.iter().enumerate().filter_map(|(index, row)| {
                let times = 1.0 / row.ratio(peer)?;
                Some(Circle::new((times.clamp(LOWEST, HIGHEST), height_of(index)), 4, colour.filled()))
            });
            chart
                .draw_series(points)
                .expect("points")
                .label(peer)
                .legend(move |(x, y)| Circle::new((x + 8, y), 4, colour.filled()));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .background_style(WHITE.mix(0.9))
            .border_style(BLACK.mix(0.3))
            .label_font(("sans-serif", 12))
            .draw()
            .expect("a legend");
        area.present().expect("a picture");
    }
    out
}

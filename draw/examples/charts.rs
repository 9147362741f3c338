//! Draws charts with hard numbers and names: `cargo run --example charts -- DIRECTORY`.

use std::error::Error;
use std::path::{Path, PathBuf};

use draw::{Artist, Chart, Column, Columns, Plot, Row};

const GIFTS: &[(&str, &str, i64)] = &[
    ("Free coffee", "412", 412),
    (
        "A handmade leather belt with your initials in gold and a very long name",
        "97",
        97,
    ),
    ("手工布鞋一双，附赠鞋油和鞋刷", "64", 64),
    ("🎁🍰 Kue ulang tahun", "20", 20),
    ("קפה חינם", "3", 3),
    ("<b>&\"'</svg>", "1", 1),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a directory")?);
    std::fs::create_dir_all(&folder)?;
    let artist = Artist::new()?;
    let wave: Vec<Column> = (0..30_i64)
        .map(|day| Column {
            up: 120 + (day * 37) % 90 + if day % 7 > 4 { 140 } else { 0 },
            down: [(day * 23) % 70, (day * 11) % 25],
        })
        .collect();
    let sales: Vec<Column> = wave
        .iter()
        .map(|column| Column {
            down: [0, 0],
            ..*column
        })
        .collect();
    let year: Vec<Column> = sales.iter().chain(&sales).take(52).copied().collect();
    let one = [Column { up: 128, down: [0, 0] }];
    let nothing = [Column::default(); 7];
    let scale = [(200, "€200"), (400, "€400")];
    let labels = [(0, "25 Oct"), (15, "9 Nov"), (29, "23 Nov")];
    let both = [(200, "200"), (-100, "100")];
    let plots: [(&str, Columns<'_>, &[&str]); 6] = [
        (
            "sales",
            Columns {
                columns: &sales,
                scale: &scale,
                labels: &labels,
            },
            &[],
        ),
        (
            "year",
            Columns {
                columns: &year,
                scale: &scale,
                labels: &[(0, "2025年11月24日"), (51, "2026年11月23日")],
            },
            &[],
        ),
        (
            "points",
            Columns {
                columns: &wave,
                scale: &both,
                labels: &labels,
            },
            &["Given", "Spent", "Expired"],
        ),
        (
            "points-id",
            Columns {
                columns: &wave,
                scale: &both,
                labels: &labels,
            },
            &["Diberikan kepada member", "Dipakai untuk hadiah", "Hangus"],
        ),
        (
            "one",
            Columns {
                columns: &one,
                scale: &[(100, "KWD 100.500")],
                labels: &[(0, "23 Nov")],
            },
            &[],
        ),
        (
            "zero",
            Columns {
                columns: &nothing,
                scale: &[],
                labels: &[(0, "17 Nov"), (6, "23 Nov")],
            },
            &[],
        ),
    ];
    for dark in [false, true] {
        let shade = if dark { "dark" } else { "light" };
        for (name, columns, legend) in &plots {
            let chart = Chart {
                title: "Sales, last 30 days",
                value: if *name == "year" {
                    "Rp123.456.789.012"
                } else {
                    "€12,340.50"
                },
                note: "12% more than in the 30 days before",
                plot: Plot::Columns(columns),
                legend,
                dark,
                hue: 24,
            };
            std::fs::write(folder.join(format!("{name}-{shade}.png")), artist.chart(&chart)?)?;
        }
        draw_gifts(&artist, &folder, dark)?;
    }
    Ok(())
}

fn draw_gifts(artist: &Artist, folder: &Path, dark: bool) -> Result<(), Box<dyn Error>> {
    let shade = if dark { "dark" } else { "light" };
    let rows: Vec<Row<'_>> = GIFTS
        .iter()
        .map(|(name, value, length)| Row {
            name,
            value,
            length: *length,
        })
        .collect();
    for (name, rows) in [("gifts", rows.as_slice()), ("gift", rows.get(..1).unwrap_or_default())] {
        let chart = Chart {
            title: "最受欢迎的礼品，最近 30 天",
            value: "597",
            note: "兑换次数",
            plot: Plot::Rows(rows),
            legend: &[],
            dark,
            hue: 210,
        };
        std::fs::write(folder.join(format!("{name}-{shade}.png")), artist.chart(&chart)?)?;
    }
    Ok(())
}

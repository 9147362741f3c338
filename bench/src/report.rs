//! The figures as one table, a column per engine, and the machine they were taken on.

use std::time::Duration;

const LABEL: usize = 46;
const COLUMN: usize = 16;

/// Figures in the order in which they came.
#[derive(Debug, Default)]
pub struct Report {
    columns: Vec<&'static str>,
    parts: Vec<(String, Vec<Row>)>,
}

#[derive(Debug)]
struct Row {
    label: String,
    figures: Vec<(&'static str, String)>,
}

impl Report {
    /// Adds a figure, and shows it at once to whoever waits.
    pub fn put(&mut self, column: &'static str, part: &str, label: &str, figure: impl Into<String>) {
        let figure = figure.into();
        eprintln!("{column}: {part}: {label}: {figure}");
        if !self.columns.contains(&column) {
            self.columns.push(column);
        }
        let at = self.parts.iter().position(|(name, _)| name == part).unwrap_or_else(|| {
            self.parts.push((part.to_owned(), Vec::new()));
            self.parts.len() - 1
        });
        let Some((_, rows)) = self.parts.get_mut(at) else {
            return;
        };
        match rows.iter_mut().find(|row| row.label == label) {
            Some(row) => row.figures.push((column, figure)),
            None => rows.push(Row {
                label: label.to_owned(),
                figures: vec![(column, figure)],
            }),
        }
    }

    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::new();
        for (part, rows) in &self.parts {
            line(&mut text, &format!("\n{part}"), &self.columns);
            for row in rows {
                let figures: Vec<&str> = self
                    .columns
                    .iter()
                    .map(|column| {
                        let figure = row.figures.iter().find(|(of, _)| of == column);
                        figure.map_or("–", |(_, figure)| figure)
                    })
                    .collect();
                line(&mut text, &format!("  {}", row.label), &figures);
            }
        }
        text
    }
}

fn line(text: &mut String, label: &str, figures: &[&str]) {
    let figures: Vec<String> = figures.iter().map(|figure| format!("{figure:>COLUMN$}")).collect();
    *text += &[format!("{label:<LABEL$}"), figures.concat(), "\n".to_owned()].concat();
}

#[must_use]
pub fn whole(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[must_use]
pub fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1_000.0;
    let decimals = if millis < 10.0 { 3 } else { 1 };
    format!("{millis:.decimals$} ms")
}

#[must_use]
pub fn mib(figure: f64) -> String {
    format!("{figure:.1} MiB")
}

/// The machine, in one line each.
#[must_use]
pub fn machine(awake: bool) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = field(&read("/proc/cpuinfo"), "model name");
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = load_average();
    let awake = if awake { ", kept awake" } else { "" };
    format!(
        "{model}, {cores} cores{awake}, {memory} of memory, Linux {}; load average {load}\n",
        kernel.trim()
    )
}

/// How busy the machine was in the last minute, by whoever.
#[must_use]
pub fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_under_their_engine() {
        let mut report = Report::default();
        report.put("one", "speed", "updates", "7");
        report.put("two", "speed", "updates", "8");
        report.put("two", "speed", "redemptions", "9");

        let table = report.table();
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();

        assert_eq!(rows[1], ["speed", "one", "two"]);
        assert_eq!(rows[2], ["updates", "7", "8"]);
        assert_eq!(rows[3], ["redemptions", "–", "9"]);
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(whole(1_234_567.4), "1,234,567");
        assert_eq!(whole(12.0), "12");
        assert_eq!(millis(Duration::from_micros(512)), "0.512 ms");
        assert_eq!(millis(Duration::from_micros(51_250)), "51.2 ms");
    }
}

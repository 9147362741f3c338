//! What stands in the tables, all of it, for stories in which nothing may be left.

use crate::stage::Stage;

impl Stage {
    /// In which tables a text stands that somebody may read there now: what SQLite's log of writes still holds of before
    /// is not one of them.
    pub async fn rows_with(&self, needle: &str) -> Vec<String> {
        let mut traces = self.traces_of(needle).await;
        traces.retain(|trace| !trace.starts_with("the file"));
        traces
    }

    /// Where a text stands, whatever it stands in: tables with the rows that hold it, as text or as bytes, and the files
    /// of SQLite. Letters' case does not matter.
    pub async fn traces_of(&self, needle: &str) -> Vec<String> {
        let needle = needle.to_lowercase();
        let hex: String = needle
            .bytes()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|half| char::from_digit(u32::from(half), 16))
            .collect();
        let mut tx = self.loyalty().db.read().await.unwrap();
        let rows = storage::traces::everything(&mut tx).await.unwrap();
        drop(tx);
        let mut traces: Vec<String> = rows
            .into_iter()
            .filter(|(_, row)| {
                let row = row.to_lowercase();
                row.contains(&needle) || row.contains(&hex)
            })
            .map(|(table, row)| format!("{table}: {row}"))
            .collect();
        if let Some(path) = self.database_url().strip_prefix("sqlite:") {
            for ending in ["", "-wal"] {
                let Ok(bytes) = std::fs::read(format!("{path}{ending}")) else {
                    continue;
                };
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                if let Some(at) = text.find(&needle) {
                    let around: String = text
                        .get(at.saturating_sub(60)..)
                        .unwrap_or("?")
                        .chars()
                        .take(200)
                        .collect();
                    traces.push(format!("the file{ending}: {around:?}"));
                }
            }
        }
        traces
    }
}

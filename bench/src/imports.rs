//! A list of many customers taken over by the program: how long it takes, and how much memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::clubs::Ground;

/// What was seen.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// Until nothing was left to wait for: read, judged, and on the disk.
    pub time: Duration,
    /// The most memory that the program had, in MiB.
    pub memory: f64,
}

/// Has the program take over a list of `rows` people, each with a name, a phone number, a birthday, points and the day
/// on which they came.
pub async fn measure(ground: &Ground, rows: i64) -> anyhow::Result<Taken> {
    let list = ground.regulars.folder.join("customers.csv");
    write(&list, rows)?;
    let name = list.display().to_string();
    let started = Instant::now();
    let memory = ground.regulars.watch(&["import", &name]).await?;
    let time = started.elapsed();
    std::fs::remove_file(&list)?;
    Ok(Taken { time, memory })
}

fn write(list: &Path, rows: i64) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(list)?);
    writeln!(file, "Name,Phone,Birthday,Points,Joined")?;
    for row in 0..rows {
        writeln!(
            file,
            "Customer {row} Bench,+49170{row:07},{:02}.{:02}.{},{},{}-{:02}-{:02}",
            1 + row % 28,
            1 + row % 12,
            1950 + row % 50,
            1 + row % 900,
            2019 + row % 6,
            1 + row % 12,
            1 + row % 28
        )?;
    }
    file.flush()?;
    Ok(())
}

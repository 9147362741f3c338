//! Every statement is accepted by both engines, and none reads through a table that grows.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, Executor, Row, SqlSafeStr};
use storage::testing::{Fresh, STATEMENTS};
use storage::{Tx, on_both_engines};

/// Tables with as many rows as there are processes, roles, shops, groups or people who work there.
const SMALL: &[&str] = &["slots", "processes", "leases", "pauses", "shops", "seal_keys"];

/// Indexes that hold only what waits, or what somebody has to look at. Reading one through is reading
/// what there is to do.
const WAITING: &[&str] = &[
    "inbox_open",
    "inbox_dead",
    "outbox_due",
    "outbox_unsent",
    "jobs_due",
    "jobs_dead",
    "members_plain",
    "orders_plain",
    "imports_dropped",
    "field_values_plain",
    "relatives_plain",
];

/// Table files that do read tables through: `books` recomputes everything, for `regulars check`.
const READ_THROUGH: &[&str] = &["books"];

#[test]
fn every_table_file_is_listed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("\nstatements! {"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();

    let listed: Vec<&str> = STATEMENTS.iter().map(|(table, _)| *table).collect();

    assert_eq!(files, listed);
}

on_both_engines![every_statement_is_accepted, no_statement_reads_a_growing_table_through];

async fn every_statement_is_accepted(fresh: Fresh) {
    let mut refused = Vec::new();
    for (table, statements) in STATEMENTS {
        for (name, sql) in *statements {
            let mut tx = fresh.db.begin().await.unwrap();
            let sql = sql.into_sql_str();
            let prepared = match &mut tx {
                Tx::Sqlite(conn) => conn.prepare(sql).await.map(drop),
                Tx::Postgres(conn) => conn.prepare(sql).await.map(drop),
            };
            if let Err(error) = prepared {
                refused.push(format!("{table}::{name}: {error}"));
            }
        }
    }
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

async fn no_statement_reads_a_growing_table_through(fresh: Fresh) {
    let tables = tables(&fresh).await;
    let mut slow = Vec::new();
    for (table, statements) in STATEMENTS.iter().filter(|(table, _)| !READ_THROUGH.contains(table)) {
        for (name, sql) in *statements {
            let mut tx = fresh.db.begin().await.unwrap();
            let read_through = match &mut tx {
                Tx::Sqlite(conn) => {
                    let asked = format!("EXPLAIN QUERY PLAN {sql}");
                    let plan = conn.fetch_all(AssertSqlSafe(asked)).await.unwrap_or_default();
                    let steps = plan.iter().map(|step| step.get::<String, _>("detail"));
                    let names = aliases(sql, &tables);
                    steps.filter(|step| is_slow_on_sqlite(step, &names)).collect::<Vec<_>>()
                }
                Tx::Postgres(conn) => {
                    // As if every table were large: it is read through only if there is no other way.
                    conn.execute("SET LOCAL enable_seqscan = off").await.unwrap();
                    conn.execute("SET LOCAL plan_cache_mode = force_generic_plan")
                        .await
                        .unwrap();
                    conn.execute("DEALLOCATE ALL").await.unwrap();
                    conn.execute(AssertSqlSafe(format!("PREPARE asked AS {sql}")))
                        .await
                        .unwrap();
                    let values = vec!["NULL"; parameters(sql)].join(", ");
                    let values = if values.is_empty() {
                        values
                    } else {
                        format!("({values})")
                    };
                    let asked = format!("EXPLAIN EXECUTE asked{values}");
                    let plan = conn.fetch_all(AssertSqlSafe(asked)).await.unwrap();
                    let steps = plan.iter().map(|step| step.get::<String, _>(0));
                    steps.filter(|step| is_slow_on_postgres(step)).collect()
                }
            };
            slow.extend(
                read_through
                    .iter()
                    .map(|step| format!("{table}::{name}: {}", step.trim())),
            );
        }
    }
    assert!(slow.is_empty(), "\n{}", slow.join("\n"));
}

/// `SCAN m USING INDEX members_by_name`: the whole of a table, or of an index.
fn is_slow_on_sqlite(step: &str, names: &HashMap<String, String>) -> bool {
    let Some(scanned) = step.strip_prefix("SCAN ") else {
        return false;
    };
    let mut words = scanned.split_whitespace();
    let Some(table) = words.next() else { return false };
    let index = words.skip_while(|word| *word != "INDEX").nth(1);
    // What is not a table of ours is the result of another step.
    let Some(table) = names.get(table) else { return false };
    !SMALL.contains(&table.as_str()) && !index.is_some_and(|index| WAITING.contains(&index))
}

/// `Seq Scan on members m  (cost=…)`
fn is_slow_on_postgres(step: &str) -> bool {
    let table = step
        .split_once("Seq Scan on ")
        .and_then(|(_, rest)| rest.split_whitespace().next());
    table.is_some_and(|table| !SMALL.contains(&table))
}

async fn tables(fresh: &Fresh) -> Vec<String> {
    let mut tx = fresh.db.look().await.unwrap();
    let rows = match &mut tx {
        Tx::Sqlite(conn) => {
            sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
                .fetch_all(&mut **conn)
                .await
        }
        Tx::Postgres(conn) => {
            sqlx::query_scalar("SELECT relname::text FROM pg_class WHERE relkind = 'r'")
                .fetch_all(&mut **conn)
                .await
        }
    };
    rows.unwrap()
}

/// The tables of a statement, by their own name and by what the statement calls them.
fn aliases(sql: &str, tables: &[String]) -> HashMap<String, String> {
    let words: Vec<&str> = sql
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut names = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(table) = tables.iter().find(|table| table == word) {
            let alias = if words.get(at + 1) == Some(&"AS") {
                words.get(at + 2)
            } else {
                words.get(at + 1)
            };
            names.insert(table.clone(), table.clone());
            if let Some(alias) = alias {
                names.entry((*alias).to_owned()).or_insert_with(|| table.clone());
            }
        }
    }
    names
}

fn parameters(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    numbers.max().unwrap_or(0)
}

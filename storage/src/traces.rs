//! What stands in the tables, all of it, for tests in which nothing of somebody may be left.

use sqlx::{AssertSqlSafe, Row};

use crate::{StorageError, Tx};

/// Every row of every table as one text, bytes as hexadecimal digits, with the table's name.
pub async fn everything(tx: &mut Tx) -> Result<Vec<(String, String)>, StorageError> {
    let mut all = Vec::new();
    match tx {
        Tx::Sqlite(conn) => {
            let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut **conn).await?;
            for table in tables {
                let columns = format!("SELECT name FROM pragma_table_info('{table}')");
                let columns: Vec<String> = sqlx::query_scalar(AssertSqlSafe(columns))
                    .fetch_all(&mut **conn)
                    .await?;
                let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
                let sql = format!("SELECT {} FROM \"{table}\"", quoted.join(" || ' ' || "));
                for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut **conn).await? {
                    all.push((table.clone(), row.try_get(0)?));
                }
            }
        }
        Tx::Postgres(conn) => {
            let tables = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'";
            let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut **conn).await?;
            for table in tables {
                let sql = format!("SELECT CAST(t AS TEXT) FROM \"{table}\" t");
                for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut **conn).await? {
                    all.push((table.clone(), row.try_get(0)?));
                }
            }
        }
    }
    Ok(all)
}

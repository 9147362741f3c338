//! The four ways of putting a statement to the database, each one line where it is used.

/// Runs a statement; gives the number of rows it touched.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($tx, conn => sqlx::query($sql)$(.bind($value))*.execute(conn).await.map(|done| done.rows_affected()))
    };
}

/// The row that a statement finds, if it finds one.
macro_rules! find {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($tx, conn => sqlx::query_as($sql)$(.bind($value))*.fetch_optional(conn).await)
    };
}

/// All rows of a statement. The statement says how many there can be.
macro_rules! list {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($tx, conn => sqlx::query_as($sql)$(.bind($value))*.fetch_all(conn).await)
    };
}

/// The first column of the row that a statement finds, if it finds one.
macro_rules! value {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($tx, conn => sqlx::query_scalar($sql)$(.bind($value))*.fetch_optional(conn).await)
    };
}

pub(crate) use {execute, find, list, value};

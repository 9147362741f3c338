//! Statements that write several rows: what a statement costs is mostly the way to the database.

use std::sync::OnceLock;

use crate::Tx;

/// An insertion of one row, and the same of two rows and so on, up to `most`.
pub(crate) struct Several {
    one: &'static str,
    /// The first so many parameters are the same for all rows.
    shared: usize,
    most: usize,
    /// Each made when it is first asked for.
    texts: OnceLock<Box<[OnceLock<String>]>>,
}

impl Several {
    pub(crate) const fn new(one: &'static str, shared: usize, most: usize) -> Self {
        Self {
            one,
            shared,
            most,
            texts: OnceLock::new(),
        }
    }

    /// How many rows one statement best writes.
    pub(crate) fn rows(&self, tx: &Tx) -> usize {
        (tx.parameters() / own(self.one, self.shared).max(1)).clamp(1, self.most)
    }

    /// The text for so many rows, each with its own parameters behind those of all.
    pub(crate) fn of(&'static self, rows: usize) -> &'static str {
        let texts = self
            .texts
            .get_or_init(|| (0..self.most).map(|_| OnceLock::new()).collect());
        match texts.get(rows.saturating_sub(1)) {
            Some(made) => made.get_or_init(|| text(self.one, self.shared, rows)),
            None => unreachable!("nobody asks for more than the most"),
        }
    }
}

fn values(one: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (head, rest) = one.split_once("VALUES (")?;
    let (row, tail) = rest.split_once(')')?;
    Some((head, row.split(", ").collect(), tail))
}

fn number(value: &str) -> Option<usize> {
    value.strip_prefix('$')?.parse().ok()
}

/// How many parameters each row has of its own.
fn own(one: &str, shared: usize) -> usize {
    let (_, values, _) = values(one).unwrap_or_default();
    values
        .into_iter()
        .filter_map(number)
        .filter(|number| *number > shared)
        .count()
}

fn text(one: &str, shared: usize, rows: usize) -> String {
    let Some((head, values, tail)) = values(one) else {
        unreachable!("it inserts a row of values");
    };
    let own = own(one, shared);
    let row = |at: usize| {
        let values: Vec<String> = values
            .iter()
            .map(|value| match number(value) {
                Some(number) if number > shared => format!("${}", number + at * own),
                _ => (*value).to_owned(),
            })
            .collect();
        format!("({})", values.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("{head}VALUES {}{tail}", rows.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_parameters_of_its_own_behind_those_of_all() {
        let one = "INSERT INTO t (a, b, c, d) VALUES ($1, $3, 'x', $2) ON CONFLICT DO NOTHING";

        assert_eq!(text(one, 1, 1), one);
        assert_eq!(
            text(one, 1, 3),
            "INSERT INTO t (a, b, c, d) VALUES ($1, $3, 'x', $2), ($1, $5, 'x', $4), ($1, $7, 'x', $6) \
             ON CONFLICT DO NOTHING"
        );
    }
}

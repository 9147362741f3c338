//! A row of a file as somebody, or what is wrong with it.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::columns;
use super::dates::{self, DayOrder};
use super::own::{self, How};
use super::phones::{Country, phone};
use super::{Column, Fault, Person, Value, Why};
use crate::field::Field;
use crate::shop::Shop;
use crate::{FieldId, Lang, Money, Points, UserId, email, name, tag, typed_money};

/// What is shown of a cell beside what is wrong with it.
const SHOWN: usize = 40;
/// The longest note that is taken over, in characters.
const LONGEST_NOTE: usize = 1_000;
const MOST_TAGS: usize = 20;
/// More points or money than this are a phone number in the wrong column.
const MOST_POINTS: i64 = 1_000_000_000;
/// Telegram's ids have 52 bits at most.
const MOST_ID: i64 = 1 << 52;

/// How the rows of one file are read.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    pub shop: &'a Shop,
    /// The shop's own fields.
    pub fields: &'a [Field],
    /// Whose way of writing numbers the file follows.
    pub lang: Lang,
    /// The file was given out here, and numbers in it are as a program writes them.
    pub given_out_here: bool,
    pub columns: Vec<Column>,
    /// What the columns are called in the file.
    pub titles: Vec<String>,
    pub order: DayOrder,
    pub country: Option<Country>,
    pub today: NaiveDate,
}

impl Reader<'_> {
    /// Reads a row.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self, line: u64, cells: &[Value]) -> Result<Person, Vec<Fault>> {
        let mut person = Person {
            line,
            ..Person::default()
        };
        let (mut first, mut last) = (String::new(), String::new());
        let mut faults = Vec::new();
        for (at, (column, value)) in self.columns.iter().zip(cells).enumerate() {
            if self.says_nothing(*column, value) {
                continue;
            }
            let title = self.titles.get(at).map_or("", String::as_str);
            let read = match column {
                Column::FirstName => plain(value).map(|text| first = text),
                Column::LastName => plain(value).map(|text| last = text),
                column => self.put(&mut person, *column, title, value),
            };
            if let Err(why) = read {
                faults.push(Fault {
                    line,
                    column: Some(*column),
                    said: shortened(value),
                    why,
                });
            }
        }
        if let Some(value) = cells
            .get(self.columns.len()..)
            .unwrap_or_default()
            .iter()
            .find(|value| !is_nothing(value))
        {
            faults.push(Fault {
                line,
                column: None,
                said: shortened(value),
                why: Why::TooManyCells,
            });
        }
        if person.name.is_empty() {
            person.name = name::clean(&Self::joined_name(&first, &last));
        }
        if person.name.is_empty() && identities(&person).next().is_none() && faults.is_empty() {
            faults.push(Fault {
                line,
                column: None,
                said: cells
                    .iter()
                    .find(|value| !is_nothing(value))
                    .map(shortened)
                    .unwrap_or_default(),
                why: Why::Nobody,
            });
        }
        if faults.is_empty() { Ok(person) } else { Err(faults) }
    }

    fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.id == id && own::can_be_listed(field))
    }

    fn says_nothing(&self, column: Column, value: &Value) -> bool {
        match column {
            // A field that was retired meanwhile takes nothing.
            Column::Field(id) => self
                .field(id)
                .is_none_or(|field| is_nothing(value) && own::means_nothing(&field.kind, &value.shown())),
            _ => is_nothing(value),
        }
    }

    /// Chinese names are written without a space, the family's first.
    fn joined_name(first: &str, last: &str) -> String {
        let is_chinese = |text: &str| text.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
        if !first.is_empty() && !last.is_empty() && is_chinese(first) && is_chinese(last) {
            format!("{last}{first}")
        } else {
            format!("{first} {last}")
        }
    }

    fn put(&self, person: &mut Person, column: Column, title: &str, value: &Value) -> Result<(), Why> {
        match column {
            Column::Name => person.name = name::clean(&value.shown()),
            Column::Phone => person.phone = Some(phone(value, self.country)?),
            Column::Email => person.email = Some(email::read(&value.shown()).ok_or(Why::NoEmail)?),
            Column::Username => person.username = Some(username(value)?),
            Column::TelegramId => person.user = Some(UserId(whole(value, MOST_ID).ok_or(Why::NoTelegramId)?)),
            Column::Number => person.number = Some(whole(value, i64::MAX).ok_or(Why::NoNumber)?),
            Column::Birthday => person.birth = Some(dates::birth(value, self.order, self.today)?),
            Column::Points => person.points = Some(points(value)?),
            Column::Tier => person.tier = Some(plain(value)?),
            Column::Spent => {
                self.money(value)?;
                noted(person, title, &value.shown())?;
            }
            Column::Orders => {
                points(value)?;
                noted(person, title, &value.shown())?;
            }
            Column::Joined => person.joined = Some(dates::day(value, self.order, self.today)?),
            Column::Note => {
                let title = if columns::heading(title) == Some(Column::Note) {
                    ""
                } else {
                    title
                };
                noted(person, title, &value.shown())?;
            }
            Column::Tags => {
                for tag in tags(value)? {
                    if !person.tags.contains(&tag) {
                        person.tags.push(tag);
                    }
                }
                if person.tags.len() > MOST_TAGS {
                    return Err(Why::TooLong);
                }
            }
            Column::Field(id) => {
                if let Some(field) = self.field(id) {
                    let how = How {
                        lang: self.lang,
                        order: self.order,
                        today: self.today,
                        plain: self.given_out_here,
                    };
                    person.fields.push((id, own::read(&field.kind, value, how)?));
                }
            }
            Column::FirstName | Column::LastName | Column::Skip => {}
        }
        Ok(())
    }

    /// An amount that reads as one.
    fn money(&self, value: &Value) -> Result<Money, Why> {
        let text = value.shown();
        // "0.00" is nothing spent, and no amount to a till.
        if text.chars().all(|c| matches!(c, '0' | '.' | ',')) && !text.is_empty() {
            return Money::new(0).ok_or(Why::NoMoney);
        }
        // A spreadsheet's number has a point whatever the language.
        let lang = if matches!(value, Value::Number(_)) {
            Lang::En
        } else {
            self.lang
        };
        let digits = match value {
            // "1250.5" is 1,250.50; reading it as thousands is what people do, not spreadsheets.
            Value::Number(text) => two_places(text, self.shop.currency.digits()),
            _ => text,
        };
        typed_money::read(&digits, lang, self.shop.currency).map_err(|_| Why::NoMoney)
    }
}

/// A spreadsheet's number with as many places as the currency has.
fn two_places(number: &str, digits: u8) -> String {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let places = usize::from(digits);
    let part: String = part.chars().chain("000".chars()).take(places).collect();
    if part.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{part}")
    }
}

/// By what somebody can be told from others, in the order of how sure it is.
pub fn identities(person: &Person) -> impl Iterator<Item = (Column, String)> + '_ {
    let user = person.user.map(|user| (Column::TelegramId, user.to_string()));
    let number = person.number.map(|number| (Column::Number, number.to_string()));
    let phone = person.phone.clone().map(|phone| (Column::Phone, phone));
    let username = person
        .username
        .as_ref()
        .map(|username| (Column::Username, username.to_lowercase()));
    let email = person.email.as_deref().map(|email| (Column::Email, email::key(email)));
    [user, number, phone, username, email].into_iter().flatten()
}

/// Cells with a mark for "nothing".
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Empty => true,
        Value::Text(text) => matches!(
            text.to_lowercase().as_str(),
            "-" | "–"
                | "—"
                | "--"
                | "n/a"
                | "na"
                | "#n/a"
                | "none"
                | "null"
                | "nil"
                | "无"
                | "没有"
                | "暂无"
                | "tidak ada"
        ),
        Value::Number(_) | Value::Moment(_) => false,
    }
}

fn shortened(value: &Value) -> String {
    let text = name::clean(&value.shown());
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN - 1).chain(std::iter::once('…')).collect()
}

fn plain(value: &Value) -> Result<String, Why> {
    let text = value.shown();
    if text.chars().count() > LONGEST_NOTE {
        return Err(Why::TooLong);
    }
    Ok(name::clean(&text))
}

/// Adds a line to somebody's note.
fn noted(person: &mut Person, title: &str, text: &str) -> Result<(), Why> {
    let visible: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let line = match name::clean(title) {
        title if title.is_empty() => visible.trim().to_owned(),
        title => format!("{title}: {}", visible.trim()),
    };
    if !person.note.is_empty() {
        person.note.push('\n');
    }
    person.note.push_str(&line);
    if person.note.chars().count() > LONGEST_NOTE {
        return Err(Why::TooLong);
    }
    Ok(())
}

fn tags(value: &Value) -> Result<Vec<String>, Why> {
    let text = value.shown();
    let tags: Vec<String> = text
        .split([',', ';', '|', '、', '，', '；', '\n', '#'])
        .map(name::clean)
        .filter(|tag| !tag.is_empty())
        .collect();
    if tags.iter().any(|title| title.chars().count() > tag::LONGEST_TITLE) {
        return Err(Why::TooLong);
    }
    Ok(tags)
}

pub(super) fn is_username(text: &str) -> bool {
    username(&Value::Text(text.to_owned())).is_ok()
}

fn username(value: &Value) -> Result<String, Why> {
    let text: String = value.shown().nfkc().collect();
    let text = text.trim();
    let text = ["https://t.me/", "http://t.me/", "t.me/", "https://telegram.me/", "@"]
        .iter()
        .find_map(|front| text.strip_prefix(front))
        .unwrap_or(text)
        .trim_end_matches('/');
    let fits = (4..=32).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Why::NoUsername)
    }
}

/// A number by which something is named: "#1042", "No. 1042".
fn whole(value: &Value, most: i64) -> Option<i64> {
    let text: String = value.shown().nfkc().collect();
    let digits = text
        .trim_start_matches(|c: char| !c.is_ascii_digit() && c != '-')
        .trim_end();
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    digits.parse().ok().filter(|number| (1..=most).contains(number))
}

/// Whole points, with or without separators between the thousands and a word behind.
fn points(value: &Value) -> Result<Points, Why> {
    let text: String = value.shown().nfkc().filter(|c| !c.is_whitespace()).collect();
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    let number = number.strip_prefix('+').unwrap_or(number);
    let grouped = |separator: char| {
        let mut groups = number.split(separator);
        let first = groups.next().unwrap_or_default();
        let mut rest = groups.peekable();
        (1..=3).contains(&first.len()) && rest.peek().is_some() && rest.all(|group| group.len() == 3)
    };
    let is_text = matches!(value, Value::Text(_));
    let digits = if is_text && (grouped(',') || grouped('.') || grouped('\'')) {
        number.replace([',', '.', '\''], "")
    } else if let Some((whole, part)) = number.split_once(['.', ',']) {
        // "120.00" is 120; half a point is none.
        if !part.chars().all(|c| c == '0') {
            return Err(Why::NoPoints);
        }
        whole.to_owned()
    } else {
        number.to_owned()
    };
    digits
        .parse::<i64>()
        .ok()
        .filter(|number| *number <= MOST_POINTS)
        .and_then(Points::new)
        .ok_or(Why::NoPoints)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ShopId;
    use crate::birthday::Birthday;
    use crate::shop::PointRules;

    fn shop(currency: &str) -> Shop {
        let currency = currency.parse().unwrap();
        Shop {
            id: ShopId(Uuid::nil()),
            name: "Kopi Kita".into(),
            lang: Lang::Id,
            time_zone: chrono_tz::Asia::Jakarta,
            currency,
            rules: PointRules::proposed(currency),
            till: crate::till::TillRules::proposed(currency),
            birthdays: crate::birthday::BirthdayRules::default(),
            mail: crate::mail::MailRules::PROPOSED,
        }
    }

    fn read(columns: &[Column], cells: &[&str]) -> Result<Person, Vec<Fault>> {
        let shop = shop("IDR");
        let reader = Reader {
            shop: &shop,
            fields: &[],
            lang: Lang::Id,
            given_out_here: false,
            columns: columns.to_vec(),
            titles: columns.iter().map(|column| column.as_str().to_owned()).collect(),
            order: DayOrder::DayFirst,
            country: Country::of(&shop),
            today: NaiveDate::from_ymd_opt(2026, 11, 29).unwrap(),
        };
        let value = |cell: &&str| match *cell {
            "" => Value::Empty,
            text => Value::Text(text.to_owned()),
        };
        reader.read(7, &cells.iter().map(value).collect::<Vec<_>>())
    }

    fn why(column: Column, cell: &str) -> Why {
        read(&[Column::Name, column], &["Anna", cell])
            .unwrap_err()
            .remove(0)
            .why
    }

    #[test]
    fn d6_a_row_is_read_with_all_it_says() {
        use Column as C;

        let person = read(
            &[
                C::FirstName,
                C::LastName,
                C::Phone,
                C::Email,
                C::Username,
                C::TelegramId,
                C::Number,
                C::Birthday,
                C::Points,
                C::Tier,
                C::Spent,
                C::Orders,
                C::Joined,
                C::Note,
                C::Tags,
                C::Note,
            ],
            &[
                "Anna",
                " Kowalska ",
                "0812-3456-7890",
                "Anna@Example.org",
                "https://t.me/Anna_K",
                "123456789",
                "#1042",
                "28.02.",
                "1.250 poin",
                "Gold",
                "Rp 1.250.000",
                "34",
                "01/03/2025",
                "43 wide",
                "vip, coffee; vip",
                "likes tea",
            ],
        )
        .unwrap();

        assert_eq!(person.line, 7);
        assert_eq!(person.name, "Anna Kowalska");
        assert_eq!(person.phone.as_deref(), Some("6281234567890"));
        assert_eq!(person.email.as_deref(), Some("Anna@Example.org"));
        assert_eq!(person.username.as_deref(), Some("Anna_K"));
        assert_eq!(person.user, Some(UserId(123_456_789)));
        assert_eq!(person.number, Some(1042));
        assert_eq!(person.birth, Birthday::gregorian(2, 28, None));
        assert_eq!(person.points, Points::new(1_250));
        assert_eq!(person.tier.as_deref(), Some("Gold"));
        assert_eq!(person.joined.map(|day| day.to_string()).as_deref(), Some("2025-03-01"));
        assert_eq!(person.note, "spent: Rp 1.250.000\norders: 34\n43 wide\nlikes tea");
        assert_eq!(person.tags, ["vip", "coffee"]);
    }

    #[test]
    fn d6_names_are_put_together_as_they_are_written() {
        let names = [Column::FirstName, Column::LastName];

        assert_eq!(read(&names, &["小明", "王"]).unwrap().name, "王小明");
        assert_eq!(read(&names, &["Zoë", ""]).unwrap().name, "Zoë");
        assert_eq!(read(&[Column::Name], &["\u{202e}annA\n"]).unwrap().name, "annA");
    }

    #[test]
    fn d6_every_wrong_cell_of_a_row_is_named() {
        let faults = read(
            &[Column::Name, Column::Phone, Column::Birthday, Column::Points],
            &["Anna", "12", "31.02.1990", "many", "", "extra"],
        )
        .unwrap_err();

        let told: Vec<_> = faults
            .iter()
            .map(|fault| (fault.column, fault.said.as_str(), &fault.why))
            .collect();
        assert_eq!(
            told,
            [
                (Some(Column::Phone), "12", &Why::NoPhone),
                (Some(Column::Birthday), "31.02.1990", &Why::NoSuchDay),
                (Some(Column::Points), "many", &Why::NoPoints),
                (None, "extra", &Why::TooManyCells),
            ]
        );
    }

    #[test]
    fn d6_a_cell_that_says_something_else_is_refused_with_its_reason() {
        for (column, cell, expected) in [
            (Column::Email, "anna@", Why::NoEmail),
            (Column::Email, "anna example.org", Why::NoEmail),
            (Column::Username, "анна", Why::NoUsername),
            (Column::Username, "abc", Why::NoUsername),
            (Column::TelegramId, "0", Why::NoTelegramId),
            (Column::TelegramId, "9999999999999999", Why::NoTelegramId),
            (Column::Number, "none of these", Why::NoNumber),
            (Column::Points, "12.5", Why::NoPoints),
            (Column::Points, "-3", Why::NoPoints),
            (Column::Points, "99999999999", Why::NoPoints),
            (Column::Spent, "$5", Why::NoMoney),
            (Column::Joined, "28.02.", Why::NoDay),
            (Column::Joined, "01/03/2027", Why::InTheFuture),
            (
                Column::Tags,
                "a tag that is longer than any label could sensibly be",
                Why::TooLong,
            ),
        ] {
            assert_eq!(why(column, cell), expected, "{cell}");
        }
    }

    #[test]
    fn d6_somebody_is_needed_and_marks_for_nothing_are_nobody() {
        let columns = [Column::Name, Column::Phone, Column::Points];

        assert_eq!(read(&columns, &["-", "n/a", "5"]).unwrap_err()[0].why, Why::Nobody);
        assert_eq!(read(&columns, &["", "081234567890", ""]).unwrap().name, "");
    }

    #[test]
    fn d6_points_are_whole_however_they_are_grouped() {
        for (text, number) in [
            ("1250", 1250),
            ("1,250", 1250),
            ("1.250", 1250),
            ("1 250", 1250),
            ("12,500,000", 12_500_000),
            ("120.00", 120),
            ("120,00", 120),
            ("120分", 120),
            ("120 pts.", 120),
            ("+5", 5),
            ("0", 0),
        ] {
            assert_eq!(
                points(&Value::Text(text.into())),
                Ok(Points::new(number).unwrap()),
                "{text}"
            );
        }
        assert_eq!(points(&Value::Number("1.25".into())), Err(Why::NoPoints));
        assert_eq!(points(&Value::Number("1.250".into())), Err(Why::NoPoints));
    }
}

//! The rows of an export: cells that a spreadsheet reckons with, and words in the language of whoever asked.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::birthday::{Birthday, Calendar};
use domain::field::FieldValue;
use domain::offer::Offer;
use domain::product::{Category, Product};
use domain::reference::reference;
use domain::{Currency, Money};
use loyalty::{ExportPage, Exporting};
use say::exports::{channel, claim_state, coupon_state, order_state, yes_or_no};
use sheet::Cell;
use storage::exported_orders::{Part, Purchase};
use storage::exported_wishes::{Asked, Hoped, Kin};
use storage::exports::{Listed, Movement, Voucher, Whose};

use super::writing::Export;
use crate::tap::Start;

/// The rows of a page, each with a cell for every heading of its table.
pub(super) fn rows(ask: &Export<'_>, exporting: &Exporting, page: ExportPage) -> Vec<Vec<Cell>> {
    let look = Look { ask, exporting };
    match page {
        ExportPage::Members(rows) => rows.into_iter().map(|row| look.member(row)).collect(),
        ExportPage::Points(rows) => rows.iter().map(|row| look.movement(row)).collect(),
        ExportPage::Purchases(rows) => rows.iter().map(|row| look.purchase(row)).collect(),
        ExportPage::Parts(rows) => rows.iter().map(|row| look.part(row)).collect(),
        ExportPage::Coupons(rows) => rows.iter().map(|row| look.coupon(row)).collect(),
        ExportPage::Relatives(rows) => rows.iter().map(|row| look.relative(row)).collect(),
        ExportPage::Wishes(rows) => rows.iter().map(|row| look.wish(row)).collect(),
        ExportPage::Categories(rows) => rows.iter().map(|row| look.category(row)).collect(),
        ExportPage::Products(rows, _) => rows.iter().map(|row| look.product(row)).collect(),
        ExportPage::Offers(rows, _) => rows.iter().map(|row| look.offer(row)).collect(),
        ExportPage::Claims(rows) => rows.iter().map(|row| look.claim(row)).collect(),
    }
}

/// With whose words and whose clock rows are written.
#[derive(Clone, Copy)]
struct Look<'a> {
    ask: &'a Export<'a>,
    exporting: &'a Exporting,
}

impl Look<'_> {
    fn local(self, at: DateTime<Utc>) -> Cell {
        Cell::Moment(minutes(at.with_timezone(&self.ask.shop.time_zone).naive_local()))
    }

    fn money(self, sum: Money) -> Cell {
        amount(sum, self.ask.shop.currency)
    }

    fn yes(self, yes: bool) -> Cell {
        Cell::Text(yes_or_no(self.ask.lang, yes))
    }

    fn member(self, member: Listed) -> Vec<Cell> {
        let shop = self.ask.shop;
        let day = shop.day(member.agreed_at).and_hms_opt(0, 0, 0);
        let invitation = match (member.user, domain::Token::parse(&member.card)) {
            (None, Some(token)) => match self.ask.bot {
                Some(bot) => Start::Attach(token).link(bot),
                None => Start::Attach(token).payload(),
            },
            _ => String::new(),
        };
        let mut cells = vec![
            number(member.number),
            text(&member.name),
            member.phone.map_or(Cell::Empty, |phone| text(&format!("+{phone}"))),
            text_if(member.email.as_deref()),
            member.username.map_or(Cell::Empty, |name| text(&format!("@{name}"))),
            member.user.map_or(Cell::Empty, |user| number(user.0)),
            member.birthday.map_or(Cell::Empty, birthday),
            number(member.points.get()),
            number(member.pending.get()),
            number(member.owed.get()),
            text_if(member.tier.as_deref()),
            day.map_or(Cell::Empty, Cell::Moment),
            text(&member.tags.join(", ")),
            text(&member.notes.join("\n")),
            text(&invitation),
        ];
        cells.extend(self.exporting.fields.iter().map(|field| {
            let value = member.fields.iter().find(|(of, _)| *of == field.id);
            value.map_or(Cell::Empty, |(_, value)| field_cell(value))
        }));
        cells
    }

    fn movement(self, row: &Movement) -> Vec<Cell> {
        let [of, name] = whose(&row.whose);
        let reason = say::points::reason(self.ask.lang, &row.reason, self.ask.shop.currency);
        vec![self.local(row.at), of, name, number(row.amount), text(&plain(&reason))]
    }

    fn purchase(self, row: &Purchase) -> Vec<Cell> {
        let [of, name] = whose(&row.whose);
        let coupon = row.coupon.as_ref();
        vec![
            self.local(row.paid_at.unwrap_or(row.at)),
            text(&reference(row.id)),
            of,
            name,
            Cell::Text(order_state(self.ask.lang, row.state)),
            Cell::Text(channel(self.ask.lang, row.channel)),
            text_if(row.external.as_deref()),
            self.money(row.goods),
            self.money(row.discount),
            self.money(row.fee),
            self.money(row.points_worth),
            number(row.points_paid.get()),
            self.money(row.total),
            self.money(row.refunded),
            number(row.earned.get()),
            text_if(coupon.map(|(title, _)| title.as_str())),
            text_if(coupon.map(|(_, code)| code.as_str())),
            text_if(row.delivery.as_deref()),
            row.for_whom.as_ref().map_or(Cell::Empty, |whom| {
                text(&plain(&say::file::for_whom(self.ask.lang, whom)))
            }),
            text(&row.note),
        ]
    }

    fn part(self, row: &Part) -> Vec<Cell> {
        let [of, name] = whose(&row.whose);
        let sum = row.price.minor().checked_mul(row.quantity).and_then(Money::new);
        vec![
            self.local(row.paid_at.unwrap_or(row.at)),
            text(&reference(row.order)),
            of,
            name,
            Cell::Text(order_state(self.ask.lang, row.state)),
            text(&row.title),
            text_if(row.category.as_deref()),
            number(row.quantity),
            self.money(row.everyday),
            self.money(row.price),
            sum.map_or(Cell::Empty, |sum| self.money(sum)),
        ]
    }

    fn coupon(self, row: &Voucher) -> Vec<Cell> {
        let [of, name] = whose(&row.whose);
        vec![
            self.local(row.issued_at),
            of,
            name,
            text(&row.title),
            text(&row.code),
            Cell::Text(coupon_state(self.ask.lang, row.state)),
            self.local(row.expires_at),
        ]
    }

    fn relative(self, row: &Kin) -> Vec<Cell> {
        let [of, name] = whose(&row.whose);
        let relative = &row.relative;
        vec![
            of,
            name,
            Cell::Text(say::file::relation_label(self.ask.lang, relative.relation)),
            text(&relative.name),
            relative.birthday.map_or(Cell::Empty, birthday),
            text(&relative.size),
            text(&relative.taste),
        ]
    }

    fn wish(self, row: &Hoped) -> Vec<Cell> {
        let [of, name] = whose(&row.whose);
        vec![
            self.local(row.at),
            of,
            name,
            text(&row.title),
            self.money(row.price),
            row.member_price.map_or(Cell::Empty, |price| self.money(price)),
            self.yes(row.on_sale),
        ]
    }

    fn category(self, row: &Category) -> Vec<Cell> {
        vec![text(&row.title), self.yes(row.active)]
    }

    fn product(self, row: &Product) -> Vec<Cell> {
        let categories = &self.exporting.categories;
        let category = categories.iter().find(|category| Some(category.id) == row.category);
        vec![
            text_if(category.map(|category| category.title.as_str())),
            text(&row.title),
            text(&row.description),
            self.money(row.price),
            row.member_price.map_or(Cell::Empty, |price| self.money(price)),
            row.stars.map_or(Cell::Empty, number),
            row.stock.map_or(Cell::Empty, number),
            self.yes(row.members_only),
            self.yes(row.active),
        ]
    }

    fn offer(self, row: &Offer) -> Vec<Cell> {
        vec![
            text(&row.title),
            text(&row.description),
            self.local(row.opens_at),
            self.local(row.ends_at),
            row.stock.map_or(Cell::Empty, number),
            row.per_member.map_or(Cell::Empty, number),
            row.budget.map_or(Cell::Empty, |budget| self.money(budget)),
            self.money(row.spent),
            self.yes(row.active),
        ]
    }

    fn claim(self, row: &Asked) -> Vec<Cell> {
        let [of, name] = whose(&row.whose);
        vec![
            self.local(row.at),
            of,
            name,
            text(&row.offer),
            Cell::Text(claim_state(self.ask.lang, row.state)),
            text_if(row.code.as_deref()),
        ]
    }
}

/// The number and the name of a member. Empty: nobody any more.
fn whose(whose: &Whose) -> [Cell; 2] {
    match &whose.0 {
        Some((of, name)) => [number(*of), text(name)],
        None => [Cell::Empty, Cell::Empty],
    }
}

fn text_if(known: Option<&str>) -> Cell {
    known.map_or(Cell::Empty, text)
}

pub(super) fn text(text: &str) -> Cell {
    Cell::text(text)
}

fn number(number: i64) -> Cell {
    Cell::Number(number.to_string())
}

/// A sum in the major unit, as spreadsheets reckon with it.
fn amount(sum: Money, currency: Currency) -> Cell {
    let per = currency.minor_per_major();
    let places = usize::from(currency.digits());
    if places == 0 {
        return number(sum.minor());
    }
    Cell::Number(format!("{}.{:0places$}", sum.minor() / per, sum.minor() % per))
}

fn birthday(day: Birthday) -> Cell {
    let text = match day.year() {
        Some(year) => format!("{year:04}-{:02}-{:02}", day.month(), day.day()),
        None => format!("--{:02}-{:02}", day.month(), day.day()),
    };
    match day.calendar() {
        Calendar::Gregorian => Cell::Text(text),
        // No spreadsheet knows its days; the mark keeps them from being read as others.
        Calendar::Lunar if day.leap() => Cell::Text(format!("农历闰 {text}")),
        Calendar::Lunar => Cell::Text(format!("农历 {text}")),
    }
}

fn field_cell(value: &FieldValue) -> Cell {
    match value {
        FieldValue::Text(said) | FieldValue::Choice(said) | FieldValue::Size(said) => text(said),
        FieldValue::Number(thousandths) => Cell::Number(thousandths.to_string()),
        FieldValue::Date(day) => day.and_hms_opt(0, 0, 0).map_or(Cell::Empty, Cell::Moment),
        // Only Telegram can show it.
        FieldValue::Photo(_) => Cell::Empty,
    }
}

fn minutes(at: NaiveDateTime) -> NaiveDateTime {
    let over = chrono::Timelike::second(&at);
    let nanos = chrono::Timelike::nanosecond(&at);
    at - chrono::TimeDelta::seconds(i64::from(over)) - chrono::TimeDelta::nanoseconds(i64::from(nanos))
}

/// Words that were written for a message, without its marks.
fn plain(words: &str) -> String {
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

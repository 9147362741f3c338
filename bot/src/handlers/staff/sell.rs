//! Sales: recorded with an amount and a name, and undone.

use domain::order::Item;
use domain::role::Right;
use domain::shop::Shop;
use domain::typed_money::{self, Unclear};
use domain::{MemberId, Money, OrderId, Token, UserId, name};
use loyalty::{Refund, Refunded, UNDO_MINUTES};
use storage::members::Member;
use teloxide::types as heard;

use super::checkout::{self, Draft};
use super::named::{self, Known, Named};
use super::{
    RepliesTo, answer, find, invitation, menu_row, no_longer_staff, on_staff, outdated, replies_to, shelf, to_menu,
    turn_away,
};
use crate::handlers::customer::screen;
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::{Asked, Visit};
use crate::tap::{Start, Tap};
use crate::telegram::{Button, Message, Style};

/// Whose purchase it is, as far as the typed words tell.
pub(super) enum Whose {
    One {
        member: MemberId,
        note: String,
    },
    Several {
        members: Vec<Member>,
        typed: String,
    },
    Nobody {
        typed: String,
    },
    /// No words about it.
    Unsaid,
}

/// `/sell 128.50 anna` in the private chat. `open`: the member whose file is open there.
pub async fn on_command(visit: &Visit<'_>, words: &str, open: Option<MemberId>) -> anyhow::Result<()> {
    if words.is_empty() {
        return match open {
            Some(member) => ask_amount(visit, member).await,
            None => how_to(visit).await,
        };
    }
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    with_name(visit, shop, words, open).await
}

/// `/sell 128.50 shoes` in a group, as a reply to the customer or with a name.
pub async fn in_group(visit: &Visit<'_>, message: &heard::Message, words: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    if words.is_empty() {
        return answer(visit, &how_to_sell(visit, shop)).await;
    }
    let customer = match replies_to(message) {
        RepliesTo::None => return with_name(visit, shop, words, None).await,
        RepliesTo::Nobody => return answer(visit, &Message::text(say::till::reply_to_nobody(visit.lang()))).await,
        RepliesTo::Somebody(customer) => customer,
    };
    let user = UserId(i64::try_from(customer.id.0)?);
    let Some(member) = visit.club.loyalty.member_by_user(shop.id, user).await? else {
        let text = say::till::not_a_member(visit.lang(), &customer.full_name());
        return answer(visit, &Message::text(format!("{text}\n\n{}", invitation(visit, shop)))).await;
    };
    let (amount, note) = typed_money::leading(words, visit.lang(), shop.currency);
    match amount {
        Ok(total) => record(visit, shop, member.id, total, note, &cause_of(visit)).await,
        Err(why) => answer(visit, &unclear(visit, shop, before(words, note), &why, Some(member.id))).await,
    }
}

async fn with_name(visit: &Visit<'_>, shop: &Shop, words: &str, open: Option<MemberId>) -> anyhow::Result<()> {
    let (amount, rest) = amount_and_rest(words, visit, shop);
    let whose = whose(visit, shop, rest, open).await?;
    let total = match (amount, &whose) {
        (Ok(total), _) => total,
        (Err(why), Whose::One { member, .. }) => {
            answer(visit, &unclear(visit, shop, before(words, rest), &why, Some(*member))).await?;
            return expect(visit, &Dialog::Amount { member: *member }).await;
        }
        (Err(why), _) => {
            answer(visit, &unclear(visit, shop, before(words, rest), &why, None)).await?;
            return expect(visit, &Dialog::Sale).await;
        }
    };
    match whose {
        Whose::One { member, note } => record(visit, shop, member, total, &note, &cause_of(visit)).await,
        Whose::Several { members, typed } => {
            let intention = visit.club.loyalty.ids.token();
            answer(visit, &choose(visit, shop, total, &members, &typed, &intention)).await
        }
        Whose::Nobody { typed } => {
            answer(visit, &find::nobody(visit, shop, &typed)).await?;
            let intention = visit.club.loyalty.ids.token();
            expect(visit, &Dialog::Whose { total, intention }).await
        }
        Whose::Unsaid if visit.is_private() => ask_whose(visit, shop, total, visit.club.loyalty.ids.token()).await,
        Whose::Unsaid => answer(visit, &how_to_sell(visit, shop)).await,
    }
}

/// What of the words is the amount, when `rest` is what follows it.
pub(super) fn before<'a>(words: &'a str, rest: &str) -> &'a str {
    let amount = words.strip_suffix(rest).unwrap_or(words).trim();
    if amount.is_empty() { words } else { amount }
}

/// The amount and the words beside it, whichever comes first.
fn amount_and_rest<'a>(words: &'a str, visit: &Visit<'_>, shop: &Shop) -> (Result<Money, Unclear>, &'a str) {
    let (lang, currency) = (visit.lang(), shop.currency);
    let (first, rest) = typed_money::leading(words, lang, currency);
    if first == Err(Unclear::NotANumber)
        && let Some((name, amount)) = words.rsplit_once(char::is_whitespace)
        && let Ok(total) = typed_money::read(amount, lang, currency)
    {
        return (Ok(total), name.trim());
    }
    (first, rest)
}

pub(super) async fn whose(visit: &Visit<'_>, shop: &Shop, rest: &str, open: Option<MemberId>) -> anyhow::Result<Whose> {
    if rest.is_empty() {
        return Ok(open.map_or(Whose::Unsaid, |member| Whose::One {
            member,
            note: String::new(),
        }));
    }
    let (typed, note) = name_and_note(rest);
    let mut members = find::fitting(visit, shop, typed).await?;
    if typed != rest || is_handle(typed) {
        members.retain(|member| is_named_by(member, typed));
    }
    Ok(match (members.as_slice(), open) {
        ([], _) if is_handle(typed) => Whose::Nobody {
            typed: typed.to_owned(),
        },
        ([], Some(member)) => Whose::One {
            member,
            note: rest.to_owned(),
        },
        ([], None) => Whose::Nobody {
            typed: typed.to_owned(),
        },
        // A handle names somebody, whoever's file is open; a name could be words about what was bought.
        ([only], open) if open.is_none() || is_handle(typed) => Whose::One {
            member: only.id,
            note: note.to_owned(),
        },
        ([only], Some(open)) if only.id == open => Whose::One {
            member: open,
            note: note.to_owned(),
        },
        // Another file is open than the one that is named: only the clerk knows which is meant.
        (_, Some(open)) => {
            if let Some(opened) = visit.club.loyalty.member(shop.id, open).await?
                && !members.iter().any(|member| member.id == open)
            {
                members.insert(0, opened);
            }
            Whose::Several {
                members,
                typed: typed.to_owned(),
            }
        }
        _ => Whose::Several {
            members,
            typed: typed.to_owned(),
        },
    })
}

/// `#17` and `@anna` end by themselves, so that what was bought can follow. A name is all of the words.
fn name_and_note(rest: &str) -> (&str, &str) {
    match rest.split_once(char::is_whitespace) {
        Some((first, note)) if is_handle(first) => (first, note.trim()),
        _ => (rest, ""),
    }
}

pub(super) fn is_handle(word: &str) -> bool {
    let mut chars = word.chars();
    matches!(chars.next(), Some('#' | '@')) && chars.next().is_some() && !word.contains(char::is_whitespace)
}

fn is_named_by(member: &Member, handle: &str) -> bool {
    if let Some(number) = handle.strip_prefix('#') {
        return number.parse() == Ok(member.number);
    }
    let username = handle.strip_prefix('@').unwrap_or(handle);
    member
        .username
        .as_deref()
        .is_some_and(|known| known.eq_ignore_ascii_case(username))
}

/// The next words are the answer. In a group nothing is waited for.
async fn expect(visit: &Visit<'_>, dialog: &Dialog) -> anyhow::Result<()> {
    if !visit.is_private() {
        return Ok(());
    }
    visit.ask(dialog).await
}

async fn ask_whose(visit: &Visit<'_>, shop: &Shop, total: Money, intention: Token) -> anyhow::Result<()> {
    let text = say::till::ask_whose(visit.lang(), total, shop.currency);
    answer(visit, &screen(text, vec![cancel_row(visit)])).await?;
    expect(visit, &Dialog::Whose { total, intention }).await
}

/// One of several amounts was chosen, of a purchase that is nobody's yet.
pub async fn on_total(visit: &Visit<'_>, minor: i64, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match Money::new(minor).filter(|total| !total.is_zero()) {
        Some(total) => ask_whose(visit, shop, total, intention.clone()).await,
        None => outdated(visit).await,
    }
}

/// The amount was known; now a name was sent.
pub async fn on_whose(visit: &Visit<'_>, total: Money, intention: &Token, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match whose(visit, shop, text.trim(), None).await? {
        Whose::One { member, note } => record(visit, shop, member, total, &note, &cause(intention)).await,
        Whose::Several { members, typed } => {
            answer(visit, &choose(visit, shop, total, &members, &typed, intention)).await
        }
        Whose::Nobody { typed } => answer(visit, &find::nobody(visit, shop, &typed)).await,
        Whose::Unsaid => how_to(visit).await,
    }
}

/// "Record a sale" was tapped on a file.
pub async fn ask_amount(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let mut rows = Vec::new();
    if shelf::is_there(visit, shop).await? {
        let label = say::shelf::from_catalogue_label(lang);
        rows.push(vec![Button::tap(label, Tap::SellByShelf { member }.data())]);
    }
    let cancel = Button::tap(say::common::cancel_label(lang), Tap::File { member }.data());
    rows.push(vec![cancel]);
    let text = say::till::ask_amount(lang, &found.name);
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::Amount { member }).await
}

/// The answer to how much a member paid; words behind the amount are what was bought.
pub async fn on_amount(visit: &Visit<'_>, member: MemberId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (amount, note) = typed_money::leading(text, visit.lang(), shop.currency);
    match amount {
        Ok(total) => record(visit, shop, member, total, note, &cause_of(visit)).await,
        Err(why) => answer(visit, &unclear(visit, shop, before(text, note), &why, Some(member))).await,
    }
}

/// One of several amounts or members was chosen.
pub async fn on_tap(visit: &Visit<'_>, member: MemberId, minor: i64, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match Money::new(minor) {
        Some(total) => record(visit, shop, member, total, "", &cause(intention)).await,
        None => outdated(visit).await,
    }
}

pub(super) fn cause(intention: &Token) -> String {
    format!("sale:{}", intention.as_str())
}

/// The one sale that a typed message means, however often it is handled.
fn cause_of(visit: &Visit<'_>) -> String {
    match &visit.asked {
        Asked::Message { id } => format!("sale:{}:{id}", visit.chat),
        Asked::Tap { id, .. } => format!("sale:tap:{id}"),
    }
}

async fn record(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    total: Money,
    note: &str,
    cause: &str,
) -> anyhow::Result<()> {
    let note = name::clean(note);
    let mut draft = Draft {
        member,
        items: vec![Item::Amount(total)],
        note,
        coupon: None,
        with_points: false,
        shown: None,
        intention: visit.club.loyalty.ids.token(),
    };
    match named::look_up(visit, shop, &draft.note).await? {
        Named::This(known) => draft.items = vec![known.for_amount(total)],
        Named::Nearly(near) if asks(visit) && !recorded(visit, shop, cause).await? => {
            return ask_name(visit, draft, &near).await;
        }
        Named::Nearly(_) | Named::Nothing => {}
    }
    // In a group nobody reads what somebody else has in their wallet.
    if asks(visit) && !recorded(visit, shop, cause).await? && checkout::offer(visit, shop, &draft).await? {
        return Ok(());
    }
    checkout::record(visit, shop, &draft, cause).await
}

/// Whether a question can be put about a sale.
fn asks(visit: &Visit<'_>) -> bool {
    visit.is_private()
}

/// Whether it was recorded by an earlier attempt, whose answer nobody heard.
async fn recorded(visit: &Visit<'_>, shop: &Shop, cause: &str) -> anyhow::Result<bool> {
    Ok(visit.club.loyalty.order_by_cause(shop.id, cause).await?.is_some())
}

/// The clerk's words name nothing, and something in the catalogue has a name like them.
async fn ask_name(visit: &Visit<'_>, draft: Draft, near: &[Known]) -> anyhow::Result<()> {
    let button = |label: String, choice: i64| {
        let tap = Tap::NameSale {
            choice,
            intention: draft.intention.clone(),
        };
        vec![Button::tap(label, tap.data())]
    };
    let mut rows: Vec<Vec<Button>> = (0_i64..)
        .zip(near)
        .map(|(choice, known)| button(say::checkout::choice_label(&known.title), choice))
        .collect();
    rows.push(button(say::checkout::as_typed_label(&draft.note), AS_TYPED));
    let text = say::checkout::which_is_it(visit.lang(), &draft.note);
    visit.ask(&Dialog::Checkout(draft)).await?;
    answer(visit, &screen(text, rows)).await
}

/// The words are meant as they stand.
const AS_TYPED: i64 = -1;

/// The names in the catalogue that are like a clerk's words.
pub(super) async fn nearest(visit: &Visit<'_>, shop: &Shop, words: &str) -> anyhow::Result<Vec<Known>> {
    Ok(match named::look_up(visit, shop, words).await? {
        Named::Nearly(near) => near,
        Named::This(this) => vec![this],
        Named::Nothing => vec![],
    })
}

/// Opens a member's file: here, or from a group in the private chat.
pub(super) fn open_file(visit: &Visit<'_>, member: &Member) -> Button {
    let label = say::till::open_file_label(visit.lang());
    match Token::parse(&member.card).filter(|_| !visit.is_private()) {
        Some(card) => Button::link(label, Start::Card(card).link(&visit.club.me.username)),
        None => Button::tap(label, Tap::File { member: member.id }.data()),
    }
}

/// An amount that cannot be used: why, and what it could be. A group cannot be asked whose it is: there
/// it is said how to write it in one go.
pub(super) fn unclear(visit: &Visit<'_>, shop: &Shop, typed: &str, why: &Unclear, member: Option<MemberId>) -> Message {
    if member.is_none() && !visit.is_private() {
        let how_to = how_to_sell(visit, shop);
        let text = say::till::unclear(visit.lang(), typed, why, shop.currency);
        return Message {
            text: format!("{text}\n\n{}", how_to.text),
            ..how_to
        };
    }
    let intention = visit.club.loyalty.ids.token();
    which(visit, shop, typed, why, |reading| {
        let (minor, intention) = (reading.minor(), intention.clone());
        match member {
            Some(member) => Tap::Sell {
                member,
                minor,
                intention,
            },
            None => Tap::SellFor { minor, intention },
        }
    })
}

/// Why an amount cannot be used, and a button for each that it could be.
pub(super) fn which(visit: &Visit<'_>, shop: &Shop, typed: &str, why: &Unclear, tap: impl Fn(Money) -> Tap) -> Message {
    let lang = visit.lang();
    let mut rows = Vec::new();
    if let Unclear::Ambiguous { readings } = why {
        rows.extend(readings.iter().map(|reading| {
            let label = say::till::reading_label(lang, *reading, shop.currency);
            vec![Button::tap(label, tap(*reading).data())]
        }));
    }
    if visit.is_private() {
        rows.push(cancel_row(visit));
    }
    screen(say::till::unclear(lang, typed, why, shop.currency), rows)
}

/// Which of several members paid. However often one of the buttons is tapped, it is one sale.
fn choose(visit: &Visit<'_>, shop: &Shop, total: Money, members: &[Member], typed: &str, intention: &Token) -> Message {
    let lang = visit.lang();
    let mut rows: Vec<Vec<Button>> = members
        .iter()
        .map(|member| {
            let tap = Tap::Sell {
                member: member.id,
                minor: total.minor(),
                intention: intention.clone(),
            };
            vec![Button::tap(
                say::till::member_label(&member.name, member.number),
                tap.data(),
            )]
        })
        .collect();
    if visit.is_private() {
        rows.push(cancel_row(visit));
    }
    screen(
        say::till::choose_whose(lang, total, shop.currency, &find::quoted(typed)),
        rows,
    )
}

pub(super) fn cancel_row(visit: &Visit<'_>) -> Vec<Button> {
    vec![Button::tap(
        say::common::cancel_label(visit.lang()),
        Tap::Dismiss.data(),
    )]
}

/// How sales are recorded; the next words are whom to look for.
pub async fn how_to(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let mut rows = Vec::new();
    if shelf::is_there(visit, shop).await? {
        let label = say::shelf::from_catalogue_label(visit.lang());
        rows.push(vec![Button::tap(label, Tap::WhoseBasket.data())]);
    }
    rows.push(menu_row(visit));
    visit.show(&screen(how_to_sell(visit, shop).text, rows)).await?;
    visit.ask(&Dialog::Search).await
}

fn how_to_sell(visit: &Visit<'_>, shop: &Shop) -> Message {
    // What earns some hundred points is an amount that people know.
    let example = Money::new(shop.rules.earn_per.minor().saturating_mul(257) / 2).unwrap_or(shop.rules.earn_per);
    to_menu(visit, say::till::sell_how_to(visit.lang(), example, shop.currency))
}

/// "Undo" was tapped under a sale.
pub async fn undo(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let ask = Refund {
        shop,
        by: visit.user(),
        order,
        how: loyalty::How::Undo,
    };
    match visit.club.loyalty.refund(&ask).await? {
        Refunded::Done(back) => {
            let (order, member) = (&back.order, &back.member);
            // All that was taken, so that the answer is the same when it is given again.
            let text = say::till::undone(lang, &member.name, order.total, shop.currency, order.clawed);
            answer(visit, &screen(text, vec![vec![open_file(visit, member)]])).await
        }
        Refunded::TooLate => turn_away(visit, &say::till::undo_too_late(lang, UNDO_MINUTES)).await,
        Refunded::NoSuchOrder | Refunded::NotThatMuch { .. } => outdated(visit).await,
        Refunded::NotAllowed if role.may(Right::UndoAnySale) => no_longer_staff(visit).await,
        Refunded::NotAllowed => {
            let Some(order) = visit.club.loyalty.order(shop.id, order).await? else {
                return outdated(visit).await;
            };
            let staff = visit.club.loyalty.staff(shop.id).await?;
            match staff.iter().find(|colleague| Some(colleague.user) == order.clerk) {
                Some(by) => turn_away(visit, &say::till::undo_of_a_colleague(lang, &by.name)).await,
                None => turn_away(visit, &say::till::undo_too_late(lang, UNDO_MINUTES)).await,
            }
        }
    }
}

/// `/undo`: which sale it would be, before it is undone.
pub async fn undo_last(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let loyalty = &visit.club.loyalty;
    let Some(order) = loyalty.last_sale(shop, visit.user()).await? else {
        return answer(visit, &to_menu(visit, say::till::nothing_to_undo(lang))).await;
    };
    let Some(member) = loyalty.member(shop.id, order.member).await? else {
        return outdated(visit).await;
    };
    let question = say::till::undo_question(lang, &member.name, order.total, shop.currency);
    let yes = Button::tap(
        say::till::undo_confirm_label(lang),
        Tap::Undo { order: order.id }.data(),
    );
    let rows = vec![vec![yes.style(Style::Danger)], menu_row(visit)];
    answer(visit, &screen(question, rows)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_ends_by_itself_and_a_name_is_all_of_the_words() {
        for (rest, name, note) in [
            ("anna", "anna", ""),
            ("Anna Maria", "Anna Maria", ""),
            ("#17 brown shoes", "#17", "brown shoes"),
            ("@anna  shoes", "@anna", "shoes"),
            ("#17", "#17", ""),
            ("# 17", "# 17", ""),
            ("@", "@", ""),
        ] {
            assert_eq!(name_and_note(rest), (name, note), "{rest}");
        }
    }
}

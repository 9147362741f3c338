//! A member's file: what a clerk needs to know, and what can be done from there.

use chrono::{DateTime, TimeDelta, Utc};
use domain::coupon::CouponState;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{MemberId, Token};
use loyalty::{MemberFile, NotAllowed};
use say::file::{Act, act_label};
use say::till::Purchase;
use storage::orders::Order;

use super::{gone, menu_row, no_longer_staff, notes, on_staff, outdated, refund, tasks, to_menu};
use crate::handlers::customer::coupons::state_of;
use crate::handlers::customer::{back_to, card, join, menu, page_in_range, pager, points, screen, tier};
use crate::handlers::dialog::Dialog;
use crate::handlers::inline;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// How long `/sell` without a name means the file that was opened last. Longer, and the clerk may
/// have another customer in mind.
const OPEN_MINUTES: i64 = 15;

/// Open coupons shown of one member; more are found by their codes.
const COUPONS: i64 = 20;

/// Whether somebody may open files at all.
#[must_use]
pub fn may_open(visit: &Visit<'_>) -> bool {
    visit.visitor.role.is_some_and(|role| role.may(Right::RunTill))
}

/// What is sent when staff choose a member behind the bot's name. To anybody else it is no command.
pub async fn on_command(visit: &Visit<'_>, words: &str) -> anyhow::Result<()> {
    match inline::member_of(visit.club, words) {
        Some(member) if may_open(visit) => show(visit, member).await,
        _ => menu::unknown_command(visit).await,
    }
}

pub async fn show(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Ok(file) = visit.club.loyalty.member_file(shop, visit.user(), member).await? else {
        return no_longer_staff(visit).await;
    };
    let Some(file) = file else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let member = file.member.id;
    let about = customer(visit, shop, member).await?;
    let more = gone::rows(visit, shop, file.role, member).await?;
    visit.show(&in_words(visit, shop, &file, &about, more)).await?;
    keep_open(visit, member).await
}

/// Tier, grades and kinds, each with what says so.
struct About {
    lines: Vec<String>,
    /// What is open about them.
    tasks: String,
    marked: bool,
}

async fn customer(visit: &Visit<'_>, shop: &Shop, member: MemberId) -> anyhow::Result<About> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let stand = loyalty.stand_of(shop.id, member).await?;
    let customer = loyalty.customer(shop, member).await?;
    let mut lines: Vec<String> = tier::progress(visit, shop, &stand).into_iter().collect();
    let standing = &stand.stored.standing;
    if let (Some(tier), Some(until)) = (stand.tier(), standing.drop_on.or(standing.term_ends)) {
        lines.push(say::tiers::kept_until(lang, &tier.title, until));
    }
    lines.extend(
        customer
            .grades
            .map(|grades| say::tiers::grades(lang, grades, customer.cut)),
    );
    let kinds = customer.kinds.iter();
    lines.extend(kinds.map(|kind| say::tiers::kind(lang, *kind, shop.currency)));
    let (tasks, now) = (loyalty.tasks_about(shop, member).await?, loyalty.clock.now());
    let tasks: Vec<_> = tasks.iter().map(|task| tasks::line(shop, task, now)).collect();
    Ok(About {
        tasks: say::tasks::on_file(lang, &tasks, shop.day(now)),
        lines,
        marked: customer.marked,
    })
}

/// Staff say whether others follow a member (T5).
pub async fn mark_leader(visit: &Visit<'_>, member: MemberId, leads: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match visit
        .club
        .loyalty
        .mark_leader(shop, visit.user(), member, leads)
        .await?
    {
        Ok(()) => show(visit, member).await,
        Err(NotAllowed) => no_longer_staff(visit).await,
    }
}

fn in_words(visit: &Visit<'_>, shop: &Shop, file: &MemberFile, about: &About, more: Vec<Vec<Button>>) -> Message {
    let (lang, member) = (visit.lang(), &file.member);
    let phone = member.phone.as_deref().map(|digits| shown_phone(file.role, digits));
    let told: Vec<(&Order, String)> = file
        .last_orders
        .iter()
        .filter(|bought| bought.order.undone_at.is_none())
        .map(|bought| {
            let note = bought.order.note.clone();
            let what = if note.is_empty() {
                say::file::bought(&bought.what)
            } else {
                note
            };
            (&bought.order, what)
        })
        .collect();
    let purchases: Vec<Purchase<'_>> = told
        .iter()
        .map(|(order, what)| Purchase {
            total: order.total,
            on: shop.day(order.at),
            note: what,
        })
        .collect();
    let text = say::till::file(
        lang,
        &say::till::File {
            name: &member.name,
            number: member.number,
            username: member.username.as_deref(),
            phone: phone.as_deref(),
            email: member.email.as_deref().filter(|_| file.role.may(Right::SeePhone)),
            balance: member.points,
            pending: member.pending,
            owed: member.owed,
            open_coupons: file.open_coupons,
            member_since: shop.day(member.agreed_at),
            purchases: &purchases,
            reachable: file.reachable,
            currency: shop.currency,
        },
    );
    let person = person(visit, shop, file);
    let parts = [text, about.lines.join("\n"), person, about.tasks.clone()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let text = parts.join("\n\n");
    let leads = about.marked;
    let member = member.id;
    let sale = Button::tap(say::till::record_sale_label(lang), Tap::AskSale { member }.data());
    let mut further = vec![Button::tap(
        say::till::member_statement_label(lang),
        Tap::MemberStatement { member, page: 0 }.data(),
    )];
    if file.open_coupons > 0 {
        further.insert(
            0,
            Button::tap(
                say::till::member_coupons_label(lang),
                Tap::MemberCoupons { member }.data(),
            ),
        );
    }
    let (label, mark) = if leads {
        (say::tiers::unmark_leader_label(lang), 0)
    } else {
        (say::tiers::mark_leader_label(lang), 1)
    };
    let leader = Button::tap(label, Tap::MarkLeader { member, leads: mark }.data());
    let adjust = Button::tap(say::adjust::file_label(lang), Tap::AskAdjust { member }.data());
    let mut rows = vec![vec![sale.style(Style::Primary)], further];
    rows.extend(refund::purchases(visit, shop, file));
    let keep = |act, tap: Tap| Button::tap(act_label(lang, act), tap.data());
    let wanted = [
        (file.open_orders > 0).then(|| keep(Act::Orders, Tap::MemberOrders { member, page: 0 })),
        (file.wish_count > 0).then(|| keep(Act::Wishes, Tap::MemberWishes { member, page: 0 })),
        (!file.relatives.is_empty()).then(|| keep(Act::Family, Tap::MemberFamily { member })),
    ];
    rows.push(wanted.into_iter().flatten().collect());
    rows.push(vec![
        keep(Act::Fields, Tap::MemberFields { member, page: 0 }),
        keep(Act::Notes, Tap::MemberNotes { member, page: 0 }),
    ]);
    rows.push(vec![
        keep(Act::Tags, Tap::MemberTags { member }),
        keep(Act::Photos, Tap::MemberPhotos { member, place: 0 }),
        keep(Act::Birthday, Tap::MemberBirthday { member }),
    ]);
    let follow = Button::tap(
        say::tasks::act_label(lang, say::tasks::Act::FollowUp),
        Tap::FollowUp { member }.data(),
    );
    rows.push(vec![follow]);
    rows.push(vec![adjust, leader]);
    rows.extend(more);
    rows.push(menu_row(visit));
    screen(text, rows)
}

/// Who it is: what staff of this role may know besides points and purchases.
fn person(visit: &Visit<'_>, shop: &Shop, file: &MemberFile) -> String {
    let fields: Vec<_> = file
        .fields
        .iter()
        .map(|(field, filled)| (field, &filled.value))
        .collect();
    let notes: Vec<_> = file.notes.iter().map(|note| notes::in_words(shop, note)).collect();
    let tags: Vec<&str> = file.tags.iter().map(|tag| tag.title.as_str()).collect();
    let wishes: Vec<&str> = file.wishes.iter().map(|wish| wish.title.as_str()).collect();
    say::file::person(
        visit.lang(),
        &say::file::Person {
            tags: &tags,
            birthday: file.birthday,
            birthday_counts_from: file.birthday_counts_from,
            today: shop.day(visit.club.loyalty.clock.now()),
            rhythm: file.rhythm,
            open_orders: file.open_orders,
            fields: &fields,
            notes: &notes,
            note_count: file.note_count,
            relatives: &file.relatives,
            wishes: &wishes,
            wish_count: file.wish_count,
            photos: file.photos,
        },
    )
}

/// In full for those who may see it, else enough to tell two people apart (S5).
fn shown_phone(role: Role, digits: &str) -> String {
    if role.may(Right::SeePhone) {
        say::till::phone(digits)
    } else {
        say::till::masked_phone(digits)
    }
}

/// Notes whose file is open in the private chat, in place of other questions about members.
pub(super) async fn keep_open(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    keep_open_unless(visit, member, Dialog::is_draft).await
}

/// The same after a sale, which is a draft no longer.
pub(super) async fn keep_open_after_sale(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let goes_on = |open: &Dialog| open.is_draft() && !matches!(open, Dialog::Checkout(_));
    keep_open_unless(visit, member, goes_on).await
}

async fn keep_open_unless(
    visit: &Visit<'_>,
    member: MemberId,
    goes_on: impl FnOnce(&Dialog) -> bool,
) -> anyhow::Result<()> {
    if !visit.is_private() || visit.open_dialog().await?.as_ref().is_some_and(goes_on) {
        return Ok(());
    }
    let until = visit.club.loyalty.clock.now() + TimeDelta::minutes(OPEN_MINUTES);
    visit.ask(&Dialog::File { member, until }).await
}

/// The member whose file is open.
#[must_use]
pub fn opened(dialog: Option<&Dialog>, now: DateTime<Utc>) -> Option<MemberId> {
    match dialog {
        Some(Dialog::File { member, until }) if *until > now => Some(*member),
        _ => None,
    }
}

/// The QR code of a member card was scanned.
pub async fn on_scan(visit: &Visit<'_>, token: &Token) -> anyhow::Result<()> {
    let loyalty = &visit.club.loyalty;
    let Some((shop, member)) = loyalty.card_holder(token.as_str()).await? else {
        return join::start(visit).await;
    };
    let own = loyalty
        .member_by_user(shop, visit.user())
        .await?
        .is_some_and(|own| own.id == member);
    let works_there = loyalty
        .staff(shop)
        .await?
        .iter()
        .any(|colleague| colleague.user == visit.user());
    let Some(there) = join::at(visit, shop).await? else {
        return join::start(visit).await;
    };
    if own {
        there
            .say(&to_menu(&there, say::coupons::own_card(there.lang())))
            .await?;
        return card::show(&there).await;
    }
    if works_there {
        return show(&there, member).await;
    }
    let name = there.visitor.shop.as_ref().map_or("", |shop| &shop.name);
    there
        .say(&to_menu(&there, say::coupons::card_of_a_member(there.lang(), name)))
        .await?;
    Ok(())
}

/// The coupons that a member can still use: for those who came without their phone.
pub async fn coupons(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let wallet = visit.club.loyalty.wallet(shop.id, member, 0, COUPONS).await?;
    let mut rows: Vec<Vec<Button>> = wallet
        .coupons
        .iter()
        .filter(|coupon| state_of(visit, coupon) == CouponState::Issued)
        .map(|coupon| {
            let tap = Tap::MemberCoupon {
                member,
                coupon: coupon.id,
            };
            vec![Button::tap(say::common::name_label(&coupon.title), tap.data())]
        })
        .collect();
    let text = if rows.is_empty() {
        say::till::no_coupons(lang, &found.name)
    } else {
        say::till::coupons_of(lang, &found.name)
    };
    rows.push(back_to(visit, &Tap::File { member }));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// How a member's points came about, for the questions that are asked at the counter.
pub async fn statement(visit: &Visit<'_>, member: MemberId, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (told, more) = points::statement_page(visit, shop, member, page).await?;
    let heading = say::till::statement_of(lang, &found.name);
    let text = told.map_or_else(|| heading.clone(), |told| format!("{heading}\n\n{told}"));
    let rows = vec![
        pager(visit, page, more, |page| Tap::MemberStatement { member, page }),
        back_to(visit, &Tap::File { member }),
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::MemberId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn s5_a_clerk_sees_the_end_of_a_phone_number_and_a_manager_all_of_it() {
        assert_eq!(shown_phone(Role::Clerk, "628123456"), "••• 456");
        assert_eq!(shown_phone(Role::Manager, "628123456"), "+628123456");
        assert_eq!(shown_phone(Role::Owner, "628123456"), "+628123456");
    }

    #[test]
    fn a_file_is_open_for_a_quarter_of_an_hour() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let member = MemberId(Uuid::from_u128(7));
        let dialog = Dialog::File {
            member,
            until: at("2027-03-01T10:15:00Z"),
        };

        assert_eq!(opened(Some(&dialog), at("2027-03-01T10:14:59Z")), Some(member));
        assert_eq!(opened(Some(&dialog), at("2027-03-01T10:15:00Z")), None);
        assert_eq!(opened(Some(&Dialog::Search), at("2027-03-01T10:00:00Z")), None);
        assert_eq!(opened(None, at("2027-03-01T10:00:00Z")), None);
    }
}

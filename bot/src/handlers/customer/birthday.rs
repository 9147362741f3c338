//! When somebody was born: said by the member, kept by staff, and known of the people a member buys for.

use domain::birthday::{Birthday, Calendar, Told};
use domain::reason::Actor;
use domain::relative::Relative;
use domain::role::Right;
use domain::shop::Shop;
use domain::{MemberId, RelativeId};
use loyalty::{BirthdaySet, BirthdayWays, RelativeSaved};
use say::me::{self as words, Act, act_label};
use serde::{Deserialize, Serialize};

use super::{back_to, family, me, member_or_invite, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::staff;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Whose birthday is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BornOf {
    /// Of whoever is asked.
    Own,
    /// A member's, by staff.
    Member(MemberId),
    /// Of somebody whom whoever is asked buys for.
    Relative(RelativeId),
}

/// The calendar that a button names: 1 the Chinese one, 2 a leap month of it.
fn calendar(number: i64) -> (Calendar, bool) {
    match number {
        1 => (Calendar::Lunar, false),
        2 => (Calendar::Lunar, true),
        _ => (Calendar::Gregorian, false),
    }
}

/// The own birthday, with what the public profile says of it.
pub async fn own(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let known = loyalty.birthday(shop, member.id).await?;
    let mut text = words::birthday(lang, known);
    let mut rows = Vec::new();
    if let (None, Some(day)) = (known, in_profile(visit).await) {
        text = format!("{text}\n\n{}", words::from_profile(lang, day));
        let tap = Tap::BirthdayFromProfile {
            month: i64::from(day.month()),
            day: i64::from(day.day()),
            year: day.year().map_or(0, i64::from),
        };
        rows.push(vec![Button::tap(act_label(lang, Act::TakeFromProfile), tap.data())]);
    }
    rows.extend(calendar_rows(visit));
    if known.is_some()
        && let Some(ways) = loyalty.birthday_ways(shop, member.id).await?
    {
        text = format!("{text}\n\n{}", say::birthdays::how_told(lang, ways.told));
        rows.extend(told_rows(visit, ways));
    }
    if known.is_some() {
        rows.push(vec![Button::tap(
            act_label(lang, Act::Remove),
            Tap::ForgetBirthday.data(),
        )]);
    }
    rows.push(back_to(visit, &Tap::Me));
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::Born { of: BornOf::Own }).await
}

/// The ways in which one can be greeted; the one that is chosen is marked.
fn told_rows(visit: &Visit<'_>, ways: BirthdayWays) -> Vec<Vec<Button>> {
    let ways_there_are = Told::ALL
        .into_iter()
        .filter(|told| ways.in_group || *told != Told::Group || ways.told == Told::Group);
    let buttons: Vec<Button> = ways_there_are
        .map(|told| {
            let label = say::birthdays::told_label(visit.lang(), told, told == ways.told);
            Button::tap(label, Tap::TellBirthday { told }.data())
        })
        .collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}

/// One of them was chosen.
pub async fn tell(visit: &Visit<'_>, told: Told) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    if visit.club.loyalty.tell_birthday(shop, visit.user(), told).await? {
        own(visit).await
    } else {
        menu::old_button(visit).await
    }
}

/// What the public profile says; nothing where it cannot be asked.
async fn in_profile(visit: &Visit<'_>) -> Option<Birthday> {
    let told = visit.club.telegram.birthdate(visit.user().0).await.ok()??;
    Birthday::gregorian(told.month, told.day, told.year)
}

fn calendar_rows(visit: &Visit<'_>) -> Vec<Vec<Button>> {
    let lang = visit.lang();
    let by = |act, calendar| {
        let tap = Tap::BornIn { calendar, month: 0 };
        Button::tap(act_label(lang, act), tap.data())
    };
    vec![vec![by(Act::ByMonth, 0), by(Act::ByLunarMonth, 1)]]
}

/// A yes to what the profile said. The day is the button's, which comes from outside: it is judged as a typed one is,
/// and says no more than its member could have typed.
pub async fn from_profile(visit: &Visit<'_>, month: i64, day: i64, year: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let whole = |number: i64| u32::try_from(number).ok();
    let said = match (whole(month), whole(day)) {
        (Some(month), Some(day)) => {
            let year = i32::try_from(year).ok().filter(|year| *year != 0);
            Birthday::gregorian(month, day, year)
        }
        _ => None,
    };
    match said.filter(|day| day.is_over(today(visit, shop))) {
        Some(day) => set(visit, shop, BornOf::Own, Some(day)).await,
        None => menu::old_button(visit).await,
    }
}

fn today(visit: &Visit<'_>, shop: &Shop) -> chrono::NaiveDate {
    shop.day(visit.club.loyalty.clock.now())
}

/// The birthday of a member, for staff.
pub async fn of_member(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, role)) = staff::on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return menu::old_button(visit).await;
    };
    visit.tap_seen().await?;
    let kept = loyalty.kept_birthday(shop, member).await?;
    let known = kept.map(|kept| kept.birthday);
    let late = kept.and_then(|kept| kept.counts_from);
    // The year is for those with the right to it (S5).
    let shown = known.map(|day| {
        if role.may(Right::SeePrivate) {
            day
        } else {
            day.without_year()
        }
    });
    let mut rows = calendar_rows(visit);
    if late.is_some() && role.may(Right::LetBirthdayCount) {
        let act = say::file::Act::LetBirthdayCount;
        let tap = Tap::AskBirthdayCounts { member };
        rows.push(vec![Button::tap(say::file::act_label(lang, act), tap.data())]);
    }
    if known.is_some() {
        let tap = Tap::ForgetMemberBirthday { member };
        rows.push(vec![Button::tap(act_label(lang, Act::Remove), tap.data())]);
    }
    rows.push(back_to(visit, &Tap::File { member }));
    let text = words::birthday_of(lang, &found.name, shown, late);
    visit.show(&screen(text, rows)).await?;
    let of = BornOf::Member(member);
    visit.ask(&Dialog::Born { of }).await
}

pub async fn forget_of_member(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = staff::on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    set(visit, shop, BornOf::Member(member), None).await
}

pub async fn forget(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    set(visit, shop, BornOf::Own, None).await
}

/// The birthday of somebody whom the member buys for.
pub(super) async fn of_relative(visit: &Visit<'_>, relative: &Relative) -> anyhow::Result<()> {
    let lang = visit.lang();
    let mut rows = calendar_rows(visit);
    rows.push(back_to(visit, &Tap::Relative { relative: relative.id }));
    let text = words::birthday_of(lang, &family::called(lang, relative), relative.birthday, None);
    visit.show(&screen(text, rows)).await?;
    let of = BornOf::Relative(relative.id);
    visit.ask(&Dialog::Born { of }).await
}

/// Whose birthday is asked for here, where anybody's is.
async fn asked_of(visit: &Visit<'_>) -> anyhow::Result<Option<BornOf>> {
    if let Some(Dialog::Born { of }) = visit.open_dialog().await? {
        Ok(Some(of))
    } else {
        menu::old_button(visit).await?;
        Ok(None)
    }
}

/// A month was tapped, or only the calendar: 0.
pub async fn on_month(visit: &Visit<'_>, number: i64, month: i64) -> anyhow::Result<()> {
    let Some(of) = asked_of(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, (by, _)) = (visit.lang(), calendar(number));
    let is_lunar = by == Calendar::Lunar;
    let month = u32::try_from(month).ok().filter(|month| (1..=12).contains(month));
    let (text, mut rows) = if let Some(month) = month {
        let days: Vec<Button> = (1..=by.days_in(month))
            .map(|day| {
                let tap = Tap::BornOn {
                    calendar: number,
                    month: i64::from(month),
                    day: i64::from(day),
                };
                Button::tap(day.to_string(), tap.data())
            })
            .collect();
        (
            words::choose_day(lang),
            days.chunks(7).map(<[Button]>::to_vec).collect(),
        )
    } else {
        let months: Vec<Button> = (1..=12)
            .map(|month| {
                let tap = Tap::BornIn {
                    calendar: number,
                    month: i64::from(month),
                };
                Button::tap(words::month_label(lang, month, is_lunar), tap.data())
            })
            .collect();
        let mut rows: Vec<Vec<Button>> = months.chunks(3).map(<[Button]>::to_vec).collect();
        if number == 1 {
            let leap = Tap::BornIn { calendar: 2, month: 0 };
            rows.push(vec![Button::tap(act_label(lang, Act::ByLeapMonth), leap.data())]);
        }
        (words::choose_month(lang), rows)
    };
    rows.push(back_to(visit, &leads_back(of)));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

fn leads_back(of: BornOf) -> Tap {
    match of {
        BornOf::Own => Tap::OwnBirthday,
        BornOf::Member(member) => Tap::MemberBirthday { member },
        BornOf::Relative(relative) => Tap::Relative { relative },
    }
}

/// A day was tapped.
pub async fn on_day(visit: &Visit<'_>, number: i64, month: i64, day: i64) -> anyhow::Result<()> {
    let Some(of) = asked_of(visit).await? else {
        return Ok(());
    };
    let (by, leap) = calendar(number);
    let (Ok(month), Ok(day), Some(shop)) = (u32::try_from(month), u32::try_from(day), &visit.visitor.shop) else {
        return menu::old_button(visit).await;
    };
    match Birthday::new(by, month, day, leap, None) {
        Some(day) => set(visit, shop, of, Some(day)).await,
        None => menu::old_button(visit).await,
    }
}

/// A typed day.
pub async fn on_words(visit: &Visit<'_>, of: BornOf, text: &str) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        return menu::on_words(visit, text).await;
    };
    if let Some(day) = Birthday::read(text, visit.lang(), today(visit, shop)) {
        set(visit, shop, of, Some(day)).await
    } else {
        let mut rows = calendar_rows(visit);
        rows.push(back_to(visit, &leads_back(of)));
        visit.show(&screen(words::bad_birthday(visit.lang()), rows)).await?;
        Ok(())
    }
}

/// Words that nothing was opened for, after the question was asked. Says whether they were a day.
pub(super) async fn on_free_words(visit: &Visit<'_>, text: &str) -> anyhow::Result<bool> {
    let Some((shop, _)) = visit.member() else {
        return Ok(false);
    };
    match Birthday::read(text, visit.lang(), today(visit, shop)) {
        Some(day) => {
            set(visit, shop, BornOf::Own, Some(day)).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

async fn set(visit: &Visit<'_>, shop: &Shop, of: BornOf, day: Option<Birthday>) -> anyhow::Result<()> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let (member, by) = match of {
        BornOf::Relative(relative) => return set_relative(visit, shop, relative, day).await,
        BornOf::Member(member) => (member, Actor::Staff(visit.user())),
        BornOf::Own => match &visit.visitor.member {
            Some(member) => (member.id, Actor::Member(visit.user())),
            None => return menu::old_button(visit).await,
        },
    };
    match loyalty.set_birthday(shop, member, by, day).await? {
        BirthdaySet::Done {
            reward,
            again_from,
            counts_from,
        } => {
            visit.end_dialog().await?;
            match of {
                BornOf::Member(member) => Box::pin(staff::file::show(visit, member)).await,
                _ if day.is_none() => me::said(visit, words::removed(lang)).await,
                _ => {
                    kept(
                        visit,
                        shop,
                        member,
                        words::birthday_kept(lang, reward, again_from, counts_from),
                    )
                    .await
                }
            }
        }
        BirthdaySet::NotYet { from } => me::said(visit, words::birthday_not_yet(lang, from)).await,
        BirthdaySet::Gone => menu::old_button(visit).await,
        BirthdaySet::NotAllowed => {
            visit.hint(&say::text::alert(&say::staff::only_for_staff(lang))).await?;
            Ok(())
        }
    }
}

/// Thanks, and how one wants to be greeted.
async fn kept(visit: &Visit<'_>, shop: &Shop, member: MemberId, thanks: String) -> anyhow::Result<()> {
    let lang = visit.lang();
    let Some(ways) = visit.club.loyalty.birthday_ways(shop, member).await? else {
        return me::said(visit, thanks).await;
    };
    visit.tap_seen().await?;
    let mut rows = told_rows(visit, ways);
    rows.push(vec![Button::tap(act_label(lang, Act::Me), Tap::Me.data())]);
    let text = format!("{thanks}\n\n{}", say::birthdays::how_told(lang, ways.told));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

async fn set_relative(
    visit: &Visit<'_>,
    shop: &Shop,
    relative: RelativeId,
    day: Option<Birthday>,
) -> anyhow::Result<()> {
    let relatives = visit.club.loyalty.relatives(shop, visit.user()).await?;
    let Some(known) = relatives.into_iter().find(|known| known.id == relative) else {
        return menu::old_button(visit).await;
    };
    let changed = Relative { birthday: day, ..known };
    match visit.club.loyalty.save_relative(shop, visit.user(), &changed).await? {
        RelativeSaved::Done { .. } => {
            visit.end_dialog().await?;
            family::show(visit, relative).await
        }
        RelativeSaved::TooMany | RelativeSaved::NotAMember => menu::old_button(visit).await,
    }
}

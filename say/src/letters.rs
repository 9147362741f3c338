//! What the club writes to people who did not just ask.

use domain::letter::Letter;
use domain::question::Subject;
use domain::reference::reference;
use domain::task::TaskNews;
use domain::{Lang, Money};

use crate::adjust;
use crate::automations;
use crate::birthdays;
use crate::checkout::{coupon_is_back, points_are_back, sum};
use crate::date::date;
use crate::join::welcome_post;
use crate::me;
use crate::number::money;
use crate::offers;
use crate::orders;
use crate::privacy;
use crate::results;
use crate::setup::{group_not_admin, group_removed};
use crate::staff::somebody_accepted;
use crate::tasks;
use crate::text::{escape, lines, points};
use crate::tiers;

/// Of so many a share is told.
const OF_LETTERS: i64 = 1_000;

/// A letter in words.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one arm for each letter")]
pub fn letter(lang: Lang, letter: &Letter) -> String {
    match letter {
        Letter::Bought { .. } => bought(lang, letter),
        Letter::Refunded { .. } => refunded(lang, letter),
        Letter::PointsAdjusted {
            shop,
            change,
            note,
            balance,
        } => adjust::letter(lang, shop, *change, note, *balance),
        Letter::AdjustmentAsked {
            by,
            member,
            amount,
            note,
            until,
            ..
        } => adjust::asked(lang, by, member, *amount, note, *until),
        Letter::AdjustmentDecided { member, moved, by } => adjust::decided(lang, by, member, *moved),
        Letter::CouponUsed { shop, title, code } => coupon_used(lang, shop, title, code),
        Letter::FileMoved { shop } => privacy::file_moved(lang, shop),
        Letter::FilesJoined { shop, balance } => privacy::files_joined(lang, shop, *balance),
        Letter::CodesLocked { shop, who } => codes_locked(lang, shop, who),
        Letter::StaffJoined { shop, name, role } => somebody_accepted(lang, shop, name, *role),
        Letter::Newcomers { names, more } => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            newcomers(lang, &names, *more)
        }
        Letter::GroupNeedsRights { title } => group_needs_rights(lang, title),
        Letter::GroupLost { title } => group_lost(lang, title),
        Letter::TierReached {
            shop,
            title,
            times,
            off,
            early_minutes,
            next,
            currency,
        } => {
            let next = next.as_ref().map(|(next, missing)| (next.as_str(), *missing));
            tiers::reached(lang, shop, title, (*times, *off, *early_minutes), next, *currency)
        }
        Letter::TierEnding {
            shop,
            title,
            missing,
            on,
            currency,
        } => tiers::ending(lang, shop, title, *missing, *on, *currency),
        Letter::TierLost { shop, title, now } => tiers::lost(lang, shop, title, now.as_deref()),
        Letter::OfferYours {
            shop,
            title,
            code,
            until,
            ..
        } => offers::yours_letter(lang, shop, title, code, *until),
        Letter::BirthdayGift { .. } | Letter::Birthday { .. } => birthday(lang, letter),
        Letter::FamilyDay { .. } => birthdays::family_day(lang, letter),
        Letter::BirthdaysInGroup { names, late, more, .. } => birthdays::in_group(lang, names, late, *more),
        // Its words are made of what is so when it is sent.
        Letter::Touch { .. } => String::new(),
        Letter::Braked {
            name,
            sent,
            lost,
            usual,
            ..
        } => results::braked(
            lang,
            name,
            i64::from(*sent),
            i64::from(*lost),
            (i64::from(*usual), OF_LETTERS),
        ),
        Letter::TaskDue {
            who,
            told,
            due,
            news,
            owner,
            ..
        } => {
            let told = told.as_ref();
            match news {
                TaskNews::Given => tasks::is_given(lang, who, told, *due),
                TaskNews::Due => tasks::is_due(lang, who, told),
                TaskNews::Overdue => tasks::is_overdue(lang, who, told, *due, owner.as_deref()),
            }
        }
        Letter::TasksWait { shop, count } => tasks::waiting(lang, shop, *count),
        Letter::LowRating { name, rating, .. } => automations::low_rating(lang, name, *rating),
        Letter::OfferMissed { shop, title } => offers::missed_letter(lang, shop, title),
        Letter::OfferPosted { post, .. } => offers::post(lang, post),

        Letter::Question {
            shop,
            subject,
            title,
            why,
            points,
            ..
        } => me::question(
            lang,
            &me::Question {
                shop,
                subject: Subject::parse(subject),
                title,
                why: why.as_deref(),
                points: *points,
            },
        ),
        Letter::OrderNews {
            news,
            order,
            name,
            what,
            total,
            currency,
            delivery,
            brought,
            for_whom,
        } => orders::news(
            lang,
            *news,
            &reference(*order),
            name,
            what,
            (*total, *currency),
            (orders::Way::of(delivery.as_deref(), *brought), for_whom.as_ref()),
        ),
        Letter::OrderEnded {
            shop,
            order,
            what,
            why,
            returned,
            coupon,
        } => orders::ended(lang, shop, &reference(*order), what, why, *returned, coupon.as_deref()),
        Letter::PaymentTooLate { shop, order, paid } => orders::payment_too_late(lang, shop, &reference(*order), *paid),
        Letter::PaymentToReturn {
            order,
            name,
            paid,
            charge,
        } => orders::payment_to_return(lang, &reference(*order), name, *paid, charge),
    }
}

fn birthday(lang: Lang, letter: &Letter) -> String {
    let (greeting, gift) = match letter {
        Letter::Birthday {
            shop,
            name,
            currency,
            gift,
            days_late,
            line,
            ..
        } => {
            let gift = gift.as_ref().map(|gift| birthdays::Gift {
                title: &gift.title,
                terms: &gift.terms,
                currency: *currency,
                code: &gift.code,
                until: gift.until,
            });
            ((shop, name.as_str(), *days_late, line.as_deref()), gift)
        }
        // As earlier programs wrote it.
        Letter::BirthdayGift {
            shop,
            currency,
            terms,
            code,
            until,
            days_late,
            ..
        } => {
            let gift = birthdays::Gift {
                title: "",
                terms,
                currency: *currency,
                code,
                until: *until,
            };
            ((shop, "", *days_late, None), Some(gift))
        }
        _ => return String::new(),
    };
    let (shop, name, days_late, line) = greeting;
    birthdays::greeting(
        lang,
        &birthdays::Greeting {
            shop,
            name,
            gift,
            days_late,
            line,
        },
    )
}

fn bought(lang: Lang, letter: &Letter) -> String {
    let Letter::Bought {
        shop,
        total,
        currency,
        earned,
        covered,
        spendable_from,
        balance,
        applied,
        next,
    } = letter
    else {
        return String::new();
    };
    let (shop, paid) = (escape(shop), money(lang, *total, *currency));
    lines([
        Some(if earned.is_zero() {
            words!(lang, "letters.bought_for_nothing", shop = shop, total = paid)
        } else {
            let earned = points(lang, *earned);
            words!(lang, "letters.bought", shop = shop, total = paid, earned = earned)
        }),
        sum(lang, applied, Money::ZERO, *total, *currency),
        (!covered.is_zero()).then(|| words!(lang, "letters.bought_covered", covered = points(lang, *covered))),
        spendable_from.map(|from| words!(lang, "letters.bought_pending", from = date(lang, from))),
        Some(words!(lang, "letters.balance", balance = points(lang, *balance))),
        next.as_ref()
            .map(|(next, missing)| tiers::progress(lang, None, Some((next, *missing)), *currency)),
    ])
}

fn refunded(lang: Lang, letter: &Letter) -> String {
    let Letter::Refunded {
        shop,
        amount,
        currency,
        taken,
        balance,
        owed,
        returned,
        coupon,
    } = letter
    else {
        return String::new();
    };
    lines([
        Some(words!(
            lang,
            "letters.refunded",
            shop = escape(shop),
            amount = money(lang, *amount, *currency),
            taken = points(lang, *taken)
        )),
        (!returned.is_zero()).then(|| points_are_back(lang, *returned)),
        coupon.as_deref().map(|title| coupon_is_back(lang, title)),
        (!owed.is_zero()).then(|| words!(lang, "letters.refunded_owed", owed = points(lang, *owed))),
        Some(words!(lang, "letters.balance_after", balance = points(lang, *balance))),
    ])
}

#[must_use]
pub fn newcomers(lang: Lang, names: &[&str], more: i64) -> String {
    welcome_post(lang, names, more)
}

#[must_use]
pub fn group_needs_rights(lang: Lang, title: &str) -> String {
    group_not_admin(lang, title)
}

#[must_use]
pub fn group_lost(lang: Lang, title: &str) -> String {
    group_removed(lang, title)
}

#[must_use]
pub fn coupon_used(lang: Lang, shop: &str, title: &str, code: &str) -> String {
    words!(
        lang,
        "letters.coupon_used",
        shop = escape(shop),
        title = escape(title),
        code = escape(code)
    )
}

#[must_use]
pub fn codes_locked(lang: Lang, shop: &str, who: &str) -> String {
    words!(lang, "letters.codes_locked", shop = escape(shop), who = escape(who))
}

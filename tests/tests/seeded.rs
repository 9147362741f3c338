//! The year behind each shop of the demo: made from one seed by the club's own acts.

use std::collections::BTreeSet;
use std::sync::Arc;

use bot::demo::seed::{self, Figure, SEED, Seeded};
use bot::demo::shops::{ALL, BARBER, BOOTMAKER, COFFEE, DemoShop};
use chrono::{DateTime, TimeDelta, Utc};
use domain::birthday::{Birthday, Calendar};
use domain::coupon::CouponState;
use domain::offer::{Audience, Offer};
use domain::reason::Reason;
use domain::shop::Shop;
use domain::tier::Missing;
use domain::{MemberId, SeededIds, StoppedClock, UserId};
use futures::StreamExt;
use loyalty::{Loyalty, Statement};
use storage::testing::{Fresh, fresh_postgres, fresh_sqlite};
use storage::{Db, jobs, outbox};

/// More than a shop of the demo has of anything.
const EVERYTHING: i64 = 10_000;

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn acts(db: &Db) -> Loyalty {
    Loyalty::new(
        db.clone(),
        Arc::new(StoppedClock::at(now())),
        Arc::new(SeededIds::new(1)),
    )
}

/// A shop on tables of its own.
async fn seeded(fresh: &Fresh, demo: &DemoShop) -> (Loyalty, Seeded) {
    let seeded = seed::seed(&fresh.db, demo, now(), SEED).await.unwrap();
    (acts(&fresh.db), seeded)
}

async fn statement(acts: &Loyalty, shop: &Shop, member: MemberId) -> Statement {
    acts.statement(shop, member, 0, EVERYTHING).await.unwrap()
}

async fn member_of(acts: &Loyalty, shop: &Shop, figure: &Figure) -> Option<MemberId> {
    let member = acts.member_by_user(shop.id, UserId(figure.id)).await.unwrap();
    member.map(|member| member.id)
}

#[tokio::test]
async fn the_coffee_shop_has_a_year_behind_it() {
    has_a_year_behind_it(fresh_sqlite().await, &COFFEE).await;
}

#[tokio::test]
async fn the_barber_has_a_year_behind_it() {
    has_a_year_behind_it(fresh_sqlite().await, &BARBER).await;
}

#[tokio::test]
async fn the_barber_has_a_year_behind_it_on_postgres() {
    has_a_year_behind_it(fresh_postgres().await, &BARBER).await;
}

#[tokio::test]
async fn the_bootmaker_has_a_year_behind_it() {
    has_a_year_behind_it(fresh_sqlite().await, &BOOTMAKER).await;
}

/// Every screen has something to show, and every number adds up.
async fn has_a_year_behind_it(fresh: Fresh, demo: &DemoShop) {
    let (acts, Seeded { shop, people }) = seeded(&fresh, demo).await;

    let report = acts.check().await.unwrap();
    assert_eq!(report.findings, []);
    let holder = uuid::Uuid::nil();
    let mut tx = fresh.db.begin().await.unwrap();
    let left = jobs::claim(&mut tx, holder, now(), now(), EVERYTHING).await.unwrap();
    assert_eq!(left, [], "work is left");
    drop(tx);
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(
        outbox::counts(&mut tx).await.unwrap().open,
        0,
        "letters about the past wait"
    );
    drop(tx);

    let (mut numbers, mut kinds, mut states) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut pending = false;
    for figure in &people {
        let Some(member) = acts.member_by_user(shop.id, UserId(figure.id)).await.unwrap() else {
            assert!(figure.id < demo.crowd, "{} is no member", figure.first);
            continue;
        };
        numbers.insert(member.number);
        assert!(member.agreed_at < now() && member.agreed_at > now() - TimeDelta::days(367));
        // Who has no part of their own has nothing that others have not.
        if figure.id < demo.crowd + 100 {
            let statement = statement(&acts, &shop, member.id).await;
            assert!(statement.entries.is_sorted_by_key(|entry| std::cmp::Reverse(entry.at)));
            assert!(statement.entries.iter().all(|entry| entry.at < now()));
            kinds.extend(statement.entries.iter().map(|entry| kind(&entry.reason)));
            pending |= !statement.pending.is_zero();
            let wallet = acts.wallet(shop.id, member.id, 0, EVERYTHING).await.unwrap();
            states.extend(wallet.coupons.iter().map(|coupon| format!("{:?}", coupon.state)));
        }
    }
    let first = 1001;
    let last = first + i64::try_from(demo.members).unwrap();
    assert_eq!(numbers, (first..last).collect());
    let all_kinds = [
        "cancelled",
        "check-in",
        "expired",
        "gift",
        "purchase",
        "refund",
        "undone",
        "welcome",
    ];
    assert_eq!(kinds, BTreeSet::from(all_kinds));
    let all_states = [
        CouponState::Issued,
        CouponState::Used,
        CouponState::Expired,
        CouponState::Revoked,
    ];
    for state in all_states {
        assert!(
            states.contains(&format!("{state:?}")),
            "no coupon is {state:?}: {states:?}"
        );
    }
    assert_eq!(pending, shop.rules.pending_days > 0);
    let (gifts, _) = acts.all_gifts(shop.id, 0, EVERYTHING).await.unwrap();
    assert!(gifts.iter().any(|gift| gift.stock == Some(0)), "nothing is sold out");
    assert!(
        gifts
            .iter()
            .any(|gift| gift.from.is_some_and(|from| from > shop.day(now()))),
        "nothing is yet to come"
    );
    assert!(acts.staff(shop.id).await.unwrap().len() >= 2);
    has_people_in_its_tiers(&acts, &shop, demo).await;
    has_something_for_members(&acts, &shop, demo).await;
    knows_its_people(&acts, &shop, demo).await;
    let langs: BTreeSet<&str> = people.iter().map(|figure| figure.language.as_str()).collect();
    assert!(langs.len() >= 2, "{langs:?}");
    let names: BTreeSet<(&str, Option<&str>)> = people
        .iter()
        .map(|figure| (figure.first.as_str(), figure.last.as_deref()))
        .collect();
    assert!(names.len() * 10 > people.len() * 7, "too many people share a name");
}

/// Some are in each tier, somebody is just below the next one, and somebody is about to lose theirs.
async fn has_people_in_its_tiers(acts: &Loyalty, shop: &Shop, demo: &DemoShop) {
    let ladder = acts.ladder(shop.id).await.unwrap();
    assert_eq!(ladder.tiers().len(), 4);
    for tier in &ladder.tiers()[1..] {
        let held = acts.members_per_tier(shop.id).await.unwrap();
        let here = held.iter().find(|(title, _)| title.as_ref() == Some(&tier.title));
        assert!(
            here.is_some_and(|(_, count)| *count > 0),
            "nobody is {}: {held:?}",
            tier.title
        );
    }
    let (mut nearly, mut at_risk) = (0, 0);
    for actor in demo.cast {
        let Some(member) = acts.member_by_user(shop.id, UserId(actor.id)).await.unwrap() else {
            continue;
        };
        let stand = acts.stand_of(shop.id, member.id).await.unwrap();
        nearly += usize::from(stand.next().is_some_and(|(next, missing)| match missing {
            Missing::Money(money) => money.minor() * 20 < next.from_money.minor(),
            Missing::Orders(orders) => orders == 1,
        }));
        at_risk += usize::from(stand.stored.standing.drop_on.is_some());
    }
    assert!(nearly > 0, "nobody is just below a tier");
    assert!(at_risk > 0, "nobody is about to lose a tier");
}

/// Offers for everybody and for higher tiers, some of them taken, and one that opens tomorrow.
async fn has_something_for_members(acts: &Loyalty, shop: &Shop, demo: &DemoShop) {
    let (offers, _) = acts.all_offers(shop.id, 0, EVERYTHING).await.unwrap();
    let open = |offer: &&Offer| offer.opens_at <= now() && offer.ends_at > now() + TimeDelta::days(3);
    assert!(offers.iter().filter(open).count() >= 3, "{offers:?}");
    assert!(offers.iter().any(|offer| offer.audience != Audience::Everybody));
    let tomorrow = |offer: &Offer| offer.opens_at > now() && offer.opens_at < now() + TimeDelta::days(2);
    assert!(offers.iter().any(tomorrow), "{offers:?}");
    let mut claimed = 0;
    for offer in &offers {
        claimed += acts.offer_counts(shop.id, offer.id).await.unwrap().0;
    }
    assert!(claimed >= 3, "{claimed} claimed anything");
    let file = demo.file_at(now()).unwrap();
    assert!(file.offers.iter().any(|offer| offer.slug == demo.tour.offer));
    let (rules, _) = acts.rules(shop.id, 0, EVERYTHING).await.unwrap();
    assert_eq!(rules.len(), 1);
}

/// Fields, notes, tags, birthdays, relatives and wishes: for the cast and for some of the crowd.
async fn knows_its_people(acts: &Loyalty, shop: &Shop, demo: &DemoShop) {
    let owner = UserId(demo.tour.owner);
    let (mut told, mut soon, mut lunar) = ([0_usize; 5], 0, 0);
    for id in demo
        .cast
        .iter()
        .map(|actor| actor.id)
        .chain(demo.crowd..demo.crowd + 400)
    {
        let Some(member) = acts.member_by_user(shop.id, UserId(id)).await.unwrap() else {
            continue;
        };
        let file = acts
            .member_file(shop, owner, member.id)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        let has = [
            !file.fields.is_empty(),
            !file.notes.is_empty(),
            !file.tags.is_empty(),
            !file.relatives.is_empty(),
            !file.wishes.is_empty(),
        ];
        for (count, has) in told.iter_mut().zip(has) {
            *count += usize::from(has);
        }
        let own = file.birthday.into_iter();
        let born: Vec<Birthday> = own
            .chain(file.relatives.iter().filter_map(|kin| kin.birthday))
            .collect();
        let in_days = file.birthday.and_then(|born| born.days_until(shop.day(now())));
        soon += usize::from(in_days.is_some_and(|days| (1..=7).contains(&days)));
        lunar += born.iter().filter(|born| born.calendar() == Calendar::Lunar).count();
    }
    assert!(told.iter().all(|count| *count > 0), "{told:?}");
    assert!(soon > 0 && lunar > 0, "{soon} {lunar}");
}

fn kind(reason: &Reason) -> &'static str {
    match reason {
        Reason::Welcome => "welcome",
        Reason::Purchase { .. } => "purchase",
        Reason::Refund { .. } => "refund",
        Reason::Undone { .. } => "undone",
        Reason::Gift { .. } => "gift",
        Reason::GiftCancelled { .. } => "cancelled",
        Reason::PaidWith { .. } => "paid with",
        Reason::PaidBack { .. } => "paid back",
        Reason::CheckIn => "check-in",
        Reason::Expired => "expired",
        Reason::Opening => "opening",
        Reason::OpeningUndone => "opening undone",
        Reason::Answered { .. } => "answered",
        Reason::Adjusted { .. } => "adjusted",
        Reason::Present => "present",
        Reason::Joined => "joined",
        Reason::Forgotten => "forgotten",
    }
}

#[tokio::test]
async fn one_seed_makes_one_club() {
    let (one, other) = (fresh_sqlite().await, fresh_sqlite().await);

    let first = everything(seeded(&one, &BARBER).await).await;
    let second = everything(seeded(&other, &BARBER).await).await;

    assert_eq!(first, second);
    assert!(first.len() > 400, "{}", first.len());
}

/// All that people could tell about their club.
async fn everything((acts, Seeded { shop, people }): (Loyalty, Seeded)) -> Vec<String> {
    let mut told = vec![format!("{people:?}")];
    for figure in &people {
        let Some(member) = member_of(&acts, &shop, figure).await else {
            continue;
        };
        let member = acts.member(shop.id, member).await.unwrap().unwrap();
        told.push(format!("{} {} {}", member.number, member.name, member.card));
        let statement = statement(&acts, &shop, member.id).await;
        told.push(format!(
            "{:?} {:?} {:?}",
            statement.points, statement.pending, statement.lots
        ));
        told.extend(statement.entries.iter().map(|entry| format!("{entry:?}")));
        let wallet = acts.wallet(shop.id, member.id, 0, EVERYTHING).await.unwrap();
        told.extend(wallet.coupons.iter().map(|coupon| {
            let coupon = storage::coupons::Coupon {
                // Gifts and offers are named when the file is read.
                gift: None,
                offer: None,
                ..coupon.clone()
            };
            format!("{coupon:?}")
        }));
    }
    let (gifts, _) = acts.all_gifts(shop.id, 0, EVERYTHING).await.unwrap();
    told.extend(gifts.iter().map(|gift| format!("{} {:?}", gift.title, gift.stock)));
    told
}

#[tokio::test]
async fn names_in_the_playground_and_in_the_club_agree() {
    let fresh = fresh_sqlite().await;
    let (acts, Seeded { shop, people }) = seeded(&fresh, &BARBER).await;

    let found = futures::stream::iter(&people).filter_map(async |figure| {
        let member = acts.member_by_user(shop.id, UserId(figure.id)).await.unwrap()?;
        let whole = match &figure.last {
            Some(last) => format!("{} {last}", figure.first),
            None => figure.first.clone(),
        };
        assert_eq!(member.name, domain::name::clean(&whole));
        assert_eq!(member.username, figure.username);
        Some(member.number)
    });
    assert_eq!(found.count().await, BARBER.members);
    for demo in ALL {
        let ids: BTreeSet<i64> = demo.cast.iter().map(|actor| actor.id).collect();
        assert_eq!(ids.len(), demo.cast.len());
        assert!(demo.talk.iter().all(|said| ids.contains(&said.by)));
        assert!(demo.live.len() >= 10);
        assert!(
            demo.live
                .iter()
                .all(|part| ids.contains(&part.by) && part.by != demo.tour.customer)
        );
        // There is no room for more in a list of people.
        for actor in demo.cast {
            assert!((1..=2).contains(&actor.about.split(' ').count()), "{}", actor.about);
        }
        assert!(ids.iter().all(|id| *id < demo.crowd));
    }
}

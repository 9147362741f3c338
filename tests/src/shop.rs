//! A shop in its ordinary state: a café with a clerk, two gifts, and a customer called Anna.

use std::sync::Arc;

use bot::tap::Start;
use chrono::{NaiveDate, TimeDelta};
use domain::coupon::CouponState;
use domain::field::{Circle, Field, FieldKind};
use domain::gift::Gift;
use domain::mail::MailRules;
use domain::order::Item;
use domain::reason::Actor;
use domain::role::Role;
use domain::shop::{PointRules, Shop};
use domain::terms::Terms;
use domain::till::TillRules;
use domain::{Clock, CouponId, Currency, GiftId, Lang, Money, OrderId, Points, ShopId, StoppedClock, Token};
use loyalty::{Claim, Claimed, Enroll, FieldSaved, GiftSaved, Invited, Loyalty, Redeem, Redeemed, Sell, Sold};
use storage::coupons::Coupon;
use storage::ledger::Entry;
use storage::lots::StoredLot;
use storage::members::Member;
use storage::orders::Order;
use storage::{audit, coupons, ledger, lots};

use crate::engines::Ground;
use crate::people::Someone;
use crate::rooms::Room;
use crate::stage::Stage;

/// A shop, its people, its clock.
pub struct TestShop {
    pub stage: Arc<Stage>,
    pub clock: StoppedClock,
    pub id: ShopId,
    pub owner: Someone,
    pub clerk: Someone,
    /// A member with 50 points of welcome.
    pub anna: Someone,
    /// 30 points, as many as anybody wants.
    pub coffee: GiftId,
    /// 100 points, three of them, two for each person.
    pub mug: GiftId,
}

/// What is kept of a member's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub points: i64,
    pub pending: i64,
    pub owed: i64,
}

impl Ground for TestShop {
    async fn lay(stage: Arc<Stage>) -> Self {
        let owner = stage.person("Olga");
        let shop = open_shop(&stage, &owner, &claim("Corner Café", chrono_tz::Europe::Berlin)).await;
        let clerk = stage.person("Budi");
        let anna = stage.person("Anna");
        let clock = stage.clock.clone();
        let nil = GiftId(uuid::Uuid::nil());
        let mut shop = Self {
            stage,
            clock,
            id: shop,
            owner,
            clerk,
            anna,
            coffee: nil,
            mug: nil,
        };
        shop.coffee = shop.offers("Coffee", 30, |_| ()).await;
        let limits = |mug: &mut Gift| (mug.stock, mug.per_member) = (Some(3), Some(2));
        shop.mug = shop.offers("Mug", 100, limits).await;
        shop.hires(&shop.clerk, Role::Clerk).await;
        shop.enrolls(&shop.anna).await;
        shop.stage.everybody_looks();
        shop
    }
}

/// What a shop of this name in this zone is, with what the set-up proposes.
#[must_use]
pub fn claim(name: &str, time_zone: chrono_tz::Tz) -> Claim {
    let currency: Currency = "EUR".parse().unwrap();
    let rules = PointRules::proposed(currency);
    Claim {
        name: name.to_owned(),
        lang: Lang::En,
        time_zone,
        currency,
        tiers: None,
        till: TillRules::for_points(&rules),
        mail: MailRules::PROPOSED,
        rules,
    }
}

/// Somebody opens a shop, without the wizard.
pub async fn open_shop(stage: &Arc<Stage>, owner: &Someone, claim: &Claim) -> ShopId {
    let loyalty = stage.loyalty();
    let token = loyalty.claim_token().await.unwrap();
    owner.starts(&Start::Claim(token).payload()).await;
    let opened = loyalty
        .open_shop(owner.user(), &owner.person.name(), claim)
        .await
        .unwrap();
    let Claimed::Done { shop } = opened else {
        panic!("the shop is not open: {opened:?}")
    };
    // The wizard that the link began has nothing left to ask.
    owner.says("/cancel").await;
    stage.everybody_looks();
    shop.id
}

impl TestShop {
    /// A second shop on the same program, with people of its own.
    pub async fn another(&self, name: &str, time_zone: chrono_tz::Tz) -> Self {
        Self::opens(self.stage.clone(), name, time_zone).await
    }

    /// A shop somewhere else, with people of its own.
    pub async fn opens(stage: Arc<Stage>, name: &str, time_zone: chrono_tz::Tz) -> Self {
        let owner = stage.person(&format!("Owner of {name}"));
        let id = open_shop(&stage, &owner, &claim(name, time_zone)).await;
        let clerk = stage.person(&format!("Clerk of {name}"));
        let anna = stage.person(&format!("Customer of {name}"));
        let nil = GiftId(uuid::Uuid::nil());
        let mut shop = Self {
            clock: stage.clock.clone(),
            stage,
            id,
            owner,
            clerk,
            anna,
            coffee: nil,
            mug: nil,
        };
        shop.coffee = shop.offers("Tea", 30, |_| ()).await;
        shop.mug = shop.offers("Teapot", 100, |_| ()).await;
        shop.hires(&shop.clerk, Role::Clerk).await;
        shop.enrolls(&shop.anna).await;
        shop.stage.everybody_looks();
        shop
    }

    #[must_use]
    pub fn loyalty(&self) -> Loyalty {
        self.stage.loyalty()
    }

    /// The shop as it stands.
    pub async fn shop(&self) -> Shop {
        let mut tx = self.loyalty().db.read().await.unwrap();
        storage::shops::find(&mut tx, self.id)
            .await
            .unwrap()
            .expect("the shop is there")
    }

    /// The owner settles other rules.
    pub async fn keeps(&self, how: impl FnOnce(&mut PointRules)) {
        let Shop {
            name,
            lang,
            time_zone,
            currency,
            mut rules,
            till,
            mail,
            ..
        } = self.shop().await;
        how(&mut rules);
        let claim = Claim {
            name,
            lang,
            time_zone,
            currency,
            rules,
            tiers: None,
            till,
            mail,
        };
        self.loyalty()
            .change_shop(self.id, self.owner.user(), &claim)
            .await
            .unwrap()
            .expect("the owner may");
    }

    /// The owner puts a gift on the list.
    pub async fn offers(&self, title: &str, price: i64, how: impl FnOnce(&mut Gift)) -> GiftId {
        let loyalty = self.loyalty();
        let mut gift = Gift {
            id: loyalty.new_gift_id(),
            title: title.to_owned(),
            description: String::new(),
            price: Points::new(price).unwrap(),
            stock: None,
            per_member: None,
            per_day: None,
            from: None,
            until: None,
            coupon_days: 30,
            photo: None,
            active: true,
        };
        how(&mut gift);
        let saved = loyalty
            .add_gift(&self.shop().await, self.owner.user(), &gift)
            .await
            .unwrap();
        assert!(matches!(saved, GiftSaved::Done(_)), "{saved:?}");
        gift.id
    }

    /// The owner changes a gift.
    pub async fn changes(&self, gift: GiftId, how: impl FnOnce(&mut Gift) + Send) {
        let saved = self
            .loyalty()
            .change_gift(&self.shop().await, self.owner.user(), gift, how)
            .await
            .unwrap();
        assert!(matches!(saved, GiftSaved::Done(_)), "{saved:?}");
    }

    pub async fn gift(&self, gift: GiftId) -> Gift {
        let mut tx = self.loyalty().db.read().await.unwrap();
        storage::gifts::find(&mut tx, self.id, gift)
            .await
            .unwrap()
            .expect("the gift is there")
    }

    /// Takes somebody on, by a link that they open.
    pub async fn hires(&self, who: &Someone, role: Role) {
        let token = self.invitation(role).await;
        who.starts(&Start::Staff(token).payload()).await;
        // The owners are told.
        self.stage.post_everything().await;
        self.stage.everybody_looks();
        assert_eq!(self.role(who).await, Some(role));
    }

    /// A one-time link to the staff.
    pub async fn invitation(&self, role: Role) -> Token {
        let invited = self
            .loyalty()
            .invite_staff(&self.shop().await, self.owner.user(), role)
            .await
            .unwrap();
        let Invited::Done { token, .. } = invited else {
            panic!("{invited:?}")
        };
        token
    }

    pub async fn role(&self, who: &Someone) -> Option<Role> {
        let mut tx = self.loyalty().db.read().await.unwrap();
        storage::staff::role(&mut tx, self.id, who.user()).await.unwrap()
    }

    /// The link into the club.
    #[must_use]
    pub fn link(&self) -> String {
        Start::Shop(self.id).link(&self.stage.bot.username())
    }

    /// Somebody becomes a member by the front door.
    pub async fn enrolls(&self, who: &Someone) {
        who.opens(&self.link()).await;
        who.taps("Agree and join").await;
        self.stage.everybody_looks();
        assert!(self.find(who).await.is_some(), "{} is a member", who.person.name());
    }

    /// Somebody becomes a member without the chat.
    pub async fn makes_a_member_of(&self, who: &Someone) {
        let (shop, name) = (self.shop().await, who.person.name());
        let ask = Enroll {
            shop: &shop,
            user: who.user(),
            first_name: &name,
            last_name: None,
            username: None,
            since: self.clock.now(),
        };
        self.loyalty().enroll(&ask).await.unwrap();
    }

    /// A new member.
    pub async fn member_called(&self, first_name: &str) -> Someone {
        let someone = self.stage.person(first_name);
        self.enrolls(&someone).await;
        someone
    }

    /// Somebody new on the staff.
    pub async fn employs(&self, first_name: &str, role: Role) -> Someone {
        let someone = self.stage.person(first_name);
        self.hires(&someone, role).await;
        someone
    }

    /// The shop's group, with the bot, the clerk and Anna in it, after the welcome is over.
    pub async fn has_a_group(&self) -> Room {
        let room = self.stage.supergroup("Corner Café friends", &self.owner);
        let payload = Start::Shop(self.id).payload();
        room.takes_the_bot(&self.owner, Some(&payload)).await;
        self.anna.joins(&room).await;
        self.clerk.joins(&room).await;
        self.passes(TimeDelta::seconds(10)).await;
        self.stage.post().await;
        self.passes(TimeDelta::minutes(10)).await;
        self.stage.works().await;
        self.stage.everybody_looks();
        room
    }

    pub async fn find(&self, who: &Someone) -> Option<Member> {
        self.loyalty().member_by_user(self.id, who.user()).await.unwrap()
    }

    pub async fn file(&self, who: &Someone) -> Member {
        self.find(who)
            .await
            .unwrap_or_else(|| panic!("{} is no member", who.person.name()))
    }

    /// What can be spent.
    pub async fn points(&self, who: &Someone) -> i64 {
        self.file(who).await.points.get()
    }

    pub async fn kept(&self, who: &Someone) -> Kept {
        let file = self.file(who).await;
        Kept {
            points: file.points.get(),
            pending: file.pending.get(),
            owed: file.owed.get(),
        }
    }

    /// The member's rows of the ledger, newest first.
    pub async fn entries(&self, who: &Someone) -> Vec<Entry> {
        let member = self.file(who).await.id;
        let mut tx = self.loyalty().db.read().await.unwrap();
        ledger::page(&mut tx, self.id, member, 0, 1_000).await.unwrap()
    }

    /// How many points each row moved and why, oldest first.
    pub async fn movements(&self, who: &Someone) -> Vec<(i64, &'static str)> {
        let entries = self.entries(who).await;
        entries
            .iter()
            .rev()
            .map(|entry| (entry.amount.get(), entry.reason.kind()))
            .collect()
    }

    /// What is left in each of a member's lots, with the last day on which it can be spent, in the order
    /// in which they are spent.
    pub async fn lots(&self, who: &Someone) -> Vec<(i64, Option<NaiveDate>)> {
        let shop = self.shop().await;
        let mut held = self.stored_lots(who).await;
        held.sort_by_key(|stored| {
            (
                stored.lot.expires_at.is_none(),
                stored.lot.expires_at,
                stored.lot.earned_at,
            )
        });
        let day = |stored: &StoredLot| stored.lot.expires_at.map(|at| domain::lot::last_day(&shop, at));
        held.iter()
            .map(|stored| (stored.lot.remaining.get(), day(stored)))
            .collect()
    }

    pub async fn stored_lots(&self, who: &Someone) -> Vec<StoredLot> {
        let member = self.file(who).await.id;
        let mut tx = self.loyalty().db.read().await.unwrap();
        lots::of_member(&mut tx, self.id, member).await.unwrap()
    }

    /// The member's coupons: what can be used first, then the newest.
    pub async fn coupons(&self, who: &Someone) -> Vec<Coupon> {
        let member = self.file(who).await.id;
        self.loyalty().wallet(self.id, member, 0, 1_000).await.unwrap().coupons
    }

    /// The one coupon that a member has.
    pub async fn coupon(&self, who: &Someone) -> Coupon {
        let mut coupons = self.coupons(who).await;
        assert_eq!(coupons.len(), 1, "{coupons:#?}");
        coupons.remove(0)
    }

    /// The actions in the shop's log, oldest first.
    pub async fn log(&self) -> Vec<audit::Done> {
        let mut tx = self.loyalty().db.read().await.unwrap();
        let mut log = audit::page(&mut tx, self.id, 0, 1_000).await.unwrap();
        log.reverse();
        log
    }

    /// What somebody did, by the names of the actions, oldest first.
    pub async fn deeds(&self, who: &Someone) -> Vec<String> {
        let log = self.log().await;
        let own = log
            .into_iter()
            .filter(|done| matches!(done.actor, Actor::Staff(user) | Actor::Member(user) if user == who.user()));
        own.map(|done| done.action).collect()
    }

    /// The clerk records a purchase, of which the customer is told.
    pub async fn sells(&self, to: &Someone, minor: i64) -> Order {
        self.clock.advance(TimeDelta::seconds(2));
        let cause = format!("story:{}", self.clock.now().timestamp_micros());
        let shop = self.shop().await;
        let amount = Item::Amount(Money::new(minor).unwrap());
        let member = self.file(to).await.id;
        let ask = Sell::amount(&shop, self.clerk.user(), member, &amount, &cause);
        let sold = self.loyalty().sell(&ask).await.unwrap();
        let Sold::Done { order, .. } = sold else {
            panic!("{sold:?}")
        };
        self.stage.post().await;
        drop(to.reads());
        *order
    }

    /// A customer buys for as much as earns them so many points at the usual rate.
    pub async fn gives(&self, to: &Someone, points: i64) {
        self.sells(to, points * 100).await;
    }

    /// The shop lets its customers pay with points: twenty are a euro.
    pub async fn takes_points(&self) {
        self.sells_so(|till| till.points_pay = true).await;
    }

    /// The shop brings what was ordered, and asks so much for it.
    pub async fn brings_for(&self, fee: Money) {
        self.sells_so(|till| till.delivery_fee = Some(fee)).await;
    }

    /// The owner changes how the shop sells.
    async fn sells_so(&self, how: impl FnOnce(&mut TillRules)) {
        let shop = self.shop().await;
        let mut till = shop.till;
        how(&mut till);
        let claim = Claim {
            till,
            mail: shop.mail,
            tiers: None,
            rules: shop.rules,
            name: shop.name,
            lang: shop.lang,
            time_zone: shop.time_zone,
            currency: shop.currency,
        };
        let changed = self.loyalty().change_shop(self.id, self.owner.user(), &claim).await;
        changed.unwrap().expect("the owner may");
    }

    /// A member has a coupon with these terms for thirty days.
    pub async fn has_coupon(&self, who: &Someone, title: &str, terms: Terms) -> CouponId {
        let (loyalty, now) = (self.loyalty(), self.clock.now());
        let coupon = Coupon {
            id: CouponId(loyalty.ids.uuid(now)),
            code: loyalty.ids.code(),
            member: self.file(who).await.id,
            gift: None,
            offer: None,
            title: title.to_owned(),
            price: Points::ZERO,
            terms,
            state: CouponState::Issued,
            order: None,
            cause: format!("story:{}", loyalty.ids.token().as_str()),
            issued_at: now,
            expires_at: now + TimeDelta::days(30),
            closed_at: None,
            closed_by: None,
        };
        let mut tx = loyalty.db.begin().await.unwrap();
        coupons::issue(&mut tx, self.id, &coupon).await.unwrap();
        tx.commit().await.unwrap();
        coupon.id
    }

    /// The shop keeps a field of its own about its members, which these may see and fill.
    pub async fn has_field(&self, title: &str, kind: FieldKind, circle: Circle) -> Field {
        let loyalty = self.loyalty();
        let field = Field {
            id: loyalty.new_field_id(),
            title: title.to_owned(),
            group: None,
            kind,
            seen_by: circle,
            edited_by: circle,
            asked: false,
            why: None,
            place: 0,
            active: true,
        };
        let saved = loyalty.save_field(self.id, self.owner.user(), &field).await;
        assert!(matches!(saved, Ok(FieldSaved::Done(_))), "{saved:?}");
        field
    }

    /// The order as it stands.
    pub async fn order(&self, order: OrderId) -> Order {
        self.loyalty()
            .order(self.id, order)
            .await
            .unwrap()
            .expect("the order is there")
    }

    /// A member redeems a gift, without the chat.
    pub async fn redeems(&self, who: &Someone, gift: GiftId) -> Redeemed {
        self.clock.advance(TimeDelta::seconds(2));
        let loyalty = self.loyalty();
        let intention = loyalty.ids.token();
        let shop = self.shop().await;
        let member = self.file(who).await.id;
        let ask = Redeem {
            shop: &shop,
            member,
            user: who.user(),
            gift,
            agreed: None,
            intention: &intention,
        };
        loyalty.redeem(&ask).await.unwrap()
    }

    /// The same for a story in which nothing stands against it.
    pub async fn has_redeemed(&self, who: &Someone, gift: GiftId) -> Coupon {
        match self.redeems(who, gift).await {
            Redeemed::Done { coupon, .. } => coupon,
            refused => panic!("{refused:?}"),
        }
    }

    /// Time passes, and nothing else happens.
    pub async fn passes(&self, time: TimeDelta) {
        self.clock.advance(time);
        self.stage.quiet().await;
    }

    /// The day it is in the shop.
    pub async fn today(&self) -> NaiveDate {
        self.shop().await.day(self.clock.now())
    }

    /// It becomes a minute past the midnight at which `day` begins in the shop, and what is due is done.
    pub async fn wakes_on(&self, day: &str) {
        let midnight = self.shop().await.day_starts(day.parse().unwrap());
        assert!(midnight > self.clock.now(), "{day} has begun");
        self.clock.set(midnight + TimeDelta::minutes(1));
        self.stage.ticks().await;
    }

    /// The next day begins in the shop.
    pub async fn wakes_tomorrow(&self) {
        let tomorrow = self.today().await.succ_opt().unwrap();
        self.wakes_on(&tomorrow.to_string()).await;
    }
}

/// Members, and of the staff whoever has this role or a higher one.
#[must_use]
pub const fn seen_from(staff: Role) -> Circle {
    Circle { member: true, staff }
}

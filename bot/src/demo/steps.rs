//! The guided tour on the page: customer, clerk and owner in nine steps.

use chrono::NaiveDate;
use domain::coupon::Code;
use domain::reason::Reason;
use domain::shop::Shop;
use domain::{Lang, Money, Points, earn};
use playground::{Sight, TourStep};
use say::field_editor::ready;

use super::shops::{Actor, DemoShop};
use crate::init::ShopFile;

/// A code as any other.
const ANY_CODE: &str = "2222-2222-2222";

/// Where the tour goes on: chats as the page names them.
pub struct Places {
    /// The private chat with the bot, whoever looks at it.
    pub private: i64,
    pub group: i64,
}

/// Everything the steps are made of.
struct Tour<'a> {
    shop: &'a Shop,
    places: &'a Places,
    customer: &'a Actor,
    clerk: &'a Actor,
    owner: &'a Actor,
    /// What the customer has said in the group that they want.
    order: &'a str,
    gift: (&'a str, Points),
    sale: Money,
    offer: (&'a str, Money),
    later: Money,
    /// What a field is called, and what the customer says.
    field: (String, &'a str),
}

/// The steps for a shop. None, when its data names nobody to take them.
#[must_use]
pub fn steps(demo: &DemoShop, file: &ShopFile, shop: &Shop, places: &Places) -> Vec<TourStep> {
    let told = &demo.tour;
    let actor = |id: i64| demo.cast.iter().find(|actor| actor.id == id);
    let gift = file.gifts.iter().find(|gift| gift.slug == told.gift);
    let offer = file.offers.iter().find(|offer| offer.slug == told.offer);
    let mut fields = demo.fields.iter().flat_map(|set| ready(shop.lang, *set));
    let field = fields.find(|(slug, _)| *slug == told.field.0);
    let (Some(customer), Some(clerk), Some(owner), Some(gift), Some(offer), Some((_, field))) = (
        actor(told.customer),
        actor(told.clerk),
        actor(told.owner),
        gift,
        offer,
        field,
    ) else {
        return Vec::new();
    };
    let tour = Tour {
        shop,
        places,
        customer,
        clerk,
        owner,
        order: demo
            .talk
            .iter()
            .rfind(|said| said.by == told.customer)
            .map_or("", |said| said.text),
        gift: (&gift.title, gift.price),
        sale: Money::new(told.sale).unwrap_or_default(),
        offer: (&offer.title, offer.off().unwrap_or_default()),
        later: Money::new(told.later).unwrap_or_default(),
        field: (field.title, told.field.1),
    };
    vec![
        tour.join(),
        tour.sell(told.typed),
        tour.redeem(),
        tour.take(),
        tour.claim(),
        tour.apply(told.typed_later),
        tour.tell(),
        tour.find(told.find),
        tour.wait(told.days, told.spendable),
    ]
}

impl Tour<'_> {
    fn join(&self) -> TourStep {
        let lang = lang_of(self.customer);
        let welcome = self.shop.rules.welcome;
        let greeting = say::join::joined(lang, &full_name(self.customer), &self.shop.name, 0, welcome);
        let text = format!(
            "You are {}, new in the customers' group. Tap “{}” under what the bot wrote there, and in the private chat that \
             opens “{}”.",
            self.customer.first,
            say::join::join_label(self.shop.lang),
            say::join::agree_label(lang),
        );
        step("Join the club", text, self.customer, self.places.group)
            .about(&say::join::join_label(self.shop.lang))
            .done(self.customer, self.places.private, &first_line(&greeting))
    }

    fn sell(&self, typed: &str) -> TourStep {
        let text = format!(
            "Now you are {}, behind the counter. Reply to {}'s order in the group with `{typed}`. The customer gets the \
             points; only you see the receipt.",
            self.clerk.first, self.customer.first,
        );
        step("Record a sale", text, self.clerk, self.places.group)
            .about(self.order)
            .done(
                self.clerk,
                self.places.group,
                &say::till::undo_label(lang_of(self.clerk)),
            )
    }

    fn redeem(&self) -> TourStep {
        let lang = lang_of(self.customer);
        let (title, price) = self.gift;
        let text = format!(
            "{} has enough for a gift. In the private chat send `/gifts` and tap “{}”, “{}”, “{}”. The coupon comes as a \
             picture.",
            self.customer.first,
            say::gifts::gift_label(lang, title, price),
            say::gifts::redeem_label(lang, price),
            say::gifts::confirm_label(lang),
        );
        step("Redeem a gift", text, self.customer, self.places.private).done(
            self.customer,
            self.places.private,
            &say::coupons::copy_code_label(lang),
        )
    }

    fn take(&self) -> TourStep {
        let lang = lang_of(self.clerk);
        let text = format!(
            "Hold the coupon to the camera at the till: open its picture in {}'s chat, choose to scan it as {}, and tap “{}” \
             there.",
            self.customer.first,
            self.clerk.first,
            say::coupons::take_label(lang),
        );
        let taken = say::coupons::taken(lang, self.gift.0, &full_name(self.customer));
        step("Take the coupon", text, self.customer, self.places.private)
            .about(&say::coupons::copy_code_label(lang_of(self.customer)))
            .done(self.clerk, self.places.private, &first_line(&taken))
    }

    fn claim(&self) -> TourStep {
        let lang = lang_of(self.customer);
        let text = format!(
            "Some things are for members alone. As {} send `/offers`, and tap “{}” and “{}”. The group reads how many are \
             left; the coupon is {}'s own.",
            self.customer.first,
            say::offers::offer_label(self.offer.0),
            say::offers::claim_label(lang),
            self.customer.first,
        );
        let title = self.offer.0;
        // The first line has neither the code nor the day in it.
        let claimed = Code::parse(ANY_CODE).map(|code| say::offers::claimed(lang, title, &code, NaiveDate::default()));
        step("Claim an offer", text, self.customer, self.places.private).done(
            self.customer,
            self.places.private,
            &first_line(&claimed.unwrap_or_default()),
        )
    }

    fn apply(&self, typed: &str) -> TourStep {
        let (lang, currency) = (lang_of(self.clerk), self.shop.currency);
        let (used, worth) = self.paid_with_points();
        let mut taps = vec![say::checkout::coupon_label(self.offer.0)];
        if !used.is_zero() {
            taps.push(say::checkout::points_label(lang, used, worth, currency));
        }
        taps.push(say::checkout::record_label(lang, self.paid_later(), currency));
        let text = format!(
            "{} buys again. As {}, in the private chat, send `{typed}`: you see what it comes to before it counts. Tap “{}”.",
            self.customer.first,
            self.clerk.first,
            taps.join("”, “"),
        );
        step("Coupon and points at the till", text, self.clerk, self.places.private).done(
            self.clerk,
            self.places.private,
            &say::till::undo_label(lang),
        )
    }

    fn tell(&self) -> TourStep {
        let lang = lang_of(self.customer);
        let (field, value) = &self.field;
        let text = format!(
            "What does the shop know of {}? Send `/me`: all of it, and who sees it. Tap “{}” and “{}”.",
            self.customer.first,
            say::common::name_label(field),
            say::me::option_label(value),
        );
        step("Say who you are", text, self.customer, self.places.private).done(
            self.customer,
            self.places.private,
            &first_line(&say::me::kept(lang, Points::ZERO)),
        )
    }

    fn find(&self, typed: &str) -> TourStep {
        let name = full_name(self.customer);
        let text = format!(
            "The owner is {}. Send `/find {typed}`: a part of a name is enough for the whole file, with what {} just said. \
             `/note`, `/tag` and `/field` add to it; `/stats` shows the shop in pictures.",
            self.owner.first, self.customer.first,
        );
        step("Look into the ledger", text, self.owner, self.places.private).done(self.owner, self.places.private, &name)
    }

    fn wait(&self, days: i64, spendable: bool) -> TourStep {
        let lang = lang_of(self.customer);
        if spendable {
            let (used, _) = self.paid_with_points();
            let earned = [self.sale, self.paid_later()].map(|paid| earn::for_purchase(&self.shop.rules, paid));
            let points = earned.into_iter().fold(self.left(), |sum, earned| sum + earned).get() - used.get();
            let balance = say::points::Balance {
                points: Points::at_least_zero(points),
                pending: None,
                owed: Points::ZERO,
                expiring: None,
            };
            let text = format!(
                "Points of a purchase can be spent after {} days, when nothing can be returned any more. Move the clock: \
                 `+{days} days`. Then send `/points` as {}.",
                self.shop.rules.pending_days, self.customer.first,
            );
            let seen = first_line(&say::points::balance(lang, &self.shop.name, &balance));
            return step("Let a week pass", text, self.customer, self.places.private).done(
                self.customer,
                self.places.private,
                &seen,
            );
        }
        let text = format!(
            "Points live for {} months here. Move the clock, `+{days} days`: night after night passes. Then send \
             `/statement` as {}, and see what became of the rest.",
            self.shop.rules.expiry_months.unwrap_or_default(),
            self.customer.first,
        );
        let seen = say::points::reason(lang, &Reason::Expired, self.shop.currency);
        step("Let half a year pass", text, self.customer, self.places.private).done(
            self.customer,
            self.places.private,
            &seen,
        )
    }

    /// What the customer can pay with after the gift.
    fn left(&self) -> Points {
        let rules = &self.shop.rules;
        let earned = match rules.pending_days {
            0 => earn::for_purchase(rules, self.sale),
            _ => Points::ZERO,
        };
        Points::at_least_zero(rules.welcome.get() + earned.get() - self.gift.1.get())
    }

    fn paid_with_points(&self) -> (Points, Money) {
        self.shop.till.worth.paying(self.left(), self.later.less(self.offer.1))
    }

    fn paid_later(&self) -> Money {
        let (_, worth) = self.paid_with_points();
        self.later.less(self.offer.1).less(worth)
    }
}

fn step(title: &str, text: String, who: &Actor, chat: i64) -> TourStep {
    TourStep {
        title: title.to_owned(),
        text,
        person: who.id,
        chat,
        look_at: None,
        done_when: None,
    }
}

/// Says where a step begins, and by what it is seen to be done.
trait Told {
    fn about(self, words: &str) -> Self;
    fn done(self, who: &Actor, chat: i64, has: &str) -> Self;
}

impl Told for TourStep {
    fn about(self, words: &str) -> Self {
        Self {
            look_at: Some(words.to_owned()),
            ..self
        }
    }

    fn done(self, who: &Actor, chat: i64, has: &str) -> Self {
        let done_when = Some(Sight {
            person: who.id,
            chat,
            has: has.to_owned(),
        });
        Self { done_when, ..self }
    }
}

/// What people see of the beginning of a message.
fn first_line(html: &str) -> String {
    let first = html.lines().next().unwrap_or_default();
    say::alert(first).trim().to_owned()
}

fn full_name(actor: &Actor) -> String {
    actor
        .last
        .map_or_else(|| actor.first.to_owned(), |last| format!("{} {last}", actor.first))
}

fn lang_of(actor: &Actor) -> Lang {
    Lang::for_tag(actor.language).unwrap_or_default()
}

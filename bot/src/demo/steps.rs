//! The guided tour on the page: customer, clerk and owner in six steps.

use domain::reason::Reason;
use domain::shop::Shop;
use domain::{Lang, Money, Points, earn};
use playground::{Sight, TourStep};

use super::shops::{Actor, DemoShop};
use crate::init::ShopFile;

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
    gift: (&'a str, Points),
    sale: Money,
}

/// The steps for a shop. None, when its data names nobody to take them.
#[must_use]
pub fn steps(demo: &DemoShop, file: &ShopFile, shop: &Shop, places: &Places) -> Vec<TourStep> {
    let actor = |id: i64| demo.cast.iter().find(|actor| actor.id == id);
    let gift = file.gifts.iter().find(|gift| gift.slug == demo.tour.gift);
    let (Some(customer), Some(clerk), Some(owner), Some(gift)) = (
        actor(demo.tour.customer),
        actor(demo.tour.clerk),
        actor(demo.tour.owner),
        gift,
    ) else {
        return Vec::new();
    };
    let tour = Tour {
        shop,
        places,
        customer,
        clerk,
        owner,
        gift: (&gift.title, gift.price),
        sale: Money::new(demo.tour.sale).unwrap_or_default(),
    };
    vec![
        tour.join(),
        tour.sell(demo.tour.typed),
        tour.redeem(),
        tour.take(),
        tour.find(demo.tour.find),
        tour.wait(demo),
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
        step("Join the club", text, self.customer, self.places.group).done(
            self.customer,
            self.places.private,
            &first_line(&greeting),
        )
    }

    fn sell(&self, typed: &str) -> TourStep {
        let text = format!(
            "Now you are {}, behind the counter. Reply to {}'s order in the group with `{typed}`. The customer gets the \
             points; only you see the receipt.",
            self.clerk.first, self.customer.first,
        );
        step("Record a sale", text, self.clerk, self.places.group).done(
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
        step("Take the coupon", text, self.customer, self.places.private).done(
            self.clerk,
            self.places.private,
            &first_line(&taken),
        )
    }

    fn find(&self, typed: &str) -> TourStep {
        let name = full_name(self.customer);
        let text = format!(
            "The owner is {}. Send `/find {typed}`: a part of a name is enough for the whole file, with the sale and the \
             coupon. `/gift`, `/staff` and `/audit` are there, too.",
            self.owner.first,
        );
        step("Look into the ledger", text, self.owner, self.places.private).done(self.owner, self.places.private, &name)
    }

    fn wait(&self, demo: &DemoShop) -> TourStep {
        let lang = lang_of(self.customer);
        let days = demo.tour.days;
        if demo.tour.spendable {
            let points = earn::for_purchase(&self.shop.rules, self.sale);
            let balance = say::points::Balance {
                points,
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
}

fn step(title: &str, text: String, who: &Actor, chat: i64) -> TourStep {
    TourStep {
        title: title.to_owned(),
        text,
        person: who.id,
        chat,
        done_when: None,
    }
}

/// Says by what a step is seen to be done.
trait Done {
    fn done(self, who: &Actor, chat: i64, has: &str) -> Self;
}

impl Done for TourStep {
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

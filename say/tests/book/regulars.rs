//! What is said about tiers, grades and kinds.

use domain::grade::{Cut, Grades, Kind};
use domain::tier::{Basis, Colour, Missing, Tier, TierRules};
use domain::typed_money::Unclear;
use domain::{Lang, TierId};
use say::tiers::{Field, Rule};
use uuid::Uuid;

use super::{Page, People, currency, day, money, said};

fn tier(title: &str) -> Tier {
    Tier {
        id: TierId(Uuid::nil()),
        title: title.into(),
        from_money: money(50_000),
        from_orders: 12,
        times: 150,
        off: 5,
        early_minutes: 30,
        birthday: Some(domain::birthday::BirthdayGift::thing(title.into())),
        tag: Some(title.chars().take(16).collect()),
        colour: Colour::Gold,
        active: true,
    }
}

#[expect(clippy::too_many_lines, reason = "a book is as long as what is said")]
pub fn about_tiers(lang: Lang, people: &People) -> Vec<Page> {
    let (shop, title, eur) = (people.shop.as_str(), people.title.as_str(), currency("EUR"));
    let more = Missing::Money(money(4_000));
    let gold = tier(title);
    let plain = Tier {
        from_money: money(0),
        from_orders: 0,
        times: 100,
        off: 0,
        early_minutes: 0,
        tag: None,
        ..tier(title)
    };
    let withdrawn = Tier {
        active: false,
        times: 125,
        ..tier(title)
    };
    let orders = TierRules {
        basis: Basis::Orders,
        ..TierRules::default()
    };
    let grades = Grades {
        recency: 5,
        frequency: 3,
        money: 4,
    };
    let on = day("2027-03-15");
    let names = [people.name.clone(), "Ben".to_owned(), "Cleo".to_owned()];
    let moves = [
        say::tiers::Moves {
            tier: title,
            up: (1, &names[..1]),
            down: (0, &[]),
        },
        say::tiers::Moves {
            tier: "Gold",
            up: (12, &names),
            down: (3, &names),
        },
        say::tiers::Moves {
            tier: "Silver",
            up: (0, &[]),
            down: (1, &names[1..2]),
        },
    ];
    let mut pages = pages![
        tiers::usual_title(lang, 0);
        tiers::usual_title(lang, 1);
        tiers::usual_title(lang, 2);
        tiers::usual_title(lang, 3);
        tiers::missing(lang, more, eur);
        tiers::missing(lang, Missing::Orders(1), eur);
        tiers::missing(lang, Missing::Orders(2), eur);
        tiers::progress(lang, Some(title), Some(("Gold", more)), eur);
        tiers::progress(lang, Some(title), None, eur);
        tiers::progress(lang, None, Some((title, more)), eur);
        tiers::kept_until(lang, title, on);
        tiers::at_risk(lang, title, more, on, eur);
        tiers::reached(lang, shop, title, (150, 5, 30), Some(("Platinum", more)), eur);
        tiers::reached(lang, shop, title, (100, 0, 0), None, eur);
        tiers::ending(lang, shop, title, Some(more), on, eur);
        tiers::ending(lang, shop, title, None, on, eur);
        tiers::lost(lang, shop, title, Some("Silver"));
        tiers::lost(lang, shop, title, None);
        tiers::on_file(lang, title);
        tiers::grades(lang, grades, Cut::Own);
        tiers::grades(lang, grades, Cut::Fifths);
        tiers::grades(lang, grades, Cut::Fixed);
        tiers::kind(lang, Kind::Prospect, eur);
        tiers::kind(lang, Kind::Occasional { orders: 1, days: 1 }, eur);
        tiers::kind(lang, Kind::Occasional { orders: 3, days: 40 }, eur);
        tiers::kind(lang, Kind::KeyAccount { orders: 20, money: money(200_000) }, eur);
        tiers::kind(lang, Kind::Leader { brought: 0, marked: true }, eur);
        tiers::kind(lang, Kind::Leader { brought: 1, marked: true }, eur);
        tiers::kind(lang, Kind::Leader { brought: 4, marked: false }, eur);
        tiers::mark_leader_label(lang);
        tiers::unmark_leader_label(lang);
        tiers::invite(lang, shop, "https://t.me/corner_bot?start=iAAAA", 0, 0);
        tiers::invite(lang, shop, "https://t.me/corner_bot?start=iAAAA", 1, 0);
        tiers::invite(lang, shop, "https://t.me/corner_bot?start=iAAAA", 3, 0);
        tiers::invite(lang, shop, "https://t.me/corner_bot?start=iAAAA", 1, 1);
        tiers::invite(lang, shop, "https://t.me/corner_bot?start=iAAAA", 5, 2);
        tiers::invite_label(lang);
        tiers::editor_label(lang);
        tiers::list(lang, &[&plain, &gold, &withdrawn], &TierRules::default(), eur);
        tiers::list(lang, &[&gold], &orders, eur);
        tiers::from(lang, &gold, Basis::Orders, eur);
        tiers::none_yet(lang);
        tiers::usual_label(lang);
        tiers::new_label(lang);
        tiers::tier_label(title);
        tiers::tier(lang, &gold, Basis::Money, eur);
        tiers::tier(lang, &withdrawn, Basis::Orders, eur);
        tiers::ask_field(lang, Field::From, Basis::Orders);
        tiers::ask_field(lang, Field::BirthdayThing, Basis::Money);
        tiers::ask_field(lang, Field::BirthdayPoints, Basis::Money);
        tiers::field_label(lang, Field::BirthdayThing);
        tiers::field_label(lang, Field::BirthdayPoints);
        tiers::no_birthday_gift_label(lang);
        tiers::rehearsal(lang, "Gold", &moves);
        tiers::rehearsal(lang, "Gold", &[]);
        tiers::new_threshold(lang, &gold, Basis::Money, eur);
        tiers::new_rules(lang, &orders);
        tiers::withdraw_question(lang, title);
        tiers::save_label(lang);
        tiers::withdraw_label(lang);
        tiers::restore_label(lang);
        tiers::saved(lang);
        tiers::same_threshold(lang, title);
        tiers::too_many(lang, 8);
        tiers::not_between(lang, 0, 100);
        tiers::unclear_amount(lang, &people.typed, &Unclear::NotPositive, eur);
        tiers::unclear_amount(lang, &people.typed, &Unclear::NotANumber, eur);
        tiers::too_long(lang, 32);
        tiers::no_emoji(lang);
    ];
    for field in Field::ALL {
        pages.extend(pages![tiers::field_label(lang, field); tiers::ask_field(lang, field, Basis::Money);]);
    }
    for rule in Rule::ALL {
        pages.extend(pages![tiers::rule_label(lang, rule); tiers::ask_rule(lang, rule);]);
    }
    for basis in Basis::ALL {
        pages.extend(pages![tiers::basis_label(lang, basis);]);
    }
    for colour in Colour::ALL {
        pages.extend(pages![tiers::colour_label(lang, colour);]);
    }
    pages
}

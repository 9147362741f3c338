//! What is said about offers.

use chrono::NaiveDateTime;
use domain::coupon::Code;
use domain::grade::KindName;
use domain::offer::{Audience, Offer, Post};
use domain::terms::{Names, Terms};
use domain::{Lang, OfferId};
use say::offers::{Card, Stands, Why};
use say::terms::Written;
use uuid::Uuid;

use super::terms::{every_kind, strictest};
use super::{Page, People, currency, day, money, said};

pub fn offer(title: &str, terms: &Terms) -> Offer {
    Offer {
        id: OfferId(Uuid::nil()),
        title: title.into(),
        description: "Hand-sewn, in all sizes from 36 to 47, brown and black. ".repeat(40),
        photo: None,
        terms: terms.clone(),
        audience: Audience::Everybody,
        opens_at: "2027-03-01T17:00:00Z".parse().unwrap(),
        ends_at: "2027-03-31T22:00:00Z".parse().unwrap(),
        early: true,
        stock: Some(7),
        per_member: Some(2),
        budget: Some(money(1_000_000)),
        spent: money(20_000),
        coupon_days: 7,
        active: true,
    }
}

fn moment() -> NaiveDateTime {
    day("2027-03-01").and_hms_opt(18, 0, 0).unwrap()
}

fn every_standing() -> [Stands; 9] {
    [
        Stands::Open,
        Stands::Yours,
        Stands::InLine { place: 7, opens: None },
        Stands::InLine {
            place: 1,
            opens: Some(moment()),
        },
        Stands::Over,
        Stands::NotForYou,
        Stands::LimitReached { limit: 1 },
        Stands::NotYet { opens: moment() },
        Stands::Gone,
    ]
}

fn posts(title: &str) -> Vec<Post> {
    let post = Post {
        title: title.into(),
        terms: strictest(),
        names: Names::default(),
        currency: currency("EUR"),
        opens: None,
        until: day("2027-03-31"),
        left: Some(20),
        claimed: 0,
        waiting: 0,
        over: false,
    };
    let with = |left, claimed, waiting, over| Post {
        left,
        claimed,
        waiting,
        over,
        ..post.clone()
    };
    vec![
        Post {
            opens: Some(moment()),
            ..post.clone()
        },
        with(Some(8), 12, 0, false),
        with(Some(0), 20, 0, false),
        with(Some(0), 20, 7, false),
        with(None, 0, 0, false),
        with(None, 12, 0, false),
        with(Some(8), 12, 0, true),
    ]
}

pub fn about_offers(lang: Lang, people: &People) -> Vec<Page> {
    let (title, shop) = (people.title.as_str(), people.shop.as_str());
    let kinds = every_kind(people);
    let (terms, names) = &kinds[2];
    let written = Written {
        terms,
        names,
        currency: currency("EUR"),
    };
    let mug = offer(title, terms);
    let plain = Offer {
        description: String::new(),
        stock: None,
        per_member: None,
        budget: None,
        coupon_days: 0,
        ..mug.clone()
    };
    let gone = Offer {
        stock: Some(0),
        ..mug.clone()
    };
    let card = |offer, stands, why| Card {
        offer,
        written,
        until: day("2027-03-31"),
        stands,
        why,
    };
    let bought = Why::Bought {
        category: title,
        times: 7,
        of: 9,
    };
    let cards: Vec<Card<'_>> = every_standing()
        .into_iter()
        .map(|stands| card(&mug, stands, Some(bought)))
        .chain([card(&plain, Stands::Open, Some(Why::Tier { title: "Gold" }))])
        .collect();
    let for_kinds = KindName::ALL.map(Why::Kind);
    let for_some: Vec<Card<'_>> = for_kinds
        .into_iter()
        .chain([Why::Tag])
        .map(|why| card(&plain, Stands::Open, Some(why)))
        .collect();
    let code = Code::parse("ABCD-EFGH-JKMN").unwrap();
    let until = day("2027-03-31");

    let mut pages = pages![
        offers::list(lang, shop, &cards);
        offers::list(lang, shop, &for_some);
        offers::detail(lang, &card(&plain, Stands::Open, None));
        offers::detail(lang, &card(&gone, Stands::Gone, Some(bought)));
        offers::standing(lang, title, Stands::LimitReached { limit: 3 });
        offers::offer_label(title);
        offers::claim_label(lang);
        offers::wait_label(lang);
        offers::leave_label(lang);
        offers::coupon_label(lang);
        offers::claimed(lang, title, &code, until);
        offers::left_line(lang, title);
        offers::none_yet(lang, shop);
        offers::no_longer_there(lang);
        offers::menu_label(lang);
        offers::claimed_alert(lang, title);
        offers::yours_alert(lang, title);
        offers::post_label(lang);
        offers::yours_letter(lang, shop, title, "ABCD-EFGH-JKMN", until);
        offers::missed_letter(lang, shop, title);
    ];
    for stands in every_standing() {
        pages.extend(pages![
            offers::standing(lang, title, stands);
            offers::detail(lang, &card(&mug, stands, Some(bought)));
        ]);
    }
    for post in posts(title) {
        pages.extend(pages![offers::post(lang, &post);]);
    }
    pages
}

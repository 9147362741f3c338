//! The catalogue for members, and orders of the private chat.

use domain::letter::{Applied, Letter, OrderEnd, OrderNews, PaidIn};
use domain::order::{Line, OrderState};
use domain::product::Product;
use domain::reference::reference;
use domain::relative::{ForWhom, Relation};
use domain::{Lang, OrderId, ProductId, RelativeId};
use say::basket::Basket;
use say::orders::{Shown, Standing, Way};
use uuid::Uuid;

use super::{Page, People, applied, currency, money, points, said};

fn product(title: &str) -> Product {
    Product {
        id: ProductId(Uuid::nil()),
        category: None,
        title: title.into(),
        description: "Roasted two streets from here. ".repeat(40),
        price: money(900),
        member_price: Some(money(800)),
        stars: Some(50),
        stock: Some(7),
        members_only: true,
        photo: None,
        active: true,
    }
}

#[expect(clippy::too_many_lines, reason = "a book is as long as what is said")]
pub fn about_orders(lang: Lang, people: &People) -> Vec<Page> {
    let People { name, shop, title, .. } = people;
    let eur = currency("EUR");
    let (all, none) = (applied(title), Applied::default());
    let lines = [Line {
        product: None,
        category: None,
        title: title.clone(),
        quantity: 2,
        everyday: money(900),
        price: money(800),
    }];
    let many = vec![lines[0].clone(); 20];
    let plain = Product {
        member_price: None,
        stars: None,
        stock: Some(0),
        members_only: false,
        description: String::new(),
        ..product(title)
    };
    let whom = ForWhom {
        relative: RelativeId(Uuid::nil()),
        relation: Relation::Grandmother,
        name: name.to_owned(),
        size: "43".to_owned(),
        taste: name.to_owned(),
    };
    let chosen = Basket {
        lines: &lines,
        applied: &all,
        fee: money(490),
        total: money(13_340),
        currency: eur,
        earned: points(128),
        delivery: Some(name),
        for_whom: Some(&whom),
        hold_hours: 48,
    };
    let held_until = "2027-03-26T14:05:00".parse().unwrap();
    let order = Shown {
        reference: "K7M2Q",
        standing: Standing::Unpaid { held_until },
        lines: &lines,
        applied: &all,
        fee: money(490),
        total: money(13_340),
        currency: eur,
        way: Way::BroughtTo(name),
        for_whom: Some(&whom),
        stars: None,
    };
    let standing = |standing| Shown { standing, ..order };
    let for_stars = Shown {
        stars: Some(100),
        way: Way::Collected,
        for_whom: None,
        fee: money(0),
        applied: &none,
        ..order
    };
    let mut pages = pages![
        orders::catalogue(lang, shop);
        orders::nothing_sold(lang, shop);
        orders::shelf(lang, Some(title));
        orders::shelf(lang, None);
        orders::others_label(lang);
        orders::product_label(lang, title, money(123_456), eur);
        orders::product(lang, &product(title), eur);
        orders::product(lang, &plain, eur);
        orders::reserve_label(lang);
        orders::bring_label(lang, money(490), eur);
        orders::bring_label(lang, money(0), eur);
        orders::ask_where(lang, title);
        orders::where_unclear(lang);
        basket::basket(lang, &chosen);
        basket::for_whom_label(lang, None);
        basket::for_whom_label(lang, Some(name));
        basket::ask_for_whom(lang);
        basket::for_me_label(lang);
        basket::size_label(lang, "");
        basket::size_label(lang, name);
        basket::ask_size(lang, name);
        basket::no_size_label(lang);
        file::for_whom(lang, &whom);
        basket::basket(lang, &Basket { for_whom: None, applied: &none, delivery: None, ..chosen });
        basket::add_label(lang, 0);
        basket::add_label(lang, 3);
        basket::open_label(lang, 12);
        basket::added(lang, title, 1);
        basket::added(lang, title, 2);
        basket::no_more(lang, title, 0);
        basket::no_more(lang, title, 2);
        basket::missed(lang, title, 0);
        basket::missed(lang, title, 2);
        basket::full(lang);
        basket::nothing_in_it(lang);
        basket::cannot_be_ordered(lang);
        basket::not_sold_any_more(lang);
        basket::ask_where(lang);
        basket::collect_label(lang);
        basket::empty_label(lang);
        basket::emptied(lang);
        orders::place_label(lang, money(123_456), eur);
        orders::too_many(lang, 5);
        orders::not_brought(lang, shop);
        orders::own(lang, &order);
        orders::own(lang, &standing(Standing::Paid));
        orders::own(lang, &standing(Standing::Fulfilled));
        orders::own(lang, &standing(Standing::Cancelled));
        orders::own(lang, &standing(Standing::Refunded));
        orders::own(lang, &for_stars);
        orders::own(lang, &Shown { lines: &many, ..order });
        orders::what_line(lang, &many);
        orders::sum_line(lang, &order);
        orders::sum_line(lang, &for_stars);
        orders::slip_footnote_line(lang);
        orders::standing(lang, Standing::Paid);
        orders::for_staff(lang, name, &order);
        orders::pay_label(lang, money(123_456), eur);
        orders::pay_stars_label(lang, 12_345);
        orders::cancel_label(lang);
        orders::cancel_question(lang, "K7M2Q");
        orders::cancel_confirm_label(lang);
        orders::keep_label(lang);
        orders::not_open(lang);
        orders::list(lang);
        orders::none_yet(lang);
        orders::order_label(lang, "K7M2Q", OrderState::Unpaid, money(123_456), eur);
        orders::open_order_label(lang, "K7M2Q", OrderState::Paid, name, None);
        orders::open_order_label(lang, "K7M2Q", OrderState::Paid, name, Some(Relation::Grandmother));
        orders::open_list(lang);
        orders::none_open(lang);
        orders::none_called(lang, name);
        orders::mark_paid_label(lang, money(123_456), eur);
        orders::hand_over_label(lang);
        orders::ask_reason(lang, name);
        orders::no_reason_label(lang);
        orders::own_order_of_staff(lang);
        orders::in_private(lang, shop);
        orders::news(lang, OrderNews::Placed, "K7M2Q", name, title, (money(800), eur), (Way::BroughtTo(name), Some(&whom)));
        orders::news(lang, OrderNews::Paid, "K7M2Q", name, title, (money(800), eur), (Way::Brought, None));
        orders::news(lang, OrderNews::Cancelled, "K7M2Q", name, title, (money(800), eur), (Way::Collected, None));
        orders::news(lang, OrderNews::Revived, "K7M2Q", name, title, (money(800), eur), (Way::Collected, None));
        orders::ended(lang, shop, "K7M2Q", title, &OrderEnd::Lapsed, points(200), Some(title));
        orders::ended(lang, shop, "K7M2Q", title, &OrderEnd::ByShop(name.clone()), points(0), None);
        orders::payment_too_late(lang, shop, "K7M2Q", PaidIn::Stars(50));
        orders::payment_too_late(lang, shop, "K7M2Q", PaidIn::Money(money(800), eur));
        orders::payment_to_return(lang, "K7M2Q", name, PaidIn::Stars(50), title);
        orders::payment_to_return(lang, "K7M2Q", name, PaidIn::Money(money(800), eur), title);
        orders::invoice_label(lang, "K7M2Q");
        orders::invoice_alert(lang, shop, title);
        orders::paid_before_alert(lang);
        orders::ended_alert(lang);
        orders::changed_alert(lang);
        orders::not_yours_alert(lang);
        orders::pay_support(lang, shop);
        orders::catalogue_label(lang);
        orders::orders_label(lang);
        orders::open_label(lang);
    ];
    for letter in letters(people) {
        pages.extend(pages![letters::letter(lang, &letter);]);
    }
    pages
}

fn letters(people: &People) -> Vec<Letter> {
    let People { name, shop, title, .. } = people.clone();
    let order = OrderId(Uuid::from_u128(7));
    assert_eq!(reference(order).len(), 5);
    vec![
        Letter::OrderNews {
            news: OrderNews::Placed,
            order,
            name: name.clone(),
            what: title.clone(),
            total: money(800),
            currency: currency("EUR"),
            delivery: Some(name.clone()),
            brought: true,
            for_whom: None,
        },
        Letter::OrderEnded {
            shop: shop.clone(),
            order,
            what: title,
            why: OrderEnd::Lapsed,
            returned: points(200),
            coupon: None,
        },
        Letter::PaymentTooLate {
            shop,
            order,
            paid: PaidIn::Stars(50),
        },
        Letter::PaymentToReturn {
            order,
            name,
            paid: PaidIn::Stars(50),
            charge: "stxABC".into(),
        },
    ]
}

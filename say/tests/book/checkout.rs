//! What is said of a purchase before and after it counts.

use domain::Lang;
use domain::letter::Applied;

use domain::order::{Channel, Line};
use domain::reckon::NotNow;
use domain::refund::Split;
use say::checkout::{Offer, Recorded};

use super::{Page, People, applied, currency, day, money, points, said};

pub fn about_checkout(lang: Lang, people: &People) -> Vec<Page> {
    let title = people.title.as_str();
    let (eur, none) = (currency("EUR"), money(0));
    let all = applied(title);
    let doubled = Applied {
        coupon: Some((title.into(), none)),
        ..Applied::default()
    };

    let name = people.name.as_str();
    let basket = [Line {
        product: None,
        category: None,
        title: title.into(),
        quantity: 2,
        everyday: money(700),
        price: money(600),
    }];
    let split = Split {
        money: money(5_650),
        returned: points(100),
        clawed: points(56),
    };
    let recorded = Recorded {
        name,
        on: day("2027-03-26"),
        note: title,
        lines: &basket,
        applied: &all,
        fee: money(490),
        total: money(13_340),
        currency: eur,
        earned: points(133),
        refunded: money(500),
        undone: false,
        channel: Channel::Till,
        external: None,
    };

    pages![
        checkout::sum(lang, &all, money(490), money(13_340), eur);
        checkout::sum(lang, &doubled, none, money(12_850), eur);
        checkout::question(lang, &Offer { name, lines: &basket, applied: &all, total: money(13_340), currency: eur, earned: points(133) });
        checkout::question(lang, &Offer { name, lines: &[], applied: &Applied::default(), total: money(50), currency: eur, earned: points(0) });
        checkout::bought(lang, &basket, eur);
        checkout::record_label(lang, money(123_456), eur);
        checkout::coupon_label(title);
        checkout::without_coupon_label(lang);
        checkout::points_label(lang, points(12_345), money(61_700), eur);
        checkout::without_points_label(lang);
        checkout::changed(lang);
        checkout::coupon_does_not_count(lang, title, NotNow::MinSpend { missing: money(100) }, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::NothingItCountsFor, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::NotWithMemberPrices, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::NotBrought, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::Tier, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::Tag, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::OtherHolder, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::Over, eur);
        checkout::coupon_does_not_count(lang, title, NotNow::Taken, eur);
        checkout::sold_out(lang, title, 0);
        checkout::sold_out(lang, title, 3);
        checkout::not_sold_any_more(lang);
        checkout::which_is_it(lang, &people.typed);
        checkout::as_typed_label(&people.typed);
        checkout::choice_label(title);
        checkout::use_in_a_sale_label(lang);
        checkout::ask_amount_with_coupon(lang, name, title);
        checkout::ask_amount_with_shared_coupon(lang, name, title);
        checkout::order(lang, &recorded);
        checkout::order(lang, &Recorded { undone: true, ..recorded });
        checkout::order(lang, &Recorded { channel: Channel::Online, external: Some("WEB-4711"), ..recorded });
        receipt::noted(lang, Channel::Online, Some("WEB-4711"));
        receipt::ask_label(lang);
        receipt::ask(lang);
        receipt::none_label(lang);
        receipt::no_number(lang, 40);
        receipt::taken(lang);
        receipt::channel_label(lang, true);
        receipt::channel_label(lang, false);
        checkout::purchase_label(lang, money(12_850), eur, day("2027-03-26"));
        checkout::refund_label(lang);
        checkout::ask_refund(lang, name, money(12_850), eur);
        checkout::refund_all_label(lang, money(12_850), eur);
        checkout::refund_too_much(lang, money(12_850), eur);
        checkout::refund_question(lang, name, split, eur, Some(title));
        checkout::refund_confirm_label(lang);
        checkout::refund_done(lang, name, split, eur, None);
        checkout::refund_how_to(lang);
        checkout::choose_purchase(lang, name);
        checkout::points_are_back(lang, points(200));
        checkout::coupon_is_back(lang, title);
    ]
}

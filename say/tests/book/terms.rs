//! What a coupon's terms say.

use domain::terms::{Names, Only, Terms, Worth};
use domain::{CategoryId, Lang, ProductId, TierId};
use say::terms::Written;
use uuid::Uuid;

use super::{Page, People, currency, money, said};

/// Terms of every kind, with what their things are called.
pub fn every_kind(people: &People) -> Vec<(Terms, Names)> {
    let title = people.title.clone();
    let plain = Names::default();
    let product = ProductId(Uuid::nil());
    let times = |percent, days| Terms::of(Worth::Times { percent, days });
    let price = |product| {
        Terms::of(Worth::Price {
            product,
            everyday: money(8_000),
            price: money(6_000),
        })
    };
    vec![
        (Terms::of(Worth::Gift), plain.clone()),
        (Terms::of(Worth::Amount { off: money(500) }), plain.clone()),
        (
            strictest(),
            Names {
                product: None,
                only: vec![
                    title.clone(),
                    "Shoes".into(),
                    "Laces".into(),
                    "Cream".into(),
                    title.clone(),
                ],
                tier: Some("Gold".into()),
            },
        ),
        (strictest(), plain.clone()),
        (
            price(Some(product)),
            Names {
                product: Some(title),
                ..plain.clone()
            },
        ),
        (price(None), plain.clone()),
        (times(200, 0), plain.clone()),
        (times(300, 2), plain.clone()),
        (times(150, 6), plain.clone()),
        (Terms::of(Worth::FreeDelivery), plain),
    ]
}

/// Terms that ask for everything terms can ask for.
pub fn strictest() -> Terms {
    Terms {
        min_spend: Some(money(3_000)),
        only: Only::Categories(vec![CategoryId(Uuid::nil())]),
        tier: Some(TierId(Uuid::nil())),
        transferable: true,
        ..Terms::of(Worth::Percent {
            percent: 20,
            at_most: money(1_000),
        })
    }
}

pub fn about_terms(lang: Lang, people: &People) -> Vec<Page> {
    let mut pages = Vec::new();
    for (terms, names) in &every_kind(people) {
        let written = Written {
            terms,
            names,
            currency: currency("EUR"),
        };
        let together = Terms {
            with_member_prices: true,
            ..terms.clone()
        };
        let with_member_prices = Written {
            terms: &together,
            ..written
        };
        pages.extend(pages![
            terms::worth(lang, &written);
            terms::brief(lang, &written);
            terms::facts(lang, &written);
            terms::stacking(lang, &with_member_prices);
            terms::conditions(lang, &written);
            card::coupon_terms_line(lang, &written);
        ]);
    }
    pages.extend(pages![
        terms::holder(lang, true);
        terms::holder(lang, false);
    ]);
    // Of some terms there is nothing to say.
    pages.retain(|page| !page.text.is_empty());
    pages
}

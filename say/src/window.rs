//! The shop window: what whoever is no member yet reads of the catalogue.

use domain::Lang;
use domain::product::Product;
use domain::shop::Shop;

use crate::number::money;
use crate::text::{GAP, counted, escape, in_list, lines};

/// What everybody may see, with both prices where members have their own (C8), and how many things more there are for
/// members alone.
#[must_use]
pub fn page(lang: Lang, shop: &Shop, products: &[Product], for_members: i64) -> String {
    let rows: Vec<String> = products.iter().map(|product| row(lang, shop, product)).collect();
    let nothing = products.is_empty() && for_members == 0;
    lines([
        Some(words!(lang, "window.heading", shop = escape(&shop.name))),
        GAP,
        nothing.then(|| words!(lang, "window.empty")),
        (!rows.is_empty()).then(|| rows.join("\n")),
        GAP.filter(|_| !rows.is_empty()),
        (for_members > 0).then(|| counted(lang, "window.for_members", for_members)),
        Some(words!(lang, "window.join")),
    ])
}

fn row(lang: Lang, shop: &Shop, product: &Product) -> String {
    let (title, price) = (in_list(&product.title), money(lang, product.price, shop.currency));
    match product.member_price.filter(|member| *member < product.price) {
        Some(member) => words!(
            lang,
            "window.row_member",
            title = title,
            price = price,
            member = money(lang, member, shop.currency)
        ),
        None => words!(lang, "window.row", title = title, price = price),
    }
}

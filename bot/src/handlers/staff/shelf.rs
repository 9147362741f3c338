//! A sale from the catalogue: what is bought is tapped, then the sum is looked at and recorded.

use domain::order::Item;
use domain::product::{Category, Product};
use domain::role::Right;
use domain::shop::Shop;
use domain::{CategoryId, MemberId, ProductId, Token};

use super::checkout::{self, Draft, drafted};
use super::named::CATALOGUE;
use super::{answer, find, on_staff, outdated, sell, turn_away};
use crate::handlers::customer::{page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Things of one page.
const PAGE: usize = 8;
/// Of one thing in one sale.
const MOST: u32 = 99;

/// Whether there is a catalogue to sell from.
pub(super) async fn is_there(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<bool> {
    Ok(!visit.club.loyalty.sold_products(shop.id, 1).await?.is_empty())
}

/// "From the catalogue" was tapped, and nobody's file is open.
pub async fn ask_whose(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::RunTill).await?.is_none() {
        return Ok(());
    }
    let text = say::shelf::ask_whose(visit.lang());
    answer(visit, &screen(text, vec![sell::cancel_row(visit)])).await?;
    visit.ask(&Dialog::WhoseBasket).await
}

/// The name of whoever buys was sent.
pub async fn on_whose(visit: &Visit<'_>, words: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let found = find::fitting(visit, shop, words.trim()).await?;
    if found.is_empty() {
        return answer(visit, &find::nobody(visit, shop, words)).await;
    }
    if let [only] = found.as_slice() {
        return begin(visit, only.id).await;
    }
    let mut rows: Vec<Vec<Button>> = found
        .iter()
        .map(|member| {
            let label = say::till::member_label(&member.name, member.number);
            vec![Button::tap(label, Tap::SellByShelf { member: member.id }.data())]
        })
        .collect();
    rows.push(sell::cancel_row(visit));
    let text = say::till::find_results(visit.lang(), &find::quoted(words));
    answer(visit, &screen(text, rows)).await
}

/// "From the catalogue" was tapped for a member.
pub async fn begin(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let draft = Draft {
        member,
        items: vec![],
        note: String::new(),
        coupon: None,
        with_points: false,
        shown: None,
        intention: visit.club.loyalty.ids.token(),
    };
    if visit.club.loyalty.member(shop.id, member).await?.is_none() {
        return outdated(visit).await;
    }
    visit.ask(&Dialog::Checkout(draft.clone())).await?;
    shelves(visit, shop, &draft).await
}

/// Something else is to be added.
pub async fn on_more(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match basket(visit, intention).await? {
        Some(draft) => shelves(visit, shop, &draft).await,
        None => outdated(visit).await,
    }
}

/// Back to what was chosen.
pub async fn on_basket(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match basket(visit, intention).await? {
        Some(draft) => checkout::show(visit, shop, draft, None).await,
        None => outdated(visit).await,
    }
}

/// A category was tapped. `None`: what is in none.
pub async fn on_shelf(
    visit: &Visit<'_>,
    intention: &Token,
    category: Option<CategoryId>,
    page: i64,
) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(draft) = basket(visit, intention).await? else {
        return outdated(visit).await;
    };
    let offered = Offered::to(visit, shop, &draft).await?;
    match offered.shelves.iter().find(|shelf| shelf.id() == category) {
        Some(shelf) => show(visit, shop, &draft, &offered, shelf, page).await,
        // The last thing in it was sold meanwhile.
        None => shelves(visit, shop, &draft).await,
    }
}

/// So many of a product are to be in the basket: one more, one fewer, or none.
pub async fn on_quantity(
    visit: &Visit<'_>,
    intention: &Token,
    product: ProductId,
    quantity: i64,
) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(mut draft) = basket(visit, intention).await? else {
        return outdated(visit).await;
    };
    let quantity = u32::try_from(quantity.max(0)).unwrap_or(MOST).min(MOST);
    if quantity > draft.quantity(product) {
        let found = visit.club.loyalty.product(shop.id, product).await?;
        let Some(found) = found.filter(|found| found.active) else {
            return turn_away(visit, &say::checkout::not_sold_any_more(visit.lang())).await;
        };
        if let Some(left) = found.stock.filter(|left| *left < i64::from(quantity)) {
            let text = match left {
                0 => say::shelf::just_sold_out(visit.lang(), &found.title),
                _ => say::checkout::sold_out(visit.lang(), &found.title, left),
            };
            return turn_away(visit, &text).await;
        }
    }
    draft.put(product, quantity);
    checkout::show(visit, shop, draft, None).await
}

/// The basket that a button belongs to.
async fn basket(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<Option<Draft>> {
    Ok(drafted(visit, intention).await?.filter(Draft::is_basket))
}

/// What a member can be sold at this moment, beside what is in their basket.
struct Offered {
    /// The categories that have something in them.
    shelves: Vec<Shelf>,
    /// What the member's tier takes off.
    off: u8,
}

struct Shelf {
    /// `None`: what is in no category.
    category: Option<Category>,
    products: Vec<Product>,
}

impl Shelf {
    fn id(&self) -> Option<CategoryId> {
        self.category.as_ref().map(|category| category.id)
    }
}

impl Offered {
    async fn to(visit: &Visit<'_>, shop: &Shop, draft: &Draft) -> anyhow::Result<Self> {
        let loyalty = &visit.club.loyalty;
        let stand = loyalty.stand_of(shop.id, draft.member).await?;
        let mut products = loyalty.sold_products(shop.id, CATALOGUE).await?;
        products.retain(|product| {
            let wanted = i64::from(draft.quantity(product.id)) + 1;
            wanted <= i64::from(MOST) && product.stock.is_none_or(|left| left >= wanted)
        });
        let mut shelves = Vec::new();
        for category in loyalty.categories(shop.id).await? {
            let (here, rest) = products
                .into_iter()
                .partition(|product| product.category == Some(category.id));
            products = rest;
            shelves.push(Shelf {
                category: Some(category),
                products: here,
            });
        }
        shelves.push(Shelf {
            category: None,
            products,
        });
        shelves.retain(|shelf| !shelf.products.is_empty());
        Ok(Self {
            shelves,
            off: stand.tier().map_or(0, |tier| tier.off),
        })
    }
}

/// The categories that have something to sell, or what there is if that is all in one.
pub(super) async fn shelves(visit: &Visit<'_>, shop: &Shop, draft: &Draft) -> anyhow::Result<()> {
    let lang = visit.lang();
    let offered = Offered::to(visit, shop, draft).await?;
    if let [only] = offered.shelves.as_slice() {
        return show(visit, shop, draft, &offered, only, 0).await;
    }
    let mut rows: Vec<Vec<Button>> = offered
        .shelves
        .iter()
        .map(|shelf| {
            let label = match &shelf.category {
                Some(category) => say::common::name_label(&category.title),
                None => say::orders::others_label(lang),
            };
            vec![Button::tap(label, shelf_tap(shelf, 0, &draft.intention).data())]
        })
        .collect();
    rows.push(way_back(visit, draft));
    let text = if offered.shelves.is_empty() {
        say::shelf::nothing_left(lang)
    } else {
        heading(visit, shop, draft).await?
    };
    answer(visit, &screen(text, rows)).await
}

/// One shelf. A tap on a thing puts one of it into the basket.
async fn show(
    visit: &Visit<'_>,
    shop: &Shop,
    draft: &Draft,
    offered: &Offered,
    shelf: &Shelf,
    page: i64,
) -> anyhow::Result<()> {
    let (lang, intention) = (visit.lang(), &draft.intention);
    let last = shelf.products.len().saturating_sub(1) / PAGE;
    let page = usize::try_from(page_in_range(page)).unwrap_or(0).min(last);
    let here = shelf.products.iter().skip(page * PAGE).take(PAGE);
    let mut rows: Vec<Vec<Button>> = here
        .map(|product| {
            let price = product.line(1).with_percent_off(offered.off).price;
            let chosen = draft.quantity(product.id);
            let left = product.stock.map(|left| left - i64::from(chosen));
            let label = say::shelf::product_label(lang, &product.title, price, shop.currency, left);
            vec![Button::tap(
                label,
                so_many(product.id, chosen.saturating_add(1), intention).data(),
            )]
        })
        .collect();
    rows.push(pager(visit, i64::try_from(page)?, page < last, |page| {
        shelf_tap(shelf, page, intention)
    }));
    if offered.shelves.len() > 1 {
        let all = Tap::SaleShelves {
            intention: intention.clone(),
        };
        rows.push(back_or_cancel(visit, &all));
    } else {
        rows.push(way_back(visit, draft));
    }
    let heading = heading(visit, shop, draft).await?;
    let text = match &shelf.category {
        Some(category) => format!("{heading}\n{}", say::orders::shelf(lang, Some(&category.title))),
        None => heading,
    };
    answer(visit, &screen(text, rows)).await
}

async fn heading(visit: &Visit<'_>, shop: &Shop, draft: &Draft) -> anyhow::Result<String> {
    let member = visit.club.loyalty.member(shop.id, draft.member).await?;
    let name = member.map(|member| member.name).unwrap_or_default();
    Ok(say::shelf::what(visit.lang(), &name))
}

fn shelf_tap(shelf: &Shelf, page: i64, intention: &Token) -> Tap {
    let intention = intention.clone();
    match shelf.id() {
        Some(category) => Tap::SaleShelf {
            category,
            page,
            intention,
        },
        None => Tap::SaleOtherShelf { page, intention },
    }
}

fn so_many(product: ProductId, quantity: u32, intention: &Token) -> Tap {
    Tap::SaleQuantity {
        product,
        quantity: i64::from(quantity),
        intention: intention.clone(),
    }
}

/// To what was chosen; while that is nothing, to the question how much it is.
fn way_back(visit: &Visit<'_>, draft: &Draft) -> Vec<Button> {
    let back = if draft.items.is_empty() {
        Tap::AskSale { member: draft.member }
    } else {
        Tap::SaleBasket {
            intention: draft.intention.clone(),
        }
    };
    back_or_cancel(visit, &back)
}

fn back_or_cancel(visit: &Visit<'_>, back: &Tap) -> Vec<Button> {
    let mut row = vec![Button::tap(say::common::back_label(visit.lang()), back.data())];
    row.extend(sell::cancel_row(visit));
    row
}

/// Under a basket: fewer and more of each thing in it, and something else.
pub(super) async fn basket_rows(visit: &Visit<'_>, shop: &Shop, draft: &Draft) -> anyhow::Result<Vec<Vec<Button>>> {
    let intention = &draft.intention;
    let mut rows = Vec::new();
    for item in &draft.items {
        let Item::Product { product, quantity } = item else {
            continue;
        };
        let Some(found) = visit.club.loyalty.product(shop.id, *product).await? else {
            continue;
        };
        let button = |sign: &str, quantity: u32| {
            let label = say::shelf::quantity_label(sign, &found.title);
            Button::tap(label, so_many(*product, quantity, intention).data())
        };
        let mut row = vec![button("−", quantity.saturating_sub(1))];
        let enough = found.stock.is_none_or(|left| left > i64::from(*quantity));
        if found.active && enough && *quantity < MOST {
            row.push(button("+", quantity.saturating_add(1)));
        }
        rows.push(row);
    }
    let more = Tap::SaleShelves {
        intention: intention.clone(),
    };
    rows.push(vec![Button::tap(say::shelf::more_label(visit.lang()), more.data())]);
    Ok(rows)
}

//! The catalogue in the private chat: one product at a time, one thing about it at a time.

use domain::product::{Category, Product};
use domain::role::Right;
use domain::shop::Shop;
use domain::{CategoryId, Money, ProductId, name, typed_money};
use loyalty::{CategorySaved, ProductSaved};
use say::product_editor::{self as words, Field};

use super::editors::{below, count, description, title};
use super::{menu_row, no_longer_staff, on_staff, outdated, typed};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Products of one page.
const PAGE: i64 = 8;
const MOST_THINGS: i64 = 1_000_000;
/// What Telegram takes in one payment.
const MOST_STARS: i64 = 10_000;
pub(super) const LONGEST_TITLE: usize = 64;
const LONGEST_DESCRIPTION: usize = 500;

/// Words of [`Tap::ProductField`] that are answered at once.
const ON_SALE: &str = "on";
const OFF_SALE: &str = "off";
const FOR_MEMBERS: &str = "members";
const FOR_EVERYBODY: &str = "all";
/// Before the word of a field that is to be left empty.
const WITHOUT: &str = "no-";

/// The word for a field in a button and in the question that is open.
const fn word(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Description => "text",
        Field::Price => "price",
        Field::MemberPrice => "member",
        Field::Category => "category",
        Field::Stock => "stock",
        Field::Photo => "photo",
        Field::Stars => "stars",
    }
}

fn field(word: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|field| self::word(*field) == word)
}

/// `/products`: everything in the catalogue.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (products, more) = visit.club.loyalty.all_products(shop.id, page * PAGE, PAGE).await?;
    let mut rows = vec![vec![
        Button::tap(words::new_label(lang), Tap::NewProduct.data()).style(Style::Primary),
    ]];
    rows.extend(products.iter().map(|product| {
        let label = say::checkout::choice_label(&product.title);
        vec![Button::tap(label, Tap::EditProduct { product: product.id }.data())]
    }));
    rows.push(pager(visit, page, more, |page| Tap::EditProducts { page }));
    let categories = say::category_editor::menu_label(lang);
    rows.push(vec![Button::tap(categories, Tap::EditCategories.data())]);
    rows.push(menu_row(visit));
    let text = if products.is_empty() && page == 0 {
        words::none_yet(lang)
    } else {
        words::list(lang, &products, shop.currency)
    };
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One product. A question about it that was open is put away.
pub async fn show(visit: &Visit<'_>, product: ProductId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.product(shop.id, product).await? else {
        return outdated(visit).await;
    };
    look_at(visit, shop, None, &found).await
}

async fn look_at(visit: &Visit<'_>, shop: &Shop, news: Option<&str>, product: &Product) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let categories = visit.club.loyalty.categories(shop.id).await?;
    let category = categories.iter().find(|category| Some(category.id) == product.category);
    let text = words::detail(
        lang,
        product,
        category.map(|category| category.title.as_str()),
        shop.currency,
    );
    let button = |label: String, field: &str| {
        let tap = Tap::ProductField {
            product: product.id,
            field: field.to_owned(),
        };
        Button::tap(label, tap.data())
    };
    let fields: Vec<Button> = Field::ALL
        .into_iter()
        .map(|field| button(words::field_label(lang, field), word(field)))
        .collect();
    let mut rows: Vec<Vec<Button>> = fields.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(vec![if product.members_only {
        button(words::for_everybody_label(lang), FOR_EVERYBODY)
    } else {
        button(words::members_only_label(lang), FOR_MEMBERS)
    }]);
    rows.push(vec![if product.active {
        button(words::hide_label(lang), OFF_SALE)
    } else {
        button(words::sell_label(lang), ON_SALE).style(Style::Success)
    }]);
    rows.push(back_to(visit, &Tap::EditProducts { page: 0 }));
    let screen = screen(below(news, text), rows);
    visit.show_pictured(product.photo.as_deref(), &screen).await?;
    if let Some(Dialog::Product { .. }) = visit.open_dialog().await? {
        visit.end_dialog().await?;
    }
    Ok(())
}

/// "New": its name and its price come in one message.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let text = words::ask_new(visit.lang(), example(shop), shop.currency);
    let rows = vec![back_to(visit, &Tap::EditProducts { page: 0 })];
    visit.show(&screen(text, rows)).await?;
    let product = visit.club.loyalty.new_product_id();
    visit.ask(&Dialog::NewProduct { product }).await
}

/// A usual price.
fn example(shop: &Shop) -> Money {
    Money::new(shop.rules.earn_per.minor().saturating_mul(9)).unwrap_or(shop.rules.earn_per)
}

/// What a new product is called and costs. Named before it was asked for, it is made once.
pub async fn on_new(visit: &Visit<'_>, product: ProductId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let read = text
        .trim()
        .rsplit_once(char::is_whitespace)
        .and_then(|(called, price)| {
            let price = typed_money::read(price, lang, shop.currency).ok()?;
            Some((title(called, LONGEST_TITLE)?, price))
        });
    let Some((title, price)) = read else {
        let text = words::bad_new(lang, example(shop), shop.currency);
        visit
            .show(&screen(text, vec![back_to(visit, &Tap::EditProducts { page: 0 })]))
            .await?;
        return Ok(());
    };
    let made = Product {
        id: product,
        category: None,
        title,
        description: String::new(),
        price,
        member_price: None,
        stars: None,
        stock: None,
        members_only: false,
        photo: None,
        active: false,
    };
    let saved = visit.club.loyalty.add_product(shop, visit.user(), &made).await?;
    visit.end_dialog().await?;
    let news = words::made(lang);
    answer(visit, shop, saved, &news).await
}

async fn answer(visit: &Visit<'_>, shop: &Shop, saved: ProductSaved, news: &str) -> anyhow::Result<()> {
    match saved {
        ProductSaved::Done(product) => look_at(visit, shop, Some(news), &product).await,
        ProductSaved::NoSuchProduct => outdated(visit).await,
        ProductSaved::NotAllowed => no_longer_staff(visit).await,
    }
}

async fn change(
    visit: &Visit<'_>,
    shop: &Shop,
    product: ProductId,
    how: impl FnOnce(&mut Product) + Send,
) -> anyhow::Result<()> {
    let saved = visit
        .club
        .loyalty
        .change_product(shop, visit.user(), product, how)
        .await?;
    answer(visit, shop, saved, &words::saved(visit.lang())).await
}

/// One thing about a product was tapped.
pub async fn on_field(visit: &Visit<'_>, product: ProductId, tapped: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    if let Some(field) = field(tapped) {
        return ask(visit, shop, product, field, None).await;
    }
    match tapped {
        ON_SALE => change(visit, shop, product, |product| product.active = true).await,
        OFF_SALE => change(visit, shop, product, |product| product.active = false).await,
        FOR_MEMBERS => change(visit, shop, product, |product| product.members_only = true).await,
        FOR_EVERYBODY => change(visit, shop, product, |product| product.members_only = false).await,
        _ => match tapped.strip_prefix(WITHOUT).and_then(field) {
            Some(Field::Description) => change(visit, shop, product, |product| product.description.clear()).await,
            Some(Field::MemberPrice) => change(visit, shop, product, |product| product.member_price = None).await,
            Some(Field::Category) => change(visit, shop, product, |product| product.category = None).await,
            Some(Field::Stock) => change(visit, shop, product, |product| product.stock = None).await,
            Some(Field::Photo) => change(visit, shop, product, |product| product.photo = None).await,
            Some(Field::Stars) => change(visit, shop, product, |product| product.stars = None).await,
            Some(Field::Title | Field::Price) | None => outdated(visit).await,
        },
    }
}

/// Asks about one thing, below what was wrong with the answer before.
async fn ask(
    visit: &Visit<'_>,
    shop: &Shop,
    product: ProductId,
    field: Field,
    wrong: Option<&str>,
) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let mut rows = Vec::new();
    if field == Field::Category {
        let categories = visit.club.loyalty.categories(shop.id).await?;
        rows.extend(categories.into_iter().map(|category| {
            let tap = Tap::ProductCategory {
                product,
                category: category.id,
            };
            vec![Button::tap(say::checkout::choice_label(&category.title), tap.data())]
        }));
    }
    if !matches!(field, Field::Title | Field::Price) {
        let tap = Tap::ProductField {
            product,
            field: format!("{WITHOUT}{}", word(field)),
        };
        rows.push(vec![Button::tap(words::without_label(lang), tap.data())]);
    }
    rows.push(back_to(visit, &Tap::EditProduct { product }));
    let text = below(wrong, words::ask(lang, field));
    visit.show(&screen(text, rows)).await?;
    visit
        .ask(&Dialog::Product {
            product,
            field: word(field).to_owned(),
        })
        .await
}

/// A category was chosen by its button.
pub async fn on_category(visit: &Visit<'_>, product: ProductId, category: CategoryId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let known = visit.club.loyalty.categories(shop.id).await?;
    if !known.iter().any(|known| known.id == category) {
        return outdated(visit).await;
    }
    change(visit, shop, product, |product| product.category = Some(category)).await
}

/// A typed answer to the question about one thing.
pub async fn on_words(visit: &Visit<'_>, product: ProductId, asked: &str, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let (Some(field), Some(found)) = (field(asked), visit.club.loyalty.product(shop.id, product).await?) else {
        visit.end_dialog().await?;
        return list(visit, 0).await;
    };
    match read(visit, shop, &found, field, text).await? {
        Ok(answer) => change(visit, shop, product, |product| answer.put(product)).await,
        Err(wrong) => ask(visit, shop, product, field, Some(&wrong)).await,
    }
}

/// A photo was sent while something about a product was asked.
pub async fn on_photo(visit: &Visit<'_>, product: ProductId, asked: &str, file_id: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    match field(asked) {
        Some(Field::Photo) | None => {
            let photo = Some(file_id.to_owned());
            change(visit, shop, product, |product| product.photo = photo).await
        }
        Some(field) => {
            let wrong = say::common::please_as_text(visit.lang());
            ask(visit, shop, product, field, Some(&wrong)).await
        }
    }
}

/// An answer that can be used.
enum Answer {
    Title(String),
    Description(String),
    Price(Money),
    MemberPrice(Money),
    Category(CategoryId),
    Stock(i64),
    Stars(i64),
}

impl Answer {
    fn put(self, product: &mut Product) {
        match self {
            Self::Title(title) => product.title = title,
            Self::Description(description) => product.description = description,
            Self::Price(price) => product.price = price,
            Self::MemberPrice(price) => product.member_price = Some(price),
            Self::Category(category) => product.category = Some(category),
            Self::Stock(stock) => product.stock = Some(stock),
            Self::Stars(stars) => product.stars = Some(stars),
        }
    }
}

/// What typed words answer, or what is wrong with them. A new category is made of its name.
async fn read(
    visit: &Visit<'_>,
    shop: &Shop,
    product: &Product,
    field: Field,
    text: &str,
) -> anyhow::Result<Result<Answer, String>> {
    let lang = visit.lang();
    let price = || {
        typed_money::read(text, lang, shop.currency).map_err(|why| say::till::unclear(lang, text, &why, shop.currency))
    };
    Ok(match field {
        Field::Title => title(text, LONGEST_TITLE)
            .map(Answer::Title)
            .ok_or_else(|| say::gift_editor::bad_title(lang, count(LONGEST_TITLE))),
        Field::Description => description(text, LONGEST_DESCRIPTION)
            .map(Answer::Description)
            .ok_or_else(|| say::gift_editor::bad_description(lang, count(LONGEST_DESCRIPTION))),
        Field::Price => price().and_then(|price| match product.member_price {
            Some(member) if price < member => Err(words::price_too_low(lang, member, shop.currency)),
            _ => Ok(Answer::Price(price)),
        }),
        Field::MemberPrice => price().and_then(|price| {
            if price > product.price {
                return Err(words::member_price_too_high(lang, product.price, shop.currency));
            }
            Ok(Answer::MemberPrice(price))
        }),
        Field::Category => match title(text, LONGEST_TITLE) {
            Some(title) => Ok(Answer::Category(category_named(visit, shop, title).await?)),
            None => Err(say::gift_editor::bad_title(lang, count(LONGEST_TITLE))),
        },
        Field::Stock => typed::whole_number(text, lang)
            .filter(|stock| (0..=MOST_THINGS).contains(stock))
            .map(Answer::Stock)
            .ok_or_else(|| say::gift_editor::bad_stock(lang, MOST_THINGS)),
        Field::Stars => typed::whole_number(text, lang)
            .filter(|stars| (1..=MOST_STARS).contains(stars))
            .map(Answer::Stars)
            .ok_or_else(|| words::bad_stars(lang, MOST_STARS)),
        Field::Photo => Err(say::gift_editor::bad_photo(lang)),
    })
}

/// The category of this name, made where there is none.
async fn category_named(visit: &Visit<'_>, shop: &Shop, title: String) -> anyhow::Result<CategoryId> {
    let loyalty = &visit.club.loyalty;
    let known = loyalty.categories(shop.id).await?;
    let same = |category: &&Category| name::folded(&category.title) == name::folded(&title);
    if let Some(category) = known.iter().find(same) {
        return Ok(category.id);
    }
    let category = Category {
        id: loyalty.new_category_id(),
        title,
        photo: None,
        active: true,
    };
    // Whoever may not is told by the change that follows.
    let saved = loyalty.add_category(shop, visit.user(), &category).await?;
    Ok(match saved {
        CategorySaved::Done(category) => category.id,
        CategorySaved::NoSuchCategory | CategorySaved::NotAllowed => category.id,
    })
}

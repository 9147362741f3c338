//! What staff hear who make a catalogue.

use domain::product::{Category, Product};
use domain::{CategoryId, Lang, ProductId};
use say::product_editor::Field;
use uuid::Uuid;

use super::{Page, People, currency, money, said, shop};

pub fn about_product_editor(lang: Lang, people: &People) -> Vec<Page> {
    let eur = currency("EUR");
    let title = people.title.as_str();
    let product = Product {
        id: ProductId(Uuid::nil()),
        category: None,
        title: title.into(),
        description: "Roasted two streets from here. ".repeat(15),
        price: money(900),
        member_price: Some(money(800)),
        stars: Some(250),
        stock: Some(7),
        members_only: true,
        photo: None,
        active: true,
    };
    let plain = Product {
        description: String::new(),
        member_price: None,
        stock: None,
        members_only: false,
        active: false,
        ..product.clone()
    };
    let uncounted = Product {
        stock: None,
        ..product.clone()
    };
    let settled = shop(&people.shop, eur);
    let category = |active| Category {
        id: CategoryId(Uuid::nil()),
        title: title.into(),
        photo: None,
        active,
    };
    let categories = [category(true), category(false)];
    let all = [product.clone(), plain.clone(), uncounted];

    let mut pages = pages![
        product_editor::list(lang, &all, eur);
        product_editor::none_yet(lang);
        product_editor::new_label(lang);
        product_editor::ask_new(lang, money(900), eur);
        product_editor::bad_new(lang, money(900), eur);
        product_editor::detail(lang, &product, Some(title), eur);
        product_editor::detail(lang, &plain, None, eur);
        product_editor::without_label(lang);
        product_editor::member_price_too_high(lang, money(900), eur);
        product_editor::price_too_low(lang, money(800), eur);
        product_editor::sell_label(lang);
        product_editor::hide_label(lang);
        product_editor::members_only_label(lang);
        product_editor::for_everybody_label(lang);
        product_editor::saved(lang);
        product_editor::made(lang);
        product_editor::bad_stars(lang, 10_000);
        category_editor::menu_label(lang);
        category_editor::list(lang, &categories);
        category_editor::list(lang, &[]);
        category_editor::new_label(lang);
        category_editor::category_label(title);
        category_editor::detail(lang, &categories[0]);
        category_editor::detail(lang, &categories[1]);
        category_editor::no_photo_label(lang);
        category_editor::hide_label(lang);
        category_editor::show_label(lang);
        category_editor::bad_title(lang, 64);
        category_editor::same_title(lang, title);
        category_editor::saved(lang);
        window::page(lang, &settled, &all, 0);
        window::page(lang, &settled, &all, 1);
        window::page(lang, &settled, &[], 12);
        window::page(lang, &settled, &[], 0);
    ];
    for field in say::category_editor::Field::ALL {
        pages.extend(pages![category_editor::field_label(lang, field); category_editor::ask(lang, field);]);
    }
    for field in Field::ALL {
        pages.extend(pages![product_editor::field_label(lang, field); product_editor::ask(lang, field);]);
    }
    pages
}

//! A sale from the catalogue.

use domain::Lang;

use super::{Page, People, currency, money, said};

pub fn about_shelf(lang: Lang, people: &People) -> Vec<Page> {
    let (title, eur) = (people.title.as_str(), currency("EUR"));
    pages![
        shelf::from_catalogue_label(lang);
        shelf::ask_whose(lang);
        shelf::what(lang, &people.name);
        shelf::product_label(lang, title, money(12_850), eur, Some(3));
        shelf::product_label(lang, title, money(12_850), eur, None);
        shelf::just_sold_out(lang, title);
        shelf::nothing_left(lang);
        shelf::quantity_label("−", title);
        shelf::more_label(lang);
    ]
}

//! Making and changing offers.

use domain::Lang;
use domain::grade::KindName;
use domain::offer::Offer;
use domain::terms::{Names, Terms, Worth};
use say::offer_editor::{Condition, Field, Line, Sketch};
use say::terms::Written;

use super::offers::offer;
use super::terms::strictest;
use super::{Page, People, currency, day, money, said};

pub fn about_offer_editor(lang: Lang, people: &People) -> Vec<Page> {
    let (title, eur) = (people.title.as_str(), currency("EUR"));
    let (terms, names, until) = (strictest(), Names::default(), day("2027-03-31"));
    let out = offer(title, &terms);
    let ended = Offer {
        active: false,
        budget: None,
        ..out.clone()
    };
    let audience = [
        title.to_owned(),
        say::offer_editor::kind_label(lang, KindName::KeyAccount),
    ];
    let sketch = |offer| Sketch {
        offer,
        written: Written {
            terms: &terms,
            names: &names,
            currency: eur,
        },
        until,
        people: &audience,
    };
    let line = |left, over| Line {
        title,
        until,
        left,
        over,
    };
    let lines = [line(None, false), line(Some(7), false), line(Some(7), true)];

    let mut pages = pages![
        offer_editor::list(lang, &lines);
        offer_editor::preview(lang, &sketch(&out), "");
        offer_editor::standing(lang, &sketch(&out), 12, 3);
        offer_editor::standing(lang, &sketch(&ended), 12, 3);
        offer_editor::tier_label(lang, title);
        offer_editor::bad_title(lang, 64);
        offer_editor::bad_description(lang, 400);
        offer_editor::bad_times(lang, 10);
        offer_editor::bad_stock(lang, 1_000_000);
        offer_editor::ends_too_early(lang, until);
        offer_editor::price_too_high(lang, money(8_000), eur);
        offer_editor::budget_too_small(lang, money(2_000), eur);
        offer_editor::published(lang, title, None);
        offer_editor::published(lang, title, Some(9));
        offer_editor::end_question(lang, title);
        offer_editor::ended(lang, title);
        offer_editor::none_yet(lang);
        offer_editor::new_label(lang);
        offer_editor::menu_label(lang);
        offer_editor::ask_title(lang);
        offer_editor::ask_description(lang);
        offer_editor::ask_photo(lang);
        offer_editor::ask_kind(lang);
        offer_editor::ask_everyday(lang);
        offer_editor::ask_price(lang);
        offer_editor::ask_off(lang);
        offer_editor::ask_percent(lang);
        offer_editor::ask_at_most(lang);
        offer_editor::ask_times(lang);
        offer_editor::ask_min_spend(lang);
        offer_editor::ask_audience(lang);
        offer_editor::tag_label(title);
        offer_editor::own_choice_label(lang, title, "Wide", true);
        offer_editor::own_choice_label(lang, "Foot", title, false);
        offer_editor::hidden_choice_label(lang);
        offer_editor::ask_from(lang);
        offer_editor::ask_until(lang);
        offer_editor::ask_stock(lang);
        offer_editor::ask_limit(lang);
        offer_editor::ask_budget(lang);
        offer_editor::ask_validity(lang);
        offer_editor::price_kind_label(lang);
        offer_editor::amount_kind_label(lang);
        offer_editor::percent_kind_label(lang);
        offer_editor::times_kind_label(lang);
        offer_editor::delivery_kind_label(lang);
        offer_editor::no_least_label(lang);
        offer_editor::everybody_label(lang);
        offer_editor::no_budget_label(lang);
        offer_editor::bad_percent(lang);
        offer_editor::bad_moment(lang);
        offer_editor::nothing_off(lang);
        offer_editor::percent_too_high(lang);
        offer_editor::publish_label(lang);
        offer_editor::end_label(lang);
        offer_editor::changed(lang);
        offer_editor::discarded(lang);
        offer_editor::gone(lang);
    ];
    for kind in KindName::ALL {
        pages.extend(pages![offer_editor::kind_label(lang, kind);]);
    }
    pages.extend(about_conditions(lang, title));
    for field in Field::ALL {
        pages.extend(pages![offer_editor::field_label(lang, field);]);
    }
    pages
}

fn about_conditions(lang: Lang, title: &str) -> Vec<Page> {
    let mut pages = pages![
        offer_editor::choice_label(lang, title, true);
        offer_editor::lasts_label(lang, 7);
        offer_editor::bad_lasts(lang, 31);
        offer_editor::too_many_things(lang, 20);
        offer_editor::ask_things(lang);
        offer_editor::ask_thing(lang);
        offer_editor::ask_tier(lang);
        offer_editor::ask_lasts(lang);
        offer_editor::nothing_in_the_catalogue(lang);
        offer_editor::gift_kind_label(lang);
        offer_editor::done_label(lang);
        offer_editor::products_label(lang);
        offer_editor::categories_label(lang);
        offer_editor::everything_label(lang);
        offer_editor::no_thing_label(lang);
        offer_editor::any_tier_label(lang);
    ];
    for terms in [strictest(), Terms::of(Worth::FreeDelivery)] {
        for condition in Condition::ALL {
            pages.extend(pages![offer_editor::condition_label(lang, condition, &terms);]);
        }
    }
    pages
}
